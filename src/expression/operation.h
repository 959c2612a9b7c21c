// SPDX-License-Identifier: GPL-3.0-or-later
// The operators and functions of expressions: one table for formulas of problems and schedules and
// for the lines of a rule.
#pragma once
#include <stdbool.h>
#include <stddef.h>

enum operation_id {
    OPERATION_ADD,
    OPERATION_SUBTRACT,
    OPERATION_MULTIPLY,
    OPERATION_DIVIDE,
    OPERATION_POWER,
    OPERATION_NEGATE,
    OPERATION_SIN,
    OPERATION_COS,
    OPERATION_TAN,
    OPERATION_EXP,
    OPERATION_LOG,
    OPERATION_LOG10,
    OPERATION_LOG2,
    OPERATION_SINH,
    OPERATION_COSH,
    OPERATION_ATAN,
    OPERATION_ASIN,
    OPERATION_ACOS,
    OPERATION_SIGN,
    OPERATION_FLOOR,
    OPERATION_CEIL,
    OPERATION_HYPOT,
    OPERATION_SQRT,
    OPERATION_ABS,
    OPERATION_MIN,
    OPERATION_MAX,
    OPERATION_TANH,
    OPERATION_SIGMOID,
    OPERATION_FORMULAS_END, // those above are differentiable, and part of formulas
    OPERATION_REMAINDER = OPERATION_FORMULAS_END,
    OPERATION_EQUAL,
    OPERATION_UNEQUAL,
    OPERATION_LESS,
    OPERATION_AT_MOST,
    OPERATION_GREATER,
    OPERATION_AT_LEAST,
    OPERATION_NOT,
    OPERATION_AND,
    OPERATION_OR,
    OPERATION_WHERE,
    OPERATION_CLIP,
    OPERATION_ELEMENTWISE_END, // those above compute each number by itself
    OPERATION_SUM = OPERATION_ELEMENTWISE_END,
    OPERATION_MEAN,
    OPERATION_NORM,
    OPERATION_DOT,
    OPERATION_LARGEST,       // max of one argument
    OPERATION_SMALLEST,      // min of one argument
    OPERATION_REDUCTION_END, // those from sum on make one number of a vector
    OPERATION_GRAD = OPERATION_REDUCTION_END,
    OPERATION_VALUE,
    OPERATION_HVP,
    OPERATION_HDIAG,
    OPERATION_NORMAL,
    OPERATION_RADEMACHER,
    OPERATION_COUNT,
};

struct operation {
    const char *name; // an operator, or a function; "unary -" keeps its space from being a name
    int arity;        // arguments, at most 3
    // Of an elementwise operation of one or two arguments; with one, the second is ignored.
    double (*value)(double a, double b);
    const char *example; // how a function that is no mathematics is called; NULL: as any
};

// All operations, by id.
extern const struct operation operations[OPERATION_COUNT];

// Returns the value of an elementwise operation.
double operation_value(enum operation_id id, const double arguments[3]);

// Finds what may be called by a name (`length` bytes): those of formulas, or of rules, too. False
// if there is no such function.
bool operation_find(const char *name, size_t length, bool in_rules, enum operation_id *id);

// Appends the names that can be called to an array of `count` names from mem_grow; returns it.
const char **operation_names(const char **names, size_t *count, bool in_rules);
