// SPDX-License-Identifier: GPL-3.0-or-later
// Linear equations with symmetric matrices, dense and by products.
#include "base/linear.h"
#include "base/maths.h"
#include "base/memory.h"
#include "base/random.h"
#include "base/vector.h"

#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct random_stream stream;

static int start_stream(void **state) {
    (void)state;
    random_start(&stream, 1, RANDOM_DATA_X, 0);
    return 0;
}

static double uniform(double low, double high) {
    return random_uniform(&stream, low, high);
}

// Kinds of symmetric matrices, nearly all indefinite.
enum { RANDOM, HOLLOW, SMALL_DIAGONAL, ARROW, PAIRS, GRADED, INTEGERS, KINDS };

static double draw_element(int kind, size_t i, size_t j) {
    double x = uniform(-1, 1);
    switch (kind) {
    case HOLLOW: // no pivot on the diagonal
        return i == j ? 0 : x;
    case SMALL_DIAGONAL:
        return i == j ? 1e-12 * x : x;
    case ARROW:
        return j == 0 || i == j ? x : 0;
    case PAIRS: // only elements beside the diagonal, each in one pair of rows
        return i == j + 1 && j % 2 == 0 ? x + copysign(1, x) : i == j ? 1e-3 * x : 0;
    case GRADED:
        return x * m_exp(-0.5 * (double)(i + j) / 10);
    case INTEGERS:
        return floor(4 * x);
    default:
        return x;
    }
}

// A matrix of n rows whose upper triangle is not a number: it must not be read.
static double *draw_matrix(size_t n, int kind, double scale) {
    double *a = mem_zero(n * n, sizeof *a);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            a[i * n + j] = j <= i ? scale * draw_element(kind, i, j) : (double)NAN;
    return a;
}

static double element(const double *a, size_t n, size_t i, size_t j) {
    return i >= j ? a[i * n + j] : a[j * n + i];
}

// Returns the backward error of x: the largest |A x - b| relative to |A| |x| + |b|.
static double backward_error(size_t n, const double *a, const double *x, const double *b) {
    double most = 0;
    for (size_t i = 0; i < n; i++) {
        long double sum = -(long double)b[i], size = fabs(b[i]);
        for (size_t j = 0; j < n; j++) {
            sum += (long double)element(a, n, i, j) * x[j];
            size += fabsl((long double)element(a, n, i, j) * x[j]);
        }
        most = fmax(most, size > 0 ? (double)(fabsl(sum) / size) : isnan(x[i]));
    }
    return most;
}

// Solves, and returns the backward error; -1 if the matrix was called singular.
static double solve(size_t n, const double *a, const double *b, double *x) {
    double *copy = mem_zero(n * n, sizeof *copy);
    memcpy(copy, a, n * n * sizeof *a);
    memcpy(x, b, n * sizeof *b);
    double error = linear_solve_symmetric(n, copy, x) ? backward_error(n, a, x, b) : -1;
    assert_true(error >= 0 || memcmp(x, b, n * sizeof *b) == 0);
    free(copy);
    return error;
}

// The error of a solution is that of a rounded matrix, for any matrix of any size, large or small.
static void test_dense(void **state) {
    (void)state;
    static const double scales[] = {1, 1, 1e-170, 1e170, 1e-300, 1e300};
    double most = 0, *b = mem_zero(120, sizeof *b), *x = mem_zero(120, sizeof *x);
    int regular = 0, all = 0;
    for (size_t n = 1; n <= 120; n += n < 20 ? 1 : 7)
        for (int kind = 0; kind < KINDS; kind++)
            for (size_t s = 0; s < sizeof scales / sizeof *scales; s++) {
                double *a = draw_matrix(n, kind, scales[s]);
                for (size_t i = 0; i < n; i++)
                    b[i] = uniform(-1, 1) * fmin(scales[s], 1);
                double error = solve(n, a, b, x);
                bool may_be_singular =
                    (kind == HOLLOW && n == 1) || (kind == PAIRS && n % 2 == 1) || kind == INTEGERS;
                if (error < 0 && !may_be_singular)
                    fail_msg("a matrix of kind %d, %zu rows, scale %g is not singular", kind, n,
                             scales[s]);
                all++;
                regular += error >= 0;
                most = fmax(most, error);
                if (!(error < 1e-12 * (double)n))
                    fail_msg("kind %d, %zu rows, scale %g: an error of %.3g", kind, n, scales[s],
                             error);
                free(a);
            }
    assert_true(regular > 0.9 * all);
    free(b);
    free(x);
}

