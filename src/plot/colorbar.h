// SPDX-License-Identifier: GPL-3.0-or-later
// A bar that shows which value each colour stands for.
#pragma once
#include "plot/height.h"
#include "plot/levels.h"
#include "plot/panel.h"

struct colorbar {
    const struct colormap *map;
    double low, high;          // heights; low < high with a finite difference
    struct height_scale scale; // from losses to heights
    const char *label;         // NULL: none
    // NULL for a continuous bar. Else the levels, n >= 1 of them, which separate n + 1 bands of
    // equal height; band k has the map's colour at k / n.
    const struct levels *levels;
    double fade; // fraction of the theme's background mixed into the colours
};

// Returns the width in pixels of a bar that is `height` pixels high, with its numbers and label.
// Writes into `above` the height of the numbers' common factor or offset, which is above the bar.
double colorbar_width(const struct colorbar *bar, const struct panel *panel, double height,
                      double *above);

// Draws the bar at the left of `box`, with numbers and label to its right and low values at the
// bottom.
void colorbar_draw(const struct colorbar *bar, const struct panel *panel, struct canvas *canvas,
                   struct box box);
