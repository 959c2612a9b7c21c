// SPDX-License-Identifier: GPL-3.0-or-later
// Values that have a time and a place become a program.
#include "base/memory.h"
#include "optim/program/compiler.h"

#include <stdlib.h>
#include <string.h>

// The lists of a program while they grow.
struct emitter {
    struct compiler *compiler;
    struct program *program;
    size_t registers, constants, numbers, vectors, reductions, calls, segments,
        phases;   // capacities
    bool *blocks; // which are in use; owned
    size_t block_capacity;
};

// Appends an item to a list of the program, and returns it.
#define APPEND(emitter, list, count)                                                               \
    ((emitter)->program->list =                                                                    \
         mem_grow((emitter)->program->list, &(emitter)->list, (emitter)->program->count + 1,       \
                  sizeof *(emitter)->program->list),                                               \
     &(emitter)->program->list[(emitter)->program->count++])

static uint16_t add_register(struct emitter *emitter, enum register_kind kind, bool is_number,
                             size_t index) {
    *APPEND(emitter, registers, register_count) =
        (struct program_register){.kind = kind, .is_number = is_number, .index = index};
    return (uint16_t)(emitter->program->register_count - 1);
}

static uint16_t add_counted(struct emitter *emitter, enum register_kind kind) {
    bool is_number = kind == REGISTER_STEP || kind == REGISTER_GROUP;
    return add_register(emitter, kind, is_number, emitter->program->kinds[kind]++);
}

// A place for the numbers of a block that no value needs any more.
static uint16_t add_block(struct emitter *emitter) {
    size_t *count = &emitter->program->kinds[REGISTER_BLOCK], index = 0;
    while (index < *count && emitter->blocks[index])
        index++;
    if (index == *count) {
        emitter->blocks =
            mem_grow(emitter->blocks, &emitter->block_capacity, index + 1, sizeof *emitter->blocks);
        ++*count;
    }
    emitter->blocks[index] = true;
    return add_register(emitter, REGISTER_BLOCK, false, index);
}

static uint16_t make_given(struct emitter *emitter, const struct program_value *value) {
    struct program *program = emitter->program;
    bool is_vector = value->level == LEVEL_WEIGHT;
    if (value->kind == VALUE_STATE)
        return add_register(emitter, REGISTER_STATE, !is_vector, value->index);
    if (value->kind == VALUE_KNOWN && value->index == NAME_WEIGHTS)
        return add_register(emitter, REGISTER_WEIGHTS, false, 0);
    uint16_t out =
        add_counted(emitter, value->level == LEVEL_GROUP ? REGISTER_GROUP : REGISTER_STEP);
    if (value->kind == VALUE_CONSTANT)
        *APPEND(emitter, constants, constant_count) =
            (struct program_constant){.out = out, .value = value->number};
    else if (value->kind == VALUE_OPTION)
        program->options[value->index] = out;
    else
        *(value->index == NAME_STEP   ? &program->step
          : value->index == NAME_RATE ? &program->rate
                                      : &program->count) = out;
    return out;
}

static uint16_t make_register(struct emitter *emitter, const struct program_value *value) {
    if (value_is_given(value))
        return make_given(emitter, value);
    if (value->level != LEVEL_WEIGHT)
        return add_counted(emitter, value->level == LEVEL_GROUP ? REGISTER_GROUP : REGISTER_STEP);
    if (value->operation == OPERATION_GRAD && value->arguments[0] == emitter->compiler->weights)
        return add_register(emitter, REGISTER_GRADIENT, false, 0);
    if (value->target == TARGET_WEIGHTS)
        return add_register(emitter, REGISTER_OUT, false, 0);
    if (value->target != NO_TARGET)
        return add_register(emitter, REGISTER_STATE, false, (size_t)value->target);
    return value->is_full ? add_counted(emitter, REGISTER_VECTOR) : add_block(emitter);
}

// The register of a value; a value that is known before gets one when it is first read.
static uint16_t register_of(struct emitter *emitter, size_t index) {
    struct program_value *value = &emitter->compiler->values[index];
    if (value->out == PROGRAM_NONE)
        value->out = make_register(emitter, value);
    return value->out;
}

// ---- Instructions

static void emit_number(struct emitter *emitter, size_t index) {
    const struct program_value *value = &emitter->compiler->values[index];
    struct number_instruction made = {.operation = value->operation};
    for (int k = 0; k < value->arity; k++)
        made.in[k] = register_of(emitter, value->arguments[k]);
    made.out = register_of(emitter, index);
    *APPEND(emitter, numbers, number_count) = made;
}

