// SPDX-License-Identifier: GPL-3.0-or-later
// A bar that tells which value each colour stands for.
#pragma once
#include "plot/panel.h"

struct colorbar {
    const struct colormap *map;
    double low, high; // low < high, or both 0: not known yet; with is_log both above 0
    bool is_log;
    const char *label; // NULL: none
    // Where not NULL: the `level_count` rising levels between bands of one colour each; band k of
    // level_count + 1 has the map's colour at k / level_count, and all are as high as each other.
    const double *levels;
    size_t level_count;
    double fade; // part of the theme's background mixed into the colours
};

// The width in pixels that a bar `height` pixels high takes with its numbers and label.
double colorbar_width(const struct colorbar *bar, const struct panel *panel, double height);

// Draws the bar upright at the left of the box, numbers and label right of it, low values below.
void colorbar_draw(const struct colorbar *bar, const struct panel *panel, struct canvas *canvas,
                   struct box box);
