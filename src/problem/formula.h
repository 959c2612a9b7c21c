// SPDX-License-Identifier: GPL-3.0-or-later
// Expressions such as "(1-x)^2 + 100*(y-x^2)^2", compiled to a stack program that is run on doubles
// or, for derivatives, on jets. expression/expression.h has the grammar.
//
// Functions: sin cos tan asin acos atan sinh cosh tanh exp log (ln) log10 log2 sqrt pow hypot abs
// sign floor ceil min max sigmoid. Constants: pi, e.
//
// Derivatives are 0 where a function has none (abs and sqrt at 0), where it is piecewise constant
// (floor), and where that of a^b at a = 0 is infinite. If both arguments of min or max are equal,
// value and derivatives are those of the first (torch averages both).
#pragma once
#include "problem/jet.h"
#include "tree/node.h"

// A name that a formula may use, and the slot of its value. Slots 0 and 1 are w0 and w1, the
// variables of differentiation.
struct formula_name {
    const char *name;
    int slot;
};

struct formula;

// Compiles `text`, which may use `names` (ending with a row without a name). Errors point into
// `node`, the scalar that contains `text`. Returns a formula owned by the caller; NULL on error.
struct formula *formula_parse(const char *text, const struct node *node,
                              const struct formula_name *names, struct error *error);
void formula_destroy(struct formula *formula); // NULL is allowed

// Returns how many numbers, names and operations a formula has.
size_t formula_size(const struct formula *formula);

// Evaluate a formula: the value alone, or with gradient and Hessian by slots 0 and 1.
double formula_value(const struct formula *formula, const double *slots);
struct jet formula_jet(const struct formula *formula, const double *slots);
