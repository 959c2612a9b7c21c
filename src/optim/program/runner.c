// SPDX-License-Identifier: GPL-3.0-or-later
#include "optim/program/runner.h"

#include "base/maths.h"
#include "base/memory.h"
#include "base/vector.h"
#include "optim/program/calls.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

// Where a register lies: its number is at[weight * by_weight + group * by_group].
struct register_place {
    double *at;
    size_t by_weight, by_group;
};

struct runner {
    const struct program *program;
    const struct shape *shape;
    int groups;
    size_t group_count, option_count;
    struct register_place *places; // of each register; owned
    double *memory;                // of all numbers, blocks and vectors; owned
    double *options;               // as they were in the last step
    bool is_started;
    uint16_t weights, out, gradient; // registers whose place changes from step to step
    struct call_memory calls;
};

static double *point_to(const struct register_place *place, size_t weight, size_t group) {
    return place->at + weight * place->by_weight + group * place->by_group;
}

struct runner *runner_create(const struct program *program, const struct shape *shape, int groups,
                             double *const *states, size_t option_count) {
    struct runner *runner = mem_zero(1, sizeof *runner);
    size_t group_total = group_count(shape, groups);
    size_t block = shape->n < PROGRAM_BLOCK ? shape->n : PROGRAM_BLOCK;
    const size_t sizes[] = {[REGISTER_STEP] = 1,
                            [REGISTER_GROUP] = group_total,
                            [REGISTER_BLOCK] = block,
                            [REGISTER_VECTOR] = shape->n};
    size_t starts[REGISTER_VECTOR + 1], used = option_count;
    for (int kind = 0; kind <= REGISTER_VECTOR; kind++) {
        starts[kind] = used;
        used += program->kinds[kind] * sizes[kind];
    }
    *runner = (struct runner){.program = program,
                              .shape = shape,
                              .groups = groups,
                              .group_count = group_total,
                              .option_count = option_count,
                              .places = mem_zero(program->register_count, sizeof *runner->places),
                              .memory = mem_zero(used, sizeof *runner->memory),
                              .weights = PROGRAM_NONE,
                              .out = PROGRAM_NONE,
                              .gradient = PROGRAM_NONE};
    runner->options = runner->memory;
    for (size_t i = 0; i < program->register_count; i++) {
        const struct program_register *made = &program->registers[i];
        struct register_place *place = &runner->places[i];
        if (made->kind <= REGISTER_VECTOR)
            place->at = runner->memory + starts[made->kind] + made->index * sizes[made->kind];
        else if (made->kind == REGISTER_STATE)
            place->at = states[made->index];
        else
            *(made->kind == REGISTER_WEIGHTS ? &runner->weights
              : made->kind == REGISTER_OUT   ? &runner->out
                                             : &runner->gradient) = (uint16_t)i;
        place->by_weight = !made->is_number && made->kind != REGISTER_BLOCK;
        place->by_group =
            made->kind == REGISTER_GROUP || (made->kind == REGISTER_STATE && made->is_number);
    }
    for (size_t i = 0; i < program->constant_count; i++)
        *runner->places[program->constants[i].out].at = program->constants[i].value;
    for (size_t k = 0; program->count != PROGRAM_NONE && k < group_total; k++)
        *point_to(&runner->places[program->count], 0, k) = (double)group_at(shape, groups, k).count;
    call_memory_init(&runner->calls, program, shape->n);
    return runner;
}

void runner_destroy(struct runner *runner) {
    if (!runner)
        return;
    call_memory_finish(&runner->calls);
    free(runner->places);
    free(runner->memory);
    free(runner);
}

// ---- Parts of a step

static void run_numbers(const struct runner *runner, struct program_range range, size_t group) {
    const struct register_place *places = runner->places;
    for (size_t i = range.first; i < range.end; i++) {
        const struct number_instruction *next = &runner->program->numbers[i];
        const double a = *point_to(&places[next->in[0]], 0, group);
        const double b = *point_to(&places[next->in[1]], 0, group);
        double *out = point_to(&places[next->out], 0, group);
        switch (next->operation) {
        case OPERATION_COUNT:
            *out = a;
            break;
        case OPERATION_ADD:
            *out = a + b;
            break;
        case OPERATION_SUBTRACT:
            *out = a - b;
            break;
        case OPERATION_MULTIPLY:
            *out = a * b;
            break;
        case OPERATION_DIVIDE:
            *out = a / b;
            break;
        case OPERATION_POWER:
            *out = m_pow(a, b);
            break;
        default:
            *out =
                operation_value(next->operation,
                                (const double[3]){a, b, *point_to(&places[next->in[2]], 0, group)});
        }
    }
}

