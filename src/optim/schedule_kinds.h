// SPDX-License-Identifier: GPL-3.0-or-later
// Shared by the kinds of schedules; private to their files. t is the step, counted from 0. A length
// `steps` of 0 means the whole run; `to` is then reached at its end, as in torch and optax.
#pragma once
#include "optim/schedule_table.h"

// A loop over a run looks at no more of its steps, evenly spread: step schedule_sample(i, steps)
// for i from 0 to below schedule_samples(steps).
long schedule_samples(long steps);
long schedule_sample(long i, long steps);

// The way from one value to another: straight, half a period of a cosine, or quick at first and
// then slow, as 1 - sqrt(share).
enum anneal { ANNEAL_LINEAR, ANNEAL_COSINE, ANNEAL_SQRT };

// Returns the value between `from` at share = 0 and `to` at share = 1.
double schedule_anneal(int anneal, double from, double to, double share);

// A list of steps or values, for rows of settings.
struct schedule_numbers {
    double *items; // owned
    size_t count;
};
bool schedule_read_numbers(const struct node *node, void *field, struct error *error);
bool schedule_check_increasing(const struct schedule_numbers *at, struct place place,
                               struct error *error);

// Returns how many of the increasing steps `at` are reached at step t.
size_t schedule_part(const struct schedule_numbers *at, long t);

// Returns true if `text` is a formula over t and T.
bool schedule_is_formula(const char *text);

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
