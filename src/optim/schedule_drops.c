// SPDX-License-Identifier: GPL-3.0-or-later
// Schedules that decay by a factor.
#include "base/maths.h"
#include "optim/schedule_kinds.h"

#include <math.h>

// Options of step and exponential.
struct geometric_options {
    double from, gamma;
    long every;
};

static double step_value(const void *options, struct schedule_time time, double *memory) {
    const struct geometric_options *o = options;
    (void)memory;
    return o->from * m_pow(o->gamma, floor((double)time.t / (double)o->every));
}

static double exponential_value(const void *options, struct schedule_time time, double *memory) {
    const struct geometric_options *o = options;
    (void)memory;
    return o->from * m_pow(o->gamma, (double)time.t);
}

// With gamma > 1 the last value is the largest.
static double step_peak(const void *options, long horizon) {
    return fmax(step_value(options, (struct schedule_time){0}, NULL),
                step_value(options, (struct schedule_time){.t = horizon - 1}, NULL));
}

static double exponential_peak(const void *options, long horizon) {
    return fmax(exponential_value(options, (struct schedule_time){0}, NULL),
                exponential_value(options, (struct schedule_time){.t = horizon - 1}, NULL));
}

static const struct setting step_settings[] = {
    VALUE(geometric_options, from, 0.1, "at the first step"),
    FACTOR(geometric_options, gamma, 0.1, "factor of each drop"),
    STEPS(geometric_options, every, 30, 1, "steps between drops"),
    {0},
};

static const struct setting exponential_settings[] = {
    VALUE(geometric_options, from, 0.1, "at the first step"),
    FACTOR(geometric_options, gamma, 0.95, "factor of each step"),
    {0},
};

const struct schedule_kind schedule_step = {
    .name = "step",
    .help = "from gamma^floor(t/every)",
    .source = "torch StepLR",
    .settings = step_settings,
    .options_size = sizeof(struct geometric_options),
    .value = step_value,
    .peak = step_peak,
};

const struct schedule_kind schedule_exponential = {
    .name = "exponential",
    .help = "from gamma^t",
    .source = "torch ExponentialLR",
    .settings = exponential_settings,
    .options_size = sizeof(struct geometric_options),
    .value = exponential_value,
    .peak = exponential_peak,
};
