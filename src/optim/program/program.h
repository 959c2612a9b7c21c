// SPDX-License-Identifier: GPL-3.0-or-later
// A rule as text, compiled: a flat program over registers, each a number or a vector. It is run
// over the weights of a group in blocks that stay in cache.
//
//     phase    what may be done before the objective is asked for something that needs all weights;
//              at its end the calls of the objective
//     segment  of a phase, for one group: what may be done before a norm or another reduction; at
//              its end the reductions
#pragma once
#include "expression/operation.h"
#include "optim/program/kernels.h"
#include "optim/program/rule_text.h"

#include <stdint.h>

enum { PROGRAM_BLOCK = 256, PROGRAM_NONE = 0xffff };

// Where a register lies.
enum register_kind {
    REGISTER_STEP,    // a number of the step
    REGISTER_GROUP,   // a number of each group
    REGISTER_BLOCK,   // numbers of the weights of the present block
    REGISTER_VECTOR,  // a number of each weight
    REGISTER_STATE,   // kept in the state; a number of each weight, or of each group
    REGISTER_WEIGHTS, // the step's w, or what a report is of
    REGISTER_OUT,     // the step's new w, or the report
    REGISTER_GRADIENT,
};

struct program_register {
    enum register_kind kind;
    bool is_number;
    size_t index; // among its kind; of a state, among the states
};

// A number from at most three.
struct number_instruction {
    enum operation_id operation; // OPERATION_COUNT: a copy
    uint16_t out, in[3];
};

struct vector_instruction {
    const struct kernel *kernel;
    enum operation_id operation; // for a kernel that serves several
    unsigned numbers;            // likewise: a bit for each input that is a number
    uint16_t out, count, in[KERNEL_INPUTS];
};

// Of a whole group.
struct reduction {
    enum operation_id operation;
    uint16_t out, in[2];
};

// What is asked of the objective, or drawn.
struct program_call {
    enum operation_id operation; // GRAD and VALUE are one: both may be wanted at a point
    uint16_t point, vector;      // registers, or PROGRAM_NONE
    uint16_t gradient, value;    // where the answers go, or PROGRAM_NONE
    unsigned draw;               // which of the draws of a step
};

// A part of a list.
struct program_range {
    size_t first, end;
};

struct program_segment {
    struct program_range numbers, vectors, reductions;
};

struct program_phase {
    struct program_range numbers; // of the step
    struct program_range segments;
    struct program_range calls; // at its end
};

// A number that is known before the run.
struct program_constant {
    uint16_t out;
    double value;
};

struct program {
    struct program_register *registers;
    struct program_constant *constants;
    struct number_instruction *numbers;
    struct vector_instruction *vectors;
    struct reduction *reductions;
    struct program_call *calls;
    struct program_segment *segments;
    struct program_phase *phases; // all owned
    size_t register_count, constant_count, number_count, vector_count, reduction_count, call_count,
        segment_count, phase_count;
    size_t kinds[REGISTER_GRADIENT + 1]; // how many registers of each kind that is counted
    // Numbers that follow from options alone: again where one of those has changed.
    struct program_range of_options;
    struct program_range last; // numbers of each group that become states, after all else
    // Registers of what every step brings; PROGRAM_NONE: not used.
    uint16_t step, rate, count;
    uint16_t *options; // of each option; owned
};

// Compiles what a step does, or (`report`) what the report is. In the text of a rule that was
// checked. `each`: every weight is a group of its own, so that numbers of a group are vectors.
struct program *program_compile(const struct rule_text *text, bool report, bool each);
void program_destroy(struct program *program); // NULL is allowed
