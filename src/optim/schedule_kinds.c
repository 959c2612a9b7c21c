// SPDX-License-Identifier: GPL-3.0-or-later
// The kinds of schedules; those that repeat are in schedule_cycles.c. t is the step, counted from
// 0; `steps` is a length that is the whole run where it is 0, so that `to` is reached just when the
// run is over, as in torch and optax.
#include "optim/schedule_kinds.h"

#include "base/maths.h"
#include "base/memory.h"

#include <math.h>
#include <stdlib.h>

// How much of the way is gone, in [0, 1].
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

static const struct schedule_kind constant = {
    .name = "constant",
    .help = "value",
    .settings = constant_settings,
    .options_size = sizeof(struct constant_options),
    .value = constant_value,
};

// Shared by linear, polynomial and cosine: from one value to another.
struct ramp_options {
    double from, to, power;
    long steps;
};

static double linear_value(const void *options, struct schedule_time time, double *memory) {
    const struct ramp_options *o = options;
    (void)memory;
    return o->from + (o->to - o->from) * progress(o->steps, time);
}

static double polynomial_value(const void *options, struct schedule_time time, double *memory) {
    const struct ramp_options *o = options;
    (void)memory;
    return o->to + (o->from - o->to) * m_pow(1 - progress(o->steps, time), o->power);
}

double schedule_half_cosine(double from, double to, double share) {
    static const double pi = 3.14159265358979323846;
    return to + (from - to) * (1 + m_cos(pi * share)) / 2;
}

