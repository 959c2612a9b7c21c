// SPDX-License-Identifier: GPL-3.0-or-later
// Numbers written along contour lines, where a line is straight and has room.
#pragma once
#include "figure/landscape.h"

// A stretch of a level line, in pixels.
struct contour_line {
    double (*at)[2]; // owned
    size_t count;
    size_t level; // its index
    bool is_closed;
};

enum { CONTOUR_LABEL = 32, CONTOUR_LABELS_MAX = 200 };

// A number around its middle, turned by `angle` (radians, clockwise, upright).
struct contour_label {
    double x, y, angle, width, height; // pixels; the size with the space around
    size_t level;
    char text[CONTOUR_LABEL];
};

struct contour_labels {
    struct contour_label items[CONTOUR_LABELS_MAX];
    size_t count;
};

// Places to keep clear where possible, in pixels.
struct contour_obstacles {
    double (*at)[2]; // owned
    size_t count, capacity;
};

// Writes a level as people do: up to 4 digits, powers of ten beyond 5 places.
void contour_label_write(char text[CONTOUR_LABEL], double level);

// Finds places for the numbers of the lines, longest lines first: within the panel's plot, apart
// from each other, and where no line of another level passes. A line without such a place has none.
void contour_labels_place(struct contour_labels *labels, const struct panel *panel,
                          const struct landscape *landscape, const double *levels,
                          size_t level_count, const struct contour_line *lines, size_t line_count,
                          const struct contour_obstacles *obstacles);

// True where a label covers the point.
bool contour_labels_hold(const struct contour_labels *labels, const double at[2]);
