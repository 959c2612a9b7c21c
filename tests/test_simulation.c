// SPDX-License-Identifier: GPL-3.0-or-later
// Starts, divergence and the plane of simulations of any number of weights.
#include "fixture.h"
#include "problem/problem_table.h"
#include "sim/simulation.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char many_weights[] =
    "{quadratic: {eigenvalues: [1, 2, 3, 4, 5, 6, 7], layers: [3, 4]}}";

// Random starts lie in the domain, each elsewhere, the same for every optimizer; also if it is one.
// More of them leave the first ones where they are. An optimizer with a start of its own has one
// run.
static void test_random_starts(void **state) {
    (void)state;
    static const char *const problems[] = {"{function: branin}", many_weights};
    static const long counts[] = {1, 2, 5};
    for (size_t p = 0; p < 2; p++) {
        double firsts[2][5][2] = {{{0}}};
        for (size_t c = 0; c < 3; c++) {
            struct fixture f = {0};
            fixture_read_problem(&f, problems[p]);
            fixture_read_optimizer(&f, "{sgd: {lr: 0}}");
            fixture_read_optimizer(&f, p == 0 ? "{sgd: {start: [9, 8]}}"
                                              : "{sgd: {start: [9, 8, 7, 6, 5, 4, 3]}}");
            fixture_read_optimizer(&f, "{adam: {lr: 0}}");
            struct simulation simulation = {
                .optimizers = f.configs,
                .count = f.count,
                .start = f.problem->start,
                .random_starts = counts[c],
                .domain = f.problem->view,
                .plane = {.weights = {0, 1}},
                .states = 3,
                .seed = 5,
                .view = f.problem->view,
            };
            assert_true(trace_simulate(&f.trace, f.problem, &simulation, &f.error));
            assert_int_equal(f.trace.run_count, 2 * counts[c] + 1);
            const struct run *runs = f.trace.runs;
            assert_true(runs[counts[c]].w[0][0] == 9 && runs[counts[c]].w[0][1] == 8);
            for (long k = 0; k < counts[c]; k++) {
                const double *w = runs[k].w[0], *other = runs[counts[c] + 1 + k].w[0];
                assert_memory_equal(w, other, 2 * sizeof *w);
                for (int i = 0; i < 2; i++) {
                    const double *range = f.problem->view.axis[i];
                    assert_true(w[i] >= range[0] && w[i] < range[1]);
                    assert_true(w[i] != f.problem->start[i] && w[i] != 0);
                    assert_true(k == 0 || w[i] != runs[k - 1].w[0][i]);
                    assert_true(c == 0 || k >= counts[c - 1] || w[i] == firsts[c - 1][k][i]);
                    if (c < 2)
                        firsts[c][k][i] = w[i];
                }
            }
            fixture_finish(&f);
        }
    }
}

// Of more than two weights a run has diverged at the first state that is more than 1000 (1 +
// |start|) away from its start, on whatever plane it is seen.
static void test_divergence_of_many(void **state) {
    (void)state;
    const double reach = 1000 * (1 + sqrt(7)), ones[7] = {1, 1, 1, 1, 1, 1, 1};
    for (size_t axis = 0; axis < 7; axis++) {
        struct fixture f = {0};
        fixture_read_problem(&f, many_weights);
        fixture_read_optimizer(&f, "{sgd: {lr: 0.6}}"); // of curvature 4 and more it diverges
        fixture_read_optimizer(&f, "{sgd: {lr: 1e200}}");
        fixture_read_optimizer(&f, "{sgd: {lr: 0.2}}");
        struct simulation simulation = {
            .optimizers = f.configs,
            .count = f.count,
            .start = ones,
            .plane = {.weights = {axis, (axis + 3) % 7}},
            .record = RECORD_WEIGHTS,
            .states = 60,
            .seed = 1,
            .view = f.problem->view,
        };
        assert_true(trace_simulate(&f.trace, f.problem, &simulation, &f.error));
        double distance = 0;
        const struct run *run = &f.trace.runs[0];
        long end = run->diverged;
        assert_true(end > 3 && end < 60);
        for (long k = 0; k <= end; k++) {
            const double *w = run->weights + 7 * k;
            double square = 0;
            for (int i = 0; i < 7; i++)
                square += (w[i] - 1) * (w[i] - 1);
            distance = sqrt(square);
            assert_true(k == end || (distance <= reach && isfinite(run->loss[k])));
            assert_true(run->w[k][0] == w[axis] || k == end);
        }
        assert_true(distance > reach);
        assert_true(run->last[0] == run->weights[7 * end + (long)axis]);
        for (long k = end; k < 60; k++) {
            assert_true(isfinite(run->w[k][0]) && run->w[k][0] == run->w[end][0]);
            assert_true(isnan(run->lr[k]) && isnan(run->gradient[7 * k + 6]));
            assert_true(k == end || (isnan(run->loss[k]) && isnan(run->weights[7 * k])));
        }
        assert_true(f.trace.runs[1].diverged >= 1 && f.trace.runs[1].diverged <= 3);
        assert_int_equal(f.trace.runs[2].diverged, -1);
        fixture_finish(&f);
    }
}

