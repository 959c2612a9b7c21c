// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/random.h"
#include "evaluate.h"
#include "problem/formula.h"
#include "problem/function.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct problem *open_function(const struct function *function) {
    struct error error = {0};
    char name[64];
    snprintf(name, sizeof name, "%s", function->name);
    struct node node = {.kind = NODE_STRING, .text = name};
    struct problem *problem = function_read(&node, 1, &error);
    if (!problem || error.kind)
        fail_msg("%s", error.message);
    return problem;
}

static bool is_near(double a, double b, double tolerance) {
    return fabs(a - b) <= tolerance * fmax(1, fmax(fabs(a), fabs(b)));
}

// Central differences of value and gradient: indices 0-1 are the gradient, 2-5 the Hessian; with
// their scale.
static void differences(const struct problem *problem, const double w[2], double step,
                        double out[6]) {
    for (int k = 0; k < 2; k++) {
        double below[2] = {w[0], w[1]}, above[2] = {w[0], w[1]};
        below[k] -= step;
        above[k] += step;
        struct jet low = evaluate(problem, NULL, below), high = evaluate(problem, NULL, above);
        double width = above[k] - below[k];
        out[k] = (high.value - low.value) / width;
        for (int i = 0; i < 2; i++)
            out[2 + 2 * k + i] = (high.gradient[i] - low.gradient[i]) / width;
    }
}

static void test_derivatives_of_every_function(void **state) {
    (void)state;
    for (size_t f = 0; function_table[f]; f++) {
        const struct function *function = function_table[f];
        struct problem *problem = open_function(function);
        struct random_stream stream;
        random_start(&stream, 7, RANDOM_START, 0);
        int compared = 0;
        for (int p = 0; p < 1000; p++) {
            double w[2], coarse[6], fine[6];
            for (int k = 0; k < 2; k++)
                w[k] = random_uniform(&stream, function->domain.axis[k][0],
                                      function->domain.axis[k][1]);
            struct jet at = evaluate(problem, NULL, w);
            const double exact[6] = {at.gradient[0], at.gradient[1], at.hessian[0],
                                     at.hessian[1],  at.hessian[1],  at.hessian[2]};
            differences(problem, w, 2e-5, coarse);
            differences(problem, w, 1e-5, fine);
            bool smooth = true;
            double scale = fmax(1, fabs(at.value));
            for (int i = 0; i < 6; i++)
                scale = fmax(scale, fabs(exact[i]));
            for (int i = 0; i < 6; i++)
                smooth = smooth && fabs(coarse[i] - fine[i]) <= 1e-6 * scale;
            if (function->has_kinks && !smooth)
                continue;
            compared++;
            for (int i = 0; i < 6; i++) {
                // Richardson extrapolation, which fast ripples need.
                double limit = (4 * fine[i] - coarse[i]) / 3;
                if (!(fabs(exact[i] - limit) <= 1e-6 * scale))
                    fail_msg("%s at (%g, %g), derivative %d: %.12g, differences %.12g",
                             function->name, w[0], w[1], i, exact[i], limit);
            }
        }
        if (compared < 900)
            fail_msg("%s: only %d points compared", function->name, compared);
        problem_destroy(problem);
    }
}

static void test_minima_of_every_function(void **state) {
    (void)state;
    for (size_t f = 0; function_table[f]; f++) {
        const struct function *function = function_table[f];
        struct problem *problem = open_function(function);
        assert_true((problem->target_count > 0) == (function->minimum != NULL));
        double expected = 0;
        if (function->minimum) {
            static const struct formula_name none[] = {{0}};
            struct error error = {0};
            struct formula *formula = formula_parse(function->minimum, NULL, none, &error);
            assert_non_null(formula);
            expected = formula_value(formula, NULL);
            formula_destroy(formula);
        }
        for (size_t i = 0; i < problem->target_count; i++) {
            const double *w = problem->targets[i];
            struct jet at = evaluate(problem, NULL, w);
            if (!is_near(at.value, expected, 1e-13))
                fail_msg("%s: %.17g, not %.17g", function->name, at.value, expected);
            if (!function->is_edge_minimum && !(hypot(at.gradient[0], at.gradient[1]) < 1e-9))
                fail_msg("%s: gradient %g, %g", function->name, at.gradient[0], at.gradient[1]);
            for (int k = 0; k < 2; k++)
                assert_true(w[k] >= function->domain.axis[k][0] &&
                            w[k] <= function->domain.axis[k][1]);
        }
        problem_destroy(problem);
    }
}

static double rosenbrock(double x, double y) {
    return (1 - x) * (1 - x) + 100 * (y - x * x) * (y - x * x);
}

static double beale(double x, double y) {
    double a = 1.5 - x + x * y, b = 2.25 - x + x * y * y, c = 2.625 - x + x * y * y * y;
    return a * a + b * b + c * c;
}

static double himmelblau(double x, double y) {
    double a = x * x + y - 11, b = x + y * y - 7;
    return a * a + b * b;
}

static void test_against_plain_expressions(void **state) {
    (void)state;
    static const struct {
        const char *name;
        double (*value)(double x, double y);
    } cases[] = {{"rosenbrock", rosenbrock}, {"beale", beale}, {"himmelblau", himmelblau}};
    for (size_t c = 0; c < 3; c++) {
        struct problem *problem = open_function(&(struct function){.name = cases[c].name});
        for (double x = -4; x <= 4; x += 0.37)
            for (double y = -4; y <= 4; y += 0.41) {
                double value = problem_value(problem, (double[]){x, y});
                assert_true(is_near(value, cases[c].value(x, y), 1e-13));
            }
        problem_destroy(problem);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_derivatives_of_every_function),
        cmocka_unit_test(test_minima_of_every_function),
        cmocka_unit_test(test_against_plain_expressions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
