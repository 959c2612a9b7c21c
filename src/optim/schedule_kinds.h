// SPDX-License-Identifier: GPL-3.0-or-later
// What the kinds of schedules share; for their own files. t is the step, counted from 0; `steps` is
// a length that is the whole run where it is 0, so that `to` is reached just when the run is over,
// as in torch and optax.
#pragma once
#include "optim/schedule_table.h"

// From `from` at a share of 0 to `to` at 1.
double schedule_half_cosine(double from, double to, double share);

// Rows: a value of the number itself, a count of steps, a positive factor.
#define VALUE(type, member, value, text)                                                           \
    { SETTING(type, member), .fallback = (value), .scheduled = true, .help = (text) }
#define STEPS(options_type, member, value, least, text)                                            \
    {                                                                                              \
        SETTING(options_type, member), .type = SETTING_INTEGER, .fallback = (value),               \
                                       .min = (least), .max = 1e15, .help = (text)                 \
    }
#define FACTOR(type, member, value, text)                                                          \
    {                                                                                              \
        SETTING(type, member), .fallback = (value), .max = SETTING_NO_MAX,                         \
                               .bounds = BOUNDS_ABOVE_MIN, .help = (text)                          \
    }