static void run_vectors(const struct runner *runner, struct program_range range, size_t group,
                        struct layer weights) {
    if (range.first == range.end)
        return;
    const struct register_place *places = runner->places;
    const struct vector_instruction *begin = runner->program->vectors + range.first,
                                    *end = runner->program->vectors + range.end;
    size_t stop = weights.first + weights.count;
    for (size_t first = weights.first; first < stop; first += PROGRAM_BLOCK) {
        struct kernel_call call;
        call.count = stop - first < PROGRAM_BLOCK ? stop - first : PROGRAM_BLOCK;
        for (const struct vector_instruction *next = begin; next < end; next++) {
            call.out = point_to(&places[next->out], first, group);
            for (int k = 0; k < next->count; k++)
                call.in[k] = point_to(&places[next->in[k]], first, group);
            call.operation = next->operation;
            call.numbers = next->numbers;
            next->kernel->run(&call);
        }
    }
}

static double extreme(const double *x, size_t n, enum operation_id id) {
    double found = x[0];
    for (size_t i = 1; i < n; i++)
        found = operations[id].value(found, x[i]);
    return found;
}

static void run_reductions(const struct runner *runner, struct program_range range, size_t group,
                           struct layer weights) {
    const struct register_place *places = runner->places;
    size_t n = weights.count;
    for (size_t i = range.first; i < range.end; i++) {
        const struct reduction *next = &runner->program->reductions[i];
        const double *x = point_to(&places[next->in[0]], weights.first, group);
        double *out = point_to(&places[next->out], 0, group);
        if (next->operation == OPERATION_NORM)
            *out = vector_norm(n, x);
        else if (next->operation == OPERATION_DOT)
            *out = vector_dot(n, x, point_to(&places[next->in[1]], weights.first, group));
        else if (next->operation == OPERATION_SUM)
            *out = vector_sum(n, x);
        else if (next->operation == OPERATION_MEAN)
            *out = vector_sum(n, x) / (double)n;
        else
            *out =
                extreme(x, n, next->operation == OPERATION_LARGEST ? OPERATION_MAX : OPERATION_MIN);
    }
}

static double *call_register(const struct runner *runner, uint16_t place) {
    return place == PROGRAM_NONE ? NULL : runner->places[place].at;
}

static void run_calls(struct runner *runner, struct program_range range, struct step *step) {
    for (size_t i = range.first; i < range.end; i++) {
        const struct program_call *next = &runner->program->calls[i];
        call_run(&runner->calls,
                 &(struct call){.operation = next->operation,
                                .point = call_register(runner, next->point),
                                .vector = call_register(runner, next->vector),
                                .gradient = call_register(runner, next->gradient),
                                .value = call_register(runner, next->value),
                                .draw = next->draw},
                 step);
    }
}

// Takes over the options, and computes what follows from them where one has changed.
static void take_options(struct runner *runner, const double *options) {
    const struct program *program = runner->program;
    size_t bytes = runner->option_count * sizeof *options;
    if (runner->is_started && (bytes == 0 || memcmp(runner->options, options, bytes) == 0))
        return;
    if (bytes > 0)
        memcpy(runner->options, options, bytes);
    for (size_t i = 0; i < runner->option_count; i++)
        if (program->options[i] != PROGRAM_NONE)
            *runner->places[program->options[i]].at = options[i];
    run_numbers(runner, program->of_options, 0);
    runner->is_started = true;
}

static void set_number(const struct runner *runner, uint16_t place, double value) {
    if (place != PROGRAM_NONE)
        *runner->places[place].at = value;
}

static void set_place(const struct runner *runner, uint16_t place, double *at) {
    if (place != PROGRAM_NONE)
        runner->places[place].at = at;
}

static void run(struct runner *runner, const double *options, double t, double lr,
                struct step *step) {
    const struct program *program = runner->program;
    take_options(runner, options);
    set_number(runner, program->step, t);
    set_number(runner, program->rate, lr);
    for (size_t i = 0; i < program->phase_count; i++) {
        const struct program_phase *phase = &program->phases[i];
        run_numbers(runner, phase->numbers, 0);
        for (size_t k = 0; k < runner->group_count; k++) {
            struct layer weights = group_at(runner->shape, runner->groups, k);
            for (size_t j = phase->segments.first; j < phase->segments.end; j++) {
                const struct program_segment *segment = &program->segments[j];
                run_numbers(runner, segment->numbers, k);
                run_vectors(runner, segment->vectors, k, weights);
                run_reductions(runner, segment->reductions, k, weights);
            }
        }
        run_calls(runner, phase->calls, step);
    }
    for (size_t k = 0; program->last.first < program->last.end && k < runner->group_count; k++)
        run_numbers(runner, program->last, k);
}

void runner_step(struct runner *runner, const double *options, struct step *step) {
    set_place(runner, runner->weights, step->w);
    set_place(runner, runner->out, step->w);
    set_place(runner, runner->gradient, step->gradient);
    run(runner, options, (double)step->t, step->lr, step);
}

void runner_report(struct runner *runner, const double *options, long t, double lr, const double *w,
                   double *point) {
    // A report only reads its weights.
    if (runner->weights != PROGRAM_NONE)
        memcpy(&runner->places[runner->weights].at, &w, sizeof w);
    set_place(runner, runner->out, point);
    run(runner, options, (double)t, lr, NULL);
}
