// SPDX-License-Identifier: GPL-3.0-or-later
// Minima of losses over data: the targets of scenes that name none.
#include "base/maths.h"
#include "base/random.h"
#include "problem/minimum.h"
#include "problem/problem_table.h"
#include "program.h"
#include "tree/document.h"

#include <math.h>

static char folder[64];

static int make_folder(void **state) {
    (void)state;
    scratch_make(folder);
    return 0;
}

static int remove_folder(void **state) {
    (void)state;
    scratch_remove(folder);
    return 0;
}

struct points {
    double x[200], y[200];
    int count;
};

// Makes the problem of the points under a loss, with a model if that is not NULL.
static struct problem *read_points(struct document *document, const struct points *points,
                                   const char *loss, const char *model) {
    struct error error = {0};
    struct text csv = {0}, yaml = {0};
    text_add(&csv, "x,y\n");
    for (int i = 0; i < points->count; i++)
        text_printf(&csv, "%.17g,%.17g\n", points->x[i], points->y[i]);
    file_write(folder, "points.csv", csv.data);
    text_printf(&yaml, "{regression: {data: '%spoints.csv', loss: %s", folder, loss);
    if (model)
        text_printf(&yaml, ", model: '%s'", model);
    text_add(&yaml, "}}");
    struct node *node = document_parse_set(document, yaml.data, 1, &error);
    struct problem *problem = node ? problem_read(node, 1, &error) : NULL;
    if (!problem)
        fail_msg("%s: %s", yaml.data, error.message);
    text_finish(&csv);
    text_finish(&yaml);
    return problem;
}

static double value_at(const struct problem *problem, double w0, double w1) {
    return problem_value(problem, (double[]){w0, w1});
}

// Draws points about a line: near or far from x = 0, few or many, some with outliers.
static void draw_points(struct random_stream *random, int kind, struct points *points) {
    static const int counts[] = {3, 4, 7, 20, 51, 100};
    double offset = kind % 3 == 1 ? 1000 : kind % 3 == 2 ? -30 : 0;
    double slope = random_uniform(random, -9, 9), intercept = random_uniform(random, -9, 9);
    points->count = counts[kind % 6];
    for (int i = 0; i < points->count; i++) {
        double noise = random_normal(random, 0, 1);
        points->x[i] = offset + random_uniform(random, -2, 2);
        points->y[i] = slope * (points->x[i] - offset) + intercept + noise;
        if (kind % 4 == 3 && i % 7 == 0)
            points->y[i] += 1e4 * noise * noise;
    }
}

// Some line of least absolute residuals passes through two of the points: the best of all such
// lines is no better than the target.
static void test_absolute(void **state) {
    (void)state;
    struct random_stream random;
    random_start(&random, 1, RANDOM_DATA_X, 0);
    for (int kind = 0; kind < 60; kind++) {
        struct document document = {0};
        struct points points;
        draw_points(&random, kind, &points);
        struct problem *problem = read_points(&document, &points, "mae", NULL);
        assert_int_equal(problem->target_count, 1);
        double found = value_at(problem, problem->targets[0][0], problem->targets[0][1]);
        double best = INFINITY;
        for (int i = 0; i < points.count; i++)
            for (int k = 0; k < i; k++) {
                double slope = (points.y[i] - points.y[k]) / (points.x[i] - points.x[k]);
                best = fmin(best, value_at(problem, slope, points.y[i] - slope * points.x[i]));
            }
        if (!(found <= best * (1 + 1e-10)))
            fail_msg("%d points of kind %d: %.15g, and %.15g is less", points.count, kind, found,
                     best);
        problem_destroy(problem);
        document_finish(&document);
    }
}

// For the other losses, the gradient at a target is 0 and all points around it are higher.
static void test_smooth(void **state) {
    (void)state;
    static const char *const losses[] = {"mse", "rmse", "{huber: {delta: 1}}",
                                         "{huber: {delta: 0.05}}"};
    struct random_stream random;
    random_start(&random, 2, RANDOM_DATA_X, 0);
    for (int kind = 0; kind < 60; kind++) {
        struct document document = {0};
        struct points points;
        draw_points(&random, kind, &points);
        struct problem *problem = read_points(&document, &points, losses[kind / 15], NULL);
        assert_int_equal(problem->target_count, 1);
        const double *w = problem->targets[0];
        double least = value_at(problem, w[0], w[1]), mean = 0;
        for (int i = 0; i < points.count; i++)
            mean += points.x[i] / points.count;
        for (double reach = 1e-4; reach < 100; reach *= 10)
            for (int k = 0; k < 16; k++) {
                double turn = reach * cos(k), shift = reach * sin(k);
                double value = value_at(problem, w[0] + turn, w[1] + shift - turn * mean);
                if (!(value >= least * (1 - 1e-10)))
                    fail_msg("%s of kind %d: %.15g, beside it %.15g", losses[kind / 15], kind,
                             least, value);
            }
        problem_destroy(problem);
        document_finish(&document);
    }
}

enum { MANY = 99 };

static const struct {
    const char *model;
    double w[2];
    int count; // minima of equal value in the default range
} models[] = {
    {"w0*sin(w1*x)", {3, 2.5}, 2},      {"w0*exp(w1*x)", {2, -1.3}, 1},
    {"w0*x^2 + w1", {-4, 7}, 1},        {"1/(1+exp(-w0*(x-w1)))", {6, 0.4}, 1},
    {"sin(w0*x + w1)", {5, 0.5}, MANY}, {"abs(w0*x) + w1", {3, 1}, 2},
    {"w0*x + w0*w1", {2, -1.5}, 1},
};

