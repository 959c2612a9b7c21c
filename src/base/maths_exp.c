// SPDX-License-Identifier: GPL-3.0-or-later
// exp, exp2, expm1.
#include "base/maths_exp.h"
#include "base/maths.h"

SELDOM static double exp_far(double x) {
    if (isnan(x))
        return x;
    if (x > 710)
        return INFINITE;
    if (x < -746)
        return 0;
    struct exp_reduced reduced = exp_reduce(x);
    const struct maths_power *power = &maths_powers[reduced.k & 127];
    return scaled(power->value, power->value * exp_rest(reduced.r, power->tail),
                  exp_exponent(reduced.step));
}

double m_exp(double x) {
    return fabs(x) < 690 ? exp_near(x) : exp_far(x);
}

double m_exp2(double x) {
    if (!(fabs(x) < 1080))
        return isnan(x) ? x : x > 0 ? INFINITE : 0;
    const double to_integer = 0x1.8p52, *c = maths_exp2_polynomial;
    double shifted = x * 128 + to_integer, step = shifted - to_integer, t = x - step * 0x1p-7;
    uint64_t k = bits_of(shifted);
    const struct maths_power *power = &maths_powers[k & 127];
    double t2 = t * t;
    double rest = (power->tail + t * c[0]) + t2 * ((c[1] + t * c[2]) + t2 * (c[3] + t * c[4]));
    if (fabs(x) < 1000) {
        double scale = exp_scale(k);
        return scale + scale * rest;
    }
    return scaled(power->value, power->value * rest, exp_exponent(step));
}

double m_expm1(double x) {
    if (!(fabs(x) < 40)) {
        if (x < 0)
            return -1;
        return m_exp(x);
    }
    if (fabs(x) < 0x1p-54)
        return x;
    struct exp_reduced reduced = exp_reduce(x);
    double scale = exp_scale(reduced.k);
    struct pair whole = scale > 1 ? fast_sum(scale, -1) : fast_sum(-1, scale);
    struct pair sum = expm1_pair(reduced, scale, whole);
    return sum.high + sum.low;
}

WIDE void m_exp_n(double *out, const double *in, size_t n) {
    for (size_t start = 0; start < n; start += BLOCK) {
        size_t count = n - start < BLOCK ? n - start : BLOCK;
        double values[BLOCK];
        VECTORIZED
        for (size_t i = 0; i < count; i++)
            values[i] = exp_near(in[start + i]);
        for (size_t i = 0; i < count; i++)
            out[start + i] = fabs(in[start + i]) < 690 ? values[i] : exp_far(in[start + i]);
    }
}
