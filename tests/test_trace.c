// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/memory.h"
#include "base/number.h"
#include "fixture.h"
#include "optim/optimizer_table.h"
#include "problem/regression.h"
#include "sim/simulation.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct view wide = {{{-20, 20}, {-20, 20}}};

static void read_problem(struct fixture *f, const char *text) {
    f->problem = regression_read(fixture_parse(f, text), 1, &f->error);
    if (!f->problem)
        fail_msg("%s", f->error.message);
}

static void simulate(struct fixture *f, long states, long batch, uint64_t seed) {
    struct simulation simulation = {
        .optimizers = f->configs,
        .count = f->count,
        .start = (const double[]){-10, -20},
        .plane = {.weights = {0, 1}},
        .states = states,
        .batch = batch,
        .seed = seed,
        .view = wide,
    };
    assert_true(trace_simulate(&f->trace, f->problem, &simulation, &f->error));
}

#define LINEAR "{data: " SOURCE_DIR "/tests/linear.csv, loss: rmse}"

static bool agree(double a, double b) {
    return fabs(a - b) <= 1e-9 * fmax(1, fabs(b));
}

// The rules of the post's notebook: SGD decays before, momentum and Adam after, LAMB inside.
static const struct {
    const char *name, *optimizer;
} notebook[] = {
    {"sgd", "sgd: {lr: %s}"},
    {"sgd_wd", "sgd: {lr: %s, decay: {rate: 0.1, order: before}}"},
    {"sgd_wd_mom", "momentum: {lr: %s, beta: 0.9, decay: 0.1}"},
    {"sgd_wd_mom_ewma", "momentum: {lr: %s, average: ewma, decay: 0.1}"},
    {"sgd_wd_mom_dewma", "momentum: {lr: %s, average: debiased, decay: {rate: 0.1}}"},
    {"adam_wd", "adam: {lr: %s, beta2: 0.99, eps: 1e-6, decay: 0.1}"},
    {"lamb", "lamb: {lr: %s, beta2: 0.99, eps: 1e-6, weight_decay: 0.1, trust_clip: 10}"},
};

static void compare(const char *name, const struct run *run, long states) {
    char path[512];
    snprintf(path, sizeof path, SOURCE_DIR "/tests/traces/%s.csv", name);
    FILE *file = fopen(path, "r");
    if (!file)
        fail_msg("%s is missing", path);
    char line[256];
    assert_non_null(fgets(line, sizeof line, file));
    long rows = 0;
    for (; fgets(line, sizeof line, file); rows++) {
        long step;
        double w[2], loss;
        assert_int_equal(sscanf(line, "%ld,%lf,%lf,%lf", &step, &w[0], &w[1], &loss), 4);
        assert_true(step == rows && rows < states);
        if (!agree(run->w[rows][0], w[0]) || !agree(run->w[rows][1], w[1]) ||
            !agree(run->loss[rows], loss))
            fail_msg("%s step %ld: %.17g %.17g %.17g, not %s", name, rows, run->w[rows][0],
                     run->w[rows][1], run->loss[rows], line);
    }
    fclose(file);
    assert_int_equal(rows, states);
}

static void test_notebook(void **state) {
    (void)state;
    static const char *const rates[] = {"0.1", "1"};
    for (size_t i = 0; i < sizeof notebook / sizeof *notebook; i++) {
        for (size_t k = 0; k < 2; k++) {
            struct fixture f = {0};
            char text[256], name[64];
            const char *percent = strstr(notebook[i].optimizer, "%s");
            snprintf(text, sizeof text, "%.*s%s%s", (int)(percent - notebook[i].optimizer),
                     notebook[i].optimizer, rates[k], percent + 2);
            snprintf(name, sizeof name, "%s_lr%s", notebook[i].name, rates[k]);
            read_problem(&f, LINEAR);
            char braced[300];
            snprintf(braced, sizeof braced, "{%s}", text);
            fixture_read_optimizer(&f, braced);
            simulate(&f, 100, 0, 1);
            compare(name, &f.trace.runs[0], 100);
            fixture_finish(&f);
        }
    }
}