static void emit_vector(struct emitter *emitter, size_t index) {
    struct compiler *compiler = emitter->compiler;
    const struct program_value *value = &compiler->values[index];
    struct vector_instruction made = {.kernel = value->kernel,
                                      .operation = value->operation,
                                      .count = (uint16_t)value->input_count};
    for (int k = 0; k < value->input_count; k++) {
        const struct program_value *input = &compiler->values[value->inputs[k]];
        made.in[k] = register_of(emitter, value->inputs[k]);
        made.numbers |= (unsigned)(input->level != LEVEL_WEIGHT) << k;
    }
    for (int k = 0; k < value->input_count; k++) {
        const struct program_value *input = &compiler->values[value->inputs[k]];
        const struct program_register *from = &emitter->program->registers[input->out];
        if (from->kind == REGISTER_BLOCK && input->last_use == index)
            emitter->blocks[from->index] = false;
    }
    made.out = register_of(emitter, index);
    *APPEND(emitter, vectors, vector_count) = made;
}

static void emit_reduction(struct emitter *emitter, size_t index) {
    const struct program_value *value = &emitter->compiler->values[index];
    struct reduction made = {.operation = value->operation};
    for (int k = 0; k < value->arity; k++)
        made.in[k] = register_of(emitter, value->arguments[k]);
    made.out = register_of(emitter, index);
    *APPEND(emitter, reductions, reduction_count) = made;
}

// A gradient and a value at one point are one call.
static void emit_call(struct emitter *emitter, size_t index, size_t first_call) {
    struct compiler *compiler = emitter->compiler;
    const struct program_value *value = &compiler->values[index];
    struct program_call made = {.operation = value->operation,
                                .point = PROGRAM_NONE,
                                .vector = PROGRAM_NONE,
                                .gradient = PROGRAM_NONE,
                                .value = PROGRAM_NONE,
                                .draw = (unsigned)value->index};
    if (value->arity > 0)
        made.point = register_of(emitter, value->arguments[0]);
    if (value->arity > 1)
        made.vector = register_of(emitter, value->arguments[1]);
    bool is_evaluation = made.operation == OPERATION_VALUE || made.operation == OPERATION_GRAD;
    *(made.operation == OPERATION_VALUE ? &made.value : &made.gradient) =
        register_of(emitter, index);
    for (size_t i = first_call; is_evaluation && i < emitter->program->call_count; i++) {
        struct program_call *other = &emitter->program->calls[i];
        if ((other->operation != OPERATION_VALUE && other->operation != OPERATION_GRAD) ||
            other->point != made.point)
            continue;
        if (made.value != PROGRAM_NONE)
            other->value = made.value;
        else
            other->gradient = made.gradient;
        return;
    }
    *APPEND(emitter, calls, call_count) = made;
}

// ---- Stages

// The values of a stage that `is_wanted`; emitted one by one.
static struct program_range emit_all(struct emitter *emitter, size_t stage, const size_t *count,
                                     bool (*is_wanted)(const struct program_value *value),
                                     void (*emit)(struct emitter *emitter, size_t index)) {
    struct program_range range = {*count, *count};
    for (size_t i = 0; i < emitter->compiler->count; i++) {
        const struct program_value *value = &emitter->compiler->values[i];
        if (value->is_live && !value_is_given(value) && value->stage == stage && is_wanted(value))
            emit(emitter, i);
    }
    range.end = *count;
    return range;
}

static bool is_simple(const struct program_value *value) {
    return !value_is_call(value) && !value_is_reduction(value);
}

static bool is_of_options(const struct program_value *value) {
    return is_simple(value) && value->level == LEVEL_RUN;
}

static bool is_of_step(const struct program_value *value) {
    return is_simple(value) && value->level == LEVEL_STEP;
}

static bool is_of_group(const struct program_value *value) {
    return is_simple(value) && value->level == LEVEL_GROUP;
}

static bool is_of_weights(const struct program_value *value) {
    return is_simple(value) && value->level == LEVEL_WEIGHT && !value->is_absorbed;
}

static void emit_calls(struct emitter *emitter, size_t stage, struct program_phase *phase) {
    const struct compiler *compiler = emitter->compiler;
    size_t first = phase->calls.first = emitter->program->call_count;
    for (int pass = 0; pass < 2; pass++) // g is the first gradient of a step
        for (size_t i = 0; i < compiler->count; i++) {
            const struct program_value *value = &compiler->values[i];
            bool is_g = value->operation == OPERATION_GRAD && stage == 0 &&
                        value->arguments[0] == compiler->weights;
            if (value->is_live && value_is_call(value) && value->stage == stage &&
                is_g == (pass == 0))
                emit_call(emitter, i, first);
        }
    phase->calls.end = emitter->program->call_count;
}

