// SPDX-License-Identifier: GPL-3.0-or-later
// A bar that tells which value each colour stands for.
#pragma once
#include "plot/levels.h"
#include "plot/panel.h"

struct colorbar {
    const struct colormap *map;
    double low, high; // low < high, their distance finite; with is_log both above 0
    bool is_log;
    const char *label; // NULL: none
    // Where not NULL: the levels, at least one, between bands of one colour each; band k of n + 1
    // has the map's colour at k / n, and all are as high as each other.
    const struct levels *levels;
    double fade; // part of the theme's background mixed into the colours
};

// The width in pixels that a bar `height` pixels high takes with its numbers and label, and in
// `above` the height that the factor or offset of its numbers takes over it.
double colorbar_width(const struct colorbar *bar, const struct panel *panel, double height,
                      double *above);

// Draws the bar upright at the left of the box, numbers and label right of it, low values below.
void colorbar_draw(const struct colorbar *bar, const struct panel *panel, struct canvas *canvas,
                   struct box box);
