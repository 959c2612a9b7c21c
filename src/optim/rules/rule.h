// SPDX-License-Identifier: GPL-3.0-or-later
// Shared by the update rules.
#pragma once
#include "optim/optimizer_table.h"

// Bias correction of a moving average that starts at 0: m / (1 - beta^t), m, or m / (1 - beta) as
// printed in the blog post. True and false stand for power and none.
enum bias_correction { BIAS_POWER, BIAS_NONE, BIAS_AS_PRINTED, BIAS_TRUE, BIAS_FALSE };
extern const char *const bias_corrections[];

// Returns the divisor of the average after step t.
double bias_divisor(int correction, double beta, long t);

// Settings that many rules share. `type` is the struct of the rule's options, `member` a field.
#define SETTING_BETA(type, member, value, text)                                                    \
    {                                                                                              \
        SETTING(type, member), .fallback = (value), .min = 0, .max = 1,                            \
                               .bounds = BOUNDS_BELOW_MAX, .scheduled = true, .help = (text)       \
    }
#define SETTING_EPS(type, value)                                                                   \
    {                                                                                              \
        SETTING(type, eps), .fallback = (value), .min = 0, .max = SETTING_NO_MAX,                  \
                            .help = "added to a denominator"                                       \
    }
#define SETTING_WEIGHT_DECAY(type, value, text)                                                    \
    {                                                                                              \
        SETTING(type, weight_decay), .fallback = (value), .min = 0, .max = SETTING_NO_MAX,         \
                                     .help = (text)                                                \
    }

// A number of at least 0.
#define SETTING_POSITIVE(type, member, value, text)                                                \
    { SETTING(type, member), .fallback = (value), .min = 0, .max = SETTING_NO_MAX, .help = (text) }

// Returns the moving average beta m + (1 - beta) x.
static inline double average(double m, double beta, double x) {
    return beta * m + (1 - beta) * x;
}

static inline double sign(double x) {
    return (x > 0) - (x < 0);
}

// Computes the gradient at the weights, with weight_decay * w added.
void step_decayed_gradient(struct step *step, double weight_decay, double g[2]);
