// SPDX-License-Identifier: GPL-3.0-or-later
#include "problem/formula_operations.h"

#include <math.h>
#include <stddef.h>

// Defines NAME_value and NAME_jet of a function of one argument v with value f, where `first` and
// `second` are its derivatives in terms of v and f.
#define FUNCTION(NAME, VALUE, FIRST, SECOND)                                                       \
    static double NAME##_value(double v, double unused) {                                          \
        (void)unused;                                                                              \
        return VALUE;                                                                              \
    }                                                                                              \
    static struct jet NAME##_jet(struct jet a, struct jet unused) {                                \
        double v = a.value, f = NAME##_value(v, 0);                                                \
        (void)unused;                                                                              \
        (void)v;                                                                                   \
        return jet_chain(a, f, FIRST, SECOND);                                                     \
    }

static double sigmoid(double v) {
    double e = exp(-fabs(v)); // never overflows
    return v >= 0 ? 1 / (1 + e) : e / (1 + e);
}

FUNCTION(negate, -v, -1, 0)
FUNCTION(sin, sin(v), cos(v), -f)
FUNCTION(cos, cos(v), -sin(v), -f)
FUNCTION(tan, tan(v), 1 + f * f, 2 * f * (1 + f * f))
FUNCTION(exp, exp(v), f, f)
FUNCTION(log, log(v), 1 / v, -1 / (v * v))
FUNCTION(sqrt, sqrt(v), v == 0 ? 0 : 0.5 / f, v == 0 ? 0 : -0.25 / (f * v))
FUNCTION(abs, fabs(v), (v > 0) - (v < 0), 0)
FUNCTION(tanh, tanh(v), 1 - f * f, -2 * f * (1 - f * f))
FUNCTION(sigmoid, sigmoid(v), f *(1 - f), f *(1 - f) * (1 - 2 * f))

static double add(double a, double b) {
    return a + b;
}

static double subtract(double a, double b) {
    return a - b;
}

static double multiply(double a, double b) {
    return a * b;
}

static double divide(double a, double b) {
    return a / b;
}

// Of equals the first counts; nan is handed on, unlike by fmin and fmax.
static double min_value(double a, double b) {
    return a <= b || isnan(a) ? a : b;
}

static struct jet min_jet(struct jet a, struct jet b) {
    return a.value <= b.value || isnan(a.value) ? a : b;
}

static double max_value(double a, double b) {
    return a >= b || isnan(a) ? a : b;
}

static struct jet max_jet(struct jet a, struct jet b) {
    return a.value >= b.value || isnan(a.value) ? a : b;
}

const struct operation formula_operations[] = {
    {"+", 2, add, jet_add},
    {"-", 2, subtract, jet_subtract},
    {"*", 2, multiply, jet_multiply},
    {"/", 2, divide, jet_divide},
    {"^", 2, pow, jet_power},
    {"unary -", 1, negate_value, negate_jet}, // the space keeps it from being typed as a name
    {"sin", 1, sin_value, sin_jet},
    {"cos", 1, cos_value, cos_jet},
    {"tan", 1, tan_value, tan_jet},
    {"exp", 1, exp_value, exp_jet},
    {"log", 1, log_value, log_jet},
    {"sqrt", 1, sqrt_value, sqrt_jet},
    {"abs", 1, abs_value, abs_jet},
    {"min", 2, min_value, min_jet},
    {"max", 2, max_value, max_jet},
    {"tanh", 1, tanh_value, tanh_jet},
    {"sigmoid", 1, sigmoid_value, sigmoid_jet},
    {NULL},
};
