// SPDX-License-Identifier: GPL-3.0-or-later
// The look of a picture. Lengths are in points of the design size, 690x394, and scale with the
// frame.
#pragma once
#include "base/node.h"
#include "figure/colormap.h"

struct theme {
    const char *name, *help;
    uint32_t background, text, muted_text, spine, grid, wall, wall_edge, legend_edge;
    const uint32_t *cycle; // colours of optimizers and series
    size_t cycle_count;
    uint32_t points, model; // data panel
    uint32_t w0, w1, loss;  // series of a single optimizer
    uint32_t path, target;  // of a single optimizer
    double path_alpha, hidden_alpha;
    const char *map;     // name of the colour map
    double contour_fade; // part of background mixed into filled contours
    double suptitle_size, title_size, label_size, tick_size;
    double spine_width, grid_width, line_width, path_width, dot_radius;
};

extern const struct theme *const theme_table[]; // ends with NULL; the first is the default

// Resolves the name in a scene; NULL node: the default. NULL on error.
const struct theme *theme_read(const struct node *node, struct error *error);
