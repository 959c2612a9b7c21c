// SPDX-License-Identifier: GPL-3.0-or-later
// Losses of squared residuals.
#include "problem/loss_table.h"

#include <math.h>

static void square(const void *options, double p, double y, double out[3]) {
    double residual = p - y;
    (void)options;
    out[0] = residual * residual;
    out[1] = 2 * residual;
    out[2] = 2;
}

// sqrt, with derivative 0 at 0, where the mean of squares has its minimum.
static void root(double mean, double out[3]) {
    out[0] = sqrt(mean);
    out[1] = mean > 0 ? 0.5 / out[0] : 0;
    out[2] = mean > 0 ? -0.25 / (mean * out[0]) : 0;
}

const struct loss loss_mse = {
    .name = "mse",
    .title = "Mean Square Error loss",
    .help = "mean of squared residuals",
    .inner = square,
    .is_squared = true,
};

const struct loss loss_rmse = {
    .name = "rmse",
    .title = "Root Mean Square Error loss",
    .help = "square root of the mean of squared residuals",
    .inner = square,
    .outer = root,
    .is_squared = true,
};