// Rounds half up to two decimals, regardless of binary fractions: 1/8 is 0.13 and 3/40 is 0.08.
static void test_epochs(void **state) {
    (void)state;
    for (long length = 1; length <= 400; length++) {
        struct trace trace = {.steps_per_epoch = length};
        for (long steps = 0; steps <= 3 * length + 1; steps++) {
            struct text text = {0};
            trace_write_epochs(&trace, steps, &text);
            size_t dot = strcspn(text.data, ".");
            assert_true(text.length <= dot + 3 &&
                        (dot == text.length || text.data[text.length - 1] != '0'));
            // Within half a hundredth, rounded up if exactly between two.
            long hundredths = lround(100 * strtod(text.data, NULL));
            assert_true(2 * hundredths * length - 200 * steps <= length &&
                        2 * hundredths * length - 200 * steps > -length);
            text_finish(&text);
        }
    }
}

// Every rule with its defaults visibly solves the post's problem.
static void test_defaults_converge(void **state) {
    (void)state;
    for (size_t i = 0; optimizer_rule_at(i); i++) {
        struct fixture f = {0};
        read_problem(&f, LINEAR);
        fixture_read_optimizer(&f, optimizer_rule_at(i)->name);
        simulate(&f, 101, 0, 1);
        double loss = f.trace.runs[0].loss[100];
        if (!(loss < 3))
            fail_msg("%s ends at a loss of %g", optimizer_rule_at(i)->name, loss);
        fixture_finish(&f);
    }
}

static void test_batches(void **state) {
    (void)state;
    struct fixture f = {0};
    read_problem(&f, LINEAR);
    size_t points = f.problem->points;
    assert_int_equal(points, 100);
    assert_int_equal(trace_steps_per_epoch(points, 0), 1);
    assert_int_equal(trace_steps_per_epoch(points, 100), 1);
    assert_int_equal(trace_steps_per_epoch(points, 30), 4);
    assert_int_equal(trace_steps_per_epoch(0, 30), 1);

    fixture_read_optimizer(&f, "{sgd: {lr: 0}}");
    fixture_read_optimizer(&f, "{adam: {lr: 0, noise: 1}}");
    simulate(&f, 9, 30, 7);
    assert_int_equal(f.trace.steps_per_epoch, 4);
    const struct run *sgd = &f.trace.runs[0], *adam = &f.trace.runs[1];
    for (long epoch = 0; epoch < 2; epoch++) {
        // At fixed weights the batches of an epoch average to the loss: 30 + 30 + 30 + 10 points.
        double sum = 0;
        for (long k = 0; k < 4; k++) {
            double batch_loss = sgd->batch_loss[4 * epoch + k];
            sum += (k < 3 ? 30 : 10) * batch_loss * batch_loss;
            assert_true(batch_loss == adam->batch_loss[4 * epoch + k]);
            // Gradients are recorded before noise is added.
            assert_true(sgd->gradient[2 * (4 * epoch + k)] == adam->gradient[2 * (4 * epoch + k)]);
        }
        assert_true(fabs(sqrt(sum / 100) - sgd->loss[0]) < 1e-12);
    }
    assert_true(sgd->batch_loss[0] != sgd->batch_loss[4]); // batches are drawn again in each epoch
    double first = sgd->batch_loss[0];
    trace_finish(&f.trace);
    simulate(&f, 9, 30, 7);
    assert_true(f.trace.runs[0].batch_loss[0] == first);
    trace_finish(&f.trace);
    simulate(&f, 9, 30, 8);
    assert_true(f.trace.runs[0].batch_loss[0] != first);
    fixture_finish(&f);
}

// A run stored in a file has the same states as one in memory.
static void test_long(void **state) {
    (void)state;
    enum { SHORT = 1000, LONG = 60000 };
    struct fixture f = {0};
    read_problem(&f, LINEAR);
    fixture_read_optimizer(&f, "{sgd: {lr: 0.1}}");
    fixture_read_optimizer(&f, "{adam: {lr: 0.1, noise: 1}}");
    simulate(&f, SHORT, 30, 7);
    struct trace few = f.trace;
    assert_false(few.records->is_file);
    simulate(&f, LONG, 30, 7);
    assert_true(f.trace.records->is_file);
    for (int i = 0; i < 2; i++) {
        const struct run *run = &f.trace.runs[i], *shorter = &few.runs[i];
        assert_memory_equal(run->w, shorter->w, SHORT * sizeof *run->w);
        assert_memory_equal(run->loss, shorter->loss, SHORT * sizeof *run->loss);
        assert_memory_equal(run->lr, shorter->lr, SHORT * sizeof *run->lr);
        assert_memory_equal(run->gradient, shorter->gradient, 2 * SHORT * sizeof *run->gradient);
        assert_memory_equal(run->batch_loss, shorter->batch_loss, SHORT * sizeof *run->loss);
        assert_true(isfinite(run->loss[LONG - 1]));
    }
    trace_finish(&few);
    fixture_finish(&f);
}

