// SPDX-License-Identifier: GPL-3.0-or-later
// What the kinds of schedules share; for their own files.
#pragma once
#include "optim/schedule.h"

extern const struct schedule_kind schedule_warm_restarts, schedule_one_cycle, schedule_cyclic;

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
