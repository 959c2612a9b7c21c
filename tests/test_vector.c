// SPDX-License-Identifier: GPL-3.0-or-later
// Sums and norms of vectors: their bits against plain twins, and numbers at the ends of the range.
#include "base/maths.h"
#include "base/random.h"
#include "base/vector.h"

#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { MOST = 100 };

static struct random_stream stream;

static int start_stream(void **state) {
    (void)state;
    random_start(&stream, 1, RANDOM_DATA_X, 0);
    return 0;
}

// Numbers whose exponents are spread by `range` powers of two about `middle`.
static void draw(size_t n, double middle, double range, double *x) {
    for (size_t i = 0; i < n; i++) {
        double sign = random_below(&stream, 2) ? 1 : -1;
        double power = middle + random_uniform(&stream, -range, range);
        x[i] = sign * random_uniform(&stream, 1, 2) * m_exp2(floor(power));
    }
}

static bool same(double a, double b) {
    uint64_t bits[2];
    memcpy(&bits[0], &a, sizeof a);
    memcpy(&bits[1], &b, sizeof b);
    return bits[0] == bits[1] || (isnan(a) && isnan(b));
}

// The documented order: one sum of up to 15 terms; of more, eight sums of every eighth, added in
// pairs, and then the rest.
static double plain_sum(size_t n, const double *terms) {
    double lanes[8] = {0}, sum = 0;
    if (n < 16) {
        for (size_t i = 0; i < n; i++)
            sum = i == 0 ? terms[0] : sum + terms[i];
        return sum;
    }
    size_t whole = n - n % 8;
    for (size_t i = 0; i < whole; i++)
        lanes[i % 8] += terms[i];
    sum = ((lanes[0] + lanes[1]) + (lanes[2] + lanes[3])) +
          ((lanes[4] + lanes[5]) + (lanes[6] + lanes[7]));
    for (size_t i = whole; i < n; i++)
        sum += terms[i];
    return sum;
}

static void test_order_of_sums(void **state) {
    (void)state;
    double a[MOST], b[MOST], terms[MOST] = {0};
    for (size_t n = 0; n <= MOST; n++)
        for (int k = 0; k < 100; k++) {
            draw(n, 0, k, a);
            draw(n, 0, k, b);
            for (size_t i = 0; i < n; i++)
                terms[i] = a[i] * b[i];
            assert_true(same(vector_dot(n, a, b), plain_sum(n, terms)));
            for (size_t i = 0; i < n; i++)
                terms[i] = a[i] * b[i] * b[i];
            assert_true(same(vector_dot_diagonal(n, a, b), plain_sum(n, terms)));
            for (size_t i = 0; i < n; i++)
                terms[i] = a[i] * a[i];
            double norm = n == 0 ? 0 : n == 1 ? fabs(a[0]) : sqrt(plain_sum(n, terms));
            assert_true(same(vector_norm(n, a), n == 2 ? m_hypot(a[0], a[1]) : norm));
            for (size_t i = 0; i < n; i++)
                terms[i] = (a[i] - b[i]) * (a[i] - b[i]);
            assert_true(same(vector_distance(n, a, b), sqrt(plain_sum(n, terms))));
        }
}

// The norm in long doubles, whose range holds the squares of all doubles.
static double wide_norm(size_t n, const double *a, const double *b) {
    long double sum = 0;
    for (size_t i = 0; i < n; i++) {
        long double part = b ? (long double)a[i] - b[i] : a[i];
        sum += part * part;
    }
    return (double)sqrtl(sum);
}

static void assert_norm(size_t n, const double *a, const double *b, double found) {
    double expected = wide_norm(n, a, b);
    // A denormal has an error of its own.
    double error = 1e-14 * expected + DBL_TRUE_MIN;
    if (!(fabs(found - expected) <= error) && !same(found, expected))
        fail_msg("a norm of %zu numbers is %.17g, not %.17g", n, found, expected);
}

// Neither large nor small numbers are lost.
static void test_extremes(void **state) {
    (void)state;
    static const double middles[] = {0, 500, 511, 1005, -500, -537, -560, -1000, -1060};
    double a[MOST], b[MOST];
    for (size_t n = 0; n <= MOST; n++)
        for (size_t m = 0; m < sizeof middles / sizeof *middles; m++)
            for (int range = 0; range < 8; range++) {
                draw(n, middles[m], range, a);
                draw(n, middles[m], range, b);
                assert_norm(n, a, NULL, vector_norm(n, a));
                if (n > 0 && range == 0) // one number far below or above the others
                    a[random_below(&stream, (uint32_t)n)] *= m_exp2(middles[m] > 0 ? -900 : 900);
                assert_norm(n, a, NULL, vector_norm(n, a));
                assert_norm(n, a, b, vector_distance(n, a, b));
            }
    for (size_t n = 1; n <= MOST; n++) {
        for (size_t i = 0; i < n; i++)
            a[i] = i == n / 2 ? DBL_MAX : 0;
        assert_true(vector_norm(n, a) == DBL_MAX);
        a[n / 2] = -DBL_TRUE_MIN;
        assert_true(vector_norm(n, a) == DBL_TRUE_MIN);
    }
}

// A number that is not finite makes the norm so: not a number if one is not, else infinite. The
// norm of two follows hypot, which is infinite if one of them is.
static void test_not_finite(void **state) {
    (void)state;
    double a[MOST], b[MOST];
    for (size_t n = 1; n <= MOST; n++)
        for (size_t i = 0; i < n; i++) {
            draw(n, 0, 600, a);
            draw(n, 0, 600, b);
            a[i] = -INFINITY;
            assert_true(isinf(vector_norm(n, a)) && isinf(vector_distance(n, a, b)));
            b[i] = -INFINITY; // the same end of the line
            assert_true(isnan(vector_distance(n, a, b)));
            a[i] = NAN;
            assert_true(isnan(vector_norm(n, a)) && isnan(vector_distance(n, a, b)));
            a[(i + 1) % n] = n > 1 ? (double)INFINITY : (double)NAN;
            assert_true(n == 2 ? isinf(vector_norm(n, a)) : isnan(vector_norm(n, a)));
            assert_true(isnan(vector_dot(n, a, a)));
        }
}

static void test_copy(void **state) {
    (void)state;
    double a[MOST], b[MOST + 1];
    for (size_t n = 0; n <= MOST; n++) {
        draw(n, 0, 9, a);
        b[n] = 7;
        vector_copy(n, b, a);
        assert_memory_equal(a, b, n * sizeof *a);
        assert_true(b[n] == 7);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_order_of_sums, start_stream),
        cmocka_unit_test_setup(test_extremes, start_stream),
        cmocka_unit_test_setup(test_not_finite, start_stream),
        cmocka_unit_test_setup(test_copy, start_stream),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
