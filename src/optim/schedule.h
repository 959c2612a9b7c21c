// SPDX-License-Identifier: GPL-3.0-or-later
// Numbers that change over the steps, such as a learning rate.
#pragma once
#include "tree/node.h"
#include "tree/settings.h"

struct schedule_kind;

// {0} with `value` is a constant. `options` is owned.
struct schedule {
    const struct schedule_kind *kind; // NULL: constant
    double value;
    void *options;
};

// Where a run stands before a step.
struct schedule_time {
    long t;       // steps made: 0, 1, ...
    long horizon; // steps in all
    double loss;  // over all points, which a plateau watches
};

// What a schedule remembers of a run: zeroed before the first step.
enum { SCHEDULE_MEMORY = 4 };

// A kind of schedule. Rows marked `scheduled` are values of the number itself: they obey its
// bounds. Defaults that are not numbers start zeroed; `finish` frees what the rows allocated, may
// be NULL.
struct schedule_kind {
    const char *name;
    const char *help;   // one line, with the equation; t counts from 0
    const char *source; // what defines it; NULL where it is plain
    const struct setting *settings;
    size_t options_size;
    bool (*check)(const void *options, struct place place, struct error *error); // may be NULL
    double (*value)(const void *options, struct schedule_time time, double *memory);
    // See schedule_peak. NULL: the largest of the rows marked `scheduled`.
    double (*peak)(const void *options, long horizon);
    void (*finish)(void *options);
};

// Reads a number or {KIND: {options}}. `row` gives the bounds of the number; may be NULL.
bool schedule_read(struct schedule *schedule, const struct node *node, const struct setting *row,
                   struct error *error);

// The value of the step that `time` stands before. Steps are asked for in order.
double schedule_value(const struct schedule *schedule, struct schedule_time time, double *memory);

// The rate that the schedule is made of: the largest that it gives, or would in a longer run where
// this one ends in the warm-up. In torch it is what an optimizer is given before its scheduler.
double schedule_peak(const struct schedule *schedule, long horizon);

// Appends the help of a kind and a line an option.
void schedule_describe(const struct schedule_kind *kind, struct text *out);

void schedule_finish(struct schedule *schedule);
