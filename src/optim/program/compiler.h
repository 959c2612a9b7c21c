// SPDX-License-Identifier: GPL-3.0-or-later
// What the compiler of rules keeps while it works: each value that is computed once. values.c makes
// them of the lines, schedule.c says when and where each is computed, emit.c writes the program.
#pragma once
#include "optim/program/program.h"

enum { NO_TARGET = -2, TARGET_WEIGHTS = -1, VALUE_INPUTS = KERNEL_INPUTS };

enum value_kind { VALUE_CONSTANT, VALUE_OPTION, VALUE_KNOWN, VALUE_STATE, VALUE_OPERATION };

// How often a value is computed.
enum value_level { LEVEL_RUN, LEVEL_STEP, LEVEL_GROUP, LEVEL_WEIGHT };

struct program_value {
    enum value_kind kind;
    enum operation_id operation; // OPERATION_COUNT: a copy
    size_t arguments[3];
    int arity;
    double number; // of a constant
    size_t index;  // of an option or a state; the kind of a known name; which draw
    enum value_level level;
    bool is_live;
    size_t uses;
    size_t stage;     // what is computed in one go; between stages stand reductions and calls
    bool is_full;     // it must outlast its block: later stages, reductions or calls read it
    bool is_absorbed; // computed by the kernel of value `root`
    size_t root;
    long target; // the state that it becomes in its place; TARGET_WEIGHTS, NO_TARGET
    const struct kernel *kernel;
    size_t inputs[VALUE_INPUTS];
    int input_count;
    size_t last_use; // of a value that lives within its stage: the value that reads it last
    uint16_t out;    // its register
};

struct compiler {
    const struct rule_text *text;
    bool is_report, is_each;
    struct program_value *values; // owned
    size_t count, capacity;
    size_t weights; // the value of w at first
    size_t *bound;  // of each name: its newest value; owned
    size_t draws;
    size_t last_stage;
};

// Makes the values of all lines, and of what becomes of w and the states.
void compiler_make_values(struct compiler *compiler);

// Adds a value as a copy of another, for each weight. Returns its index.
size_t compiler_copy(struct compiler *compiler, size_t value);

// The value that a state or w (TARGET_WEIGHTS) has at the end; what it had at first, if it stays.
size_t compiler_final(const struct compiler *compiler, long target);

// What a state or w was at first.
bool value_is_old(const struct program_value *value, long target);

// Whether it is known before the program runs: nothing computes it.
bool value_is_given(const struct program_value *value);
bool value_is_reduction(const struct program_value *value);
bool value_is_call(const struct program_value *value);

// Finds stages, kernels and places.
void compiler_schedule(struct compiler *compiler);

// Writes the program.
struct program *compiler_emit(struct compiler *compiler);
