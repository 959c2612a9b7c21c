// SPDX-License-Identifier: GPL-3.0-or-later
// How large a box is drawn and where: as large as its room allows with its ticks and labels.
#pragma once
#include "plot/box3d.h"

// Chooses the ticks and fits the box, as its camera sees it, into `room` (pixels).
void box3d_fit(struct box3d *space, const struct panel *panel, struct box room);

// The same for a camera in motion: the box keeps size and place over the film. Ends aimed at the
// motion's beginning.
void box3d_fit_orbit(struct box3d *space, const struct panel *panel, struct box room,
                     const struct camera_motion *motion);
