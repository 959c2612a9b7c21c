// SPDX-License-Identifier: GPL-3.0-or-later
// Numbers on contour lines, placed where a line is straight and there is room.
#pragma once
#include "plot/landscape.h"
#include "plot/levels.h"

// A connected part of a level line, in pixels.
struct contour_line {
    double (*at)[2]; // owned
    size_t count;
    size_t level; // index of its level
    bool is_closed;
};

enum { LEVEL_LABELS_MAX = 200 };

// A number, given by its centre and its angle (radians, clockwise, never upside down).
struct level_label {
    double x, y, angle, width, height; // pixels; the size includes the space around it
    double cosine, sine;               // of the angle
    size_t level;
    char text[DECIMAL_TEXT];
};

struct level_labels {
    struct level_label items[LEVEL_LABELS_MAX];
    size_t count;
};

// Points, in pixels, that labels should not cover.
struct level_obstacles {
    double (*at)[2]; // owned
    size_t count, capacity;
};

// Finds places for the numbers of the lines, longest lines first. They are inside the panel's plot,
// do not touch each other, and cover no line of another level. A line without such a place gets no
// number. If there are more than `most` levels, some of them have none: the powers of ten have, or
// every second level, and so on.
void level_labels_place(struct level_labels *labels, const struct panel *panel,
                        const struct landscape *landscape, const struct levels *levels,
                        const struct contour_line *lines, size_t line_count, size_t most,
                        const struct level_obstacles *obstacles);

// True if a label covers the point.
bool level_labels_hold(const struct level_labels *labels, const double at[2]);
