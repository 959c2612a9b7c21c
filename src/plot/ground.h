// SPDX-License-Identifier: GPL-3.0-or-later
// The ground of a plot in the plane and the grid on it.
#pragma once
#include "plot/axes.h"

// Fills the panel's plot and draws a line at each tick, where the theme has them; drawn before
// what the plot shows.
void ground_draw(const struct axes *axes, const struct panel *panel, struct canvas *canvas);
