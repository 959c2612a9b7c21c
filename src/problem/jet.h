// SPDX-License-Identifier: GPL-3.0-or-later
// Forward automatic differentiation: a value with its gradient and Hessian by two variables
// (second-order Taylor arithmetic; Griewank and Walther, "Evaluating Derivatives", 2008, ch. 13).
#pragma once
#include "problem/problem.h"

struct jet {
    double value;
    double gradient[2];
    double hessian[3]; // d2/dw0dw0, d2/dw0dw1, d2/dw1dw1
};

// Returns f(a) by the chain rule, from the value and the first and second derivative of f at
// a.value.
struct jet jet_chain(struct jet a, double value, double first, double second);

struct jet jet_constant(double value);
struct jet jet_variable(double value, int index); // index 0 or 1
struct jet jet_add(struct jet a, struct jet b);
struct jet jet_subtract(struct jet a, struct jet b);
struct jet jet_multiply(struct jet a, struct jet b);
struct jet jet_divide(struct jet a, struct jet b);

// a^b. If a is negative and b an integer, derivatives by a exist; those by b do not and are NaN. At
// a = 0, infinite derivatives are set to 0, as for sqrt.
struct jet jet_power(struct jet a, struct jet b);

// Writes the value, and the derivatives that are wanted, to the evaluation of a problem of two
// weights.
void jet_write(const struct jet *jet, struct evaluation *out);
