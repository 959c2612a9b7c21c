// SPDX-License-Identifier: GPL-3.0-or-later
#include "problem/formula_operations.h"

#include "base/maths.h"

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
    double e = m_exp(-fabs(v)); // never overflows
    return v >= 0 ? 1 / (1 + e) : e / (1 + e);
}

// The derivative of asin; 0 at the ends of its range, where it is infinite.
static double arc_slope(double v) {
    return v * v == 1 ? 0 : 1 / sqrt(1 - v * v);
}

FUNCTION(negate, -v, -1, 0)
FUNCTION(sin, m_sin(v), m_cos(v), -f)
FUNCTION(cos, m_cos(v), -m_sin(v), -f)
FUNCTION(tan, m_tan(v), 1 + f * f, 2 * f * (1 + f * f))
FUNCTION(exp, m_exp(v), f, f)
FUNCTION(log, m_log(v), 1 / v, -1 / (v * v))
FUNCTION(log10, m_log10(v), 1 / (M_LN10 * v), -1 / (M_LN10 * v * v))
FUNCTION(log2, m_log2(v), 1 / (M_LN2 * v), -1 / (M_LN2 * v * v))
FUNCTION(sinh, m_sinh(v), m_cosh(v), f)
FUNCTION(cosh, m_cosh(v), m_sinh(v), f)
FUNCTION(atan, m_atan(v), 1 / (1 + v * v), -2 * v / ((1 + v * v) * (1 + v * v)))
FUNCTION(asin, m_asin(v), arc_slope(v), v *arc_slope(v) * arc_slope(v) * arc_slope(v))
FUNCTION(acos, m_acos(v), -arc_slope(v), -v *arc_slope(v) * arc_slope(v) * arc_slope(v))
FUNCTION(sign, isnan(v) ? v : (v > 0) - (v < 0), 0, 0)
FUNCTION(floor, floor(v), 0, 0)
FUNCTION(ceil, ceil(v), 0, 0)
FUNCTION(sqrt, sqrt(v), v == 0 ? 0 : 0.5 / f, v == 0 ? 0 : -0.25 / (f * v))
FUNCTION(abs, fabs(v), (v > 0) - (v < 0), 0)
FUNCTION(tanh, m_tanh(v), 1 - f * f, -2 * f * (1 - f * f))
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

// On a tie the first argument counts. Unlike fmin and fmax, these propagate NaN.
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

// hypot has no gradient at 0; its derivatives are 0 there.
static struct jet hypot_jet(struct jet a, struct jet b) {
    double h = m_hypot(a.value, b.value), p = a.value / h, q = b.value / h;
    if (h == 0)
        return jet_constant(0);
    const double *g = a.gradient, *k = b.gradient;
    struct jet out = {.value = h, .gradient = {p * g[0] + q * k[0], p * g[1] + q * k[1]}};
    const double *s = out.gradient;
    const double bends[3] = {g[0] * g[0] + k[0] * k[0] - s[0] * s[0],
                             g[0] * g[1] + k[0] * k[1] - s[0] * s[1],
                             g[1] * g[1] + k[1] * k[1] - s[1] * s[1]};
    for (int i = 0; i < 3; i++)
        out.hessian[i] = p * a.hessian[i] + q * b.hessian[i] + bends[i] / h;
    return out;
}

const struct operation formula_operations[] = {
    {"+", 2, add, jet_add},
    {"-", 2, subtract, jet_subtract},
    {"*", 2, multiply, jet_multiply},
    {"/", 2, divide, jet_divide},
    {"^", 2, m_pow, jet_power},
    {"unary -", 1, negate_value, negate_jet}, // the space keeps it from being typed as a name
    {"sin", 1, sin_value, sin_jet},
    {"cos", 1, cos_value, cos_jet},
    {"tan", 1, tan_value, tan_jet},
    {"exp", 1, exp_value, exp_jet},
    {"log", 1, log_value, log_jet},
    {"ln", 1, log_value, log_jet},
    {"log10", 1, log10_value, log10_jet},
    {"log2", 1, log2_value, log2_jet},
    {"sinh", 1, sinh_value, sinh_jet},
    {"cosh", 1, cosh_value, cosh_jet},
    {"atan", 1, atan_value, atan_jet},
    {"asin", 1, asin_value, asin_jet},
    {"acos", 1, acos_value, acos_jet},
    {"sign", 1, sign_value, sign_jet},
    {"floor", 1, floor_value, floor_jet},
    {"ceil", 1, ceil_value, ceil_jet},
    {"pow", 2, m_pow, jet_power},
    {"hypot", 2, m_hypot, hypot_jet},
    {"sqrt", 1, sqrt_value, sqrt_jet},
    {"abs", 1, abs_value, abs_jet},
    {"min", 2, min_value, min_jet},
    {"max", 2, max_value, max_jet},
    {"tanh", 1, tanh_value, tanh_jet},
    {"sigmoid", 1, sigmoid_value, sigmoid_jet},
    {NULL},
};
