// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/matrix.h"
#include "base/memory.h"
#include "base/random.h"
#include "problem/problem_table.h"
#include "sim/lanczos.h"
#include "tree/document.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { COUNT = 4 };

static struct problem *read_problem(struct document *document, const char *yaml) {
    struct error error = {0};
    struct node *node = document_parse_set(document, yaml, 1, &error);
    struct problem *problem = node ? problem_read(node, 1, &error) : NULL;
    if (!problem)
        fail_msg("%s", error.message);
    return problem;
}

static int compare_down(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x < y) - (x > y);
}

// Returns all eigenvalues, the largest first, by a dense solver; the caller frees them.
static double *dense_values(const struct problem *problem, const struct batch *batch,
                            const double *w) {
    size_t n = problem->shape.n;
    double *upper = mem_zero(n * (n + 1) / 2, sizeof *upper), *a = mem_zero(n * n, sizeof *a);
    double *values = mem_zero(n, sizeof *values), *vectors = mem_zero(n * n, sizeof *vectors);
    struct evaluation at = {.hessian = upper};
    problem_evaluate(problem, batch, w, &at);
    for (size_t i = 0; i < n; i++)
        for (size_t j = i; j < n; j++)
            a[i * n + j] = a[j * n + i] = upper[hessian_index(n, i, j)];
    assert_true(matrix_eigen(n, a, values, vectors));
    qsort(values, n, sizeof *values, compare_down);
    free(upper);
    free(a);
    free(vectors);
    return values;
}

// Compares with a dense solver, and the vectors with their definition.
static void check(const struct problem *problem, const struct batch *batch, const double *w,
                  size_t count) {
    size_t n = problem->shape.n;
    double *right = dense_values(problem, batch, w), values[COUNT];
    double *vectors = mem_zero((COUNT + 1) * n, sizeof *vectors), *product = vectors + COUNT * n;
    double size = fmax(fabs(right[0]), fabs(right[n - 1]));
    struct lanczos lanczos = {.problem = problem, .batch = batch, .count = count};
    size_t taken = lanczos_largest(&lanczos, w, values, vectors);
    assert_in_range(taken, 1, 300 * count);
    for (size_t k = 0; k < count; k++) {
        if (!(fabs(values[k] - right[k]) <= 1e-6 * size))
            fail_msg("eigenvalue %zu of %zu weights is %.17g, not %.17g", k, n, values[k],
                     right[k]);
        const double *v = vectors + k * n;
        problem_hessian_product(problem, batch, w, v, product);
        double off = 0, dot[COUNT] = {0};
        for (size_t i = 0; i < n; i++) {
            off += (product[i] - values[k] * v[i]) * (product[i] - values[k] * v[i]);
            for (size_t m = 0; m <= k; m++)
                dot[m] += v[i] * vectors[m * n + i];
        }
        assert_true(sqrt(off) <= 1e-5 * size);
        for (size_t m = 0; m <= k; m++)
            assert_true(fabs(dot[m] - (m == k)) < 1e-8);
    }
    free(right);
    free(vectors);
}

static const char *const networks[] = {
    "{network: {data: {moons: {points: 60}}, hidden: [16, 16]}}",
    "{network: {data: {spirals: {points: 40}}, hidden: [9, 7], activation: sigmoid}}",
    "{network: {data: {blobs: {points: 40}}, hidden: [20]}}",
    "{network: {data: {waves: {points: 30}}, hidden: [12], activation: tanh}}",
    "{network: {data: {xor: {points: 30}}, hidden: [8], activation: relu}}",
};

// At the start of a network and where it is drawn from a wider distribution.
static void test_equals_a_dense_solver(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof networks / sizeof *networks; i++) {
        struct document document = {0};
        struct problem *problem = read_problem(&document, networks[i]);
        size_t n = problem->shape.n;
        double *w = mem_zero(n, sizeof *w);
        struct random_stream stream;
        random_start(&stream, 5, RANDOM_START, i);
        uint32_t indices[] = {3, 14, 15, 9, 26};
        struct batch batch = {indices, 5};
        check(problem, NULL, problem->start, 3);
        check(problem, &batch, problem->start, 1);
        for (size_t k = 0; k < n; k++)
            w[k] = random_normal(&stream, 0, 1.5);
        check(problem, NULL, w, COUNT);
        free(w);
        problem_destroy(problem);
        document_finish(&document);
    }
}

