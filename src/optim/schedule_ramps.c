// SPDX-License-Identifier: GPL-3.0-or-later
// Schedules that go from one value to another.
#include "base/maths.h"
#include "optim/schedule_kinds.h"

#include <math.h>

double schedule_anneal(int anneal, double from, double to, double share) {
    static const double pi = 3.14159265358979323846;
    if (anneal == ANNEAL_COSINE)
        return to + (from - to) * (1 + m_cos(pi * share)) / 2;
    return anneal == ANNEAL_SQRT ? to + (from - to) * (1 - sqrt(share))
                                 : from + (to - from) * share;
}

// Returns the fraction of the length that has passed, in [0, 1].
static double progress(long steps, struct schedule_time time) {
    long length = steps > 0 ? steps : time.horizon;
    return length > 0 ? fmin(1, (double)time.t / (double)length) : 1;
}

struct constant_options {
    double value;
};

static double constant_value(const void *options, struct schedule_time time, double *memory) {
    (void)time, (void)memory;
    return ((const struct constant_options *)options)->value;
}

static const struct setting constant_settings[] = {
    VALUE(constant_options, value, 0.1, "the number"),
    {0},
};

const struct schedule_kind schedule_constant = {
    .name = "constant",
    .help = "value",
    .settings = constant_settings,
    .options_size = sizeof(struct constant_options),
    .value = constant_value,
    .takes_value = true,
};

// Options of linear, polynomial, cosine and rex.
struct ramp_options {
    double from, to, power;
    long steps;
};

static double linear_value(const void *options, struct schedule_time time, double *memory) {
    const struct ramp_options *o = options;
    (void)memory;
    return schedule_anneal(ANNEAL_LINEAR, o->from, o->to, progress(o->steps, time));
}

static double polynomial_value(const void *options, struct schedule_time time, double *memory) {
    const struct ramp_options *o = options;
    (void)memory;
    return o->to + (o->from - o->to) * m_pow(1 - progress(o->steps, time), o->power);
}

static double cosine_value(const void *options, struct schedule_time time, double *memory) {
    const struct ramp_options *o = options;
    (void)memory;
    return schedule_anneal(ANNEAL_COSINE, o->from, o->to, progress(o->steps, time));
}

static double rex_value(const void *options, struct schedule_time time, double *memory) {
    const struct ramp_options *o = options;
    (void)memory;
    double left = 1 - progress(o->steps, time);
    return o->to + (o->from - o->to) * left / (0.5 + left / 2);
}

static const struct setting ramp_settings[] = {
    VALUE(ramp_options, from, 0.1, "at the first step"),
    VALUE(ramp_options, to, 0, "after the last"),
    STEPS(ramp_options, steps, 0, 0, "length; 0: the run"),
    {0},
};

static const struct setting polynomial_settings[] = {
    VALUE(ramp_options, from, 0.1, "at the first step"),
    VALUE(ramp_options, to, 0, "after the last"),
    FACTOR(ramp_options, power, 2, "of what is left of the way"),
    STEPS(ramp_options, steps, 0, 0, "length; 0: the run"),
    {0},
};

const struct schedule_kind schedule_linear = {
    .name = "linear",
    .help = "from + (to - from) t/steps",
    .source = "optax.linear_schedule",
    .settings = ramp_settings,
    .options_size = sizeof(struct ramp_options),
    .value = linear_value,
};

const struct schedule_kind schedule_polynomial = {
    .name = "polynomial",
    .help = "to + (from - to) (1 - t/steps)^power",
    .source = "optax.polynomial_schedule",
    .settings = polynomial_settings,
    .options_size = sizeof(struct ramp_options),
    .value = polynomial_value,
};

const struct schedule_kind schedule_cosine = {
    .name = "cosine",
    .help = "to + (from - to) (1 + cos(pi t/steps)) / 2; to from step `steps` on",
    .source = "Loshchilov & Hutter, arXiv:1608.03983; torch CosineAnnealingLR, which rises again "
              "after `steps`",
    .settings = ramp_settings,
    .options_size = sizeof(struct ramp_options),
    .value = cosine_value,
};

const struct schedule_kind schedule_rex = {
    .name = "rex",
    .help = "to + (from - to) z / (1/2 + z/2), z = 1 - t/steps",
    .source = "Chen, Wolfe & Kyrillidis, arXiv:2107.04197",
    .settings = ramp_settings,
    .options_size = sizeof(struct ramp_options),
    .value = rex_value,
};
