// SPDX-License-Identifier: GPL-3.0-or-later
// Planes through the weights of networks and other problems: what they are, and where runs are on
// them, compared with dense computations.
#include "base/matrix.h"
#include "base/memory.h"
#include "base/random.h"
#include "base/vector.h"
#include "fixture.h"
#include "problem/problem_table.h"
#include "sim/endings.h"
#include "sim/plane_fit.h"
#include "sim/plane_turn.h"
#include "sim/simulation.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

// Simulates up to eight optimizers (the list ends with NULL) on a problem, seen on a plane.
static void simulate(struct fixture *f, const char *problem, const char *const *optimizers,
                     struct plane_choice plane, long states) {
    *f = (struct fixture){0};
    fixture_read_problem(f, problem);
    while (optimizers[f->count])
        fixture_read_optimizer(f, optimizers[f->count]);
    struct simulation simulation = {.optimizers = f->configs,
                                    .count = f->count,
                                    .start = f->problem->start,
                                    .plane = plane,
                                    .record = RECORD_ALL_WEIGHTS,
                                    .states = states,
                                    .seed = 3,
                                    .view = {{{-1, 1}, {-1, 1}}}};
    if (!trace_simulate(&f->trace, f->problem, &simulation, &f->error))
        fail_msg("%s", f->error.message);
}

static const char *const problems[] = {
    "{quadratic: {eigenvalues: [1, 2, 3, 4, 5, 6, 7], layers: [3, 4]}}",
    "{network: {data: moons, hidden: [3]}}",
    "{network: {data: {blobs: {points: 30}}, hidden: [5, 4]}}",
};
enum { PROBLEMS = sizeof problems / sizeof *problems };

static const char *const optimizers[] = {"{sgd: {lr: 0.1}}", "{adam: {lr: 0.03}}",
                                         "{momentum: {lr: 0.02}}", NULL};

static const double *weights_at(const struct run *run, long k) {
    return run->weights + (size_t)k * run->shape->n;
}

static bool is_near(double a, double b, double size, double tolerance) {
    return fabs(a - b) <= tolerance * (fabs(size) + 1e-300);
}

// The two eigenvectors of the covariance, by a dense solver: the share of variance, and where each
// state is, but for the sides of the axes.
static void test_variance(void **state) {
    (void)state;
    for (int p = 0; p < PROBLEMS; p++) {
        struct fixture f;
        simulate(&f, problems[p], optimizers, (struct plane_choice){.kind = PLANE_PCA}, 40);
        const struct plane *plane = f.trace.planes[0];
        size_t n = plane->n, runs = f.trace.run_count, count = 40 * runs;
        double *mean = mem_zero(n, sizeof *mean), *covariance = mem_zero(n * n, sizeof *covariance);
        double *values = mem_zero(n, sizeof *values), *vectors = mem_zero(n * n, sizeof *vectors);
        for (size_t i = 0; i < count; i++)
            for (size_t k = 0; k < n; k++)
                mean[k] += weights_at(&f.trace.runs[i / 40], (long)(i % 40))[k] / (double)count;
        double whole = 0;
        for (size_t i = 0; i < count; i++) {
            const double *w = weights_at(&f.trace.runs[i / 40], (long)(i % 40));
            for (size_t a = 0; a < n; a++)
                for (size_t b = 0; b < n; b++)
                    covariance[a * n + b] += (w[a] - mean[a]) * (w[b] - mean[b]);
        }
        assert_true(matrix_eigen(n, covariance, values, vectors));
        size_t most[2] = {0, 0};
        for (size_t k = 0; k < n; k++) {
            whole += values[k];
            most[0] = values[k] > values[most[0]] ? k : most[0];
        }
        most[1] = most[0] == 0;
        for (size_t k = 0; k < n; k++)
            most[1] = k != most[0] && values[k] > values[most[1]] ? k : most[1];
        assert_true(is_near(plane->share, (values[most[0]] + values[most[1]]) / whole, 1, 1e-12));
        for (int d = 0; d < 2; d++) {
            const double *vector = vectors + most[d] * n, *own = plane->direction[d];
            double largest = 0;
            assert_true(is_near(fabs(vector_dot(n, vector, own)), 1, 1, 1e-12));
            for (size_t k = 0; k < n; k++)
                largest = fabs(own[k]) > fabs(largest) ? own[k] : largest;
            assert_true(largest > 0);
            double side = vector_dot(n, vector, own) < 0 ? -1 : 1;
            for (size_t i = 0; i < count; i++) {
                const double *w = weights_at(&f.trace.runs[i / 40], (long)(i % 40));
                double at = 0;
                for (size_t k = 0; k < n; k++)
                    at += side * vector[k] * (w[k] - mean[k]);
                assert_true(
                    is_near(f.trace.runs[i / 40].w[i % 40][d], at, sqrt(values[most[0]]), 1e-9));
            }
        }
        free(mean);
        free(covariance);
        free(values);
        free(vectors);
        fixture_finish(&f);
    }
}

