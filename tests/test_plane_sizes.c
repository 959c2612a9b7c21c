// SPDX-License-Identifier: GPL-3.0-or-later
// Weights that are all multiplied by a power of two have the same planes, even where the squares of
// their distances leave the range of a double.
#include "base/random.h"
#include "base/vector.h"
#include "fixture.h"
#include "sim/plane_fit.h"
#include "sim/simulation.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

enum { STATES = 12 };

static void simulate(struct fixture *f, const char *problem) {
    *f = (struct fixture){0};
    fixture_read_problem(f, problem);
    fixture_read_optimizer(f, "{sgd: {lr: 0.1}}");
    fixture_read_optimizer(f, "{adam: {lr: 0.03}}");
    struct simulation simulation = {.optimizers = f->configs,
                                    .count = f->count,
                                    .start = f->problem->start,
                                    .plane = {.kind = PLANE_WEIGHTS, .weights = {0, 1}},
                                    .record = RECORD_ALL_WEIGHTS,
                                    .states = STATES,
                                    .seed = 3,
                                    .view = {{{-1, 1}, {-1, 1}}}};
    if (!trace_simulate(&f->trace, f->problem, &simulation, &f->error))
        fail_msg("%s", f->error.message);
}

static void multiply_weights(const struct trace *trace, int exponent) {
    for (size_t r = 0; r < trace->run_count; r++)
        for (size_t i = 0; i < STATES * trace->runs[r].shape->n; i++)
            trace->runs[r].weights[i] = ldexp(trace->runs[r].weights[i], exponent);
}

static void open_view(struct plane_view *view, struct fixture *f, enum plane_kind kind) {
    assert_true(plane_view_init(view, &f->trace, &(struct plane_choice){.kind = kind}, f->problem,
                                3, &f->error));
}

static bool is_near(double a, double b, double size) {
    return fabs(a - b) <= 1e-12 * size;
}

static void check(const char *problem, enum plane_kind kind, int exponent) {
    struct fixture f;
    struct plane_view usual, other;
    int of_direction = kind == PLANE_RANDOM ? -exponent : 0;
    simulate(&f, problem);
    open_view(&usual, &f, kind);
    multiply_weights(&f.trace, exponent);
    open_view(&other, &f, kind);
    const struct plane *a = usual.plane, *b = other.plane;
    assert_true(kind != PLANE_PCA || is_near(a->share, b->share, 1));
    for (int d = 0; d < 2; d++) {
        double norm = vector_norm(a->n, a->direction[d]);
        assert_true(a->is_still[d] == b->is_still[d]);
        for (size_t k = 0; k < a->n; k++)
            if (!is_near(a->direction[d][k], ldexp(b->direction[d][k], of_direction), norm))
                fail_msg("%s times 2^%d: another direction %d", problem, exponent, d);
    }
    for (size_t r = 0; r < f.trace.run_count; r++)
        for (long k = 0; k < STATES; k++)
            for (int d = 0; d < 2; d++) {
                double p = usual.trace.runs[r].w[k][d], q = other.trace.runs[r].w[k][d];
                if (!is_near(p, ldexp(q, -exponent - of_direction), 1))
                    fail_msg("%s times 2^%d: state %ld is at %g, not at %g", problem, exponent, k,
                             q, p);
            }
    plane_view_finish(&usual);
    plane_view_finish(&other);
    fixture_finish(&f);
}

static void test_sizes(void **state) {
    (void)state;
    static const char *const problems[] = {
        "{quadratic: {eigenvalues: [1, 2, 3, 4, 5, 6, 7], layers: [3, 4]}}",
        "{network: {data: moons, hidden: [3]}}",
        "{network: {data: {blobs: {points: 30}}, hidden: [5, 4]}}",
    };
    struct random_stream stream;
    random_start(&stream, 1, RANDOM_START, 0);
    for (uint32_t i = 0; i < 60; i++) {
        int exponent = (int)random_below(&stream, 1901) - 900;
        check(problems[i % 3], i % 2 ? PLANE_PCA : PLANE_RANDOM, exponent);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_sizes)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
