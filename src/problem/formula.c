// SPDX-License-Identifier: GPL-3.0-or-later
#include "problem/formula.h"

#include "base/memory.h"
#include "expression/expression.h"
#include "problem/formula_jets.h"

#include <stdlib.h>

enum { STACK_LIMIT = 64 };

// What is done for a part of the expression, in its order. `operation` is NULL where a number is
// pushed.
struct instruction {
    const struct operation *operation;
    formula_jet_operation jet;
    double number;
    int slot; // -1: the number
};

struct formula {
    struct instruction *code; // owned
    size_t count;
};

static struct instruction compile(const struct expression_part *part,
                                  const struct formula_name *names) {
    if (part->kind == EXPRESSION_OPERATION)
        return (struct instruction){.operation = &operations[part->operation],
                                    .jet = formula_jets[part->operation]};
    int slot = part->kind == EXPRESSION_NAME ? names[part->name].slot : -1;
    return (struct instruction){.number = part->number, .slot = slot};
}

struct formula *formula_parse(const char *text, const struct node *node,
                              const struct formula_name *names, struct error *error) {
    const struct expression_language language = {
        .names = NAME_ROWS(names), .limit = LIMIT_FORMULA_NODES, .subject = "the formula"};
    struct expression expression = {0};
    struct formula *formula = NULL;
    if (!expression_parse(&expression, text, node, &language, error))
        goto done;
    formula = mem_zero(1, sizeof *formula);
    formula->count = expression.count;
    formula->code = mem_zero(expression.count, sizeof *formula->code);
    int depth = 0;
    for (size_t i = 0; i < expression.count; i++) {
        const struct expression_part *part = &expression.parts[i];
        formula->code[i] = compile(part, names);
        depth += formula->code[i].operation ? 1 - formula->code[i].operation->arity : 1;
        if (depth <= STACK_LIMIT)
            continue;
        error_at(error,
                 node ? expression_place(node, part->at, part->length, error) : (struct place){0},
                 "the formula is nested too deep");
        formula_destroy(formula);
        formula = NULL;
        break;
    }
done:
    expression_finish(&expression);
    return formula;
}

void formula_destroy(struct formula *formula) {
    if (!formula)
        return;
    free(formula->code);
    free(formula);
}

size_t formula_size(const struct formula *formula) {
    return formula->count;
}

double formula_value(const struct formula *formula, const double *slots) {
    double stack[STACK_LIMIT + 1], *top = stack; // `top` points to the first free entry
    stack[0] = 0;
    for (size_t i = 0; i < formula->count; i++) {
        const struct instruction *next = &formula->code[i];
        if (!next->operation) {
            *top++ = next->slot >= 0 ? slots[next->slot] : next->number;
        } else {
            top -= next->operation->arity;
            *top = next->operation->value(top[0], next->operation->arity == 2 ? top[1] : 0);
            top++;
        }
    }
    return stack[0];
}

struct jet formula_jet(const struct formula *formula, const double *slots) {
    struct jet stack[STACK_LIMIT + 1], *top = stack;
    stack[0] = jet_constant(0);
    for (size_t i = 0; i < formula->count; i++) {
        const struct instruction *next = &formula->code[i];
        if (next->operation) {
            top -= next->operation->arity;
            *top = next->jet(top[0], next->operation->arity == 2 ? top[1] : top[0]);
            top++;
        } else if (next->slot < 0) {
            *top++ = jet_constant(next->number);
        } else {
            *top++ = next->slot < 2 ? jet_variable(slots[next->slot], next->slot)
                                    : jet_constant(slots[next->slot]);
        }
    }
    return stack[0];
}
