// SPDX-License-Identifier: GPL-3.0-or-later
// Line searches, and the rules that search: what their conditions promise, and that they stand
// still where nothing can be found.
#include "base/random.h"
#include "base/vector.h"
#include "problem/problem_table.h"
#include "weights.h"

static struct random_stream stream;

// f(w) = sum of a (1 - cos(b x)) + c x^2 / 2 + d x, a number of each for every weight: valleys
// between hills along any ray. Counts what it is asked.
enum { N = 6 };
struct waves {
    struct problem problem;
    struct layer layer;
    double a[N], b[N], c[N], d[N];
    double wall; // beyond this distance from 0 the value is not finite; 0: nowhere
};
static long evaluations;

static void waves_evaluate(const struct problem *problem, const struct batch *batch,
                           const double *w, struct evaluation *out) {
    const struct waves *self = (const struct waves *)problem;
    (void)batch;
    evaluations++;
    out->value = 0;
    for (size_t i = 0; i < problem->shape.n; i++) {
        double x = w[i];
        out->value +=
            self->a[i] * (1 - cos(self->b[i] * x)) + self->c[i] * x * x / 2 + self->d[i] * x;
        if (out->gradient)
            out->gradient[i] =
                self->a[i] * self->b[i] * sin(self->b[i] * x) + self->c[i] * x + self->d[i];
    }
    if (self->wall > 0 && vector_norm(problem->shape.n, w) > self->wall)
        out->value = NAN;
}

static const struct problem_kind waves_kind = {.name = "waves", .evaluate = waves_evaluate};

static void waves_init(struct waves *self, double hills) {
    *self = (struct waves){.problem = {.kind = &waves_kind, .shape = {N, &self->layer, 1}},
                           .layer = {"w", 0, N}};
    for (int i = 0; i < N; i++) {
        self->a[i] = hills * random_uniform(&stream, 0, 2);
        self->b[i] = random_uniform(&stream, 0.5, 4);
        self->c[i] = exp(random_uniform(&stream, -3, 3));
        self->d[i] = random_uniform(&stream, -2, 2);
    }
}

static double number_of(const struct test_run *run, const char *name) {
    struct rule_column *columns = NULL;
    size_t capacity = 0, count = 0;
    double value = NAN;
    rule_columns(&run->config, &run->stepper.problem->shape, 1, &columns, &capacity, &count);
    for (size_t k = 0; k < count; k++)
        if (strcmp(rule_column_stem(&columns[k]), name) == 0 && columns[k].depth == 0)
            value = rule_column_value(&run->stepper.rule, &columns[k], &run->stepper.step);
    free(columns);
    return value;
}

// Every step of every rule that searches keeps the conditions of its method.
static void test_conditions(void **state) {
    (void)state;
    static const struct {
        const char *entry;
        double c1, c2; // c2 of 0: no condition on the slope
    } cases[] = {
        {"{line_search: {method: armijo, lr: 3}}", 1e-4, 0},
        {"{line_search: {method: armijo, lr: 3, c1: 0.4, rho: 0.8}}", 0.4, 0},
        {"{line_search: {method: wolfe, lr: 0.01}}", 1e-4, 0.9},
        {"{line_search: {method: wolfe, c1: 0.1, c2: 0.2, inner: adam, lr: 0.3}}", 0.1, 0.2},
        {"{line_search: {method: exact}}", 0, 1e-6},
        {"{cg: {}}", 1e-4, 0.1},
        {"{cg: {beta: fletcher_reeves, c2: 0.4}}", 1e-4, 0.4},
        {"{cg: {beta: hestenes_stiefel, line_search: exact}}", 0, 1e-6},
        {"{cg: {beta: dai_yuan, nu: 0.5, restart: 4}}", 1e-4, 0.1},
        {"{bfgs: {}}", 1e-4, 0.9},
        {"{bfgs: {line_search: armijo}}", 1e-4, 0},
    };
    random_start(&stream, 1, RANDOM_START, 0);
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++)
        for (int round = 0; round < 40; round++) {
            struct waves waves;
            struct test_run run;
            double start[N], before[N], g0[N], g1[N], d[N];
            long steps = 0;
            waves_init(&waves, round % 2);
            for (int i = 0; i < N; i++)
                start[i] = random_uniform(&stream, -3, 3);
            test_run_start(&run, cases[c].entry, &waves.problem, start, 15);
            for (int t = 0; t < 15; t++) {
                memcpy(before, run.stepper.w, sizeof before);
                evaluations = 0;
                test_run_step(&run, 0);
                assert_true(evaluations <= 200);
                struct evaluation from = {.gradient = g0}, to = {.gradient = g1};
                problem_evaluate(&waves.problem, NULL, before, &from);
                problem_evaluate(&waves.problem, NULL, run.stepper.w, &to);
                for (int i = 0; i < N; i++)
                    d[i] = run.stepper.w[i] - before[i];
                double slope = vector_dot(N, g0, d), left = vector_dot(N, g1, d);
                if (number_of(&run, "alpha") == 0 || fabs(slope) < 1e-9)
                    continue; // where values differ by rounding alone nothing can be told
                steps++;
                if (!(slope < 0) || to.value > from.value + cases[c].c1 * slope + 1e-12)
                    fail_msg("%s, step %d: from %g to %g, slope %g", cases[c].entry, t + 1,
                             from.value, to.value, slope);
                if (cases[c].c2 > 0 && fabs(left) > cases[c].c2 * fabs(slope) * (1 + 1e-9))
                    fail_msg("%s, step %d: slope %g to %g", cases[c].entry, t + 1, slope, left);
            }
            assert_true(steps >= 2);
            test_run_finish(&run);
        }
}

