// SPDX-License-Identifier: GPL-3.0-or-later
// What update rules share.
#pragma once
#include "optim/optimizer_table.h"

// How a moving average that starts at 0 is made up for its start: m / (1 - beta^t), m, or as the
// post prints it m / (1 - beta). True and false mean power and none.
enum bias_correction { BIAS_POWER, BIAS_NONE, BIAS_AS_PRINTED, BIAS_TRUE, BIAS_FALSE };
extern const char *const bias_corrections[];

// Returns what the average is divided by after step t.
double bias_divisor(int correction, double beta, long t);

// Rows that many rules share; each names the field of the rule's own options.
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

// The same row under any name.
#define SETTING_POSITIVE(type, member, value, text)                                                \
    { SETTING(type, member), .fallback = (value), .min = 0, .max = SETTING_NO_MAX, .help = (text) }

// m = beta m + (1 - beta) x, the moving average that most rules are made of.
static inline double average(double m, double beta, double x) {
    return beta * m + (1 - beta) * x;
}

static inline double sign(double x) {
    return (x > 0) - (x < 0);
}

// The gradient at the weights, with weight decay as a part of it.
void step_decayed_gradient(struct step *step, double weight_decay, double g[2]);
