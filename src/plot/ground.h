// SPDX-License-Identifier: GPL-3.0-or-later
// The background and grid of a plot in the plane.
#pragma once
#include "plot/axes.h"

// Fills the panel's plot and draws a grid line at each tick, if the theme has them. Call it before
// anything else is drawn in the plot.
void ground_draw(const struct axes *axes, const struct panel *panel, struct canvas *canvas);