// Matrices that are singular, also after rounding, are refused.
static void test_singular(void **state) {
    (void)state;
    double a[36], b[6] = {1, 2, 3, 4, 5, 6}, x[6];
    for (size_t n = 1; n <= 6; n++) {
        memset(a, 0, sizeof a);
        assert_true(solve(n, a, b, x) < 0); // nothing
        for (size_t i = 0; i < n && n > 1; i++)
            for (size_t j = 0; j < n; j++)
                a[i * n + j] = (double)((i + 1) * (j + 1)); // of rank one
        assert_true(n == 1 || solve(n, a, b, x) < 0);
        for (size_t gone = 0; gone < n; gone++) { // a row and a column of zeros
            for (size_t i = 0; i < n; i++)
                for (size_t j = 0; j < n; j++)
                    a[i * n + j] = i == gone || j == gone ? 0 : i == j ? 0 : 1;
            assert_true(solve(n, a, b, x) < 0);
        }
    }
    // Where rounding hides it, what is returned still solves a rounded matrix.
    for (size_t n = 2; n <= 6; n++)
        for (int k = 0; k < 200; k++) {
            double rows[2][6];
            for (size_t i = 0; i < n; i++)
                for (int r = 0; r < 2; r++)
                    rows[r][i] = uniform(-1, 1);
            for (size_t i = 0; i < n; i++)
                for (size_t j = 0; j < n; j++)
                    a[i * n + j] = rows[0][i] * rows[0][j] - (n > 2) * rows[1][i] * rows[1][j];
            assert_true(solve(n, a, b, x) < 1e-12);
        }
}

// Numbers that are not finite end in such, and nothing hangs.
static void test_not_finite(void **state) {
    (void)state;
    for (size_t n = 1; n <= 9; n++)
        for (int k = 0; k < 20; k++) {
            double b[9], x[9], *a = draw_matrix(n, RANDOM, 1);
            size_t i = random_below(&stream, (uint32_t)n);
            a[i * n + random_below(&stream, (uint32_t)i + 1)] =
                k % 2 ? (double)NAN : (double)INFINITY;
            for (i = 0; i < n; i++)
                b[i] = 1;
            solve(n, a, b, x);
            free(a);
        }
}

// A matrix with given eigenvalues: reflected twice.
struct spectrum {
    size_t n;
    double *eigenvalues, *u, *v; // the last two of norm 1
    size_t products;
};

static void reflect(size_t n, const double *u, double *x) {
    double along = 2 * vector_dot(n, u, x);
    for (size_t i = 0; i < n; i++)
        x[i] -= along * u[i];
}

static void multiply(void *context, const double *x, double *out) {
    struct spectrum *self = context;
    memcpy(out, x, self->n * sizeof *x);
    reflect(self->n, self->u, out);
    reflect(self->n, self->v, out);
    for (size_t i = 0; i < self->n; i++)
        out[i] *= self->eigenvalues[i];
    reflect(self->n, self->v, out);
    reflect(self->n, self->u, out);
    self->products++;
}

static double *draw_direction(size_t n) {
    double *u = mem_zero(n, sizeof *u), norm;
    for (size_t i = 0; i < n; i++)
        u[i] = random_normal(&stream, 0, 1);
    norm = vector_norm(n, u);
    for (size_t i = 0; i < n; i++)
        u[i] /= norm;
    return u;
}

// Draws a matrix with eigenvalues of both signs whose sizes lie between 1 and `condition`, times
// `scale`; `zeros` of them are 0.
static struct spectrum draw_spectrum(size_t n, double condition, double scale, size_t zeros) {
    struct spectrum self = {n, mem_zero(n, sizeof(double)), draw_direction(n), draw_direction(n),
                            0};
    for (size_t i = 0; i < n; i++) {
        double size = scale * m_pow(condition, uniform(0, 1));
        self.eigenvalues[i] = i < zeros ? 0 : random_below(&stream, 2) ? size : -size;
    }
    return self;
}

static void spectrum_finish(struct spectrum *self) {
    free(self->eigenvalues);
    free(self->u);
    free(self->v);
}

static double *dense_of(struct spectrum *self) {
    size_t n = self->n;
    double *a = mem_zero(n * n, sizeof *a), *unit = mem_zero(n, sizeof *unit);
    for (size_t i = 0; i < n; i++) {
        unit[i] = 1;
        multiply(self, unit, a + i * n);
        unit[i] = 0;
    }
    free(unit);
    return a;
}

