// SPDX-License-Identifier: GPL-3.0-or-later
// Shared by the kinds of schedules; private to their files. t is the step, counted from 0. A length
// `steps` of 0 means the whole run; `to` is then reached at its end, as in torch and optax.
#pragma once
#include "optim/schedule_table.h"

// Half a period of a cosine, from `from` at share = 0 to `to` at share = 1.
double schedule_half_cosine(double from, double to, double share);

// Settings: a value of the number itself; a count of steps; a positive factor.
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
