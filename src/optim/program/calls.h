// SPDX-License-Identifier: GPL-3.0-or-later
// What a rule asks of the objective, and what it draws.
#pragma once
#include "optim/program/program.h"
#include "optim/rule.h"

struct call {
    enum operation_id operation;
    const double *point, *vector;
    double *gradient; // or another vector that is the answer; NULL: not wanted
    double *value;    // NULL: not wanted
    unsigned draw;    // which of a step
};

// Memory of the diagonal of a Hessian.
struct call_memory {
    double *numbers; // owned; NULL: none is asked for
};

void call_memory_init(struct call_memory *memory, const struct program *program, size_t n);
void call_memory_finish(struct call_memory *memory);

void call_run(const struct call_memory *memory, const struct call *call, struct step *step);
