// SPDX-License-Identifier: GPL-3.0-or-later
// Bits of doubles and double-double arithmetic. Private to base/maths_*.c.
#pragma once
#include "base/maths_tables.h"
#include "base/wide.h"

#include <float.h>
#include <math.h>
#include <string.h>

// Placed before a loop over an array: vectorize it even where the compiler's cost model says no.
#ifdef __clang__
#define VECTORIZED _Pragma("clang loop vectorize(enable)")
#else
#define VECTORIZED _Pragma("GCC ivdep")
#endif

// For rare cases: kept out of line, so that the common path stays small and its loops vectorize.
#define SELDOM __attribute__((noinline))

// Elements per block: the fast path computes a whole block, then the few elements outside its range
// are computed again by the full function.
enum { BLOCK = 64 };

// Every operation must round to double, as on x87 it would not.
_Static_assert(FLT_EVAL_METHOD == 0, "doubles are computed as doubles");

// A double-double: the unevaluated sum high + low, with |low| at most half an ulp of high unless
// said otherwise.
struct pair {
    double high, low;
};

static inline uint64_t bits_of(double x) {
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

static inline double double_of(uint64_t bits) {
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

#define SIGN_BIT 0x8000000000000000u
#define NOT_A_NUMBER double_of(0x7ff8000000000000u)
#define INFINITE double_of(0x7ff0000000000000u)

// x with its last 27 bits cleared, so that the product of two such numbers is exact.
static inline double upper(double x) {
    return double_of(bits_of(x) & ~UINT64_C(0x7ffffff));
}

// 2^exponent, for a normal number.
static inline double power_of_two(int exponent) {
    return double_of((uint64_t)(1023 + exponent) << 52);
}

// a + b with its rounding error, for |a| >= |b| or a = 0 (Dekker 1971).
static inline struct pair fast_sum(double a, double b) {
    double sum = a + b;
    return (struct pair){sum, (a - sum) + b};
}

// a + b with its rounding error, in any order (Knuth, "The art of computer programming", 4.2.2).
static inline struct pair any_sum(double a, double b) {
    double sum = a + b, of_b = sum - a;
    return (struct pair){sum, (a - (sum - of_b)) + (b - of_b)};
}

// (high + low) 2^exponent, rounded once even if the result is subnormal; high in [1, 2).
static inline double scaled(double high, double low, int exponent) {
    if (exponent > 1025)
        return INFINITE;
    if (exponent > 1020)
        return (high + low) * 0x1p1020 * power_of_two(exponent - 1020);
    if (exponent > -1022 || (exponent == -1022 && high + low >= 1))
        return (high + low) * power_of_two(exponent);
    if (exponent < -1080)
        return 0;
    if (exponent == -1022) {
        high *= 2;
        low *= 2;
        exponent--;
    }
    // Adding this rounds to the last bit of the subnormal result.
    double large = 0x1p52 * power_of_two(-1074 - exponent);
    struct pair sum = fast_sum(large, high);
    return ((sum.high + (sum.low + low)) - large) * power_of_two(exponent + 1000) * 0x1p-1000;
}

// over / under. The leading part of the quotient has few bits, so that the remainder is exact.
static inline double quotient(struct pair over, struct pair under) {
    double inverse = 1 / under.high, q = upper(over.high * inverse), u = upper(under.high);
    double rest = (over.high - q * u) - q * (under.high - u);
    return q + (rest + (over.low - q * under.low)) * inverse;
}