// On a quadratic function of n weights, conjugate gradients by any formula and BFGS with exact
// searches make the same steps, and reach the minimum in n.
static void test_quadratic(void **state) {
    (void)state;
    static const char *const entries[] = {
        "{cg: {line_search: exact, beta: fletcher_reeves}}",
        "{cg: {line_search: exact, beta: polak_ribiere}}",
        "{cg: {line_search: exact, beta: hestenes_stiefel}}",
        "{cg: {line_search: exact, beta: dai_yuan}}",
        "{bfgs: {line_search: exact}}",
    };
    enum { COUNT = sizeof entries / sizeof *entries };
    random_start(&stream, 2, RANDOM_START, 0);
    for (int round = 0; round < 20; round++) {
        struct waves waves;
        struct test_run runs[COUNT];
        double start[N];
        waves_init(&waves, 0);
        for (int i = 0; i < N; i++)
            start[i] = random_uniform(&stream, -3, 3);
        for (int k = 0; k < COUNT; k++)
            test_run_start(&runs[k], entries[k], &waves.problem, start, N);
        for (int t = 0; t < N; t++)
            for (int k = 0; k < COUNT; k++) {
                test_run_step(&runs[k], 0);
                for (int i = 0; i < N; i++)
                    if (fabs(runs[k].stepper.w[i] - runs[0].stepper.w[i]) > 1e-6)
                        fail_msg("%s, step %d: w%d is %.9g, not %.9g", entries[k], t + 1, i,
                                 runs[k].stepper.w[i], runs[0].stepper.w[i]);
            }
        for (int k = 0; k < COUNT; k++) {
            for (int i = 0; i < N; i++)
                assert_true(fabs(runs[k].stepper.w[i] + waves.d[i] / waves.c[i]) < 1e-5);
            test_run_finish(&runs[k]);
        }
    }
}

// At a stationary point, beyond a wall, uphill, and where the value falls without end, a search
// ends, and what it leaves is finite.
static void test_nothing_to_find(void **state) {
    (void)state;
    static const char *const entries[] = {
        "{cg: {line_search: %s}}", "{bfgs: {line_search: %s}}", "{line_search: {method: %s}}",
        "{line_search: {method: %s, inner: {polyak_sgd: {f_min: 1e6, lr: 9}}}}", // goes uphill
    };
    static const char *const methods[] = {"exact", "armijo", "wolfe"};
    random_start(&stream, 3, RANDOM_START, 0);
    for (size_t e = 0; e < 4; e++)
        for (int m = 0; m < 3; m++)
            for (int place = 0; place < 4; place++) {
                struct waves waves;
                struct test_run run;
                double start[N] = {0};
                char entry[200];
                const char *percent = strchr(entries[e], '%');
                snprintf(entry, sizeof entry, "%.*s%s%s", (int)(percent - entries[e]), entries[e],
                         methods[m], percent + 2);
                waves_init(&waves, 1);
                for (int i = 0; i < N; i++) {
                    waves.d[i] = place == 0 ? 0 : waves.d[i]; // 0: at rest
                    waves.c[i] = place == 3 ? 0 : waves.c[i]; // 3: falls without end
                    start[i] = place == 0 ? 0 : 0.5;
                }
                waves.wall = place == 1 ? 1e-3 : place == 2 ? 1.5 : 0; // outside; inside
                test_run_start(&run, entry, &waves.problem, start, 20);
                for (int t = 0; t < 20; t++) {
                    evaluations = 0;
                    test_run_step(&run, 0);
                    assert_true(evaluations <= 200);
                    for (int i = 0; i < N; i++)
                        if (!isfinite(run.stepper.w[i]))
                            fail_msg("%s, case %d, step %d: w%d is %g", entry, place, t + 1, i,
                                     run.stepper.w[i]);
                    bool stands = vector_distance(N, run.stepper.w, start) == 0;
                    if ((place < 2 || e == 3) && !stands)
                        fail_msg("%s, case %d, step %d: it moves", entry, place, t + 1);
                }
                assert_true(place != 2 || vector_norm(N, run.stepper.w) <= 1.5);
                test_run_finish(&run);
            }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_conditions),
        cmocka_unit_test(test_quadratic),
        cmocka_unit_test(test_nothing_to_find),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