static bool has_calls(const struct compiler *compiler, size_t stage) {
    for (size_t i = 0; i < compiler->count; i++)
        if (compiler->values[i].is_live && value_is_call(&compiler->values[i]) &&
            compiler->values[i].stage == stage)
            return true;
    return false;
}

static void emit_segment(struct emitter *emitter, size_t stage) {
    struct program *program = emitter->program;
    struct program_segment segment;
    memset(emitter->blocks, 0, program->kinds[REGISTER_BLOCK] * sizeof *emitter->blocks);
    segment.numbers = emit_all(emitter, stage, &program->number_count, is_of_group, emit_number);
    segment.vectors = emit_all(emitter, stage, &program->vector_count, is_of_weights, emit_vector);
    segment.reductions =
        emit_all(emitter, stage, &program->reduction_count, value_is_reduction, emit_reduction);
    if (segment.numbers.first < segment.numbers.end ||
        segment.vectors.first < segment.vectors.end ||
        segment.reductions.first < segment.reductions.end)
        *APPEND(emitter, segments, segment_count) = segment;
}

static void emit_phases(struct emitter *emitter) {
    struct compiler *compiler = emitter->compiler;
    struct program *program = emitter->program;
    if (has_calls(compiler, 0)) {
        struct program_phase first = {0};
        emit_calls(emitter, 0, &first);
        *APPEND(emitter, phases, phase_count) = first;
    }
    for (size_t stage = 1; stage <= compiler->last_stage;) {
        size_t last = stage;
        while (last < compiler->last_stage && !has_calls(compiler, last))
            last++;
        struct program_phase phase = {.numbers.first = program->number_count};
        for (size_t i = stage; i <= last; i++)
            emit_all(emitter, i, &program->number_count, is_of_step, emit_number);
        phase.numbers.end = program->number_count;
        phase.segments.first = program->segment_count;
        for (; stage <= last; stage++)
            emit_segment(emitter, stage);
        phase.segments.end = program->segment_count;
        emit_calls(emitter, last, &phase);
        *APPEND(emitter, phases, phase_count) = phase;
    }
}

// Numbers of groups that become states are copied there at the end of the step.
static void emit_last(struct emitter *emitter) {
    struct compiler *compiler = emitter->compiler;
    struct program *program = emitter->program;
    program->last.first = program->number_count;
    for (size_t target = 0; target < compiler->text->state_count; target++) {
        size_t value = compiler_final(compiler, (long)target);
        if (value == SIZE_MAX || compiler->values[value].level == LEVEL_WEIGHT ||
            value_is_old(&compiler->values[value], (long)target))
            continue;
        uint16_t from = register_of(emitter, value);
        uint16_t out = add_register(emitter, REGISTER_STATE, true, target);
        *APPEND(emitter, numbers, number_count) =
            (struct number_instruction){.operation = OPERATION_COUNT, .out = out, .in = {from}};
    }
    program->last.end = program->number_count;
}

struct program *compiler_emit(struct compiler *compiler) {
    struct program *program = mem_zero(1, sizeof *program);
    struct emitter emitter = {.compiler = compiler, .program = program};
    program->step = program->rate = program->count = PROGRAM_NONE;
    program->options = mem_zero(compiler->text->option_count + 1, sizeof *program->options);
    for (size_t i = 0; i < compiler->text->option_count; i++)
        program->options[i] = PROGRAM_NONE;
    for (size_t i = 0; i < compiler->count; i++)
        compiler->values[i].out = PROGRAM_NONE;
    emitter.blocks = mem_grow(NULL, &emitter.block_capacity, 1, sizeof *emitter.blocks);
    program->of_options = emit_all(&emitter, 1, &program->number_count, is_of_options, emit_number);
    emit_phases(&emitter);
    emit_last(&emitter);
    free(emitter.blocks);
    return program;
}

struct program *program_compile(const struct rule_text *text, bool report, bool each) {
    struct compiler compiler = {.text = text, .is_report = report, .is_each = each};
    compiler_make_values(&compiler);
    compiler_schedule(&compiler);
    struct program *program = compiler_emit(&compiler);
    free(compiler.values);
    free(compiler.bound);
    return program;
}

void program_destroy(struct program *program) {
    if (!program)
        return;
    free(program->registers);
    free(program->constants);
    free(program->numbers);
    free(program->vectors);
    free(program->reductions);
    free(program->calls);
    free(program->segments);
    free(program->phases);
    free(program->options);
    free(program);
}