// Both ways give one solution, to eight digits.
static void test_minres(void **state) {
    (void)state;
    static const size_t sizes[] = {1, 2, 3, 5, 8, 13, 30, 77, 150, 301, 600};
    for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++)
        for (int scale = -1; scale <= 1; scale++) {
            size_t n = sizes[k];
            struct spectrum self = draw_spectrum(n, 100, m_pow(1e100, scale), 0);
            struct linear_operator operator= {multiply, &self};
            double *a = dense_of(&self), *b = draw_direction(n), *x = mem_zero(n, sizeof *x);
            double *work = mem_zero(MINRES_VECTORS * n, sizeof *work),
                   *dense = mem_zero(n, sizeof *x);
            self.products = 0;
            size_t count = linear_minres(n, &operator, b, x, work);
            assert_true(solve(n, a, b, dense) >= 0);
            if (!(vector_distance(n, x, dense) <= 1e-8 * vector_norm(n, dense)))
                fail_msg("%zu unknowns: %.3g apart", n,
                         vector_distance(n, x, dense) / vector_norm(n, dense));
            assert_int_equal(count, self.products);
            assert_true(count <= 12 * n + 20);
            multiply(&self, x, dense);
            assert_true(vector_distance(n, dense, b) < 1e-13);
            free(a);
            free(b);
            free(x);
            free(work);
            free(dense);
            spectrum_finish(&self);
        }
}

// Of a singular matrix MINRES finds the least residual: that part of b that the matrix cannot make.
static void test_minres_singular(void **state) {
    (void)state;
    for (size_t n = 2; n <= 90; n += 11)
        for (size_t zeros = 1; zeros <= n; zeros += 1 + n / 5) {
            struct spectrum self = draw_spectrum(n, 20, 1, zeros);
            struct linear_operator operator= {multiply, &self};
            double *b = draw_direction(n), *x = mem_zero(n, sizeof *x),
                   *rest = mem_zero(n, sizeof *x);
            double *work = mem_zero(MINRES_VECTORS * n, sizeof *work), *at = mem_zero(n, sizeof *x);
            linear_minres(n, &operator, b, x, work);
            multiply(&self, x, rest);
            for (size_t i = 0; i < n; i++)
                rest[i] = b[i] - rest[i];
            memcpy(at, b, n * sizeof *b);
            reflect(n, self.u, at);
            reflect(n, self.v, at);
            double least = vector_norm(zeros, at), found = vector_norm(n, rest);
            if (!(fabs(found - least) < 1e-6))
                fail_msg("%zu unknowns, %zu without effect: a rest of %.9g, not %.9g", n, zeros,
                         found, least);
            free(b);
            free(x);
            free(rest);
            free(work);
            free(at);
            spectrum_finish(&self);
        }
}

static void spoil(void *context, const double *x, double *out) {
    for (size_t i = 0; i < 5; i++)
        out[i] = *(double *)context * x[i];
}

// It ends whatever the products are, and with no right side at once.
static void test_minres_ends(void **state) {
    (void)state;
    static const double factors[] = {0, 1, -1e-300, 1e300, NAN, INFINITY};
    double zero[5] = {0}, b[5] = {1, -2, 3, 4, 5}, x[5], work[5 * MINRES_VECTORS];
    for (size_t i = 0; i < sizeof factors / sizeof *factors; i++) {
        double factor = factors[i];
        struct linear_operator operator= {spoil, &factor};
        assert_int_equal(linear_minres(5, &operator, zero, x, work), 0);
        assert_memory_equal(x, zero, sizeof x);
        assert_true(linear_minres(5, &operator, b, x, work) < 700);
        for (size_t k = 0; k < 5 && factor != 0 && isfinite(factor); k++)
            assert_true(fabs(x[k] * factor - b[k]) < 1e-12);
    }
}

// Each element is multiplied by a number from 1e-10 to 1.
static void scale(void *context, const double *x, double *out) {
    size_t n = *(size_t *)context;
    for (size_t i = 0; i < n; i++)
        out[i] = m_pow(10, -10 * (double)i / (double)(n - 1)) * x[i];
}

// What is badly posed does not take more products with more unknowns.
static void test_minres_products(void **state) {
    (void)state;
    size_t n = 1500;
    struct linear_operator operator= {scale, &n};
    double *b = draw_direction(n), *x = mem_zero(n, sizeof *x), *rest = mem_zero(n, sizeof *x);
    double *work = mem_zero(MINRES_VECTORS * n, sizeof *work);
    size_t count = linear_minres(n, &operator, b, x, work);
    assert_in_range(count, MINRES_PRODUCTS_MAX, MINRES_PRODUCTS_MAX + 8);
    scale(&n, x, rest);
    assert_true(vector_distance(n, rest, b) < 0.9 * vector_norm(n, b));
    free(b);
    free(x);
    free(rest);
    free(work);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_dense, start_stream),
        cmocka_unit_test_setup(test_singular, start_stream),
        cmocka_unit_test_setup(test_not_finite, start_stream),
        cmocka_unit_test_setup(test_minres, start_stream),
        cmocka_unit_test_setup(test_minres_singular, start_stream),
        cmocka_unit_test_setup(test_minres_ends, start_stream),
        cmocka_unit_test_setup(test_minres_products, start_stream),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
