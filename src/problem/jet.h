// SPDX-License-Identifier: GPL-3.0-or-later
// Forward automatic differentiation: a value with its gradient and Hessian by two variables
// (second-order Taylor arithmetic; Griewank and Walther, "Evaluating Derivatives", 2008, ch. 13).
#pragma once

struct jet {
    double value;
    double gradient[2];
    double hessian[3]; // d2/dw0dw0, d2/dw0dw1, d2/dw1dw1
};

// A function of one jet from its value and its first and second derivative there.
struct jet jet_chain(struct jet a, double value, double first, double second);

struct jet jet_constant(double value);
struct jet jet_variable(double value, int index); // index 0 or 1
struct jet jet_add(struct jet a, struct jet b);
struct jet jet_subtract(struct jet a, struct jet b);
struct jet jet_multiply(struct jet a, struct jet b);
struct jet jet_divide(struct jet a, struct jet b);

// a^b. Of a negative a with a whole b the derivatives by a exist; those by b do not and are nan. At
// a = 0 infinite ones are 0, as those of sqrt are.
struct jet jet_power(struct jet a, struct jet b);
