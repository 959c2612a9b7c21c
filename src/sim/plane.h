// SPDX-License-Identifier: GPL-3.0-or-later
// The plane of weight space that pictures show. For two weights it is all there is; for more, two
// of them vary and the others stay where the origin has them.
#pragma once
#include "problem/problem.h"

struct plane {
    size_t axis[2]; // the weights along the axes
    size_t n;
    double *origin;  // n weights; owned
    bool is_settled; // the origin stays where it is
};

// What a quantity is known for: any problem; two weights, by their own coordinates w0 and w1; more
// weights, by the coordinates p0 and p1 of their plane.
enum coordinates { COORDINATES_ANY, COORDINATES_WEIGHTS, COORDINATES_PLANE };

// Reports a quantity that is not known for a problem of n weights.
bool coordinates_check(enum coordinates coordinates, const char *name, size_t n, struct place place,
                       struct error *error);

// Writes the coordinates of the n weights `w`, seen along all other axes.
static inline void plane_project(const struct plane *plane, const double *w, double p[2]) {
    p[0] = w[plane->axis[0]];
    p[1] = w[plane->axis[1]];
}

// Creates the problem of two weights that a problem is on the plane, whose origin must be known.
// Both must outlive it; the caller destroys it.
struct problem *plane_problem(const struct problem *problem, const struct plane *plane);
