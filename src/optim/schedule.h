// SPDX-License-Identifier: GPL-3.0-or-later
// Numbers that change over the steps of a run, such as the learning rate.
#pragma once
#include "tree/node.h"
#include "tree/settings.h"

struct schedule_kind;

// {0} with `value` is a constant. `options` is owned.
struct schedule {
    const struct schedule_kind *kind; // NULL: constant
    double value;
    void *options;
    struct place place; // of the name of its kind
};

// The time of a step.
struct schedule_time {
    long t;       // steps made before this one: 0, 1, ...
    long horizon; // total steps of the run
    double loss;  // over all data points; for plateau
};

// Doubles of state that a schedule keeps in a run, zeroed before the first step.
enum { SCHEDULE_MEMORY = 4 };

// A kind of schedule. Settings marked `scheduled` are values of the number itself and obey its
// bounds. Settings that are not numbers start zeroed. `finish` frees what reading the settings has
// allocated; may be NULL.
struct schedule_kind {
    const char *name;
    HELP_FIELD(help);   // one line, with the equation; t counts from 0
    HELP_FIELD(source); // paper or library that defines it; NULL: common knowledge
    const struct setting *settings;
    size_t options_size;
    bool (*check)(const void *options, struct place place, struct error *error); // may be NULL
    double (*value)(const void *options, struct schedule_time time, double *memory);
    // See schedule_peak. NULL: the largest of the rows marked `scheduled`.
    double (*peak)(const void *options, long horizon);
    void (*finish)(void *options);
    bool takes_value; // {NAME: x} gives the first setting the value x
};

// Reads a number or {KIND: {options}}. `row` gives the bounds of the number; may be NULL. False
// with ERROR_SCENE. Release with schedule_finish.
bool schedule_read(struct schedule *schedule, const struct node *node, const struct setting *row,
                   struct error *error);

// Returns the value at `time`. Must be called for every step in order. `memory` has SCHEDULE_MEMORY
// doubles.
double schedule_value(const struct schedule *schedule, struct schedule_time time, double *memory);

// Reports a value that `row` does not allow, or that is not finite, in a run of `steps` steps: not
// every kind keeps to bounds by its settings alone. Of a run beyond 100,000 steps as many are
// looked at, evenly spread. False with ERROR_SCENE; stops early where the program is interrupted.
bool schedule_check(const struct schedule *schedule, const struct setting *row, long steps,
                    struct error *error);

// Returns the base rate of the schedule: its largest value, also if this run ends during the
// warm-up. In torch it is the lr that the optimizer is given before the scheduler.
double schedule_peak(const struct schedule *schedule, long horizon);

// Appends the help of a kind and one line per option.
void schedule_describe(const struct schedule_kind *kind, struct text *out);

void schedule_finish(struct schedule *schedule);