// Coordinates are those of the nearest point of the plane, and the distance is that to it.
static void check_places(const struct trace *trace, const struct plane *plane) {
    size_t n = plane->n;
    double *point = mem_zero(n, sizeof *point), size = 0;
    for (size_t r = 0; r < trace->run_count; r++) {
        const struct run *run = &trace->runs[r];
        long end = run->diverged >= 0 ? run->diverged : trace->states;
        for (long k = 0; k < end; k++) {
            const double *w = weights_at(run, k);
            plane_point(plane, run->w[k], point);
            size = fmax(vector_norm(n, w), 1);
            assert_true(is_near(vector_distance(n, w, point), run->off_plane[k], size, 1e-12));
            for (size_t i = 0; i < n; i++)
                point[i] = w[i] - point[i];
            for (int d = 0; d < 2 && plane->direction[d]; d++) {
                double norm = vector_norm(n, plane->direction[d]);
                assert_true(
                    is_near(vector_dot(n, plane->direction[d], point), 0, norm * size, 1e-12));
            }
        }
    }
    free(point);
}

static const struct plane_choice choices[] = {
    {.kind = PLANE_WEIGHTS, .weights = {4, 1}},
    {.kind = PLANE_PCA},
    {.kind = PLANE_RANDOM},
};
enum { CHOICES = sizeof choices / sizeof *choices };

static void test_places(void **state) {
    (void)state;
    for (int p = 0; p < PROBLEMS; p++)
        for (int c = 0; c < CHOICES; c++) {
            struct fixture f;
            simulate(&f, problems[p], optimizers, choices[c], 20);
            check_places(&f.trace, f.trace.planes[0]);
            fixture_finish(&f);
        }
}

// The view of a trace on another plane is what the simulation makes on that plane.
static void test_views(void **state) {
    (void)state;
    for (int p = 0; p < PROBLEMS; p++)
        for (int c = 0; c < CHOICES; c++) {
            struct fixture first, second;
            struct plane_view view;
            simulate(&first, problems[p], optimizers, choices[c], 20);
            simulate(&second, problems[p], optimizers, choices[(c + 1) % CHOICES], 20);
            assert_true(plane_view_init(&view, &second.trace, &choices[c], second.problem, 3,
                                        &second.error));
            for (size_t r = 0; r < first.trace.run_count; r++) {
                const struct run *one = &first.trace.runs[r], *other = &view.trace.runs[r];
                assert_memory_equal(one->w, other->w, 20 * sizeof *one->w);
                assert_memory_equal(one->off_plane, other->off_plane, 20 * sizeof(double));
                assert_memory_equal(one->loss, other->loss, 20 * sizeof(double));
            }
            plane_view_finish(&view);
            fixture_finish(&first);
            fixture_finish(&second);
        }
}

// Values, gradients and landscapes on a plane are those of the problem at its points.
static void test_values(void **state) {
    (void)state;
    for (int p = 0; p < PROBLEMS; p++)
        for (int c = 0; c < CHOICES; c++) {
            struct fixture f;
            simulate(&f, problems[p], optimizers, choices[c], 20);
            const struct plane *plane = f.trace.planes[0];
            size_t n = plane->n;
            double *w = mem_zero(2 * n, sizeof *w), *gradient = w + n;
            double p0[] = {-0.5, 0, 0.1, 2}, p1[] = {-1, 0.3, 0.7}, values[12], more[12];
            struct problem *problem = plane_problem(f.problem, plane);
            problem_landscape(problem, p0, 4, p1, 3, values);
            problem->landscape_cost = 1e9;
            problem->threads = 3;
            problem_landscape(problem, p0, 4, p1, 3, more);
            assert_memory_equal(values, more, sizeof values);
            for (int i = 0; i < 12; i++) {
                double at[2] = {p0[i % 4], p1[i / 4]}, g[2] = {NAN, NAN};
                plane_point(plane, at, w);
                for (size_t k = 0; k < n; k++) {
                    double right = plane->origin[k];
                    for (int d = 0; d < 2 && plane->direction[d]; d++)
                        right += at[d] * plane->direction[d][k];
                    for (int d = 0; d < 2 && !plane->direction[0]; d++)
                        right = plane->choice.weights[d] == k ? at[d] : right;
                    assert_true(is_near(w[k], right, 1 + fabs(right), 1e-15));
                }
                struct evaluation own = {.gradient = g}, whole = {.gradient = gradient};
                problem_evaluate(problem, NULL, at, &own);
                problem_evaluate(f.problem, NULL, w, &whole);
                assert_true(values[i] == problem_value(f.problem, w) && own.value == whole.value);
                for (int d = 0; d < 2; d++) {
                    double right = plane->direction[0]
                                       ? vector_dot(n, gradient, plane->direction[d])
                                       : gradient[plane->choice.weights[d]];
                    assert_true(g[d] == right);
                }
            }
            problem_destroy(problem);
            free(w);
            fixture_finish(&f);
        }
}

