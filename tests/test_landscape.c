// SPDX-License-Identifier: GPL-3.0-or-later
// A landscape of which few points are evaluated: between them, cubic convolution is exact for
// polynomials of degree two, but for the outermost cells, where it is for those of degree one
// (Keys, "Cubic convolution interpolation", 1981).
#include "base/random.h"
#include "plot/landscape.h"
#include "problem/problem.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

enum { SIDE = 9, COLUMNS = 31, ROWS = 23 };

static double factor[6]; // of 1, x, y, xy, x^2, y^2

static void evaluate(const struct problem *problem, const struct batch *batch, const double *w,
                     struct evaluation *out) {
    (void)problem, (void)batch;
    out->value = factor[0] + factor[1] * w[0] + factor[2] * w[1] + factor[3] * w[0] * w[1] +
                 factor[4] * w[0] * w[0] + factor[5] * w[1] * w[1];
}

// Checks every point, or those that have two evaluated ones on each side.
static void check(const struct view *view, size_t side, bool all) {
    static const struct problem_kind kind = {.evaluate = evaluate};
    struct problem problem = {.kind = &kind, .shape = {.n = 2}, .landscape_side = side};
    struct landscape landscape;
    landscape_init(&landscape, &problem, view, COLUMNS, ROWS);
    double low = INFINITY, high = -INFINITY;
    for (size_t j = 0; j < ROWS; j++)
        for (size_t i = 0; i < COLUMNS; i++) {
            double x = (double)i * (SIDE - 1) / (COLUMNS - 1),
                   y = (double)j * (SIDE - 1) / (ROWS - 1);
            double value = landscape.value[j * COLUMNS + i];
            low = fmin(low, value);
            high = fmax(high, value);
            bool is_inside = x >= 1 && x <= SIDE - 2 && y >= 1 && y <= SIDE - 2;
            struct evaluation right;
            evaluate(NULL, NULL, (double[]){landscape.w[0][i], landscape.w[1][j]}, &right);
            if ((all || is_inside) && fabs(value - right.value) > 1e-9)
                fail_msg("(%zu, %zu): %.17g, not %.17g", i, j, value, right.value);
        }
    assert_true(landscape.low == low && landscape.high == high);
    for (int d = 0; d < 2; d++) {
        assert_true(landscape.w[d][0] == view->axis[d][0]);
        assert_true(landscape.w[d][(d ? ROWS : COLUMNS) - 1] == view->axis[d][1]);
    }
    landscape_finish(&landscape);
}

static void test_polynomials(void **state) {
    (void)state;
    struct random_stream stream;
    random_start(&stream, 1, RANDOM_DATA_X, 0);
    for (int round = 0; round < 50; round++) {
        struct view view;
        for (int d = 0; d < 2; d++) {
            view.axis[d][0] = random_uniform(&stream, -3, 3);
            view.axis[d][1] = view.axis[d][0] + random_uniform(&stream, 0.1, 5);
        }
        for (int k = 0; k < 6; k++)
            factor[k] = random_uniform(&stream, -2, 2);
        check(&view, 0, true);
        check(&view, SIDE, false);
        factor[4] = factor[5] = 0;
        check(&view, SIDE, true);
    }
}

// Where a neighbour is not finite it is straight; what is beside it stays finite.
static double beyond(const double *w) {
    return w[0] < -0.9 ? (double)INFINITY : 1 + 2 * w[0];
}

static void evaluate_beyond(const struct problem *problem, const struct batch *batch,
                            const double *w, struct evaluation *out) {
    (void)problem, (void)batch;
    out->value = beyond(w);
}

static void test_infinite(void **state) {
    (void)state;
    static const struct problem_kind kind = {.evaluate = evaluate_beyond};
    struct problem problem = {.kind = &kind, .shape = {.n = 2}, .landscape_side = SIDE};
    struct view view = {{{-1, 1}, {-1, 1}}};
    struct landscape landscape;
    landscape_init(&landscape, &problem, &view, COLUMNS, ROWS);
    for (size_t k = 0; k < ROWS * COLUMNS; k++) {
        const double w[2] = {landscape.w[0][k % COLUMNS], landscape.w[1][k / COLUMNS]};
        if (w[0] < -1 + 2.0 / (SIDE - 1) - 1e-9)
            assert_false(isfinite(landscape.value[k]));
        else if (fabs(landscape.value[k] - beyond(w)) > 1e-9)
            fail_msg("at %g: %g", w[0], landscape.value[k]);
    }
    assert_true(landscape.low >= -1 && landscape.high <= 3 + 1e-9);
    landscape_finish(&landscape);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_polynomials),
                                       cmocka_unit_test(test_infinite)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
