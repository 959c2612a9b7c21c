// SPDX-License-Identifier: GPL-3.0-or-later
// Time per call of the functions of base/maths.h and of the C library's. Built and run by
// tests/bench/maths.
#include "base/maths.h"

#include <math.h>
#include <stdio.h>
#include <time.h>

enum { COUNT = 1024, ROUNDS = 400 };

static double first[COUNT], second[COUNT], out[COUNT];

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static void draw(double *values, double low, double high) {
    static unsigned long long state = 1;
    for (int i = 0; i < COUNT; i++) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        values[i] = low + (high - low) * ((double)(state >> 11) * 0x1p-53);
    }
}

// The least time of a call over several rounds, in nanoseconds.
#define TIME(BEST, STATEMENT)                                                                      \
    do {                                                                                           \
        double start = now();                                                                      \
        STATEMENT;                                                                                 \
        double taken = (now() - start) / COUNT * 1e9;                                              \
        BEST = taken < BEST ? taken : BEST;                                                        \
    } while (0)

#define LOOP(CALL)                                                                                 \
    for (int i = 0; i < COUNT; i++) {                                                              \
        double x = first[i], y = second[i];                                                        \
        (void)y;                                                                                   \
        out[i] = CALL;                                                                             \
    }

// Rounds alternate, so that other load on the machine affects both.
#define COMPARE(NAME, OURS, THEIRS, ARRAY, LOW, HIGH)                                              \
    do {                                                                                           \
        double ours = 1e9, theirs = 1e9, array = 1e9;                                              \
        draw(first, LOW, HIGH);                                                                    \
        draw(second, -10, 10);                                                                     \
        for (int round = 0; round < ROUNDS; round++) {                                             \
            TIME(ours, LOOP(OURS));                                                                \
            TIME(theirs, LOOP(THEIRS));                                                            \
            TIME(array, ARRAY);                                                                    \
        }                                                                                          \
        printf("%-8s%8.2f%8.2f%8.2f", NAME, ours, theirs, ours / theirs);                          \
        if (array > 0.1)                                                                           \
            printf("%8.2f%8.2f", array, array / theirs);                                           \
        putchar('\n');                                                                             \
    } while (0)

#define ONE(NAME, LOW, HIGH) COMPARE(#NAME, m_##NAME(x), NAME(x), (void)0, LOW, HIGH)
#define MANY(NAME, LOW, HIGH)                                                                      \
    COMPARE(#NAME, m_##NAME(x), NAME(x), m_##NAME##_n(out, first, COUNT), LOW, HIGH)
#define TWO(NAME, LOW, HIGH) COMPARE(#NAME, m_##NAME(x, y), NAME(x, y), (void)0, LOW, HIGH)

int main(void) {
    printf("%-8s%8s%8s%8s%8s%8s\n", "ns", "ours", "libm", "ratio", "array", "ratio");
    MANY(exp, -20, 20);
    ONE(exp2, -20, 20);
    ONE(expm1, -5, 5);
    MANY(log, 0, 100);
    ONE(log1p, -0.9, 10);
    ONE(log2, 0, 100);
    ONE(log10, 0, 100);
    TWO(pow, 0, 10);
    MANY(sin, -10, 10);
    MANY(cos, -10, 10);
    ONE(tan, -10, 10);
    COMPARE("sin far", m_sin(x), sin(x), (void)0, -1e20, 1e20);
    ONE(asin, -1, 1);
    ONE(acos, -1, 1);
    ONE(atan, -5, 5);
    TWO(atan2, -10, 10);
    ONE(sinh, -5, 5);
    ONE(cosh, -5, 5);
    MANY(tanh, -5, 5);
    MANY(erf, -3, 3);
    TWO(hypot, -10, 10);
    ONE(cbrt, -100, 100);
    return 0;
}
