// SPDX-License-Identifier: GPL-3.0-or-later
// Level lines as if a light at the upper left shone on steps between the bands: lit where the slope
// faces it, shaded where it turns away, and widest there (Tanaka, "The relief contour method",
// 1950). They give a flat map relief.
#pragma once
#include "plot/isolines.h"
#include "plot/level_labels.h"

// True if a theme's lines are lit.
bool relief_is_asked(const struct theme *theme);

// Draws the lines, with gaps for the numbers. `landscape` covers the plot. A line is fainter, and
// then absent, where the next level is too near.
void relief_draw(const struct panel *panel, struct canvas *canvas,
                 const struct landscape *landscape, const struct levels *levels,
                 const struct contour_line *lines, size_t line_count,
                 const struct level_labels *labels);
