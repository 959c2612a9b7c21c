// SPDX-License-Identifier: GPL-3.0-or-later
// Series of networks and layers, against plain computation from the recorded weights.
#include "base/matrix.h"
#include "base/vector.h"
#include "picture.h"
#include "plot/series.h"
#include "problem/samples.h"
#include "sim/columns.h"

#include <math.h>

enum {
    EVERYTHING = RECORD_ALL_WEIGHTS | RECORD_NORMS | RECORD_SCORES | RECORD_SHARPNESS |
                 RECORD_STABILITY | RECORD_RATIOS | RECORD_STATE
};

static void simulate(struct scene *scene, struct trace *trace, const char *text) {
    char folder[64];
    struct text path = {0};
    struct error error = {0};
    scratch_make(folder);
    file_write(folder, "a.scene", text);
    text_printf(&path, "%sa.scene", folder);
    if (!scene_read(scene, path.data, &(struct scene_overrides){0}, &error) ||
        !scene_simulate(scene, (struct view){{{-20, 20}, {-20, 20}}}, EVERYTHING, trace, &error))
        fail_msg("%s", error.message);
    text_finish(&path);
    scratch_remove(folder);
}

static void finish(struct scene *scene, struct trace *trace) {
    trace_finish(trace);
    scene_finish(scene);
}

static void assert_close(double value, double expected, double tolerance) {
    if (!(fabs(value - expected) <= tolerance * fmax(1, fabs(expected))))
        fail_msg("%.17g is not %.17g", value, expected);
}

static double value_of(const char *name, const struct scene *scene, const struct run *run,
                       long state) {
    struct layer_series series;
    struct error error = {0};
    if (!series_read(scene, scene, name, (struct place){0}, &series, &error) || !series.series)
        fail_msg("%s: %s", name, error.message);
    return series_value(&series, scene, run, state);
}

// The share of samples first to end - 1 whose class is the likeliest, and their cross entropy.
static void plain_scores(const struct problem *problem, const double *w, size_t first, size_t end,
                         double *accuracy, double *loss) {
    const struct samples *samples = problem->kind->samples(problem);
    size_t outputs = samples->classes > 2 ? samples->classes : 1, right = 0;
    double *out = mem_zero(outputs, sizeof *out), sum = 0;
    for (size_t i = first; i < end; i++) {
        problem->kind->outputs(problem, w, samples->x + i * samples->features, 1, out);
        size_t class = (size_t)samples->y[i], found = out[0] > 0.5;
        for (size_t k = 1; k < outputs; k++)
            found = k == 1 ? out[1] > out[0] : out[k] > out[found] ? k : found;
        right += found == class;
        sum -= log(outputs > 1 ? out[class] : class ? out[0] : 1 - out[0]);
    }
    *accuracy = (double)right / (double)(end - first);
    *loss = sum / (double)(end - first);
    free(out);
}

static void test_scores(void **state) {
    (void)state;
    static const char *const data[] = {"moons", "{blobs: {points: 90}}"};
    for (size_t i = 0; i < 2; i++) {
        struct text text = {0};
        struct scene scene;
        struct trace trace;
        text_printf(&text,
                    "problem: {network: {data: %s, test: 0.3}}\nsteps: 40\n"
                    "optimizers: [adam: {lr: 0.03}]\n",
                    data[i]);
        simulate(&scene, &trace, text.data);
        const struct run *run = trace.runs;
        const struct samples *samples = scene.problem->kind->samples(scene.problem);
        for (long k = 0; k < trace.states; k += 13) {
            const double *w = run->weights + (size_t)k * run->shape->n;
            double accuracy, loss, test_accuracy, test_loss;
            plain_scores(scene.problem, w, 0, samples->train, &accuracy, &loss);
            plain_scores(scene.problem, w, samples->train, samples->count, &test_accuracy,
                         &test_loss);
            assert_close(value_of("loss", &scene, run, k), loss, 1e-10);
            assert_close(value_of("accuracy", &scene, run, k), accuracy, 1e-15);
            assert_close(value_of("test_loss", &scene, run, k), test_loss, 1e-10);
            assert_close(value_of("test_accuracy", &scene, run, k), test_accuracy, 1e-15);
        }
        finish(&scene, &trace);
        text_finish(&text);
    }
}