static double cosine_value(const void *options, struct schedule_time time, double *memory) {
    const struct ramp_options *o = options;
    (void)memory;
    return schedule_half_cosine(o->from, o->to, progress(o->steps, time));
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

static const struct schedule_kind linear = {
    .name = "linear",
    .help = "from + (to - from) t/steps",
    .source = "optax.linear_schedule",
    .settings = ramp_settings,
    .options_size = sizeof(struct ramp_options),
    .value = linear_value,
};

static const struct schedule_kind polynomial = {
    .name = "polynomial",
    .help = "to + (from - to) (1 - t/steps)^power",
    .source = "optax.polynomial_schedule",
    .settings = polynomial_settings,
    .options_size = sizeof(struct ramp_options),
    .value = polynomial_value,
};

static const struct schedule_kind cosine = {
    .name = "cosine",
    .help = "to + (from - to) (1 + cos(pi t/steps)) / 2; to from step `steps` on",
    .source = "Loshchilov & Hutter, arXiv:1608.03983; torch CosineAnnealingLR, which rises again "
              "after `steps`",
    .settings = ramp_settings,
    .options_size = sizeof(struct ramp_options),
    .value = cosine_value,
};

// Shared by step and exponential.
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

// With a gamma above 1 they rise.
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

static const struct schedule_kind step = {
    .name = "step",
    .help = "from gamma^floor(t/every)",
    .source = "torch StepLR",
    .settings = step_settings,
    .options_size = sizeof(struct geometric_options),
    .value = step_value,
    .peak = step_peak,
};

static const struct schedule_kind exponential = {
    .name = "exponential",
    .help = "from gamma^t",
    .source = "torch ExponentialLR",
    .settings = exponential_settings,
    .options_size = sizeof(struct geometric_options),
    .value = exponential_value,
    .peak = exponential_peak,
};

struct numbers {
    double *items; // owned
    size_t count;
};

static bool read_numbers(const struct node *node, void *field, struct error *error) {
    struct numbers *numbers = field;
    if (node->kind != NODE_LIST || node->count == 0)
        return node_expected(node, "a list of numbers", error);
    numbers->count = node->count;
    numbers->items = mem_zero(node->count, sizeof *numbers->items);
    return node_numbers(node, node->count, numbers->items, error);
}

struct piecewise_options {
    struct numbers values, at;
};

static bool piecewise_check(const void *options, struct place place, struct error *error) {
    const struct piecewise_options *o = options;
    if (o->values.count != o->at.count + 1)
        return error_at(error, place, "piecewise needs one more of values than of at");
    for (size_t i = 1; i < o->at.count; i++)
        if (o->at.items[i] <= o->at.items[i - 1])
            return error_at(error, place, "the steps of 'at' must increase");
    for (size_t i = 0; i < o->values.count; i++)
        if (o->values.items[i] < 0)
            return error_at(error, place, "values must be at least 0");
    return true;
}

static double piecewise_value(const void *options, struct schedule_time time, double *memory) {
    const struct piecewise_options *o = options;
    (void)memory;
    size_t i = 0;
    while (i < o->at.count && (double)time.t >= o->at.items[i])
        i++;
    return o->values.items[i];
}

static double piecewise_peak(const void *options, long horizon) {
    const struct piecewise_options *o = options;
    double peak = o->values.items[0];
    for (size_t i = 0; i < o->at.count && o->at.items[i] < (double)horizon; i++)
        peak = fmax(peak, o->values.items[i + 1]);
    return peak;
}

static void piecewise_finish(void *options) {
    struct piecewise_options *o = options;
    free(o->values.items);
    free(o->at.items);
}

static const struct setting piecewise_settings[] = {
    {SETTING(piecewise_options, values), .type = SETTING_CUSTOM, .read = read_numbers,
     .form = "[0.1, 0.01, 0.001]", .help = "one after another"},
    {SETTING(piecewise_options, at), .type = SETTING_CUSTOM, .read = read_numbers,
     .form = "[50, 80]", .help = "the steps at which the next value begins"},
    {0},
};

static const struct schedule_kind piecewise = {
    .name = "piecewise",
    .help = "values[i] from step at[i - 1] to before step at[i]",
    .source = "optax.piecewise_constant_schedule",
    .settings = piecewise_settings,
    .options_size = sizeof(struct piecewise_options),
    .check = piecewise_check,
    .value = piecewise_value,
    .peak = piecewise_peak,
    .finish = piecewise_finish,
};

struct warmup_options {
    double from;
    long steps;
    struct schedule then;
};

static bool read_then(const struct node *node, void *field, struct error *error) {
    static const struct setting row = {.name = "then", .min = 0, .max = SETTING_NO_MAX};
    return schedule_read(field, node, &row, error);
}

// Linear from `from` to the first value of what follows, whose own clock starts behind the warm-up.
static double warmup_value(const void *options, struct schedule_time time, double *memory) {
    const struct warmup_options *o = options;
    // A run may be over before the warm-up is.
    long rest = time.horizon > o->steps ? time.horizon - o->steps : 1;
    struct schedule_time later = {time.t - o->steps, rest, time.loss};
    if (time.t >= o->steps)
        return schedule_value(&o->then, later, memory);
    double none[SCHEDULE_MEMORY] = {0};
    later.t = 0;
    double peak = schedule_value(&o->then, later, none);
    return o->from + (peak - o->from) * (double)time.t / (double)o->steps;
}

static double warmup_peak(const void *options, long horizon) {
    const struct warmup_options *o = options;
    return fmax(o->from, schedule_peak(&o->then, horizon - o->steps));
}

static void warmup_finish(void *options) {
    schedule_finish(&((struct warmup_options *)options)->then);
}

static bool warmup_check(const void *options, struct place place, struct error *error) {
    const struct warmup_options *o = options;
    if (!o->then.kind && o->then.value == 0)
        return error_at(error, place, "warmup needs what comes then, as then: 0.1");
    return true;
}

static const struct setting warmup_settings[] = {
    VALUE(warmup_options, from, 0, "at the first step"),
    STEPS(warmup_options, steps, 10, 1, "length"),
    {SETTING(warmup_options, then), .type = SETTING_CUSTOM, .read = read_then,
     .form = "a number or a schedule", .help = "what follows"},
    {0},
};

static const struct schedule_kind warmup = {
    .name = "warmup",
    .help = "linear to the first value of `then`, then that",
    .source = "optax.join_schedules",
    .settings = warmup_settings,
    .options_size = sizeof(struct warmup_options),
    .check = warmup_check,
    .value = warmup_value,
    .peak = warmup_peak,
    .finish = warmup_finish,
};

struct plateau_options {
    double from, factor, threshold, min;
    long patience, cooldown;
};

// What is remembered: the best loss, bad steps since, steps of rest left, the value (0 at first).
enum { PLATEAU_BEST, PLATEAU_BAD, PLATEAU_REST, PLATEAU_VALUE };

// torch tells its scheduler the loss after each step; the loss before step t is that after t - 1.
static double plateau_value(const void *options, struct schedule_time time, double *memory) {
    const struct plateau_options *o = options;
    if (time.t == 0) {
        memory[PLATEAU_BEST] = INFINITY;
        memory[PLATEAU_VALUE] = o->from;
        return o->from;
    }
    double best = memory[PLATEAU_BEST];
    // Of a positive best, torch's best (1 - threshold) to the bit.
    double limit = best > 0 ? best * (1 - o->threshold) : best * (1 + o->threshold);
    if (time.loss < limit) {
        memory[PLATEAU_BEST] = time.loss;
        memory[PLATEAU_BAD] = 0;
    } else {
        memory[PLATEAU_BAD]++;
    }
    if (memory[PLATEAU_REST] > 0) {
        memory[PLATEAU_REST]--;
        memory[PLATEAU_BAD] = 0;
    }
    if (memory[PLATEAU_BAD] > (double)o->patience) {
        double lower = fmax(memory[PLATEAU_VALUE] * o->factor, o->min);
        if (memory[PLATEAU_VALUE] - lower > 1e-8) // torch's eps: smaller changes are not made
            memory[PLATEAU_VALUE] = lower;
        memory[PLATEAU_REST] = (double)o->cooldown;
        memory[PLATEAU_BAD] = 0;
    }
    return memory[PLATEAU_VALUE];
}

static const struct setting plateau_settings[] = {
    VALUE(plateau_options, from, 0.1, "at the first step"),
    {SETTING(plateau_options, factor), .fallback = 0.1, .max = 1, .bounds = BOUNDS_BELOW_MAX,
     .help = "of each drop"},
    STEPS(plateau_options, patience, 10, 0, "steps without a better loss that are borne"),
    {SETTING(plateau_options, threshold), .fallback = 1e-4, .max = 1,
     .help = "better is below best - threshold |best|"},
    STEPS(plateau_options, cooldown, 0, 0, "steps of rest after a drop"),
    VALUE(plateau_options, min, 0, "the least value"),
    {0},
};

static const struct schedule_kind plateau = {
    .name = "plateau",
    .help = "times factor when the loss over all points has not improved for `patience` steps",
    .source = "torch ReduceLROnPlateau, which measures by best, not |best|",
    .settings = plateau_settings,
    .options_size = sizeof(struct plateau_options),
    .value = plateau_value,
};

const struct schedule_kind *const schedule_table[] = {
    &constant,
    &linear,
    &step,
    &piecewise,
    &exponential,
    &polynomial,
    &cosine,
    &schedule_warm_restarts,
    &warmup,
    &schedule_one_cycle,
    &schedule_cyclic,
    &plateau,
    NULL,
};
