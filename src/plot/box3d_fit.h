// SPDX-License-Identifier: GPL-3.0-or-later
// Fits a box into a panel: as large as the space allows, including its ticks and labels.
#pragma once
#include "plot/box3d.h"

// Chooses the ticks and fits the box, as its camera sees it, into `room` (pixels).
void box3d_fit(struct box3d *space, const struct panel *panel, struct box room);

// The same for a moving camera: the box keeps its size and position over the film. Afterwards the
// box is aimed at the start of the orbit.
void box3d_fit_orbit(struct box3d *space, const struct panel *panel, struct box room,
                     const struct camera_motion *motion);
