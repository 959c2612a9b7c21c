// SPDX-License-Identifier: GPL-3.0-or-later
// Schedules that decay by a factor, or have a list of values.
#include "base/maths.h"
#include "base/memory.h"
#include "optim/schedule_kinds.h"

#include <math.h>
#include <stdlib.h>

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

const struct schedule_kind schedule_piecewise = {
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
