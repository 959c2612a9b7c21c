// SPDX-License-Identifier: GPL-3.0-or-later
// From where a surface is seen best: so that most of the paths is in sight.
#pragma once
#include "panels/surface_paths.h"

// Scores the azimuths into the panel's state, once its sheet is known. What the scene or the theme
// says is kept, and so is the theme's azimuth if no path is in view.
void surface_score_azimuths(struct panel *panel);

// Joins another panel's scores to a panel's, so that both are seen from the same side: that which
// is best for the one that sees least.
void surface_share_azimuth(struct panel *panel, const struct panel *other);

// Turns the camera to the best azimuth.
void surface_use_azimuth(struct panel *panel);
