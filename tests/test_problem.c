// SPDX-License-Identifier: GPL-3.0-or-later
#include "evaluate.h"
#include "problem/loss_table.h"
#include "problem/problem_table.h"
#include "problem/regression.h"
#include "tree/document.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

// Reads a problem from YAML; fails the test on error.
static struct problem *read_problem(struct document *document, const char *yaml) {
    struct error error = {0};
    struct node *node = document_parse_set(document, yaml, 1, &error);
    struct problem *problem = node ? problem_read(node, 1, &error) : NULL;
    if (!problem)
        fail_msg("%s", error.message);
    return problem;
}

static void assert_close(double value, double expected, double tolerance) {
    if (!(fabs(value - expected) <= tolerance * fmax(1, fabs(expected))))
        fail_msg("%.17g is not %.17g", value, expected);
}

// Compares gradient and Hessian with differences of value and gradient.
static void check_derivatives(const struct problem *problem, const struct batch *batch,
                              const double w[2]) {
    struct jet at = evaluate(problem, batch, w);
    for (int k = 0; k < 2; k++) {
        const double step = 1e-6;
        double below[2] = {w[0], w[1]}, above[2] = {w[0], w[1]};
        below[k] -= step;
        above[k] += step;
        struct jet low = evaluate(problem, batch, below), high = evaluate(problem, batch, above);
        assert_close(at.gradient[k], (high.value - low.value) / (2 * step), 1e-6);
        for (int i = 0; i < 2; i++)
            assert_close(at.hessian[k + i], (high.gradient[i] - low.gradient[i]) / (2 * step),
                         1e-5);
    }
}

static void test_gradients_of_every_loss(void **state) {
    (void)state;
    for (size_t i = 0; loss_table[i]; i++) {
        struct document document = {0};
        char yaml[200];
        snprintf(yaml, sizeof yaml, "{regression: {loss: %s, data: {classes: %s}}}",
                 loss_table[i]->name, loss_table[i]->two_classes ? "true" : "false");
        struct problem *problem = read_problem(&document, yaml);
        uint32_t indices[] = {3, 14, 15, 92, 65};
        struct batch batch = {indices, 5};
        static const double points[][2] = {{-10, -20}, {4.9, 3.4}, {17, -3}, {0.3, 0.2}};
        for (size_t p = 0; p < 4; p++) {
            check_derivatives(problem, NULL, points[p]);
            check_derivatives(problem, &batch, points[p]);
        }
        problem_destroy(problem);
        document_finish(&document);
    }
}

// A batch of all points is summed point by point; without a batch precomputed sums are used.
static void test_sums_agree_with_points(void **state) {
    (void)state;
    static const char *const problems[] = {
        "{regression: {loss: mse}}",
        "{regression: {loss: rmse}}",
        "{regression: {loss: mse, data: {noise: 0}}}",
        "{regression: {loss: rmse, data: {noise: 0, x: [1000, 1001]}}}",
        "{regression: {loss: mse, data: {points: 1}}}",
    };
    uint32_t indices[100];
    for (uint32_t i = 0; i < 100; i++)
        indices[i] = i;
    for (size_t p = 0; p < sizeof problems / sizeof *problems; p++) {
        struct document document = {0};
        struct problem *problem = read_problem(&document, problems[p]);
        struct batch batch = {indices, problem->points};
        static const double points[][2] = {{-10, -20}, {5, 3}, {5, 3.5}, {5.000001, 3}, {0, 0}};
        for (size_t i = 0; i < 5; i++) {
            struct jet sums = evaluate(problem, NULL, points[i]);
            struct jet each = evaluate(problem, &batch, points[i]);
            assert_close(sums.value, each.value, 1e-9);
            for (int k = 0; k < 2; k++)
                assert_close(sums.gradient[k], each.gradient[k], 1e-9);
        }
        problem_destroy(problem);
        document_finish(&document);
    }
}

// A spectrum has exact ends and even steps between their logarithms, however far apart they are.
static void test_spectra(void **state) {
    (void)state;
    for (int i = 0; i < 200; i++) {
        struct document document = {0};
        char yaml[200];
        double from = pow(10, drand48() * 630 - 322), to = pow(10, drand48() * 630 - 322);
        int count = 2 + i % 6;
        snprintf(yaml, sizeof yaml,
                 "{quadratic: {eigenvalues: {from: %.17g, to: %.17g, count: %d}}}", from, to,
                 count);
        struct problem *problem = read_problem(&document, yaml);
        double ones[] = {1, 1, 1, 1, 1, 1, 1}, found[7] = {0};
        struct evaluation at = {.gradient = found};
        problem_evaluate(problem, NULL, ones, &at);
        assert_true(found[0] == from && found[count - 1] == to);
        for (int k = 0; k < count; k++) {
            double exact = log(from) + (log(to) - log(from)) * k / (count - 1);
            assert_close(log(found[k]), exact, exact < -700 ? 1e-2 : 1e-4);
        }
        problem_destroy(problem);
        document_finish(&document);
    }
}