// Returns the largest eigenvalue by a dense solver.
static double dense_sharpness(const struct problem *problem, const double *w) {
    size_t n = problem->shape.n;
    double *upper = mem_zero(n * (n + 1) / 2, sizeof *upper), *a = mem_zero(n * n, sizeof *a);
    double *values = mem_zero(n, sizeof *values), *vectors = mem_zero(n * n, sizeof *vectors);
    struct evaluation at = {.hessian = upper};
    problem_evaluate(problem, NULL, w, &at);
    for (size_t i = 0; i < n; i++)
        for (size_t j = i; j < n; j++)
            a[i * n + j] = a[j * n + i] = upper[hessian_index(n, i, j)];
    assert_true(matrix_eigen(n, a, values, vectors));
    double largest = -INFINITY;
    for (size_t i = 0; i < n; i++)
        largest = fmax(largest, values[i]);
    free(upper);
    free(a);
    free(values);
    free(vectors);
    return largest;
}

// Of all points, though the steps see batches.
static void test_sharpness(void **state) {
    (void)state;
    static const char *const scenes[] = {
        "problem: {network: {data: {moons: {points: 50}}, hidden: [7, 5]}}\nbatch: 10\n"
        "steps: 60\noptimizers: [sgd: {lr: 0.7}]\n",
        "problem: {function: rosenbrock}\nsteps: 60\noptimizers: [adam: {lr: 0.1}]\n",
    };
    for (size_t i = 0; i < 2; i++) {
        struct scene scene;
        struct trace trace;
        simulate(&scene, &trace, scenes[i]);
        const struct run *run = trace.runs;
        for (long k = 0; k < trace.states; k += 7) {
            double dense = dense_sharpness(scene.problem, run->weights + (size_t)k * run->shape->n);
            assert_close(value_of("sharpness", &scene, run, k), dense, 1e-6);
        }
        finish(&scene, &trace);
    }
}

static void test_layers(void **state) {
    (void)state;
    struct scene scene;
    struct trace trace;
    simulate(
        &scene, &trace,
        "problem: {network: {data: moons, hidden: [6, 5]}}\nsteps: 30\n"
        "optimizers: [lars: {lr: 3, momentum: 0.9}, lamb: {lr: 0.02, weight_decay: 0.1},\n"
        "  {lookahead: {inner: {lamb: {lr: 0.02}}, label: l}}, {lamb: {groups: all, label: a}},"
        "  {lamb: {groups: each, label: e}}]\n");
    const struct shape *shape = &scene.problem->shape;
    double *gradient = mem_zero(shape->n, sizeof *gradient);
    for (size_t r = 0; r < trace.run_count; r++)
        for (long k = 0; k + 1 < trace.states; k += 4) {
            const struct run *run = &trace.runs[r];
            const double *w = run->weights + (size_t)k * shape->n, *next = w + shape->n;
            struct evaluation at = {.gradient = gradient};
            problem_evaluate(scene.problem, NULL, w, &at);
            for (size_t l = 0; l < shape->layer_count; l++) {
                const struct layer *layer = &shape->layers[l];
                struct text name = {0};
                double weight = 0, slope = 0, step = 0;
                for (size_t i = layer->first; i < layer->first + layer->count; i++) {
                    weight += w[i] * w[i];
                    slope += gradient[i] * gradient[i];
                    step += (next[i] - w[i]) * (next[i] - w[i]);
                }
                weight = sqrt(weight);
                slope = sqrt(slope);
                text_printf(&name, "weight_norm.%s", layer->name);
                assert_close(value_of(name.data, &scene, run, k), weight, 1e-12);
                text_clear(&name);
                text_printf(&name, "gradient_norm.%s", layer->name);
                assert_close(value_of(name.data, &scene, run, k), slope, 1e-12);
                text_clear(&name);
                text_printf(&name, "update_norm.%s", layer->name);
                if (r != 2) // lookahead pulls its weights back after the step
                    assert_close(value_of(name.data, &scene, run, k), sqrt(step), 1e-12);
                text_clear(&name);
                text_printf(&name, "trust_ratio.%s", layer->name);
                double ratio = value_of(name.data, &scene, run, k);
                if (r == 0) {
                    double plain = weight > 0 && slope > 0 ? 0.001 * weight / (slope + 1e-8) : 1;
                    assert_true(fabs(ratio - plain) <= 1e-6 * plain);
                } else if (r == 1 || r == 2) {
                    text_clear(&name);
                    text_printf(&name, "ratio.%s", layer->name);
                    size_t column = run_column(run, name.data);
                    assert_true(column < run->column_count);
                    assert_true(ratio == run->state[(size_t)k * run->column_count + column]);
                } else if (r == 3) {
                    assert_true(
                        ratio ==
                        run->state[(size_t)k * run->column_count + run_column(run, "ratio")]);
                } else {
                    assert_true(isnan(ratio));
                }
                text_finish(&name);
            }
        }
    free(gradient);
    finish(&scene, &trace);
}

