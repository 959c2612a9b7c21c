// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/matrix.h"
#include "base/memory.h"
#include "base/random.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

enum { SIDE_MAX = 40 };

static struct random_stream stream;

static void fill(size_t count, double *x) {
    for (size_t i = 0; i < count; i++)
        x[i] = random_normal(&stream, 0, 1);
}

// Products equal the plain sums of their definition.
static void test_products(void **state) {
    (void)state;
    double a[SIDE_MAX * SIDE_MAX], b[SIDE_MAX * SIDE_MAX], out[SIDE_MAX * SIDE_MAX];
    random_start(&stream, 1, RANDOM_START, 0);
    for (int round = 0; round < 200; round++) {
        size_t rows = 1 + random_below(&stream, SIDE_MAX),
               inner = 1 + random_below(&stream, SIDE_MAX);
        size_t columns = 1 + random_below(&stream, SIDE_MAX);
        fill(rows * inner, a);
        fill(inner * columns, b);
        matrix_multiply(rows, inner, columns, a, b, out);
        for (size_t i = 0; i < rows; i++)
            for (size_t j = 0; j < columns; j++) {
                double sum = 0;
                for (size_t k = 0; k < inner; k++)
                    sum += a[i * inner + k] * b[k * columns + j];
                assert_true(fabs(out[i * columns + j] - sum) < 1e-12);
            }
        matrix_gram(rows, inner, a, out);
        for (size_t i = 0; i < rows; i++)
            for (size_t j = 0; j < rows; j++) {
                double sum = 0;
                for (size_t k = 0; k < inner; k++)
                    sum += a[i * inner + k] * a[j * inner + k];
                assert_true(fabs(out[i * rows + j] - sum) < 1e-12);
            }
        matrix_transpose(rows, inner, a, out);
        for (size_t i = 0; i < rows * inner; i++)
            assert_true(out[i % inner * rows + i / inner] == a[i]);
    }
}

// Fails unless the rows of the result are orthonormal and A v = value v, to some units in the last
// place of the largest eigenvalue.
static void check_eigen(size_t n, const double *a) {
    double *copy = mem_zero(n * n, sizeof *copy), *values = mem_zero(n, sizeof *values);
    double *vectors = mem_zero(n * n, sizeof *vectors), size = 0;
    for (size_t i = 0; i < n * n; i++) {
        copy[i] = a[i];
        size = fmax(size, fabs(a[i]));
    }
    assert_true(matrix_eigen(n, copy, values, vectors));
    for (size_t k = 0; k < n; k++) {
        const double *v = vectors + k * n;
        for (size_t i = 0; i < n; i++) {
            double product = 0, angle = 0;
            for (size_t j = 0; j < n; j++) {
                product += size > 0 ? a[i * n + j] / size * v[j] : 0;
                angle += vectors[i * n + j] * v[j];
            }
            double expected = size > 0 ? values[k] / size * v[i] : 0;
            if (fabs(product - expected) > 1e-14 * (double)n)
                fail_msg("%zu: A v is %g, not %g", n, product, expected);
            if (fabs(angle - (i == k)) > 1e-14 * (double)n)
                fail_msg("%zu: rows %zu and %zu are not orthonormal: %g", n, i, k, angle);
        }
    }
    free(copy);
    free(values);
    free(vectors);
}

// Random matrices, of any size and rank, with equal eigenvalues, with none but 0.
static void test_eigen(void **state) {
    (void)state;
    static const double scales[] = {1, 1e-200, 1e200, 0};
    double a[SIDE_MAX * SIDE_MAX], factor[SIDE_MAX * SIDE_MAX];
    random_start(&stream, 2, RANDOM_START, 0);
    for (int round = 0; round < 400; round++) {
        size_t n = 1 + random_below(&stream, SIDE_MAX),
               rank = 1 + random_below(&stream, (uint32_t)n);
        double scale = scales[round % 16 < 12 ? 0 : round % 4];
        if (round % 3 == 0) { // of any sign
            fill(n * n, a);
            for (size_t i = 0; i < n; i++)
                for (size_t j = 0; j < i; j++)
                    a[i * n + j] = a[j * n + i];
        } else { // a sum of products, as a rule has it, often of a few large ones
            fill(n * rank, factor);
            matrix_gram(n, rank, factor, a);
            for (size_t i = 0; i < n; i++)
                a[i * n + i] += round % 3 == 1 ? 1e-4 : 0;
        }
        for (size_t i = 0; i < n * n; i++)
            a[i] *= scale;
        check_eigen(n, a);
    }
    for (size_t n = 1; n <= SIDE_MAX; n++) { // diagonal, with equal ones
        for (size_t i = 0; i < n * n; i++)
            a[i] = i % (n + 1) == 0 ? (double)(i % 5) : 0;
        check_eigen(n, a);
    }
    double values[2], vectors[4];
    assert_false(matrix_eigen(2, (double[]){1, NAN, NAN, 1}, values, vectors));
    assert_false(matrix_eigen(2, (double[]){INFINITY, 0, 0, 1}, values, vectors));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_products),
        cmocka_unit_test(test_eigen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