static void test_perfect_fit_is_zero(void **state) {
    (void)state;
    struct document document = {0};
    struct problem *problem = read_problem(&document, "{regression: {data: {noise: 0}}}");
    struct jet out = evaluate(problem, NULL, (double[]){5, 3});
    assert_true(out.value < 1e-15);
    assert_true(isfinite(out.gradient[0]) && isfinite(out.gradient[1]));
    problem_destroy(problem);
    document_finish(&document);
}

static void test_landscape_is_the_value(void **state) {
    (void)state;
    static const char *const problems[] = {
        "{regression: {loss: rmse}}",
        "{regression: {loss: mae}}",
        "{regression: {data: {noise: 0}}}",
        "{regression: {model: \"w0*sin(w1*x)\"}}",
        "{function: ackley}",
        "{formula: \"(1-x)^2 + 100*(y-x^2)^2\"}",
    };
    const double w0[] = {-20, 0, 5, 20}, w1[] = {-20, 3, 7};
    for (size_t p = 0; p < sizeof problems / sizeof *problems; p++) {
        struct document document = {0};
        struct problem *problem = read_problem(&document, problems[p]);
        double out[12];
        problem_landscape(problem, w0, 4, w1, 3, out);
        for (size_t i = 0; i < 12; i++) {
            double value = problem_value(problem, (double[]){w0[i % 4], w1[i / 4]});
            assert_close(out[i], value, 1e-14);
        }
        problem_destroy(problem);
        document_finish(&document);
    }
}

// Near a close fit of many points, where sums lose their digits, a landscape is exact and does not
// go through the points for each of its places.
static void test_landscape_near_a_close_fit(void **state) {
    (void)state;
    enum { SIDE = 200 };
    double w0[SIDE], w1[SIDE], *out = malloc(SIDE * SIDE * sizeof *out);
    for (int k = 0; k < 8; k++) {
        struct document document = {0};
        char yaml[200];
        double slope = pow(10, 4 + drand48() * 3) * (k % 2 ? 1 : -1);
        snprintf(yaml, sizeof yaml, "{regression: {loss: %s, data: {slope: %.17g, points: %d}}}",
                 k % 3 ? "rmse" : "mse", slope, k < 7 ? 600 + 100 * k : 50000);
        struct problem *problem = read_problem(&document, yaml);
        for (int i = 0; i < SIDE; i++) {
            w0[i] = slope + fabs(slope) * 1e-4 * (i - SIDE / 2) / SIDE;
            w1[i] = 3 + 20.0 * (i - SIDE / 2) / SIDE;
        }
        clock_t start = clock();
        problem_landscape(problem, w0, SIDE, w1, SIDE, out);
        double seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
        if (seconds > 1)
            fail_msg("%.2f s", seconds);
        for (int i = 0; i < SIDE * SIDE; i += 999) {
            double value = problem_value(problem, (double[]){w0[i % SIDE], w1[i / SIDE]});
            assert_close(out[i], value, 1e-9);
        }
        problem_destroy(problem);
        document_finish(&document);
    }
    free(out);
}

// The same bits for any number of threads, also where they are more than rows.
static void test_landscape_threads(void **state) {
    (void)state;
    enum { ACROSS = 40, ROWS = 37 };
    struct document document = {0};
    struct problem *problem = read_problem(
        &document, "{regression: {data: {points: 1000}, model: \"w0*sin(w1*x)\", loss: mae}}");
    double w0[ACROSS], w1[ROWS], out[2][ACROSS * ROWS];
    for (int i = 0; i < ACROSS; i++)
        w0[i] = i / 7.0;
    for (int i = 0; i < ROWS; i++)
        w1[i] = i / 5.0 - 3;
    problem_landscape(problem, w0, ACROSS, w1, ROWS, out[0]);
    for (long threads = 2; threads < 50; threads += 7) {
        problem->threads = threads;
        memset(out[1], 0, sizeof out[1]);
        problem_landscape(problem, w0, ACROSS, w1, ROWS, out[1]);
        assert_memory_equal(out[0], out[1], sizeof out[0]);
    }
    problem_destroy(problem);
    document_finish(&document);
}

// With so many points a landscape uses groups of points; the difference is invisible.
static void test_landscape_of_many_points(void **state) {
    (void)state;
    static const char *const problems[] = {
        "{regression: {loss: mae, data: {points: 20000}}}",
        "{regression: {loss: {huber: {delta: 0.5}}, data: {points: 20000, noise: {normal: 3}}}}",
        "{regression: {loss: mae, data: {points: 20000, x: [100, 101]}}}",
        "{regression: {loss: logistic, data: {points: 20000, classes: true}}}",
        "{regression: {loss: mse, model: 'w0*sin(w1*x)', data: {points: 20000}}}",
    };
    const double w0[] = {-10, 0, 4.9, 5, 5.1, 20}, w1[] = {-3, 0, 3, 3.5, 10};
    for (size_t i = 0; i < sizeof problems / sizeof *problems; i++) {
        struct document document = {0};
        struct problem *problem = read_problem(&document, problems[i]);
        double out[30];
        int differing = 0;
        assert_true(problem->landscape_cost < problem->points || i == 4);
        problem_landscape(problem, w0, 6, w1, 5, out);
        for (size_t k = 0; k < 30; k++) {
            double value = problem_value(problem, (double[]){w0[k % 6], w1[k / 6]});
            if (fabs(out[k] - value) > 2e-3 * value)
                fail_msg("%s: %g is not %g", problems[i], out[k], value);
            differing += out[k] != value;
        }
        assert_true(differing > 0); // otherwise nothing was grouped
        problem_destroy(problem);
        document_finish(&document);
    }
}

