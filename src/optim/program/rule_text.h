// SPDX-License-Identifier: GPL-3.0-or-later
// A rule as text: its names, and the lines that set them, parsed and checked.
#pragma once
#include "expression/expression.h"

enum name_kind {
    NAME_WEIGHTS,  // w
    NAME_GRADIENT, // g: at the step's first w
    NAME_STEP,     // t, from 1
    NAME_RATE,     // lr
    NAME_LOSS,     // loss: the value at the step's first w
    NAME_COUNT,    // n, the weights of the group
    NAME_OPTION,
    NAME_STATE,
    NAME_LOCAL, // set by a line, and gone after the step
};

enum state_start { START_NUMBER, START_WEIGHTS, START_GRADIENT };

struct rule_name {
    enum name_kind kind;
    char *name; // owned
    struct place place;
    size_t index; // of an option or a state, among those
    // Of a state: what it is in the first step, and what it must be, where that is written. Of an
    // option: its number by default.
    enum state_start start;
    double number;
    bool has_kind, must_be_vector;
    // Found by rule_text_check.
    bool is_vector; // a number for each weight; else one for the group
    bool is_read, is_written;
    size_t first_line; // of those that set it; lines.count: none
};

struct rule_text {
    struct expression expression; // of all lines; `name` of a part is an index into `names`
    struct expression_lines lines;
    size_t *targets; // of each line: an index into `names`; owned
    // The value of `report`, an expression of its own, whose parts begin at `report_first`.
    bool has_report;
    size_t report_first, report;
    const struct node *report_node;
    struct rule_name *names; // owned
    size_t name_count, name_capacity;
    size_t option_count, state_count;
};

// Adds w, g and the other names that every rule knows. Called first.
void rule_text_begin(struct rule_text *text);

// Adds an option or a state. False, with an error, where it cannot be called so.
bool rule_text_add(struct rule_text *text, struct rule_name name, struct error *error);

// Finds what the names of all lines stand for, and which are vectors. `place` is that of its
// lines. False with the errors of all lines.
bool rule_text_check(struct rule_text *text, struct place place, struct error *error);

void rule_text_finish(struct rule_text *text);

// Whether an operation on vectors gives one; elementwise, of numbers a number.
bool operation_makes_vector(enum operation_id id, bool any_vector);