// Eigenvalues that are multiple, none, negative, or of two weights.
static void test_special_spectra(void **state) {
    (void)state;
    static const char *const problems[] = {
        "{quadratic: {eigenvalues: [5, 5, 1, 5]}}",
        "{quadratic: {eigenvalues: [1, 1, 1, 1, 1]}}",
        "{quadratic: {eigenvalues: [3, 2, 2, 0, 0, 0, 0, 0, 0, 0]}}",
        "{quadratic: {eigenvalues: {from: 1, to: 1000, count: 400}}}",
        "{quadratic: {eigenvalues: {from: 1, to: 1.5, count: 300}}}",
        // Very small and very large ones.
        "{quadratic: {eigenvalues: [5e-30, 5e-30, 1e-30, 4e-30, 3e-30]}}",
        "{quadratic: {eigenvalues: {from: 1e-27, to: 1e-24, count: 100}}}",
        "{quadratic: {eigenvalues: {from: 1e20, to: 1e23, count: 100}}}",
        // A relu network whose hidden units are dead at 0: all but the last bias are flat.
        "{network: {data: {xor: {points: 30}}, hidden: [8], activation: relu}}",
    };
    for (size_t i = 0; i < sizeof problems / sizeof *problems; i++) {
        struct document document = {0};
        struct problem *problem = read_problem(&document, problems[i]);
        double *w = mem_zero(problem->shape.n, sizeof *w);
        check(problem, NULL, w, 3);
        free(w);
        problem_destroy(problem);
        document_finish(&document);
    }
    struct document document = {0};
    struct problem *problem = read_problem(&document, "{function: himmelblau}");
    double w[2] = {0.5, -1};
    check(problem, NULL, w, 2);
    problem_destroy(problem);
    document_finish(&document);
}

// A warm start takes fewer products, keeps the side, and finds an eigenvector that it lacks.
static void test_warm_start(void **state) {
    (void)state;
    struct document document = {0};
    struct problem *problem = read_problem(&document, networks[0]);
    size_t n = problem->shape.n;
    double *vector = mem_zero(2 * n, sizeof *vector), *before = vector + n, value, again;
    struct lanczos lanczos = {.problem = problem, .count = 1};
    size_t cold = lanczos_largest(&lanczos, problem->start, &value, vector);
    for (size_t i = 0; i < n; i++)
        before[i] = vector[i] = -vector[i];
    lanczos.is_warm = true;
    size_t warm = lanczos_largest(&lanczos, problem->start, &again, vector);
    assert_true(warm < cold);
    assert_true(fabs(again - value) <= 1e-9 * value);
    double dot = 0;
    for (size_t i = 0; i < n; i++)
        dot += before[i] * vector[i];
    assert_true(dot > 1 - 1e-6);
    problem_destroy(problem);
    document_finish(&document);
    free(vector);

    struct document other = {0};
    problem = read_problem(&other, "{quadratic: {eigenvalues: {from: 1, to: 2, count: 50}}}");
    double w[50] = {0}, second[50] = {0};
    second[48] = 1;
    lanczos.problem = problem;
    assert_true(lanczos_largest(&lanczos, w, &value, second) > 0);
    assert_true(fabs(value - 2) < 1e-6);
    problem_destroy(problem);
    document_finish(&other);
}

static void test_bits_and_bad_numbers(void **state) {
    (void)state;
    struct document document = {0};
    struct problem *problem = read_problem(&document, networks[1]);
    size_t n = problem->shape.n;
    double *a = mem_zero(2 * n, sizeof *a), *b = mem_zero(2 * n, sizeof *b), x[2], y[2];
    struct lanczos lanczos = {.problem = problem, .count = 2};
    lanczos_largest(&lanczos, problem->start, x, a);
    lanczos_largest(&lanczos, problem->start, y, b);
    assert_memory_equal(a, b, 2 * n * sizeof *a);
    assert_memory_equal(x, y, sizeof x);
    lanczos.most = 3;
    assert_int_equal(lanczos_largest(&lanczos, problem->start, x, a), 4); // one for the second
    double *w = mem_zero(n, sizeof *w);
    w[0] = NAN;
    assert_int_equal(lanczos_largest(&lanczos, w, x, a), 0);
    assert_true(isnan(x[0]) && isnan(x[1]) && isnan(a[0]) && isnan(a[2 * n - 1]));
    free(w);
    free(a);
    free(b);
    problem_destroy(problem);
    document_finish(&document);
}

// Eigenvalues of any size: equal to the dense ones of a smaller problem, or none at all where
// numbers overflow.
static void test_any_size(void **state) {
    (void)state;
    static const double sizes[] = {1, 0.7, 0.35, 0.2, 0.04};
    for (int exponent = -1060; exponent < 1024; exponent += 3) {
        struct document document = {0};
        struct text yaml = {0};
        text_add(&yaml, "{quadratic: {eigenvalues: [");
        for (size_t i = 0; i < 5; i++)
            text_printf(&yaml, "%s%.17g", i ? ", " : "", ldexp(sizes[i], exponent));
        text_add(&yaml, "]}}");
        struct problem *problem = read_problem(&document, yaml.data);
        double values[2], vectors[2 * 5];
        struct lanczos lanczos = {.problem = problem, .count = 2};
        size_t taken = lanczos_largest(&lanczos, problem->start, values, vectors);
        bool is_right = fabs(ldexp(values[0], -exponent) - 1) < 1e-6 &&
                        fabs(ldexp(values[1], -exponent) - 0.7) < 1e-6;
        if (exponent > -500 && exponent < 500 ? !is_right
                                              : taken != 0 && !is_right && exponent > -1000)
            fail_msg("2^%d: %g and %g after %zu", exponent, values[0], values[1], taken);
        problem_destroy(problem);
        document_finish(&document);
        text_finish(&yaml);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_equals_a_dense_solver),
        cmocka_unit_test(test_special_spectra),
        cmocka_unit_test(test_warm_start),
        cmocka_unit_test(test_bits_and_bad_numbers),
        cmocka_unit_test(test_any_size),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
