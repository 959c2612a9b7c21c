// SPDX-License-Identifier: GPL-3.0-or-later
// A few weighted points that stand for many, where a loss is wanted at many places of a picture.
#pragma once
#include <stddef.h>

enum { CONDENSED_SIDE = 64, CONDENSED_MOST = CONDENSED_SIDE * CONDENSED_SIDE };

struct condensed {
    double *x, *y, *weight; // owned; weights add up to 1
    size_t count;           // 0: not made
};

// Puts the points into CONDENSED_SIDE strips by x, and each strip into as many groups by the
// distance from a line of this slope, and takes the means of each group. A mean over points of a
// function of the residual changes only by the function's curvature within a group, and groups are
// thinnest across the line, where that counts.
void condense(struct condensed *condensed, const double *x, const double *y, size_t count,
              double slope);
void condensed_finish(struct condensed *condensed);