static void test_divergence(void **state) {
    (void)state;
    struct fixture f = {0};
    read_problem(&f, "{data: " SOURCE_DIR "/tests/linear.csv, loss: mse}");
    fixture_read_optimizer(&f, "{sgd: {lr: 100}}");
    fixture_read_optimizer(&f, "{sgd: {lr: 1e300}}");
    fixture_read_optimizer(&f, "{sgd: {lr: 0.1}}");
    simulate(&f, 50, 0, 1);
    const double reach = 1000 * 40;
    for (size_t i = 0; i < 2; i++) {
        const struct run *run = &f.trace.runs[i];
        assert_true(run->diverged > 0 && run->diverged < 50);
        for (long k = 0; k < run->diverged; k++) {
            assert_true(fabs(run->w[k][0]) <= reach && fabs(run->w[k][1]) <= reach);
            assert_true(isfinite(run->loss[k]) && isfinite(run->gradient[2 * k]));
        }
        assert_true(fabs(run->last[0]) > reach || fabs(run->last[1]) > reach);
        for (long k = run->diverged; k < 50; k++) {
            assert_true(fabs(run->w[k][0]) <= reach && fabs(run->w[k][1]) <= reach);
            assert_true(isnan(run->lr[k]) && isnan(run->gradient[2 * k]));
            assert_true(isnan(run->batch_loss[k]) && (k == run->diverged || isnan(run->loss[k])));
        }
    }
    assert_int_equal(f.trace.runs[2].diverged, -1);
    fixture_finish(&f);
}

// A run has diverged beyond 1000 widths of either axis, exactly. One that starts there still
// records its rate.
static void test_divergence_at_the_limit(void **state) {
    (void)state;
    const double limit = 1000 * 40;
    const struct {
        double start[2];
        bool diverged;
    } cases[] = {
        {{limit, 0}, false},
        {{-limit, limit}, false},
        {{nextafter(limit, INFINITY), 0}, true},
        {{0, nextafter(-limit, -INFINITY)}, true},
        {{0.9 * limit, 0.9 * limit}, false}, // for each axis, not for the distance
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct fixture f = {0};
        char text[128];
        read_problem(&f, LINEAR);
        snprintf(text, sizeof text,
                 "{sgd: {start: [%.17g, %.17g], lr: {warmup: {from: 0.25, then: 1}}}}",
                 cases[i].start[0], cases[i].start[1]);
        fixture_read_optimizer(&f, text);
        simulate(&f, 1, 0, 1);
        const struct run *run = &f.trace.runs[0];
        assert_true(run->diverged == (cases[i].diverged ? 0 : -1));
        assert_true(run->lr[0] == 0.25);
        fixture_finish(&f);
    }
}

static void test_recorded(void **state) {
    (void)state;
    struct fixture f = {0};
    read_problem(&f, LINEAR);
    fixture_read_optimizer(&f, "{sgd: {lr: 0.1}}");
    fixture_read_optimizer(&f, "{recorded: " SOURCE_DIR "/tests/traces/sgd_lr0.1.csv}");
    fixture_read_optimizer(&f, "{recorded: {file: " SOURCE_DIR
                               "/tests/traces/sgd_lr1.csv, label: there, color: \"#0f0\"}}");
    assert_string_equal(f.configs[2].label, "there");
    assert_int_equal(f.configs[2].color, 0x00FF00);
    simulate(&f, 120, 0, 1);
    for (long i = 0; i < 100; i++) {
        assert_true(agree(f.trace.runs[1].w[i][0], f.trace.runs[0].w[i][0]));
        assert_true(agree(f.trace.runs[1].loss[i], f.trace.runs[0].loss[i]));
        assert_true(isnan(f.trace.runs[1].lr[i]));
    }
    assert_true(f.trace.runs[1].w[119][1] == f.trace.runs[1].w[99][1]);
    fixture_finish(&f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_notebook),
        cmocka_unit_test(test_epochs),
        cmocka_unit_test(test_defaults_converge),
        cmocka_unit_test(test_batches),
        cmocka_unit_test(test_long),
        cmocka_unit_test(test_divergence),
        cmocka_unit_test(test_divergence_at_the_limit),
        cmocka_unit_test(test_recorded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