// The distance counts, from the start, and exactly: 5000 for a start at 4.
static void test_divergence_at_the_limit(void **state) {
    (void)state;
    for (int over = 0; over < 2; over++) {
        struct fixture f = {0};
        char text[80];
        const double at[7] = {4};
        fixture_read_problem(&f, many_weights);
        snprintf(text, sizeof text, "{sgd: {lr: %.17g}}", over ? nextafter(1250, 1251) : 1250);
        fixture_read_optimizer(&f, text);
        struct simulation simulation = {.optimizers = f.configs,
                                        .count = 1,
                                        .start = at,
                                        .plane = {.weights = {0, 1}},
                                        .states = 2,
                                        .seed = 1,
                                        .view = f.problem->view};
        assert_true(trace_simulate(&f.trace, f.problem, &simulation, &f.error));
        assert_int_equal(f.trace.runs[0].diverged, over ? 1 : -1);
        fixture_finish(&f);
    }
}

// What a state takes is what the limits of scenes are checked with.
static void test_size(void **state) {
    (void)state;
    static const char *const problems[] = {
        "{function: sphere}",
        many_weights,
        "{quadratic: {eigenvalues: {count: 64}}}",
        "{quadratic: {eigenvalues: {count: 65}, layers: [5, 60]}}",
    };
    for (size_t p = 0; p < sizeof problems / sizeof *problems; p++)
        for (unsigned record = 0; record <= RECORD_WEIGHTS; record++) {
            struct fixture f = {0};
            fixture_read_problem(&f, problems[p]);
            fixture_read_optimizer(&f, "sgd");
            fixture_read_optimizer(&f, "adam");
            struct simulation simulation = {.optimizers = f.configs,
                                            .count = 2,
                                            .start = f.problem->start,
                                            .plane = {.weights = {0, 1}},
                                            .record = record,
                                            .states = 10,
                                            .view = f.problem->view};
            assert_true(trace_simulate(&f.trace, f.problem, &simulation, &f.error));
            assert_true((double)f.trace.records->size ==
                        2 * 10 * simulation_state_bytes(&f.problem->shape, record));
            fixture_finish(&f);
        }
}

// The plane lies where the first run ends, and all paths are on it.
static void test_plane(void **state) {
    (void)state;
    struct fixture f = {0};
    fixture_read_problem(&f, many_weights);
    fixture_read_optimizer(&f, "{sgd: {lr: 0.05}}");
    fixture_read_optimizer(&f, "{adam: {lr: 0.05}}");
    struct simulation simulation = {.optimizers = f.configs,
                                    .count = f.count,
                                    .start = f.problem->start,
                                    .plane = {.weights = {5, 0}},
                                    .record = RECORD_WEIGHTS,
                                    .states = 20,
                                    .seed = 1,
                                    .view = f.problem->view};
    assert_true(trace_simulate(&f.trace, f.problem, &simulation, &f.error));
    const struct run *runs = f.trace.runs;
    assert_memory_equal(runs[0].plane->origin, runs[0].weights + 7 * 19, 7 * sizeof(double));
    for (int r = 0; r < 2; r++) {
        assert_ptr_equal(runs[r].plane, f.trace.planes[0]);
        for (long k = 0; k < 20; k++)
            assert_true(runs[r].w[k][0] == runs[r].weights[7 * k + 5] &&
                        runs[r].w[k][1] == runs[r].weights[7 * k]);
    }
    fixture_finish(&f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random_starts),
        cmocka_unit_test(test_divergence_of_many),
        cmocka_unit_test(test_divergence_at_the_limit),
        cmocka_unit_test(test_size),
        cmocka_unit_test(test_plane),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
