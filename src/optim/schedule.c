// SPDX-License-Identifier: GPL-3.0-or-later
#include "optim/schedule.h"

#include "base/interrupt.h"
#include "base/memory.h"
#include "base/name_table.h"
#include "optim/schedule_kinds.h"

#include <math.h>
#include <stdlib.h>

// The most settings of a kind, for the copy in read_options.
enum { ROWS = 12 };

#define ROW(name) &schedule_##name,
const struct schedule_kind *const schedule_table[] = {SCHEDULES(ROW) NULL};
#undef ROW

// Reads the options of a kind. Settings marked `scheduled` get the bounds of the number.
static bool read_options(struct schedule *schedule, const struct node *map,
                         const struct setting *number, struct error *error) {
    const struct schedule_kind *kind = schedule->kind;
    struct setting rows[ROWS] = {{0}};
    for (size_t i = 0; kind->settings[i].name; i++) {
        rows[i] = kind->settings[i];
        if (number && rows[i].scheduled) {
            rows[i].min = number->min;
            rows[i].max = number->max;
            rows[i].bounds = number->bounds;
        }
    }
    if (map && map->kind != NODE_MAP && kind->takes_value)
        return settings_read_one(rows, schedule->options, map, error);
    struct text what = {0};
    text_printf(&what, "schedule '%s'", kind->name);
    bool good = settings_read(rows, schedule->options, map, what.data, error);
    text_finish(&what);
    return good;
}

bool schedule_read(struct schedule *schedule, const struct node *node, const struct setting *row,
                   struct error *error) {
    *schedule = (struct schedule){0};
    if (node->kind == NODE_NUMBER) {
        struct setting number = row ? *row : (struct setting){.name = "value"};
        number.type = SETTING_NUMBER;
        number.offset = offsetof(struct schedule, value);
        number.given = 0;
        return settings_read_one(&number, schedule, node, error);
    }
    const struct node *name, *options;
    if (node->kind == NODE_LIST)
        return error_at(error, node->place,
                        "expected a number or a schedule, not a list; for a run with each value "
                        "write sweep: {lr: [...]}, or --sweep lr=0.1,1");
    if (node->kind == NODE_STRING && node->plain && schedule_is_formula(node->text))
        return error_at(error, node->place,
                        "expected a number or a schedule, not '%s'; a formula is written {formula: "
                        "\"0.1*(1 - t/T)\"}",
                        node->text);
    if (node->kind != NODE_MAP)
        return node_expected(node, "a number or a schedule as {cosine: {from: 0.1, to: 0}}", error);
    if (!node_entry(node, "a schedule", &name, &options, error))
        return false;
    const struct schedule_kind *kind = NAME_FIND_POINTER(schedule_table, name->text);
    if (!kind)
        return name_table_unknown((struct name_table)NAME_POINTERS(schedule_table), error,
                                  name->place, "schedule", name->text);
    schedule->kind = kind;
    schedule->place = name->place;
    schedule->options = mem_zero(1, kind->options_size);
    settings_default(kind->settings, schedule->options);
    if (!read_options(schedule, options, row, error) ||
        (kind->check && !kind->check(schedule->options, name->place, error))) {
        schedule_finish(schedule);
        return false;
    }
    return true;
}

double schedule_value(const struct schedule *schedule, struct schedule_time time, double *memory) {
    return schedule->kind ? schedule->kind->value(schedule->options, time, memory)
                          : schedule->value;
}

long schedule_samples(long steps) {
    enum { MOST = 100000 };
    return steps < MOST ? steps : MOST;
}

long schedule_sample(long i, long steps) {
    long last = schedule_samples(steps) - 1;
    return last > 0 ? (long)((double)i * (double)(steps - 1) / (double)last) : 0;
}

static bool check_value(const struct schedule *schedule, const struct setting *row, double value,
                        long t, struct error *error) {
    if (isfinite(value) && setting_allows(row, value))
        return true;
    struct text text = {0};
    text_printf(&text, "%s is %.6g at step %ld; it must be ", row->name,
                isnan(value) ? (double)NAN : value, t);
    if (isfinite(value))
        setting_describe_bounds(row, &text);
    else
        text_add(&text, "a finite number");
    error_at(error, schedule->place, "%s", text.data);
    text_finish(&text);
    return false;
}

bool schedule_check(const struct schedule *schedule, const struct setting *row, long steps,
                    struct error *error) {
    double memory[SCHEDULE_MEMORY] = {0};
    long count = schedule->kind ? schedule_samples(steps) : 0;
    for (long i = 0; i < count && interrupt_signal() == 0; i++) {
        long t = schedule_sample(i, steps);
        double value = schedule_value(schedule, (struct schedule_time){t, steps, 1}, memory);
        if (!check_value(schedule, row, value, t, error))
            return false;
    }
    return true;
}

double schedule_peak(const struct schedule *schedule, long horizon) {
    const struct schedule_kind *kind = schedule->kind;
    if (!kind)
        return schedule->value;
    if (kind->peak)
        return kind->peak(schedule->options, horizon > 1 ? horizon : 1);
    double peak = 0;
    for (const struct setting *row = kind->settings; row->name; row++)
        if (row->scheduled)
            peak = fmax(peak, *(const double *)((const char *)schedule->options + row->offset));
    return peak;
}

void schedule_describe(const struct schedule_kind *kind, struct text *out) {
    text_printf(out, "%s  %s\n", kind->name, kind->help);
    if (kind->source)
        text_printf(out, "  source: %s\n", kind->source);
    settings_describe(kind->settings, out);
}

void schedule_finish(struct schedule *schedule) {
    if (schedule->kind && schedule->kind->finish && schedule->options)
        schedule->kind->finish(schedule->options);
    free(schedule->options);
    *schedule = (struct schedule){0};
}
