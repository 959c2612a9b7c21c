// SPDX-License-Identifier: GPL-3.0-or-later
#include "problem/formula_jets.h"

#include "base/maths.h"

#include <math.h>
#include <stddef.h>

// Defines NAME_jet of a function of one argument v with value f, where `first` and `second` are its
// derivatives in terms of v and f.
#define FUNCTION(NAME, ID, FIRST, SECOND)                                                          \
    static struct jet NAME##_jet(struct jet a, struct jet unused) {                                \
        double v = a.value, f = operations[ID].value(v, 0);                                        \
        (void)unused;                                                                              \
        (void)v;                                                                                   \
        return jet_chain(a, f, FIRST, SECOND);                                                     \
    }

// The derivative of asin; 0 at the ends of its range, where it is infinite.
static double arc_slope(double v) {
    return v * v == 1 ? 0 : 1 / sqrt(1 - v * v);
}

FUNCTION(negate, OPERATION_NEGATE, -1, 0)
FUNCTION(sin, OPERATION_SIN, m_cos(v), -f)
FUNCTION(cos, OPERATION_COS, -m_sin(v), -f)
FUNCTION(tan, OPERATION_TAN, 1 + f * f, 2 * f * (1 + f * f))
FUNCTION(exp, OPERATION_EXP, f, f)
FUNCTION(log, OPERATION_LOG, 1 / v, -1 / (v * v))
FUNCTION(log10, OPERATION_LOG10, 1 / (M_LN10 * v), -1 / (M_LN10 * v * v))
FUNCTION(log2, OPERATION_LOG2, 1 / (M_LN2 * v), -1 / (M_LN2 * v * v))
FUNCTION(sinh, OPERATION_SINH, m_cosh(v), f)
FUNCTION(cosh, OPERATION_COSH, m_sinh(v), f)
FUNCTION(atan, OPERATION_ATAN, 1 / (1 + v * v), -2 * v / ((1 + v * v) * (1 + v * v)))
FUNCTION(asin, OPERATION_ASIN, arc_slope(v), v *arc_slope(v) * arc_slope(v) * arc_slope(v))
FUNCTION(acos, OPERATION_ACOS, -arc_slope(v), -v *arc_slope(v) * arc_slope(v) * arc_slope(v))
FUNCTION(sign, OPERATION_SIGN, 0, 0)
FUNCTION(floor, OPERATION_FLOOR, 0, 0)
FUNCTION(ceil, OPERATION_CEIL, 0, 0)
FUNCTION(sqrt, OPERATION_SQRT, v == 0 ? 0 : 0.5 / f, v == 0 ? 0 : -0.25 / (f * v))
FUNCTION(abs, OPERATION_ABS, (v > 0) - (v < 0), 0)
FUNCTION(tanh, OPERATION_TANH, 1 - f * f, -2 * f * (1 - f * f))
FUNCTION(sigmoid, OPERATION_SIGMOID, f *(1 - f), f *(1 - f) * (1 - 2 * f))

// On a tie the first argument counts.
static struct jet min_jet(struct jet a, struct jet b) {
    return a.value <= b.value || isnan(a.value) ? a : b;
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

const formula_jet_operation formula_jets[OPERATION_FORMULAS_END] = {
    [OPERATION_ADD] = jet_add,           [OPERATION_SUBTRACT] = jet_subtract,
    [OPERATION_MULTIPLY] = jet_multiply, [OPERATION_DIVIDE] = jet_divide,
    [OPERATION_POWER] = jet_power,       [OPERATION_NEGATE] = negate_jet,
    [OPERATION_SIN] = sin_jet,           [OPERATION_COS] = cos_jet,
    [OPERATION_TAN] = tan_jet,           [OPERATION_EXP] = exp_jet,
    [OPERATION_LOG] = log_jet,           [OPERATION_LOG10] = log10_jet,
    [OPERATION_LOG2] = log2_jet,         [OPERATION_SINH] = sinh_jet,
    [OPERATION_COSH] = cosh_jet,         [OPERATION_ATAN] = atan_jet,
    [OPERATION_ASIN] = asin_jet,         [OPERATION_ACOS] = acos_jet,
    [OPERATION_SIGN] = sign_jet,         [OPERATION_FLOOR] = floor_jet,
    [OPERATION_CEIL] = ceil_jet,         [OPERATION_HYPOT] = hypot_jet,
    [OPERATION_SQRT] = sqrt_jet,         [OPERATION_ABS] = abs_jet,
    [OPERATION_MIN] = min_jet,           [OPERATION_MAX] = max_jet,
    [OPERATION_TANH] = tanh_jet,         [OPERATION_SIGMOID] = sigmoid_jet,
};
