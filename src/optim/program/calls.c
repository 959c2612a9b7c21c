// SPDX-License-Identifier: GPL-3.0-or-later
#include "optim/program/calls.h"

#include "base/memory.h"
#include "base/random.h"

#include <stdlib.h>
#include <string.h>

// Whether the Hessian is asked for as a whole; else column by column.
static bool is_whole(size_t n) {
    return n <= HESSIAN_WEIGHTS_MAX;
}

void call_memory_init(struct call_memory *memory, const struct program *program, size_t n) {
    *memory = (struct call_memory){0};
    for (size_t i = 0; i < program->call_count; i++)
        if (program->calls[i].operation == OPERATION_HDIAG && !memory->numbers)
            memory->numbers = mem_zero(is_whole(n) ? n * (n + 1) / 2 : 2 * n, sizeof(double));
}

void call_memory_finish(struct call_memory *memory) {
    free(memory->numbers);
}

static void hessian_diagonal(double *memory, const double *w, double *out, struct step *step) {
    size_t n = step->shape->n;
    if (is_whole(n)) {
        step_evaluate(step, w, &(struct evaluation){.hessian = memory});
        for (size_t i = 0; i < n; i++)
            out[i] = memory[hessian_index(n, i, i)];
        return;
    }
    double *unit = memory, *column = memory + n;
    memset(unit, 0, n * sizeof *unit);
    for (size_t i = 0; i < n; i++) {
        unit[i] = 1;
        step->oracle->hessian_product(step->oracle, w, unit, column);
        out[i] = column[i];
        unit[i] = 0;
    }
}

// Each draw of a step has a stream of its own, so that one more changes none of the others.
static void draw(const struct call *call, const struct step *step) {
    enum { DRAWS_BITS = 16 };
    struct random_stream stream;
    random_start(&stream, step->seed, RANDOM_RULE,
                 (uint64_t)step->t << DRAWS_BITS | (uint64_t)call->draw);
    for (size_t i = 0; i < step->shape->n; i++)
        call->gradient[i] = call->operation == OPERATION_NORMAL ? random_normal(&stream, 0, 1)
                            : random_word(&stream) >> 31        ? 1
                                                                : -1;
}

void call_run(const struct call_memory *memory, const struct call *call, struct step *step) {
    if (call->operation == OPERATION_HVP) {
        step->oracle->hessian_product(step->oracle, call->point, call->vector, call->gradient);
    } else if (call->operation == OPERATION_HDIAG) {
        hessian_diagonal(memory->numbers, call->point, call->gradient, step);
    } else if (call->operation == OPERATION_NORMAL || call->operation == OPERATION_RADEMACHER) {
        draw(call, step);
    } else {
        struct evaluation at = {.gradient = call->gradient};
        step_evaluate(step, call->point, &at);
        if (call->value)
            *call->value = at.value;
    }
}
