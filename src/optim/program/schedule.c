// SPDX-License-Identifier: GPL-3.0-or-later
// When and where each value is computed.
#include "base/memory.h"
#include "optim/program/compiler.h"

#include <stdlib.h>
#include <string.h>

// ---- What is needed

static void find_live(struct compiler *compiler) {
    long states = (long)compiler->text->state_count;
    for (long target = TARGET_WEIGHTS; target < states; target++) {
        size_t value = compiler_final(compiler, target);
        if (value == SIZE_MAX ||
            (!compiler->is_report && value_is_old(&compiler->values[value], target)))
            continue;
        compiler->values[value].is_live = true;
        compiler->values[value].uses++; // so that no other kernel takes it in
    }
    for (size_t i = compiler->count; i-- > 0;) {
        const struct program_value *value = &compiler->values[i];
        for (int k = 0; value->is_live && k < value->arity; k++) {
            compiler->values[value->arguments[k]].is_live = true;
            compiler->values[value->arguments[k]].uses++;
        }
    }
}

// ---- Stages

// The stage from which a value may be read.
static size_t ready(const struct program_value *value) {
    return value->stage + (value_is_reduction(value) || value_is_call(value));
}

// Stage 0 has the calls at what is there before the step. Gradients are asked for in the order of
// the lines, so that the first one is the one recorded, but g comes before all.
static void find_stages(struct compiler *compiler) {
    size_t last_gradient = 0;
    compiler->last_stage = 1;
    for (size_t i = 0; i < compiler->count; i++) {
        struct program_value *value = &compiler->values[i];
        if (!value->is_live || value_is_given(value))
            continue;
        value->stage = value_is_call(value) ? 0 : 1;
        for (int k = 0; k < value->arity; k++) {
            size_t from = ready(&compiler->values[value->arguments[k]]);
            value->stage = from > value->stage ? from : value->stage;
        }
        if (value->operation == OPERATION_GRAD && value->arguments[0] != compiler->weights) {
            value->stage = value->stage > last_gradient ? value->stage : last_gradient;
            last_gradient = value->stage;
        }
        if (ready(value) > compiler->last_stage)
            compiler->last_stage = ready(value);
    }
}

// A vector outlasts its block where a later stage reads it, or something that needs all of it.
static void find_full(struct compiler *compiler) {
    for (size_t i = 0; i < compiler->count; i++) {
        const struct program_value *value = &compiler->values[i];
        for (int k = 0; value->is_live && k < value->arity; k++) {
            struct program_value *argument = &compiler->values[value->arguments[k]];
            if (value_is_reduction(value) || value_is_call(value) ||
                value->stage != argument->stage)
                argument->is_full = true;
        }
        if (value_is_call(value))
            compiler->values[i].is_full = true;
    }
}

// ---- Kernels

static bool is_computed_vector(const struct program_value *value) {
    return value->is_live && value->kind == VALUE_OPERATION && value->level == LEVEL_WEIGHT &&
           !value_is_call(value);
}

// Matches a value with a pattern, and collects its inputs.
static bool match(const struct compiler *compiler, size_t index, const char **pattern,
                  struct program_value *root, bool is_root) {
    const struct program_value *value = &compiler->values[index];
    char sign = *(*pattern)++;
    if (sign == 'v' || sign == 's') {
        if ((value->level == LEVEL_WEIGHT) != (sign == 'v') || root->input_count == VALUE_INPUTS)
            return false;
        root->inputs[root->input_count++] = index;
        return true;
    }
    if (!is_computed_vector(value) || kernel_sign(value->operation) != sign)
        return false;
    if (!is_root && (value->uses != 1 || value->is_full || value->target != NO_TARGET ||
                     value->stage != root->stage))
        return false;
    for (int k = 0; k < value->arity; k++)
        if (!match(compiler, value->arguments[k], pattern, root, false))
            return false;
    return true;
}

// Marks what the pattern of a value takes in.
static void absorb(struct compiler *compiler, size_t index, const char **pattern, size_t root) {
    struct program_value *value = &compiler->values[index];
    char sign = *(*pattern)++;
    if (sign == 'v' || sign == 's')
        return;
    value->root = root;
    value->is_absorbed = index != root;
    for (int k = 0; k < value->arity; k++)
        absorb(compiler, value->arguments[k], pattern, root);
}