// Without noise, the minimum of every loss under a model is at the parameters that made the data.
static void test_models(void **state) {
    (void)state;
    static const char *const losses[] = {"mse", "rmse", "mae", "{huber: {delta: 0.1}}"};
    for (size_t m = 0; m < sizeof models / sizeof *models; m++) {
        struct points points = {.count = 60};
        struct document document = {0};
        for (int i = 0; i < points.count; i++)
            points.x[i] = -1 + 2 * i / 59.0;
        struct problem *maker = read_points(&document, &points, "mse", models[m].model);
        for (int i = 0; i < points.count; i++)
            points.y[i] = maker->kind->predict(maker, models[m].w, points.x[i]);
        problem_destroy(maker);
        for (size_t k = 0; k < sizeof losses / sizeof *losses; k++) {
            struct problem *problem = read_points(&document, &points, losses[k], models[m].model);
            // Of periodic minima only some are found.
            int count = (int)problem->target_count;
            bool found = models[m].count == MANY ? count > 0 : count == models[m].count;
            bool is_there = models[m].count == MANY;
            for (int i = 0; i < count; i++) {
                const double *w = problem->targets[i];
                found = found && value_at(problem, w[0], w[1]) < 1e-8;
                is_there = is_there || hypot(w[0] - models[m].w[0], w[1] - models[m].w[1]) < 1e-8;
            }
            if (!found || !is_there)
                fail_msg("%s under %s has %d targets", models[m].model, losses[k], count);
            problem_destroy(problem);
        }
        document_finish(&document);
    }
}

// There is no target if no minimum is distinct: on the floor of a valley, with pure noise, with one
// x, or far away.
static void test_none(void **state) {
    (void)state;
    struct random_stream random;
    struct document document = {0};
    struct points points = {.count = 100};
    random_start(&random, 3, RANDOM_DATA_X, 0);
    for (int i = 0; i < points.count; i++) {
        points.x[i] = random_uniform(&random, -1, 1);
        points.y[i] = random_normal(&random, 0, 1);
    }
    struct problem *noise = read_points(&document, &points, "mse", "sin(w0*x + w1)");
    assert_int_equal(noise->target_count, 0);
    problem_destroy(noise);
    for (int i = 0; i < points.count; i++)
        points.y[i] = 3 * points.x[i];
    struct problem *valley = read_points(&document, &points, "mse", "w0*w1*x");
    assert_int_equal(valley->target_count, 0);
    problem_destroy(valley);
    valley = read_points(&document, &points, "mae", "w0*w1*x");
    assert_int_equal(valley->target_count, 0);
    problem_destroy(valley);
    for (int i = 0; i < points.count; i++)
        points.x[i] = 2;
    struct problem *column = read_points(&document, &points, "mae", NULL);
    assert_int_equal(column->target_count, 0);
    problem_destroy(column);
    document_finish(&document);
}

// Data made from a line have that line as target, for every loss.
static void test_made_from_a_line(void **state) {
    (void)state;
    static const char *const losses[] = {"mse", "mae", "huber"};
    for (size_t i = 0; i < 3; i++) {
        struct document document = {0};
        struct error error = {0};
        char yaml[128];
        snprintf(yaml, sizeof yaml, "{regression: {loss: %s, data: {slope: 2, intercept: 1}}}",
                 losses[i]);
        struct problem *problem =
            problem_read(document_parse_set(&document, yaml, 1, &error), 1, &error);
        assert_non_null(problem);
        assert_true(problem->target_count == 1 && problem->targets[0][0] == 2 &&
                    problem->targets[0][1] == 1);
        problem_destroy(problem);
        document_finish(&document);
    }
}

// A convex loss with its minimum far from where it is expected, each axis by itself.
static double far_middle[2];

static void evaluate_far(const struct problem *problem, const struct batch *batch, const double *w,
                         struct evaluation *out) {
    (void)problem, (void)batch;
    double x = w[0] - far_middle[0], y = w[1] - far_middle[1];
    out->value = fabs(x) + 2 * x * x + y * y + x * y;
    if (out->gradient) {
        out->gradient[0] = (x > 0) - (x < 0) + 4 * x + y;
        out->gradient[1] = 2 * y + x;
    }
}

static void test_far(void **state) {
    (void)state;
    static const struct problem_kind kind = {.evaluate = evaluate_far};
    const struct problem problem = {.kind = &kind, .shape = {.n = 2}};
    struct random_stream random;
    random_start(&random, 1, RANDOM_DATA_X, 0);
    for (int i = 0; i < 4000; i++) {
        const struct search_plane plane = {{1, -2}, {{1, 0.5}, {-0.25, 1}}};
        double reach = m_exp2(random_uniform(&random, 0, 18)), found[2];
        for (int d = 0; d < 2; d++)
            far_middle[d] = random_uniform(&random, -reach, reach);
        assert_true(minimum_of_convex(&problem, &plane, found));
        for (int d = 0; d < 2; d++)
            if (fabs(found[d] - far_middle[d]) > 1e-7 * fmax(1, reach))
                fail_msg("minimum %d: (%.12g, %.12g), not (%.12g, %.12g)", i, found[0], found[1],
                         far_middle[0], far_middle[1]);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_absolute),         cmocka_unit_test(test_smooth),
        cmocka_unit_test(test_models),           cmocka_unit_test(test_none),
        cmocka_unit_test(test_made_from_a_line), cmocka_unit_test(test_far),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