// On a parabola a little less curved than the limit a rule comes to rest, on one a little more
// curved it does not.
static void test_stability_limit(void **state) {
    (void)state;
    static const char *const rules[] = {
        "sgd: {lr: 0.1}",
        "sgd: {lr: 0.1, momentum: 0.8}",
        "sgd: {lr: 0.1, momentum: 0.8, dampening: 0.5}",
        "sgd: {lr: 0.1, momentum: 0.8, nesterov: true}",
        "sgd: {lr: 0.1, weight_decay: 3}",
        "momentum: {lr: 0.1, beta: 0.7}",
        "momentum: {lr: 0.1, beta: 0.7, average: ewma}",
    };
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        double limit = 1;
        for (int round = 0; round < 3; round++) {
            double sharpness = round == 0 ? 1 : limit * (round == 1 ? 0.98 : 1.02);
            struct text text = {0};
            struct scene scene;
            struct trace trace;
            text_printf(&text,
                        "problem: {quadratic: {eigenvalues: [1e-9, %.17g]}}\nsteps: 2000\n"
                        "start: [0, 1]\noptimizers: [%s]\n",
                        sharpness, rules[i]);
            simulate(&scene, &trace, text.data);
            const struct run *run = trace.runs;
            assert_close(value_of("sharpness", &scene, run, 0), sharpness, 1e-9);
            limit = value_of("stability_limit", &scene, run, 0);
            bool is_stable = run->diverged < 0 && fabs(run->w[1999][1]) < 1e-3;
            if (is_stable != (round < 2))
                fail_msg("%s: curvature %g, limit %g", rules[i], sharpness, limit);
            finish(&scene, &trace);
            text_finish(&text);
        }
    }
}

// What is not known after a run has diverged, and of rules without a limit, is NAN.
static void test_unknown(void **state) {
    (void)state;
    struct scene scene;
    struct trace trace;
    simulate(&scene, &trace,
             "problem: {network: {data: {waves: {points: 20}}, hidden: [4], test: 0.2, activation: "
             "relu}}\nsteps: 50\noptimizers: [sgd: {lr: 1e6}, lamb: {lr: 1e-3}]\n");
    const struct run *sgd = trace.runs, *lamb = trace.runs + 1;
    assert_in_range(sgd->diverged, 1, 48);
    for (long k = sgd->diverged; k < trace.states; k++) {
        assert_true(isnan(value_of("test_loss", &scene, sgd, k)));
        assert_true(isnan(value_of("sharpness", &scene, sgd, k)));
        assert_true(isnan(value_of("stability_limit", &scene, sgd, k)));
        assert_true(isnan(value_of("update_norm.layer1.weight", &scene, sgd, k)));
        assert_true(isnan(value_of("trust_ratio.layer1.weight", &scene, sgd, k)));
    }
    assert_true(isfinite(value_of("test_loss", &scene, lamb, 49)));
    assert_true(isnan(value_of("stability_limit", &scene, lamb, 49)));
    finish(&scene, &trace);
}

static void test_short_names(void **state) {
    (void)state;
    static const char *const names[][2] = {{"layer12.weight", "12 W"},
                                           {"layer1.bias", "1 b"},
                                           {"layer2", "layer2"},
                                           {"layer1.other", "layer1.other"},
                                           {"all", "all"}};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char name[LAYER_NAME];
        layer_short_name(&(struct layer){.name = names[i][0]}, name);
        assert_string_equal(name, names[i][1]);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_scores),  cmocka_unit_test(test_sharpness),
        cmocka_unit_test(test_layers),  cmocka_unit_test(test_stability_limit),
        cmocka_unit_test(test_unknown), cmocka_unit_test(test_short_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
