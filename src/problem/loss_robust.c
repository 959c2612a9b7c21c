// SPDX-License-Identifier: GPL-3.0-or-later
// Losses with a bounded gradient, which limits the influence of outliers.
#include "problem/loss_table.h"

#include <math.h>

static void absolute(const void *options, double p, double y, double out[3]) {
    double residual = p - y;
    (void)options;
    out[0] = fabs(residual);
    out[1] = (residual > 0) - (residual < 0);
    out[2] = 0;
}

struct huber_options {
    double delta;
};

static void huber(const void *options, double p, double y, double out[3]) {
    double residual = p - y;
    double delta = ((const struct huber_options *)options)->delta;
    if (fabs(residual) <= delta) {
        out[0] = 0.5 * residual * residual;
        out[1] = residual;
        out[2] = 1;
    } else {
        out[0] = delta * (fabs(residual) - 0.5 * delta);
        out[1] = residual > 0 ? delta : -delta;
        out[2] = 0;
    }
}

static const struct setting huber_settings[] = {
    {SETTING(huber_options, delta), .fallback = 1, .min = 0, .max = SETTING_NO_MAX,
     .bounds = BOUNDS_ABOVE_MIN, .help = "where the parabola becomes a line"},
    {0},
};

const struct loss loss_mae = {
    .name = "mae",
    .title = "Mean Absolute Error loss",
    .help = "mean of absolute residuals; its gradient at a residual of 0 is 0",
    .inner = absolute,
};

const struct loss loss_huber = {
    .name = "huber",
    .title = "Huber loss",
    .help = "a parabola near 0, a line beyond delta",
    .source = "Huber 1964; torch.nn.HuberLoss",
    .settings = huber_settings,
    .options_size = sizeof(struct huber_options),
    .inner = huber,
};
