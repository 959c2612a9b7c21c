// SPDX-License-Identifier: GPL-3.0-or-later
// Lines become values: each is computed once, and what is known before the run not at all.
#include "base/memory.h"
#include "optim/program/compiler.h"

#include <stdlib.h>
#include <string.h>

bool value_is_given(const struct program_value *value) {
    return value->kind != VALUE_OPERATION;
}

bool value_is_reduction(const struct program_value *value) {
    return value->kind == VALUE_OPERATION && value->operation >= OPERATION_ELEMENTWISE_END &&
           value->operation < OPERATION_REDUCTION_END;
}

bool value_is_call(const struct program_value *value) {
    return value->kind == VALUE_OPERATION && value->operation >= OPERATION_REDUCTION_END &&
           value->operation < OPERATION_COUNT;
}

bool value_is_old(const struct program_value *value, long target) {
    if (target == TARGET_WEIGHTS)
        return value->kind == VALUE_KNOWN && value->index == NAME_WEIGHTS;
    return value->kind == VALUE_STATE && value->index == (size_t)target;
}

static bool is_same(const struct program_value *a, const struct program_value *b) {
    uint64_t bits_a, bits_b; // 0 and -0 are two numbers here
    memcpy(&bits_a, &a->number, sizeof bits_a);
    memcpy(&bits_b, &b->number, sizeof bits_b);
    return a->kind == b->kind && a->operation == b->operation && a->arity == b->arity &&
           a->index == b->index && a->level == b->level && bits_a == bits_b &&
           memcmp(a->arguments, b->arguments, sizeof a->arguments) == 0;
}

static size_t append(struct compiler *compiler, struct program_value value) {
    value.target = NO_TARGET;
    compiler->values = mem_grow(compiler->values, &compiler->capacity, compiler->count + 1,
                                sizeof *compiler->values);
    compiler->values[compiler->count] = value;
    return compiler->count++;
}

// Returns the index of a value, which is added unless it is there.
static size_t add(struct compiler *compiler, struct program_value value) {
    for (size_t i = 0; i < compiler->count; i++)
        if (is_same(&compiler->values[i], &value))
            return i;
    return append(compiler, value);
}

static size_t add_constant(struct compiler *compiler, double number) {
    return add(compiler, (struct program_value){.kind = VALUE_CONSTANT, .number = number});
}

size_t compiler_copy(struct compiler *compiler, size_t value) {
    enum value_level level = compiler->values[value].level;
    return append(compiler, (struct program_value){.kind = VALUE_OPERATION,
                                                   .operation = OPERATION_COUNT,
                                                   .arguments = {value},
                                                   .arity = 1,
                                                   .level = level});
}

static enum value_level group_level(const struct compiler *compiler) {
    return compiler->is_each ? LEVEL_WEIGHT : LEVEL_GROUP;
}

static enum value_level level_of(const struct compiler *compiler, enum operation_id id,
                                 const size_t *arguments, int arity) {
    if (id >= OPERATION_REDUCTION_END)
        return id == OPERATION_VALUE ? LEVEL_STEP : LEVEL_WEIGHT;
    if (id >= OPERATION_ELEMENTWISE_END)
        return LEVEL_GROUP;
    enum value_level level = LEVEL_RUN;
    for (int i = 0; i < arity; i++)
        if (compiler->values[arguments[i]].level > level)
            level = compiler->values[arguments[i]].level;
    return level;
}

static size_t add_operation(struct compiler *compiler, enum operation_id id,
                            const size_t *arguments);

static size_t add_two(struct compiler *compiler, enum operation_id id, size_t a, size_t b) {
    return add_operation(compiler, id, (const size_t[3]){a, b});
}

// A power whose exponent is known, as products and roots, which are exact to the last bit and fast.
// False if it is none of those.
static bool add_power(struct compiler *compiler, size_t base, double exponent, size_t *value) {
    if (exponent == 1)
        *value = base;
    else if (exponent == 2)
        *value = add_two(compiler, OPERATION_MULTIPLY, base, base);
    else if (exponent == 3)
        *value = add_two(compiler, OPERATION_MULTIPLY,
                         add_two(compiler, OPERATION_MULTIPLY, base, base), base);
    else if (exponent == 0.5)
        *value = add_operation(compiler, OPERATION_SQRT, (const size_t[3]){base});
    else if (exponent < 0 && add_power(compiler, base, -exponent, value))
        *value = add_two(compiler, OPERATION_DIVIDE, add_constant(compiler, 1), *value);
    else
        return false;
    return true;
}

static size_t add_operation(struct compiler *compiler, enum operation_id id,
                            const size_t *arguments) {
    int arity = operations[id].arity;
    struct program_value value = {.kind = VALUE_OPERATION, .operation = id, .arity = arity};
    double numbers[3] = {0};
    bool is_constant = id < OPERATION_ELEMENTWISE_END;
    for (int i = 0; i < arity && i < 3; i++) {
        const struct program_value *argument = &compiler->values[arguments[i]];
        value.arguments[i] = arguments[i];
        numbers[i] = argument->number;
        is_constant = is_constant && argument->kind == VALUE_CONSTANT;
    }
    size_t power;
    if (id == OPERATION_POWER && compiler->values[value.arguments[1]].kind == VALUE_CONSTANT &&
        add_power(compiler, value.arguments[0], numbers[1], &power))
        return power;
    if (is_constant)
        return add_constant(compiler, operation_value(id, numbers));
    if (compiler->is_each && value_is_reduction(&value)) {
        if (id == OPERATION_NORM)
            return add_operation(compiler, OPERATION_ABS, arguments);
        return id == OPERATION_DOT ? add_operation(compiler, OPERATION_MULTIPLY, arguments)
                                   : arguments[0];
    }
    value.level = level_of(compiler, id, arguments, arity);
    if (id != OPERATION_NORMAL && id != OPERATION_RADEMACHER)
        return add(compiler, value);
    value.index = compiler->draws++;
    return append(compiler, value);
}

