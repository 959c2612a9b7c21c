// SPDX-License-Identifier: GPL-3.0-or-later
// What the files of base/maths share: bits of doubles, and numbers in two parts. For them alone.
#pragma once
#include "base/maths_tables.h"

#include <float.h>
#include <math.h>
#include <string.h>

// Before a loop over an array: it is worth several elements at a time, whatever the compiler
// reckons.
#ifdef __clang__
#define VECTORIZED _Pragma("clang loop vectorize(enable)")
#else
#define VECTORIZED _Pragma("GCC ivdep")
#endif

// Of what is asked for seldom: kept out of the functions that call it, and of their loops.
#define SELDOM __attribute__((noinline))

// Elements of an array that are computed before those that the short way does not serve are mended.
enum { BLOCK = 64 };

// Every operation rounds to double, and none to more.
_Static_assert(FLT_EVAL_METHOD == 0, "doubles are computed as doubles");

// An unevaluated sum, |low| at most half an ulp of high unless said otherwise.
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

// x without its last 27 bits: the product of two such is exact.
static inline double upper(double x) {
    return double_of(bits_of(x) & ~UINT64_C(0x7ffffff));
}

// 2^exponent, for a normal number.
static inline double power_of_two(int exponent) {
    return double_of((uint64_t)(1023 + exponent) << 52);
}

// a + b, for |a| >= |b| or a = 0 (Dekker 1971).
static inline struct pair fast_sum(double a, double b) {
    double sum = a + b;
    return (struct pair){sum, (a - sum) + b};
}

// a + b, whichever is larger (Knuth, "The art of computer programming", 4.2.2).
static inline struct pair any_sum(double a, double b) {
    double sum = a + b, of_b = sum - a;
    return (struct pair){sum, (a - (sum - of_b)) + (b - of_b)};
}

// (high + low) 2^exponent, rounded once even where it is subnormal; high in [1, 2).
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
    // Beside this the last bit that counts is the last of the number.
    double large = 0x1p52 * power_of_two(-1074 - exponent);
    struct pair sum = fast_sum(large, high);
    return ((sum.high + (sum.low + low)) - large) * power_of_two(exponent + 1000) * 0x1p-1000;
}

// over/under, each in two parts; the first part of the quotient in few bits gives an exact rest.
static inline double quotient(struct pair over, struct pair under) {
    double inverse = 1 / under.high, q = upper(over.high * inverse), u = upper(under.high);
    double rest = (over.high - q * u) - q * (under.high - u);
    return q + (rest + (over.low - q * under.low)) * inverse;
}
