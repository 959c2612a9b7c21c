// SPDX-License-Identifier: GPL-3.0-or-later
#include "problem/jet.h"

#include <math.h>
#include <stdbool.h>

// A derivative that is 0 stays 0 where the other factor is infinite: sqrt(0*x) has no slope.
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

static bool is_constant(const struct jet *a) {
    return a->gradient[0] == 0 && a->gradient[1] == 0 && a->hessian[0] == 0 && a->hessian[1] == 0 &&
           a->hessian[2] == 0;
}

struct jet jet_power(struct jet a, struct jet b) {
    double value = pow(a.value, b.value);
    if (is_constant(&b)) {
        double n = b.value;
        double first = product(n, pow(a.value, n - 1));
        double second = product(n * (n - 1), pow(a.value, n - 2));
        bool edge = a.value == 0 && n > 0; // as sqrt at 0: no slope where it would be infinite
        return jet_chain(a, value, edge && !isfinite(first) ? 0 : first,
                         edge && !isfinite(second) ? 0 : second);
    }
    struct jet logarithm = jet_chain(a, log(a.value), 1 / a.value, -1 / (a.value * a.value));
    return jet_chain(jet_multiply(b, logarithm), value, value, value);
}