// A random plane goes through the end of the first run. Rows of its matrices have the norms of
// those of the origin; biases do not vary. Another seed has another plane.
static void test_random(void **state) {
    (void)state;
    struct fixture f;
    simulate(&f, problems[2], optimizers, choices[2], 20);
    const struct plane *plane = f.trace.planes[0];
    assert_memory_equal(plane->origin, weights_at(&f.trace.runs[0], 19), plane->n * sizeof(double));
    for (size_t i = 0; i < f.problem->shape.layer_count; i++) {
        const struct layer *layer = &f.problem->shape.layers[i];
        for (int d = 0; d < 2; d++)
            for (size_t row = 0; row < layer_rows(layer); row++) {
                size_t columns = layer->columns ? layer->columns : 1;
                size_t first = layer->first + row * columns;
                double norm = vector_norm(columns, plane->direction[d] + first);
                assert_true(
                    is_near(norm, layer->columns ? vector_norm(columns, plane->origin + first) : 0,
                            1, 1e-14));
            }
    }
    struct plane_view view;
    assert_true(plane_view_init(&view, &f.trace, &choices[2], f.problem, 4, &f.error));
    assert_true(view.plane->direction[0][0] != plane->direction[0][0]);
    plane_view_finish(&view);
    fixture_finish(&f);
}

// A run that diverges counts up to there, and rests at a finite place.
static void test_divergence(void **state) {
    (void)state;
    static const char *const fast[] = {"{sgd: {lr: 0.1}}", "{sgd: {lr: 1e4}}", "{sgd: {lr: 1e200}}",
                                       NULL};
    static const char *const none[] = {"{sgd: {lr: 1e200}}", NULL};
    for (int c = 0; c < CHOICES; c++) {
        struct fixture f;
        simulate(&f, problems[0], fast, choices[c], 20);
        check_places(&f.trace, f.trace.planes[0]);
        for (size_t r = 0; r < 3; r++) {
            const struct run *run = &f.trace.runs[r];
            assert_true((run->diverged >= 0) == (r > 0));
            const double *rest = run->w[run->diverged >= 0 ? run->diverged : 0];
            for (long k = 0; k < 20; k++) {
                assert_true(isfinite(run->w[k][0]) && isfinite(run->w[k][1]));
                assert_true(isfinite(run->off_plane[k]) || (r > 0 && k >= run->diverged));
                assert_true(run->diverged < 0 || k < run->diverged ||
                            (run->w[k][0] == rest[0] && run->w[k][1] == rest[1]));
            }
        }
        fixture_finish(&f);
        simulate(&f, problems[0], none, choices[c], 20);
        for (long k = 0; k < 20; k++)
            assert_true(isfinite(f.trace.runs[0].w[k][0]) && isfinite(f.trace.runs[0].w[k][1]));
        fixture_finish(&f);
    }
}

// Runs that never move, or along a line only, have a plane, too.
static void test_no_variance(void **state) {
    (void)state;
    static const char *const still[] = {"{sgd: {lr: 0}}", "{adam: {lr: 0}}", NULL};
    static const char *const line[] = {"{sgd: {lr: 0.1}}", NULL};
    struct fixture f;
    for (int c = 0; c < CHOICES; c++) {
        simulate(&f, problems[1], still, choices[c], 5);
        const struct run *run = &f.trace.runs[0];
        check_places(&f.trace, f.trace.planes[0]);
        assert_true(choices[c].kind != PLANE_PCA || f.trace.planes[0]->share == 1);
        for (long k = 0; k < 5; k++)
            assert_memory_equal(run->w[k], run->w[0], sizeof run->w[0]);
        fixture_finish(&f);
    }
    simulate(&f, "{quadratic: {eigenvalues: [1, 1, 1, 1]}}", line, choices[1], 9);
    check_places(&f.trace, f.trace.planes[0]);
    assert_true(is_near(f.trace.planes[0]->share, 1, 1, 1e-12));
    for (long k = 0; k < 9; k++)
        assert_true(fabs(f.trace.runs[0].w[k][1]) < 1e-9 && f.trace.runs[0].off_plane[k] < 1e-9);
    fixture_finish(&f);
    simulate(&f, problems[1], line, choices[1], 1); // a single state
    assert_true(f.trace.planes[0]->share == 1);
    fixture_finish(&f);
}

