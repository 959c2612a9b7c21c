// SPDX-License-Identifier: GPL-3.0-or-later
// exp by a table of 2^(i/128) and a polynomial for the remainder (Tang, "Table-driven
// implementation of the exponential function in IEEE floating-point arithmetic", 1989). Private to
// base/maths_*.c.
#pragma once
#include "base/maths_inline.h"

// x = k ln2/128 + r + r_low with |r| at most slightly above ln2/256, for |x| < 2^10.
struct exp_reduced {
    double r, r_low;
    uint64_t k;  // as an integer, modulo 2^51
    double step; // k
};

static inline struct exp_reduced exp_reduce(double x) {
    const double to_integer = 0x1.8p52;
    double shifted = x * 0x1.71547652b82fep+7 + to_integer, step = shifted - to_integer;
    double rough = x - step * 0x1.62e42fefc0000p-8, part = step * -0x1.c610ca86c3899p-44;
    double r = rough - part;
    return (struct exp_reduced){r, (rough - r) - part, bits_of(shifted), step};
}

// floor(k / 128), the binary exponent of 2^(k/128).
static inline int exp_exponent(double step) {
    return (int)floor(step * 0x1p-7);
}

// 2^(k/128), which must be a normal number.
static inline double exp_scale(uint64_t k) {
    return double_of(bits_of(maths_powers[k & 127].value) + (k >> 7 << 52));
}

// exp(r) - 1 + tail, for the reduced argument r.
static inline double exp_rest(double r, double tail) {
    const double *c = maths_exp_polynomial;
    double r2 = r * r;
    return (tail + r) + r2 * ((0.5 + r * c[0]) + r2 * (c[1] + r * c[2]));
}

// exp(x) for |x| < 690, where the result is a normal number.
static inline double exp_near(double x) {
    struct exp_reduced reduced = exp_reduce(x);
    double scale = exp_scale(reduced.k);
    return scale + scale * exp_rest(reduced.r, maths_powers[reduced.k & 127].tail);
}

// exp(x) - 1 for |x| < 50. `scale` is 2^(k/128), `whole` is scale - 1.
static inline struct pair expm1_pair(struct exp_reduced reduced, double scale, struct pair whole) {
    const double *c = maths_expm1_polynomial;
    double tail = maths_powers[reduced.k & 127].tail, r = reduced.r, r2 = r * r;
    double square = r2 * ((0.5 + r * c[0]) + r2 * (c[1] + r * c[2] + r2 * c[3]));
    // scale (1 + tail) (1 + r + square) - 1, arranged so that a result of 0 for small x is exact.
    struct pair sum = fast_sum(whole.high, r);
    double rest = whole.high * r + scale * (tail + (tail * r + (reduced.r_low + square)));
    return (struct pair){sum.high, sum.low + (whole.low + rest)};
}
