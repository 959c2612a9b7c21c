// SPDX-License-Identifier: GPL-3.0-or-later
// Expressions such as "(1-x)^2 + 100*(y-x^2)^2", compiled to a stack program that is run on doubles
// or, for derivatives, on jets.
//
//     sum     = product {("+" | "-") product}
//     product = unary {("*" | "/") unary}
//     unary   = {"-" | "+"} power
//     power   = primary [("^" | "**") unary] so -x^2 is -(x^2) and 2^3^2 is 2^(3^2)
//     primary = number | name | function "(" sum {"," sum} ")" | "(" sum ")"
//
// Functions: sin cos tan asin acos atan sinh cosh tanh exp log (ln) log10 log2 sqrt pow hypot abs
// sign floor ceil min max sigmoid. Constants: pi, e. Where a function has no derivative, as abs and
// sqrt at 0, or none but 0, as floor, it is 0; so is an infinite one of a^b at a = 0. Of equals min
// and max take the first, with its derivatives (torch takes half of both).
#pragma once
#include "problem/jet.h"
#include "tree/node.h"

// A name that a formula may use, and the slot that holds its value. Slots 0 and 1 are w0 and w1, by
// which derivatives are taken.
struct formula_name {
    const char *name;
    int slot;
};

struct formula;

// Compiles `text`, which may use `names` (ending with a row without a name). Errors point into
// `node`, the scalar that `text` is from. Returns a formula owned by the caller, NULL on error.
struct formula *formula_parse(const char *text, const struct node *node,
                              const struct formula_name *names, struct error *error);
void formula_destroy(struct formula *formula); // NULL is allowed

// The value, or the value with gradient and Hessian by slots 0 and 1.
double formula_value(const struct formula *formula, const double *slots);
struct jet formula_jet(const struct formula *formula, const double *slots);