// Returns the largest eigenvalue of the Hessian at w, and its eigenvector, by a dense solver.
static double sharpest(const struct problem *problem, const double *w, double *vector) {
    size_t n = problem->shape.n, most = 0;
    double *upper = mem_zero(n * (n + 1) / 2, sizeof *upper), *a = mem_zero(n * n, sizeof *a);
    double *values = mem_zero(n, sizeof *values), *vectors = mem_zero(n * n, sizeof *vectors);
    struct evaluation at = {.hessian = upper};
    problem_evaluate(problem, NULL, w, &at);
    for (size_t i = 0; i < n; i++)
        for (size_t j = i; j < n; j++)
            a[i * n + j] = a[j * n + i] = upper[hessian_index(n, i, j)];
    assert_true(matrix_eigen(n, a, values, vectors));
    for (size_t k = 0; k < n; k++)
        most = values[k] > values[most] ? k : most;
    double value = values[most];
    memcpy(vector, vectors + most * n, n * sizeof *vector);
    free(upper);
    free(a);
    free(values);
    free(vectors);
    return value;
}

// The plane goes through the present point of its optimizer, along the sharpest direction there and
// the rest of the gradient, and its directions keep their sides.
static void test_here(void **state) {
    (void)state;
    for (int p = 1; p < PROBLEMS; p++) {
        struct fixture f;
        simulate(&f, problems[p], optimizers,
                 (struct plane_choice){.kind = PLANE_HERE, .optimizer = 1}, 25);
        struct plane *plane = f.trace.planes[0];
        const struct run *run = &f.trace.runs[1];
        size_t n = plane->n;
        double *dense = mem_zero(4 * n, sizeof *dense), *gradient = dense + n,
               *before = dense + 2 * n, *product = before;
        for (long k = 0; k < 25; k++) {
            const double *first = plane->direction[0], *second = plane->direction[1];
            const double *w = weights_at(run, k);
            double turned[2];
            plane_turn(plane, (double)k);
            assert_memory_equal(plane->origin, w, n * sizeof *w);
            assert_true(run->w[k][0] == 0 && run->w[k][1] == 0 && run->off_plane[k] == 0);
            for (int d = 0; d < 2 && k > 0; d++)
                assert_true(vector_dot(n, before + (size_t)d * n, plane->direction[d]) >= 0);
            assert_true(is_near(vector_norm(n, first), 1, 1, 1e-12));
            assert_true(is_near(vector_norm(n, second), 1, 1, 1e-12));
            assert_true(is_near(vector_dot(n, first, second), 0, 1, 1e-12));
            for (size_t r = 0; r < f.trace.run_count; r++) {
                plane_project(plane, weights_at(&f.trace.runs[r], k), turned);
                assert_memory_equal(turned, f.trace.runs[r].w[k], sizeof turned);
            }
            double value = sharpest(f.problem, w, dense);
            problem_hessian_product(f.problem, NULL, w, first, product);
            assert_true(is_near(vector_dot(n, first, product), value, 1, 1e-5 * fabs(value)));
            struct evaluation at = {.gradient = gradient};
            problem_evaluate(f.problem, NULL, w, &at);
            double along = vector_dot(n, gradient, first), across = 0;
            for (size_t i = 0; i < n; i++)
                gradient[i] -= along * first[i];
            across = vector_norm(n, gradient);
            if (across > 1e-3)
                assert_true(is_near(fabs(vector_dot(n, gradient, second)), across, across, 1e-10));
            memcpy(before, first, 2 * n * sizeof *first);
            plane_turn(plane, (double)k + 0.5); // between states it is a plane, too
            assert_true(is_near(vector_dot(n, first, second), 0, 1, 1e-12));
        }
        free(dense);
        fixture_finish(&f);
    }
}

