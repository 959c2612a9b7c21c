// SPDX-License-Identifier: GPL-3.0-or-later
#include "problem/loss.h"

#include "base/maths.h"
#include "base/memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void square(const void *options, double p, double y, double out[3]) {
    double residual = p - y;
    (void)options;
    out[0] = residual * residual;
    out[1] = 2 * residual;
    out[2] = 2;
}

static void absolute(const void *options, double p, double y, double out[3]) {
    double residual = p - y;
    (void)options;
    out[0] = fabs(residual);
    out[1] = (residual > 0) - (residual < 0);
    out[2] = 0;
}

// sqrt with derivative 0 at 0, where the mean of squares has its minimum.
static void root(double mean, double out[3]) {
    out[0] = sqrt(mean);
    out[1] = mean > 0 ? 0.5 / out[0] : 0;
    out[2] = mean > 0 ? -0.25 / (mean * out[0]) : 0;
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

// -log of the probability sigmoid(p) that the model gives to class 1, or 1 - sigmoid(p) to class 0:
// log(1 + e^p) - y p, written so that nothing overflows.
static void logistic(const void *options, double p, double y, double out[3]) {
    (void)options;
    double e = m_exp(-fabs(p));
    double probability = p >= 0 ? 1 / (1 + e) : e / (1 + e);
    out[0] = m_log1p(e) + (p > 0 ? p : 0) - y * p;
    out[1] = probability - y;
    out[2] = e / ((1 + e) * (1 + e));
}

bool loss_read(struct loss_choice *choice, const struct node *node, struct error *error) {
    const struct node *name, *options;
    *choice = (struct loss_choice){0};
    if (!node_entry(node, "a loss", &name, &options, error))
        return false;
    const char *names[16];
    size_t count = 0;
    for (; loss_table[count]; count++) {
        names[count] = loss_table[count]->name;
        if (strcmp(names[count], name->text) == 0)
            choice->loss = loss_table[count];
    }
    if (!choice->loss)
        return error_unknown(error, name->place, "loss", name->text, names, count);
    static const struct setting none[] = {{0}};
    const struct setting *rows = choice->loss->settings ? choice->loss->settings : none;
    choice->options = mem_zero(1, choice->loss->options_size);
    settings_default(rows, choice->options);
    if (!settings_read(rows, choice->options, options, name->text, error)) {
        loss_choice_finish(choice);
        return false;
    }
    return true;
}

void loss_choice_finish(struct loss_choice *choice) {
    free(choice->options);
    *choice = (struct loss_choice){0};
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

const struct loss loss_logistic = {
    .name = "logistic",
    .title = "Logistic loss",
    .help = "negative log-likelihood of two classes, y 0 or 1, under sigmoid(prediction)",
    .source = "Cox 1958; torch.nn.BCEWithLogitsLoss",
    .inner = logistic,
    .two_classes = true,
};

const struct loss *const loss_table[] = {&loss_rmse,  &loss_mse,      &loss_mae,
                                         &loss_huber, &loss_logistic, NULL};