static void test_defaults(void **state) {
    (void)state;
    struct error error = {0};
    struct problem *problem = problem_read(NULL, 1, &error);
    assert_non_null(problem);
    assert_int_equal(problem->points, 100);
    assert_int_equal(problem->target_count, 1);
    assert_true(problem->targets[0][0] == 5 && problem->targets[0][1] == 3);
    assert_true(problem->start && problem->start[0] == -10 && problem->start[1] == -20);
    assert_true(problem->has_view && problem->view.axis[1][1] == 20);
    assert_ptr_equal(problem->kind->data(problem)->x, problem->kind->data(problem)->x);
    struct problem *other =
        problem->kind->with_loss(problem, (struct loss_choice){.loss = &loss_mae});
    assert_ptr_equal(other->kind->data(other), problem->kind->data(problem));
    problem_destroy(other);
    problem_destroy(problem);
    problem_destroy(NULL);
}

static void test_data_do_not_depend_on_the_loss_but_on_the_seed(void **state) {
    (void)state;
    struct error error = {0};
    struct problem *one = problem_read(NULL, 1, &error), *again = problem_read(NULL, 1, &error);
    struct problem *two = problem_read(NULL, 2, &error);
    const struct dataset *data = one->kind->data(one);
    assert_memory_equal(data->y, again->kind->data(again)->y, data->count * sizeof *data->y);
    assert_memory_not_equal(data->y, two->kind->data(two)->y, data->count * sizeof *data->y);
    for (size_t i = 0; i < data->count; i++) {
        double noise = data->y[i] - (5 * data->x[i] + 3);
        assert_true(data->x[i] >= -1 && data->x[i] < 1);
        assert_true(noise > -1e-12 && noise < 1 + 1e-12);
    }
    problem_destroy(one);
    problem_destroy(again);
    problem_destroy(two);
}

// The first row of a reference trace: linear.csv, rmse, (-10, -20).
static void test_reference_value(void **state) {
    (void)state;
    struct document document = {0};
    struct problem *problem =
        read_problem(&document, "{regression: {data: " SOURCE_DIR "/tests/linear.csv}}");
    assert_close(problem_value(problem, (double[]){-10, -20}), 24.36092146932018, 1e-13);
    problem_destroy(problem);
    document_finish(&document);
}

static void test_mistakes(void **state) {
    (void)state;
    static const char *const cases[][2] = {
        {"{regresion: {}}", "did you mean 'regression'?"},
        {"{function: rosenbrock, formula: x}", "one problem"},
        {"{function: rosenbrok}", "did you mean 'rosenbrock'?"},
        {"{function: {rosenbrock: {c: 1}}}", "unknown option 'c'"},
        {"[]", "expected a problem"},
        {"{regression: {los: mse}}", "did you mean 'loss'?"},
        {"{regression: {loss: rmsee}}", "did you mean 'rmse'?"},
        {"{regression: {loss: {huber: {delta: 0}}}}", "delta must be above 0"},
        {"{regression: {loss: logistic}}", "0 or 1"},
        {"{regression: {model: \"w0*q\"}}", "'q'"},
        {"{regression: {data: {points: 0}}}", "from 1 to 100000000"},
        {"{regression: {data: {noise: [1, 0]}}}", "upside down"},
        {"{regression: {data: {fil: a.csv}}}", "did you mean 'file'?"},
        {"{regression: {data: absent.csv}}", "cannot read 'absent.csv'"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct document document = {0};
        struct error error = {0};
        struct node *node = document_parse_set(&document, cases[i][0], 1, &error);
        assert_non_null(node);
        assert_null(problem_read(node, 1, &error));
        assert_int_equal(error.kind, ERROR_SCENE);
        if (!strstr(error.message, cases[i][1]))
            fail_msg("no '%s' in: %s", cases[i][1], error.message);
        error_finish(&error);
        document_finish(&document);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_gradients_of_every_loss),
        cmocka_unit_test(test_sums_agree_with_points),
        cmocka_unit_test(test_spectra),
        cmocka_unit_test(test_perfect_fit_is_zero),
        cmocka_unit_test(test_landscape_is_the_value),
        cmocka_unit_test(test_landscape_near_a_close_fit),
        cmocka_unit_test(test_landscape_threads),
        cmocka_unit_test(test_landscape_of_many_points),
        cmocka_unit_test(test_defaults),
        cmocka_unit_test(test_data_do_not_depend_on_the_loss_but_on_the_seed),
        cmocka_unit_test(test_reference_value),
        cmocka_unit_test(test_mistakes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