// Returns the value that a name has at first.
static size_t add_name(struct compiler *compiler, const struct rule_name *name) {
    struct program_value value = {.kind = VALUE_KNOWN, .index = name->kind};
    switch (name->kind) {
    case NAME_WEIGHTS:
        value.level = LEVEL_WEIGHT;
        break;
    case NAME_GRADIENT:
        return add_operation(compiler, OPERATION_GRAD, (const size_t[3]){compiler->weights});
    case NAME_LOSS:
        return add_operation(compiler, OPERATION_VALUE, (const size_t[3]){compiler->weights});
    case NAME_STEP:
    case NAME_RATE:
        value.level = LEVEL_STEP;
        break;
    case NAME_COUNT:
        if (compiler->is_each)
            return add_constant(compiler, 1);
        value.level = LEVEL_GROUP;
        break;
    case NAME_OPTION:
        value.kind = VALUE_OPTION;
        value.index = name->index;
        break;
    case NAME_STATE:
        value.kind = VALUE_STATE;
        value.index = name->index;
        value.level = name->is_vector ? LEVEL_WEIGHT : group_level(compiler);
        break;
    case NAME_LOCAL:
        break;
    }
    return add(compiler, value);
}

// Makes the values of parts; returns that of the last.
static size_t add_parts(struct compiler *compiler, size_t first, size_t last) {
    size_t *made = mem_zero(last + 1 - first, sizeof *made);
    for (size_t i = first; i <= last; i++) {
        const struct expression_part *part = &compiler->text->expression.parts[i];
        size_t arguments[3] = {0};
        for (int k = 0; k < 3; k++)
            arguments[k] = part->arguments[k] >= first ? made[part->arguments[k] - first] : 0;
        if (part->kind == EXPRESSION_NUMBER)
            made[i - first] = add_constant(compiler, part->number);
        else if (part->kind == EXPRESSION_OPERATION)
            made[i - first] = add_operation(compiler, part->operation, arguments);
        else if (compiler->bound[part->name] != SIZE_MAX)
            made[i - first] = compiler->bound[part->name];
        else
            made[i - first] = add_name(compiler, &compiler->text->names[part->name]);
    }
    size_t value = made[last - first];
    free(made);
    return value;
}

// Returns the value as it may become w or a state: for each weight where that is, and not itself
// what another one was, or the answer of a call.
static size_t as_target(struct compiler *compiler, size_t value, bool is_vector, long target) {
    const struct program_value *made = &compiler->values[value];
    enum value_level level = is_vector ? LEVEL_WEIGHT : group_level(compiler);
    if (value_is_old(made, target) || (made->level == level && made->kind == VALUE_OPERATION &&
                                       !value_is_call(made) && !value_is_reduction(made)))
        return value;
    size_t copy = compiler_copy(compiler, value);
    compiler->values[copy].level = level;
    return copy;
}

static void set(struct compiler *compiler, size_t name_index, size_t value) {
    const struct rule_name *name = &compiler->text->names[name_index];
    if (name->kind != NAME_LOCAL)
        value = as_target(compiler, value, name->is_vector,
                          name->kind == NAME_WEIGHTS ? TARGET_WEIGHTS : (long)name->index);
    compiler->bound[name_index] = value;
}

void compiler_make_values(struct compiler *compiler) {
    const struct rule_text *text = compiler->text;
    compiler->bound = mem_zero(text->name_count, sizeof *compiler->bound);
    for (size_t i = 0; i < text->name_count; i++)
        compiler->bound[i] = SIZE_MAX;
    compiler->weights = add_name(compiler, &text->names[NAME_WEIGHTS]);
    compiler->bound[NAME_WEIGHTS] = compiler->weights;
    if (compiler->is_report) {
        size_t value = add_parts(compiler, text->report_first, text->report);
        if (value_is_given(&compiler->values[value]))
            value = compiler_copy(compiler, value);
        compiler->bound[NAME_WEIGHTS] = value;
        return;
    }
    for (size_t i = 0; i < text->lines.count; i++) {
        const struct expression_line *line = &text->lines.items[i];
        set(compiler, text->targets[i], add_parts(compiler, line->first, line->value));
    }
}

size_t compiler_final(const struct compiler *compiler, long target) {
    const struct rule_text *text = compiler->text;
    for (size_t i = 0; i < text->name_count; i++) {
        const struct rule_name *name = &text->names[i];
        if (target == TARGET_WEIGHTS ? i == NAME_WEIGHTS
                                     : name->kind == NAME_STATE && name->index == (size_t)target)
            return compiler->bound[i];
    }
    return SIZE_MAX;
}
