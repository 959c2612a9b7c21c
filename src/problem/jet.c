// SPDX-License-Identifier: GPL-3.0-or-later
#include "problem/jet.h"

#include "base/maths.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

// A product in which 0 times infinity is 0: sqrt(0*x) has derivative 0 at 0.
static double product(double a, double b) {
    return a == 0 || b == 0 ? 0 : a * b;
}

struct jet jet_chain(struct jet a, double value, double first, double second) {
    const double *g = a.gradient;
    return (struct jet){
        value,
        {product(first, g[0]), product(first, g[1])},
        {product(first, a.hessian[0]) + product(second, g[0] * g[0]),
         product(first, a.hessian[1]) + product(second, g[0] * g[1]),
         product(first, a.hessian[2]) + product(second, g[1] * g[1])},
    };
}

struct jet jet_constant(double value) {
    return (struct jet){.value = value};
}

struct jet jet_variable(double value, int index) {
    return (struct jet){value, {index == 0, index == 1}, {0}};
}

struct jet jet_add(struct jet a, struct jet b) {
    a.value += b.value;
    for (int i = 0; i < 2; i++)
        a.gradient[i] += b.gradient[i];
    for (int i = 0; i < 3; i++)
        a.hessian[i] += b.hessian[i];
    return a;
}

struct jet jet_subtract(struct jet a, struct jet b) {
    a.value -= b.value;
    for (int i = 0; i < 2; i++)
        a.gradient[i] -= b.gradient[i];
    for (int i = 0; i < 3; i++)
        a.hessian[i] -= b.hessian[i];
    return a;
}

struct jet jet_multiply(struct jet a, struct jet b) {
    const double *g = a.gradient, *h = b.gradient;
    struct jet out = {.value = a.value * b.value};
    for (int i = 0; i < 2; i++)
        out.gradient[i] = a.value * h[i] + b.value * g[i];
    const double cross[3] = {2 * g[0] * h[0], g[0] * h[1] + g[1] * h[0], 2 * g[1] * h[1]};
    for (int i = 0; i < 3; i++)
        out.hessian[i] = a.value * b.hessian[i] + b.value * a.hessian[i] + cross[i];
    return out;
}

struct jet jet_divide(struct jet a, struct jet b) {
    double r = 1 / b.value;
    struct jet out = jet_multiply(a, jet_chain(b, r, -r * r, 2 * r * r * r));
    out.value = a.value / b.value;
    return out;
}

// A partial derivative of a^b; 0 where it is infinite because a is 0, as for sqrt.
static inline double partial(struct jet a, struct jet b, double value) {
    return a.value == 0 && b.value >= 0 && !isfinite(value) ? 0 : value;
}

static bool is_constant(const struct jet *a) {
    return a->gradient[0] == 0 && a->gradient[1] == 0 && a->hessian[0] == 0 && a->hessian[1] == 0 &&
           a->hessian[2] == 0;
}

// a^b for a constant b: jet_power with the terms left out that are 0. What is added to 0 keeps its
// bits, but for a negative 0.
static struct jet power_of_constant(const struct jet *a, const struct jet *b) {
    double x = a->value, n = b->value;
    double f_a = partial(*a, *b, product(n, m_pow(x, n - 1)));
    double f_aa = partial(*a, *b, product(n * (n - 1), m_pow(x, n - 2)));
    const double *g = a->gradient, *h = a->hessian;
    const double gg[3] = {g[0] * g[0], g[0] * g[1], g[1] * g[1]};
    struct jet out = {.value = m_pow(x, n)};
    for (int i = 0; i < 2; i++)
        out.gradient[i] = product(f_a, g[i]) + 0;
    for (int i = 0; i < 3; i++)
        out.hessian[i] = product(f_a, h[i]) + 0 + product(f_aa, gg[i]) + 0;
    return out;
}

struct jet jet_power(struct jet a, struct jet b) {
    if (is_constant(&b) && isfinite(a.gradient[0]) && isfinite(a.gradient[1]))
        return power_of_constant(&a, &b);
    double x = a.value, n = b.value, f = m_pow(x, n), slope = m_pow(x, n - 1);
    double logarithm = is_constant(&b) ? 0 : m_log(x); // only derivatives by b use it
    // By a: these exist for negative a too, if n is an integer.
    double f_a = partial(a, b, product(n, slope));
    double f_aa = partial(a, b, product(n * (n - 1), m_pow(x, n - 2)));
    // By b: for negative a these do not exist, since a^b is undefined for exponents near n; the
    // logarithm makes them NaN.
    double f_b = partial(a, b, product(f, logarithm));
    double f_bb = partial(a, b, product(f_b, logarithm));
    double f_ab = x < 0 ? logarithm : partial(a, b, slope + product(f_a, logarithm));
    const double *g = a.gradient, *h = b.gradient;
    const double gg[3] = {g[0] * g[0], g[0] * g[1], g[1] * g[1]};
    const double gh[3] = {2 * g[0] * h[0], g[0] * h[1] + g[1] * h[0], 2 * g[1] * h[1]};
    const double hh[3] = {h[0] * h[0], h[0] * h[1], h[1] * h[1]};
    struct jet out = {.value = f};
    for (int i = 0; i < 2; i++)
        out.gradient[i] = product(f_a, g[i]) + product(f_b, h[i]);
    for (int i = 0; i < 3; i++)
        out.hessian[i] = product(f_a, a.hessian[i]) + product(f_b, b.hessian[i]) +
                         product(f_aa, gg[i]) + product(f_ab, gh[i]) + product(f_bb, hh[i]);
    return out;
}

void jet_write(const struct jet *jet, struct evaluation *out) {
    out->value = jet->value;
    if (out->gradient)
        memcpy(out->gradient, jet->gradient, sizeof jet->gradient);
    if (out->hessian)
        memcpy(out->hessian, jet->hessian, sizeof jet->hessian);
}
