// SPDX-License-Identifier: GPL-3.0-or-later
// A schedule with a list of values.
#include "base/memory.h"
#include "optim/schedule_kinds.h"

#include <math.h>
#include <stdlib.h>

bool schedule_read_numbers(const struct node *node, void *field, struct error *error) {
    struct schedule_numbers *numbers = field;
    if (node->kind != NODE_LIST || node->count == 0)
        return node_expected(node, "a list of numbers", error);
    numbers->count = node->count;
    numbers->items = mem_zero(node->count, sizeof *numbers->items);
    return node_numbers(node, node->count, numbers->items, error);
}

bool schedule_check_increasing(const struct schedule_numbers *at, struct place place,
                               struct error *error) {
    for (size_t i = 1; i < at->count; i++)
        if (at->items[i] <= at->items[i - 1])
            return error_at(error, place, "the steps of 'at' must increase");
    return true;
}

size_t schedule_part(const struct schedule_numbers *at, long t) {
    size_t low = 0, high = at->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if ((double)t >= at->items[middle])
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

enum interpolate { INTERPOLATE_NONE, INTERPOLATE_LINEAR, INTERPOLATE_COSINE };
static const char *const interpolations[] = {"none", "linear", "cosine", NULL};

struct piecewise_options {
    struct schedule_numbers values, at;
    int interpolate;
};

static bool piecewise_check(const void *options, struct place place, struct error *error) {
    const struct piecewise_options *o = options;
    if (o->values.count != o->at.count + 1)
        return error_at(error, place, "piecewise needs one more of values than of at");
    if (!schedule_check_increasing(&o->at, place, error))
        return false;
    for (size_t i = 0; i < o->values.count; i++)
        if (o->values.items[i] < 0)
            return error_at(error, place, "values must be at least 0");
    return true;
}

// With interpolation values[i] is that of step at[i - 1], and values[0] that of step 0.
static double piecewise_value(const void *options, struct schedule_time time, double *memory) {
    const struct piecewise_options *o = options;
    (void)memory;
    size_t i = schedule_part(&o->at, time.t);
    double value = o->values.items[i];
    if (o->interpolate == INTERPOLATE_NONE || i == o->at.count)
        return value;
    double start = i > 0 ? o->at.items[i - 1] : 0, length = o->at.items[i] - start;
    return schedule_anneal(o->interpolate == INTERPOLATE_LINEAR ? ANNEAL_LINEAR : ANNEAL_COSINE,
                           value, o->values.items[i + 1], ((double)time.t - start) / length);
}

// Between values it lies between them, so that the largest is at one of them or at the end.
static double piecewise_peak(const void *options, long horizon) {
    const struct piecewise_options *o = options;
    double peak = fmax(o->values.items[0],
                       piecewise_value(options, (struct schedule_time){.t = horizon - 1}, NULL));
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
    {SETTING(piecewise_options, values), .type = SETTING_CUSTOM, .read = schedule_read_numbers,
     .form = "[0.1, 0.01, 0.001]", .help = "one after another"},
    {SETTING(piecewise_options, at), .type = SETTING_CUSTOM, .read = schedule_read_numbers,
     .form = "[50, 80]", .help = "the steps at which the next value begins"},
    {SETTING(piecewise_options, interpolate), .type = SETTING_CHOICE, .choices = interpolations,
     .help = "the way from value to value; none: jumps"},
    {0},
};

const struct schedule_kind schedule_piecewise = {
    .name = "piecewise",
    .help = "values[i] from step at[i - 1] to before step at[i], or on its way to the next",
    .source = "optax.piecewise_constant_schedule, piecewise_interpolate_schedule",
    .settings = piecewise_settings,
    .options_size = sizeof(struct piecewise_options),
    .check = piecewise_check,
    .value = piecewise_value,
    .peak = piecewise_peak,
    .finish = piecewise_finish,
};
