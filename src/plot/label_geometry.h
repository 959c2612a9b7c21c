// SPDX-License-Identifier: GPL-3.0-or-later
// Boxes, points and segments, for placing names; inline, as most of that time goes here.
#pragma once
#include "draw/canvas.h"

#include <math.h>

// Unlike fmin and fmax these are no calls.
static inline double lesser(double a, double b) {
    return a < b ? a : b;
}

static inline double greater(double a, double b) {
    return a > b ? a : b;
}

static inline struct box box_around(const double at[2], double width, double height,
                                    double margin) {
    return (struct box){at[0] - width / 2 - margin, at[1] - height / 2 - margin, width + 2 * margin,
                        height + 2 * margin};
}

// Returns the distance of a point from a box; 0 inside of it.
static inline double distance_from(const struct box *box, const double at[2]) {
    double x = greater(box->x - at[0], at[0] - box->x - box->width);
    double y = greater(box->y - at[1], at[1] - box->y - box->height);
    return x <= 0 ? greater(0, y) : y <= 0 ? x : sqrt(x * x + y * y);
}

// Returns the smallest box around a box and a point.
static inline struct box with_point(struct box box, const double at[2]) {
    double right = greater(box.x + box.width, at[0]), bottom = greater(box.y + box.height, at[1]);
    box.x = lesser(box.x, at[0]);
    box.y = lesser(box.y, at[1]);
    box.width = right - box.x;
    box.height = bottom - box.y;
    return box;
}

static inline bool boxes_meet(const struct box *a, const struct box *b) {
    return a->x <= b->x + b->width && b->x <= a->x + a->width && a->y <= b->y + b->height &&
           b->y <= a->y + a->height;
}

// Returns which part of the smaller of two boxes the other covers.
static inline double overlap(const struct box *a, const struct box *b) {
    double x = lesser(a->x + a->width, b->x + b->width) - greater(a->x, b->x);
    double y = lesser(a->y + a->height, b->y + b->height) - greater(a->y, b->y);
    if (x <= 0 || y <= 0)
        return 0;
    return x * y / lesser(a->width * a->height, b->width * b->height);
}

// True if a segment crosses a box: it does not lie beyond one of its sides, nor its corners all on
// one side of it.
static inline bool crosses_box(const double from[2], const double to[2], const struct box *box) {
    double right = box->x + box->width, bottom = box->y + box->height;
    if (greater(from[0], to[0]) < box->x || lesser(from[0], to[0]) > right ||
        greater(from[1], to[1]) < box->y || lesser(from[1], to[1]) > bottom)
        return false;
    double step[2] = {to[0] - from[0], to[1] - from[1]}, low = 0, high = 0;
    for (int corner = 0; corner < 4; corner++) {
        double x = (corner & 1 ? right : box->x) - from[0];
        double y = (corner & 2 ? bottom : box->y) - from[1];
        double side = step[0] * y - step[1] * x;
        low = corner ? lesser(low, side) : side;
        high = corner ? greater(high, side) : side;
    }
    return low <= 0 && high >= 0;
}

static inline double side_of(const double from[2], const double to[2], const double at[2]) {
    return (to[0] - from[0]) * (at[1] - from[1]) - (to[1] - from[1]) * (at[0] - from[0]);
}

static inline bool segments_cross(const double a[2], const double b[2], const double c[2],
                                  const double d[2]) {
    return side_of(a, b, c) * side_of(a, b, d) < 0 && side_of(c, d, a) * side_of(c, d, b) < 0;
}
