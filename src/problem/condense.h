// SPDX-License-Identifier: GPL-3.0-or-later
// Data reduction for pictures: a few weighted points that stand for many data points, where a loss
// is evaluated at many weights.
#pragma once
#include <stdbool.h>
#include <stddef.h>

enum {
    CONDENSED_SIDE = 64,
    CONDENSED_MEANS = CONDENSED_SIDE * CONDENSED_SIDE,
    CONDENSED_SAMPLE = 2 * CONDENSED_MEANS,
};

struct condensed {
    double *x, *y, *weight; // owned, `count` each; weights sum to 1
    size_t count;           // 0: not made
};

// For the line w0 x + w1 and a convex loss of the residual with Lipschitz constant L. Sorts the
// points into CONDENSED_SIDE strips by x, sorts each strip into as many groups by the residual e
// from the line of slope `slope`, and takes the mean of each group. By Jensen's inequality the loss
// over the means is never above the true one; it is below by at most
//
//     L (|w0 - slope| mean |x - mean x of the group| + mean |e - mean e of the group|).
//
// Returns false and makes nothing if the spread within groups, in x or in e, is more than
// CONDENSED_ERROR of the spread over all points, as when a group contains far outliers.
#define CONDENSED_ERROR 0.04
bool condense_to_means(struct condensed *condensed, const double *x, const double *y, size_t count,
                       double slope);

// For any model and loss: stratified sampling. Divides the points, sorted by x, into
// CONDENSED_SAMPLE strata and draws one point of each, with a fixed seed. The mean over them is
// unbiased; its standard error is at most the standard deviation over all points divided by
// sqrt(CONDENSED_SAMPLE), that is 1.1 % of it, which is less than for a simple random sample
// (Cochran, Sampling Techniques, 3rd ed., section 5.6). `count` must be at least CONDENSED_SAMPLE.
void condense_to_sample(struct condensed *condensed, const double *x, const double *y,
                        size_t count);

void condensed_finish(struct condensed *condensed);
