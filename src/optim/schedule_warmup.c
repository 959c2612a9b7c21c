// SPDX-License-Identifier: GPL-3.0-or-later
// A linear warm-up before another schedule.
#include "optim/schedule_kinds.h"

#include <math.h>

struct warmup_options {
    double from;
    long steps;
    struct schedule then;
};

static bool read_then(const struct node *node, void *field, struct error *error) {
    static const struct setting row = {.name = "then", .min = 0, .max = SETTING_NO_MAX};
    return schedule_read(field, node, &row, error);
}

// Linear from `from` to the first value of the schedule `then`, whose time starts after the
// warm-up.
static double warmup_value(const void *options, struct schedule_time time, double *memory) {
    const struct warmup_options *o = options;
    // The run may end during the warm-up.
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

const struct schedule_kind schedule_warmup = {
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
