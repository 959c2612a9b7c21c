// SPDX-License-Identifier: GPL-3.0-or-later
// Numbers written along contour lines, where a line is straight and has room.
#pragma once
#include "plot/landscape.h"
#include "plot/levels.h"

// A stretch of a level line, in pixels.
struct contour_line {
    double (*at)[2]; // owned
    size_t count;
    size_t level; // its index
    bool is_closed;
};

enum { LEVEL_LABELS_MAX = 200 };

// A number around its middle, turned by `angle` (radians, clockwise, upright).
struct level_label {
    double x, y, angle, width, height; // pixels; the size with the space around
    size_t level;
    char text[DECIMAL_TEXT];
};

struct level_labels {
    struct level_label items[LEVEL_LABELS_MAX];
    size_t count;
};

// Places to keep clear where possible, in pixels.
struct level_obstacles {
    double (*at)[2]; // owned
    size_t count, capacity;
};

// Finds places for the numbers of the lines, longest lines first: within the panel's plot, apart
// from each other, and where no line of another level passes. A line without such a place has none.
void level_labels_place(struct level_labels *labels, const struct panel *panel,
                        const struct landscape *landscape, const struct levels *levels,
                        const struct contour_line *lines, size_t line_count,
                        const struct level_obstacles *obstacles);

// True where a label covers the point.
bool level_labels_hold(const struct level_labels *labels, const double at[2]);
