// SPDX-License-Identifier: GPL-3.0-or-later
// The squared loss of a line over all points, from sums that are made once.
#pragma once
#include "problem/dataset.h"
#include "problem/jet.h"

// Centred sums over all points. With the residual r = w0 x + w1 - y,
//
//     sum r^2 = n (mean_y - w0 mean_x - w1)^2 + Syy - 2 w0 Sxy + w0^2 Sxx,
//
// because deviations from a mean sum to 0, so there are no cross terms. The squared loss of a line
// over a million points thus costs no more than over a hundred.
struct line_sums {
    double mean_x, mean_y;
    double sxx, sxy, syy; // divided by n
};

struct line_sums line_sums_of(const struct dataset *data);

// The mean squared residual as a jet by the slope w0 and the intercept w1.
struct jet line_sums_loss(const struct line_sums *sums, const double w[2]);

// The mean squared residual; clamped, since rounding may take it below 0.
static inline double line_sums_mean(const struct line_sums *sums, double w0, double w1) {
    double bias = w0 * sums->mean_x + w1 - sums->mean_y;
    double mean = bias * bias + (sums->syy - 2 * w0 * sums->sxy + w0 * w0 * sums->sxx);
    return mean < 0 ? 0 : mean;
}

// Near a perfect fit the terms cancel and few digits remain. The loss is then summed over the
// points.
static inline bool line_sums_lost_digits(const struct line_sums *sums, double mean) {
    return mean < 1e-6 * sums->syy;
}