static void choose_kernel(struct compiler *compiler, size_t index) {
    struct program_value *value = &compiler->values[index];
    for (const struct kernel *kernel = kernel_table; kernel->pattern; kernel++) {
        struct program_value trial = *value;
        const char *pattern = kernel->pattern;
        trial.input_count = 0;
        if (kernel_sign(value->operation) != *pattern ||
            !match(compiler, index, &pattern, &trial, true))
            continue;
        trial.kernel = kernel;
        *value = trial;
        pattern = kernel->pattern;
        absorb(compiler, index, &pattern, index);
        return;
    }
    value->kernel = &kernel_any;
    value->root = index;
    value->input_count = value->arity;
    memcpy(value->inputs, value->arguments, sizeof value->arguments);
}

static void choose_kernels(struct compiler *compiler) {
    for (size_t i = compiler->count; i-- > 0;)
        if (is_computed_vector(&compiler->values[i]) && !compiler->values[i].is_absorbed)
            choose_kernel(compiler, i);
}

// ---- Places of what lasts

// Whether something reads what a state was after `value` has taken its place.
static bool is_read_later(const struct compiler *compiler, long target, size_t value) {
    const struct program_value *new = &compiler->values[value];
    for (size_t i = 0; i < compiler->count; i++) {
        const struct program_value *reader = &compiler->values[i];
        bool reads = false;
        for (int k = 0; reader->is_live && k < reader->arity; k++)
            reads = reads || value_is_old(&compiler->values[reader->arguments[k]], target);
        if (!reads || reader->stage < new->stage)
            continue;
        bool is_before =
            reader->stage == new->stage &&is_computed_vector(reader) && reader->root <= value;
        if (!is_before)
            return true;
    }
    return false;
}

// The vector that becomes a state, or w, is computed in its place, or else copied there at the end.
// First, all are; then those whose old value is still needed are found.
static void place_targets(struct compiler *compiler) {
    long states = (long)compiler->text->state_count;
    for (long target = TARGET_WEIGHTS; target < states; target++) {
        size_t value = compiler_final(compiler, target);
        if (value == SIZE_MAX || !is_computed_vector(&compiler->values[value]))
            continue;
        if (compiler->values[value].target != NO_TARGET) { // it becomes another state, too
            size_t stage = compiler->values[value].stage;
            value = compiler_copy(compiler, value);
            struct program_value *copy = &compiler->values[value];
            copy->is_live = true;
            copy->uses = 1;
            copy->stage = stage;
            compiler->values[copy->arguments[0]].uses++;
        }
        compiler->values[value].target = target;
    }
}

static void move_targets(struct compiler *compiler) {
    size_t count = compiler->count;
    for (size_t i = 0; i < count; i++) {
        long target = compiler->values[i].target;
        if (target == NO_TARGET || !is_read_later(compiler, target, i))
            continue;
        size_t copy = compiler_copy(compiler, i);
        struct program_value *made = &compiler->values[i], *end = &compiler->values[copy];
        made->target = NO_TARGET;
        made->uses++;
        made->is_full = made->is_full || made->stage != compiler->last_stage;
        end->is_live = true;
        end->uses = 1;
        end->stage = compiler->last_stage;
        end->target = target;
        choose_kernel(compiler, copy);
    }
}

static void find_last_uses(struct compiler *compiler) {
    for (size_t i = 0; i < compiler->count; i++) {
        const struct program_value *value = &compiler->values[i];
        for (int k = 0; is_computed_vector(value) && k < value->arity; k++) {
            struct program_value *argument = &compiler->values[value->arguments[k]];
            if (value->root > argument->last_use)
                argument->last_use = value->root;
        }
    }
}

void compiler_schedule(struct compiler *compiler) {
    find_live(compiler);
    find_stages(compiler);
    find_full(compiler);
    place_targets(compiler);
    choose_kernels(compiler);
    move_targets(compiler);
    find_last_uses(compiler);
}
