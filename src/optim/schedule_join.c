// SPDX-License-Identifier: GPL-3.0-or-later
// A schedule made of others, one after another.
#include "base/memory.h"
#include "optim/schedule_kinds.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct schedule_list {
    struct schedule *items; // owned
    size_t count;
};

struct join_options {
    struct schedule_list schedules;
    struct schedule_numbers at;
};

static bool read_schedules(const struct node *node, void *field, struct error *error) {
    static const struct setting row = {.name = "a schedule", .min = 0, .max = SETTING_NO_MAX};
    struct schedule_list *list = field;
    if (node->kind != NODE_LIST || node->count == 0)
        return node_expected(node, "a list of schedules and numbers", error);
    list->items = mem_zero(node->count, sizeof *list->items);
    for (; list->count < node->count; list->count++)
        if (!schedule_read(&list->items[list->count], node->items[list->count], &row, error))
            return false;
    return true;
}

static bool join_check(const void *options, struct place place, struct error *error) {
    const struct join_options *o = options;
    if (o->schedules.count != o->at.count + 1)
        return error_at(error, place, "join needs one more of schedules than of at");
    for (size_t i = 0; i < o->at.count; i++)
        if (o->at.items[i] < 1 || o->at.items[i] > 1e15 || o->at.items[i] != floor(o->at.items[i]))
            return error_at(error, place, "the steps of 'at' must be whole numbers from 1");
    return schedule_check_increasing(&o->at, place, error);
}

// The part of a run that one of the schedules has. The length of the last is the rest of the run.
struct join_part {
    const struct schedule *schedule;
    long start, length;
};

static struct join_part part_at(const struct join_options *o, size_t i, long horizon) {
    long start = i > 0 ? (long)o->at.items[i - 1] : 0;
    long end = i < o->at.count ? (long)o->at.items[i] : horizon;
    return (struct join_part){&o->schedules.items[i], start, end > start ? end - start : 1};
}

// The schedules share the memory, since only one of them runs at a time.
static double join_value(const void *options, struct schedule_time time, double *memory) {
    const struct join_options *o = options;
    struct join_part part = part_at(o, schedule_part(&o->at, time.t), time.horizon);
    if (time.t == part.start)
        memset(memory, 0, SCHEDULE_MEMORY * sizeof *memory);
    struct schedule_time own = {time.t - part.start, part.length, time.loss};
    return schedule_value(part.schedule, own, memory);
}

static double join_peak(const void *options, long horizon) {
    const struct join_options *o = options;
    double peak = 0;
    for (size_t i = 0; i < o->schedules.count; i++) {
        struct join_part part = part_at(o, i, horizon);
        if (part.start < horizon)
            peak = fmax(peak, schedule_peak(part.schedule, part.length));
    }
    return peak;
}

static void join_finish(void *options) {
    struct join_options *o = options;
    for (size_t i = 0; i < o->schedules.count; i++)
        schedule_finish(&o->schedules.items[i]);
    free(o->schedules.items);
    free(o->at.items);
}

static const struct setting join_settings[] = {
    {SETTING(join_options, schedules), .type = SETTING_CUSTOM, .read = read_schedules,
     .schema = SCHEMA_LIST(SCHEMA_REFERENCE("rate")),
     .form = "[{linear: {from: 0, to: 0.1}}, 0.1, {cosine: {from: 0.1}}]",
     .help = "one after another; each has its own time from 0, and a length of 0 is its part"},
    {SETTING(join_options, at), .type = SETTING_CUSTOM, .read = schedule_read_numbers,
     .form = "[10, 60]", .help = "the steps at which the next one begins"},
    {0},
};

const struct schedule_kind schedule_join = {
    .name = "join",
    .help = "schedules[i] from step at[i - 1] to before step at[i]",
    .source = "optax.join_schedules",
    .settings = join_settings,
    .options_size = sizeof(struct join_options),
    .check = join_check,
    .value = join_value,
    .peak = join_peak,
    .finish = join_finish,
};
