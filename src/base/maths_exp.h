// SPDX-License-Identifier: GPL-3.0-or-later
// The exponential by a table of 2^(i/128) and a polynomial for what is left (Tang, "Table-driven
// implementation of the exponential function in IEEE floating-point arithmetic", 1989). For
// base/maths_*.c alone.
#pragma once
#include "base/maths_inline.h"

// x = k ln2/128 + r + r_low with |r| < ln2/256 (and a bit), for |x| < 2^10.
struct exp_reduced {
    double r, r_low;
    uint64_t k;  // modulo 2^51
    double step; // k
};

static inline struct exp_reduced exp_reduce(double x) {
    const double to_integer = 0x1.8p52;
    double shifted = x * 0x1.71547652b82fep+7 + to_integer, step = shifted - to_integer;
    double rough = x - step * 0x1.62e42fefc0000p-8, part = step * -0x1.c610ca86c3899p-44;
    double r = rough - part;
    return (struct exp_reduced){r, (rough - r) - part, bits_of(shifted), step};
}

// The exponent that belongs to k.
static inline int exp_exponent(double step) {
    return (int)floor(step * 0x1p-7);
}

// 2^(k/128), a normal number.
static inline double exp_scale(uint64_t k) {
    return double_of(bits_of(maths_powers[k & 127].value) + (k >> 7 << 52));
}

// exp(r) - 1 for what is left of the argument, plus `tail`.
static inline double exp_rest(double r, double tail) {
    const double *c = maths_exp_polynomial;
    double r2 = r * r;
    return (tail + r) + r2 * ((0.5 + r * c[0]) + r2 * (c[1] + r * c[2]));
}

// exp(x) where it is a normal number: |x| < 690.
static inline double exp_near(double x) {
    struct exp_reduced reduced = exp_reduce(x);
    double scale = exp_scale(reduced.k);
    return scale + scale * exp_rest(reduced.r, maths_powers[reduced.k & 127].tail);
}

// exp(x) - 1 for |x| < 50, where `scale` is 2^(k/128) and `whole` scale - 1.
static inline struct pair expm1_pair(struct exp_reduced reduced, double scale, struct pair whole) {
    const double *c = maths_expm1_polynomial;
    double tail = maths_powers[reduced.k & 127].tail, r = reduced.r, r2 = r * r;
    double square = r2 * ((0.5 + r * c[0]) + r2 * (c[1] + r * c[2] + r2 * c[3]));
    // scale (1 + tail) (1 + r + square) - 1; what is 0 for small x is exactly 0.
    struct pair sum = fast_sum(whole.high, r);
    double rest = whole.high * r + scale * (tail + (tail * r + (reduced.r_low + square)));
    return (struct pair){sum.high, sum.low + (whole.low + rest)};
}