// What a turned view shows at a position does not depend on the positions before.
static void test_turning(void **state) {
    (void)state;
    static const char *const fast[] = {"{sgd: {lr: 0.1}}", "{sgd: {lr: 1e4}}", "{adam: {lr: 0.1}}",
                                       NULL};
    struct fixture f;
    struct plane_choice here = {.kind = PLANE_HERE};
    struct plane_view one, other;
    simulate(&f, problems[0], fast, choices[1], 20);
    assert_true(plane_view_init(&one, &f.trace, &here, f.problem, 3, &f.error));
    assert_true(plane_view_init(&other, &f.trace, &here, f.problem, 3, &f.error));
    for (double position = 0; position <= 19; position += 0.5)
        plane_view_turn(&one, position);
    for (double position = 19; position >= 0; position -= 4.75) {
        long last = (long)position;
        plane_view_turn(&one, position);
        plane_view_turn(&other, position);
        for (size_t r = 0; r < f.trace.run_count; r++) {
            double p[2];
            assert_memory_equal(one.trace.runs[r].w, other.trace.runs[r].w,
                                (size_t)(last + 1) * sizeof *one.trace.runs[r].w);
            for (long k = 0; k <= last; k++)
                assert_true(isfinite(one.trace.runs[r].w[k][0]));
            bool is_there = plane_view_point(&one, r, position, p);
            assert_true(is_there == (f.trace.runs[r].diverged < 0 ||
                                     position < (double)f.trace.runs[r].diverged));
        }
    }
    plane_view_finish(&one);
    plane_view_finish(&other);
    fixture_finish(&f);
}

// Of many states some are placed on a plane that turns, and the others between them.
static void test_turning_long(void **state) {
    (void)state;
    enum { STATES = 15000 };
    static const char *const slow[] = {"{sgd: {lr: 1e-4}}", "{adam: {lr: 1e-4}}", NULL};
    struct fixture f;
    struct plane_choice here = {.kind = PLANE_HERE};
    struct plane_view view;
    simulate(&f, problems[0], slow, choices[1], STATES);
    assert_true(plane_view_init(&view, &f.trace, &here, f.problem, 3, &f.error));
    for (double position = 1; position < STATES; position += 2999.25) {
        long last = (long)position;
        plane_view_turn(&view, position);
        for (size_t r = 0; r < f.trace.run_count; r++) {
            const struct run *run = &view.trace.runs[r];
            for (long k = 0; k <= last; k++) {
                double p[2];
                plane_project(view.plane, weights_at(run, k), p);
                bool is_placed = k % 2 == 0 || k >= last;
                for (int d = 0; d < 2; d++)
                    assert_true(is_placed ? run->w[k][d] == p[d]
                                          : is_near(run->w[k][d], p[d], 1, 1e-4));
                if (!is_placed && k < last - 1)
                    assert_true(run->w[k][0] ==
                                run->w[k - 1][0] + 0.5 * (run->w[k + 1][0] - run->w[k - 1][0]));
            }
        }
    }
    plane_view_finish(&view);
    fixture_finish(&f);
}

// Runs from several starts end in the same minimum if no gap is between their losses.
static void test_endings(void **state) {
    (void)state;
    enum { RUNS = 8 };
    static const double last[RUNS] = {0.41, 0.1, INFINITY, 0.101, 0.4, 0.7, 0.1, 0.105};
    static const size_t right[RUNS] = {1, 0, 3, 0, 1, 2, 0, 0};
    struct run runs[RUNS + 1] = {0};
    double losses[RUNS + 1] = {0};
    for (size_t i = 0; i < RUNS; i++) {
        losses[i] = last[i];
        runs[i] = (struct run){.loss = &losses[i], .diverged = isfinite(last[i]) ? -1 : 0};
    }
    runs[RUNS] = (struct run){.loss = &losses[RUNS], .diverged = -1, .optimizer = 1};
    struct trace trace = {.runs = runs, .run_count = RUNS + 1, .states = 1};
    endings_find(&trace);
    for (size_t i = 0; i < RUNS; i++)
        assert_int_equal(runs[i].ending, right[i]);
    assert_int_equal(runs[RUNS].ending, 0);
    for (size_t i = 0; i < RUNS; i++) { // nearly equal losses are one minimum
        losses[i] = 1 + 1e-4 * (double)i;
        runs[i].diverged = -1;
        runs[i].ending = 0;
    }
    endings_find(&trace);
    for (size_t i = 0; i < RUNS; i++)
        assert_int_equal(runs[i].ending, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_variance),     cmocka_unit_test(test_places),
        cmocka_unit_test(test_views),        cmocka_unit_test(test_values),
        cmocka_unit_test(test_random),       cmocka_unit_test(test_divergence),
        cmocka_unit_test(test_no_variance),  cmocka_unit_test(test_here),
        cmocka_unit_test(test_turning),      cmocka_unit_test(test_endings),
        cmocka_unit_test(test_turning_long),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
