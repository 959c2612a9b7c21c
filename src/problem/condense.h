// SPDX-License-Identifier: GPL-3.0-or-later
// A few weighted points that stand for many, where a loss is wanted at many places of a picture.
#pragma once
#include <stdbool.h>
#include <stddef.h>

enum {
    CONDENSED_SIDE = 64,
    CONDENSED_MEANS = CONDENSED_SIDE * CONDENSED_SIDE,
    CONDENSED_SAMPLE = 2 * CONDENSED_MEANS,
};

struct condensed {
    double *x, *y, *weight; // owned; weights add up to 1
    size_t count;           // 0: not made
};

// For the line w0 x + w1 under a loss of the residual that is convex and nowhere steeper than L.
// Puts the points into CONDENSED_SIDE strips by x, and each strip into as many groups by the
// distance e from the line of slope `slope`, and takes the means of each group. The loss of the
// means is never above the true one (Jensen), and below it by at most
//
//     L (|w0 - slope| mean |x - mean x of the group| + mean |e - mean e of the group|).
//
// Makes nothing and returns false where one of these means is more than CONDENSED_ERROR of what it
// is around the mean of all points, as where far outliers share a group.
#define CONDENSED_ERROR 0.04
bool condense_to_means(struct condensed *condensed, const double *x, const double *y, size_t count,
                       double slope);

// For any model and loss. Cuts the points, in order of x, into CONDENSED_SAMPLE strata, and draws
// one of each at random, the same ones every time. A mean over them is right on average, and its
// standard error is at most the standard deviation over all points by the root of
// CONDENSED_SAMPLE, 1.1 %: less than that of a plain random subset (Cochran, Sampling Techniques,
// 3rd ed., section 5.6). `count` is at least CONDENSED_SAMPLE.
void condense_to_sample(struct condensed *condensed, const double *x, const double *y,
                        size_t count);

void condensed_finish(struct condensed *condensed);
