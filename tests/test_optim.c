// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/memory.h"
#include "optim/optimizer_table.h"
#include "optim/stepper.h"
#include "problem/regression.h"
#include "reference_problems.h"
#include "tree/document.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { QUADRATIC, ROSENBROCK, REGRESSION, PROBLEMS };
static const struct {
    const char *name;
    double start[2];
} problems[] = {
    [QUADRATIC] = {"quadratic", {-4, 1}},
    [ROSENBROCK] = {"rosenbrock", {-1.5, 2}},
    [REGRESSION] = {"regression", {-10, -20}},
};

struct fixture {
    struct document document;
    struct error error;
    struct problem *regression;
};

static void start_fixture(struct fixture *f) {
    *f = (struct fixture){0};
    struct node *node = document_parse_set(
        &f->document, "{data: " SOURCE_DIR "/tests/linear.csv, loss: rmse}", 1, &f->error);
    f->regression = node ? regression_read(node, 1, &f->error) : NULL;
    if (!f->regression)
        fail_msg("%s", f->error.message);
}

static void finish_fixture(struct fixture *f) {
    problem_destroy(f->regression);
    error_finish(&f->error);
    document_finish(&f->document);
}

static const struct problem *problem_of(const struct fixture *f, int problem) {
    return problem == QUADRATIC    ? &quadratic_problem
           : problem == ROSENBROCK ? &rosenbrock_problem
                                   : f->regression;
}

static void read_entry(struct fixture *f, struct optimizer_config *config, const char *text) {
    struct node *node = document_parse_set(&f->document, text, 1, &f->error);
    if (!node || !optimizer_read(config, node, &f->error))
        fail_msg("%s: %s", text, f->error.message);
}

static void make_step(struct stepper *stepper, struct step_record *record) {
    stepper_step(stepper, NULL, problem_value(stepper->problem, stepper->point), record);
}

// Runs `count` steps from the problem's start and returns the reported point.
static void run(struct fixture *f, const char *entry, int problem, long count, double w[2]) {
    struct optimizer_config config;
    struct stepper stepper;
    struct step_record record;
    read_entry(f, &config, entry);
    stepper_init(&stepper, &config, problem_of(f, problem), problems[problem].start, 1, count);
    for (long i = 0; i < count; i++)
        make_step(&stepper, &record);
    memcpy(w, stepper.point, 2 * sizeof *w);
    stepper_finish(&stepper);
    optimizer_config_finish(&config);
}

static bool near(double a, double b, double tolerance) {
    return fabs(a - b) <= tolerance * fmax(1, fabs(b));
}

// A run of a reference file, and a twin that is perturbed by one ulp at the start and in each step.
// Two programs round each step differently; near an unstable fixed point, a twin with only another
// start would converge to it as well, and not show how far rounding alone can lead.
struct pair {
    struct optimizer_config config;
    struct stepper run, twin;
    bool open, chaotic;
    int problem, rows, compared;
};

static void open_pair(struct fixture *f, struct pair *pair, const char *line) {
    char name[32], entry[256];
    if (sscanf(line, "# %31s | %255[^\n]", name, entry) != 2)
        fail_msg("cannot read '%s'", line);
    *pair = (struct pair){.open = true, .problem = -1};
    for (int i = 0; i < PROBLEMS; i++)
        if (strcmp(problems[i].name, name) == 0)
            pair->problem = i;
    assert_true(pair->problem >= 0);
    read_entry(f, &pair->config, entry);
    const double *start = problems[pair->problem].start;
    double beside[2] = {nextafter(start[0], INFINITY), nextafter(start[1], INFINITY)};
    const struct problem *problem = problem_of(f, pair->problem);
    stepper_init(&pair->run, &pair->config, problem, start, 1, 200);
    stepper_init(&pair->twin, &pair->config, problem, beside, 1, 200);
}

static void close_pair(struct pair *pair) {
    if (!pair->open)
        return;
    stepper_finish(&pair->run);
    stepper_finish(&pair->twin);
    optimizer_config_finish(&pair->config);
    pair->open = false;
}

static void compare_row(struct pair *pair, const char *name, const char *line) {
    long step;
    double w[2];
    struct step_record record;
    if (sscanf(line, "%ld,%lf,%lf", &step, &w[0], &w[1]) != 3)
        fail_msg("%s: cannot read '%s'", name, line);
    pair->rows++;
    while (pair->run.t < step) {
        for (int i = 0; i < 2; i++)
            pair->twin.w[i] = nextafter(pair->twin.w[i], INFINITY);
        make_step(&pair->run, &record);
        make_step(&pair->twin, &record);
        for (int i = 0; i < 2; i++)
            pair->chaotic = pair->chaotic || !near(pair->twin.point[i], pair->run.point[i], 1e-10);
    }
    if (pair->chaotic)
        return;
    pair->compared++;
    for (int i = 0; i < 2; i++)
        if (!near(pair->run.point[i], w[i], 1e-9))
            fail_msg("%s on %s (%s), step %ld: w%d is %.17g, not %.17g", name,
                     problems[pair->problem].name, pair->config.optimizer->name, step, i,
                     pair->run.point[i], w[i]);
}

// Fails if little of a run could be compared. One that converges at once has few states.
static void check_length(const struct pair *pair) {
    if (pair->compared < 4 && (pair->compared < pair->rows || pair->rows < 3))
        fail_msg("%s on %s: %d states of %d compared", pair->config.optimizer->name,
                 problems[pair->problem].name, pair->compared, pair->rows);
}

// Every entry of the table has a file of traces, with each problem under at least two settings.
static void test_reference(void **state) {
    (void)state;
    struct fixture f;
    start_fixture(&f);
    for (size_t i = 0; optimizer_rule_at(i); i++) {
        const char *name = optimizer_rule_at(i)->name;
        char path[512], line[512];
        int runs[PROBLEMS] = {0};
        struct pair pair = {0};
        snprintf(path, sizeof path, SOURCE_DIR "/tests/reference/%s.csv", name);
        FILE *file = fopen(path, "r");
        if (!file)
            fail_msg("'%s' has no reference: add it to make_traces.py", name);
        while (fgets(line, sizeof line, file)) {
            if (line[0] == '#') {
                if (pair.open)
                    check_length(&pair);
                close_pair(&pair);
                open_pair(&f, &pair, line);
                assert_string_equal(pair.config.optimizer->name, name);
                runs[pair.problem]++;
            } else {
                compare_row(&pair, name, line);
            }
        }
        assert_true(pair.open);
        check_length(&pair);
        close_pair(&pair);
        fclose(file);
        for (int k = 0; k < PROBLEMS; k++)
            assert_true(runs[k] >= 2);
    }
    finish_fixture(&f);
}

static void test_entries_are_complete(void **state) {
    (void)state;
    for (size_t i = 0; optimizer_rule_at(i); i++) {
        const struct optimizer *optimizer = optimizer_rule_at(i);
        assert_true(optimizer->help && optimizer->source && optimizer->update && optimizer->lr > 0);
        assert_ptr_equal(optimizer_find(optimizer->name), optimizer);
        for (const struct setting *row = optimizer->settings; row && row->name; row++) {
            assert_true(row->help && strlen(row->help) > 0);
            assert_null(settings_find(optimizer_common_settings, row->name));
        }
        struct text text = {0};
        optimizer_describe(optimizer, &text);
        assert_non_null(strstr(text.data, optimizer->help));
        assert_non_null(strstr(text.data, "\n  lr "));
        text_finish(&text);
    }
    assert_null(optimizer_find("nothing"));
}

// A number without an upper bound may be as large as a double.
static void test_large_numbers(void **state) {
    (void)state;
    struct fixture f;
    start_fixture(&f);
    for (size_t i = 0; optimizer_rule_at(i); i++) {
        const struct setting *rows = optimizer_rule_at(i)->settings;
        for (size_t k = 0; k == 0 || (rows && rows[k - 1].name); k++) {
            struct optimizer_config config;
            char entry[128];
            if (k > 0 && (rows[k - 1].type != SETTING_NUMBER || setting_has_max(&rows[k - 1])))
                continue;
            snprintf(entry, sizeof entry, "{%s: {%s: 1.7976931348623157e308}}",
                     optimizer_rule_at(i)->name, k ? rows[k - 1].name : "lr");
            read_entry(&f, &config, entry);
            optimizer_config_finish(&config);
        }
    }
    finish_fixture(&f);
}

static void test_decay(void **state) {
    (void)state;
    struct fixture f;
    double w[2];
    start_fixture(&f);
    const double g[2] = {-4 + 2, 100 - 8}, start[2] = {-4, 1}, lr = 0.01, rate = 0.1;
    run(&f, "{sgd: {lr: 0.01, decay: 0.1}}", QUADRATIC, 1, w);
    for (int i = 0; i < 2; i++)
        assert_true(near(w[i], (1 - lr * rate) * (start[i] - lr * g[i]), 1e-14));
    run(&f, "{sgd: {lr: 0.01, decay: {rate: 0.1, order: before}}}", QUADRATIC, 1, w);
    for (int i = 0; i < 2; i++)
        assert_true(near(w[i], (1 - lr * rate) * start[i] - lr * g[i], 1e-14));
    run(&f, "{sgd: {lr: 0.01, decay: {rate: 0.1, mode: coupled}}}", QUADRATIC, 1, w);
    for (int i = 0; i < 2; i++)
        assert_true(near(w[i], start[i] - lr * (g[i] + rate * start[i]), 1e-14));

    // Coupled decay around a rule equals the rule's own weight decay, which it adds to the
    // gradient.
    static const char *const rules[] = {"sgd", "adam", "rmsprop", "adagrad", "radam", "madgrad"};
    for (size_t k = 0; k < sizeof rules / sizeof *rules; k++) {
        char entry[128];
        double own[2];
        snprintf(entry, sizeof entry, "{%s: {weight_decay: 0.3}}", rules[k]);
        run(&f, entry, REGRESSION, 20, own);
        snprintf(entry, sizeof entry, "{%s: {decay: {rate: 0.3, mode: coupled}}}", rules[k]);
        run(&f, entry, REGRESSION, 20, w);
        assert_true(near(w[0], own[0], 1e-12) && near(w[1], own[1], 1e-12));
    }
    // Newton on a quadratic with coupled decay reaches the minimum of the sum in one step.
    run(&f, "{newton: {damping: 0, decay: {rate: 2, mode: coupled}}}", QUADRATIC, 1, w);
    assert_true(fabs(w[0]) < 1e-12 && fabs(w[1]) < 1e-12);
    finish_fixture(&f);
}

static void test_clip_and_noise(void **state) {
    (void)state;
    struct fixture f;
    double w[2], again[2], other[2];
    start_fixture(&f);
    const double g[2] = {-2, 92}, norm = hypot(g[0], g[1]);
    run(&f, "{sgd: {lr: 1, clip: {norm: 2}}}", QUADRATIC, 1, w);
    assert_true(near(w[0], -4 - 2 * g[0] / norm, 1e-14) && near(w[1], 1 - 2 * g[1] / norm, 1e-14));
    run(&f, "{sgd: {lr: 1, clip: {value: 3}}}", QUADRATIC, 1, w);
    assert_true(w[0] == -2 && w[1] == -2);
    // Clipping comes before decay is added to the gradient.
    run(&f, "{sgd: {lr: 1, clip: {value: 3}, decay: {rate: 1, mode: coupled}}}", QUADRATIC, 1, w);
    assert_true(w[0] == 2 && w[1] == -3);

    run(&f, "{sgd: {lr: 1, noise: 0.5}}", REGRESSION, 5, w);
    run(&f, "{sgd: {lr: 1, noise: 0.5}}", REGRESSION, 5, again);
    run(&f, "{sgd: {lr: 1}}", REGRESSION, 5, other);
    assert_true(w[0] == again[0] && w[1] == again[1] && w[0] != other[0]);

    // The gradient is recorded before clipping and decay.
    struct optimizer_config config;
    struct stepper stepper;
    struct step_record record;
    read_entry(&f, &config, "{sam: {lr: 1, noise: 1, clip: {norm: 1}}}");
    stepper_init(&stepper, &config, &quadratic_problem, problems[QUADRATIC].start, 1, 1);
    make_step(&stepper, &record);
    assert_true(record.gradient[0] == g[0] && record.gradient[1] == g[1] && record.lr == 1);
    assert_true(record.batch_loss == 50);
    stepper_finish(&stepper);
    optimizer_config_finish(&config);
    finish_fixture(&f);
}

static void test_wrapped_rate(void **state) {
    (void)state;
    struct fixture f;
    double a[2], b[2];
    start_fixture(&f);
    run(&f, "{lookahead: {inner: {adam: {lr: 0.3}}}}", REGRESSION, 30, a);
    run(&f, "{lookahead: {lr: 0.3, inner: adam}}", REGRESSION, 30, b);
    assert_true(a[0] == b[0] && a[1] == b[1]);
    run(&f, "{lookahead: {inner: {adam: {lr: 0.3}}, k: 1, alpha: 1}}", REGRESSION, 30, a);
    run(&f, "{adam: {lr: 0.3}}", REGRESSION, 30, b);
    assert_true(near(a[0], b[0], 1e-12) && near(a[1], b[1], 1e-12));
    // Schedules of inner options follow the same step count.
    run(&f, "{sam: {inner: {sgd: {momentum: {linear: {from: 0, to: 0.9}}}}, rho: 0, lr: 0.1}}",
        REGRESSION, 30, a);
    run(&f, "{sgd: {momentum: {linear: {from: 0, to: 0.9}}, lr: 0.1}}", REGRESSION, 30, b);
    assert_true(near(a[0], b[0], 1e-12) && near(a[1], b[1], 1e-12));
    finish_fixture(&f);
}

static void test_common_options(void **state) {
    (void)state;
    struct fixture f;
    struct optimizer_config config;
    start_fixture(&f);
    read_entry(&f, &config, "{adam: {label: A, color: \"#d62728\", start: [5, 6], noise: 2}}");
    assert_string_equal(config.label, "A");
    assert_true(config.has_color && config.color == 0xD62728);
    assert_true(config.start && config.start_count == 2 && config.start[0] == 5 &&
                config.start[1] == 6);
    assert_true(config.noise == 2 && config.lr.value == config.optimizer->lr);
    optimizer_config_finish(&config);
    read_entry(&f, &config, "sgd");
    assert_true(!config.label && !config.has_color && !config.start);
    optimizer_config_finish(&config);
    finish_fixture(&f);
}

static const struct {
    const char *entry, *message;
} mistakes[] = {
    {"{lamb: {learning_rate: 1}}",
     "--set 1:9: error: unknown option 'learning_rate' for optimizer 'lamb'; did you mean 'lr'?"},
    {"{adam: {beta_1: 0.9}}", "did you mean 'beta1'?"},
    {"{adam: {colour: red}}", "did you mean 'color'?"},
    {"adma", "unknown optimizer 'adma'; did you mean 'adam'?"},
    {"[adam]", "expected the name of an optimizer, not a list"},
    {"{sgd: 0.1}", "expected the options of optimizer 'sgd' as a map, not a number"},
    {"{sgd: {lr: .nan}}", "expected a finite number"},
    {"{sgd: {lr: -1}}", "lr must be at least 0"},
    {"{sgd: {lr: fast}}", "expected a number or a schedule"},
    {"{sgd: {lr: {cosinus: {}}}}", "unknown schedule 'cosinus'; did you mean 'cosine'?"},
    {"{sgd: {lr: {cosine: {from: -1}}}}", "from must be at least 0"},
    {"{adam: {beta1: 1}}", "beta1 must be from 0 to below 1"},
    {"{adam: {beta1: {linear: {to: 1}}}}", "to must be from 0 to below 1"},
    {"{sgd: {nesterov: true, momentum: 0.9, dampening: 0.1}}", "nesterov needs a dampening of 0"},
    {"{sgd: {nesterov: true}}", "nesterov needs a momentum"},
    {"{sgd: {color: red}}", "expected a color as \"#rrggbb\" in quotes, not 'red'"},
    {"{sgd: {color: \"#12345\"}}", "expected a color"},
    {"{sgd: {label: \"\"}}", "the label is empty"},
    {"{sgd: {clip: 1}}", "expected {norm: x} or {value: x}"},
    {"{sgd: {clip: {norm: 1, value: 1}}}", "norm or value, not both"},
    {"{sgd: {clip: {norm: 0}}}", "norm must be above 0"},
    {"{sgd: {decay: {mode: coupled}}}", "decay needs a rate"},
    {"{sgd: {decay: {rate: 1, mode: coupled, order: before}}}", "it has no order"},
    {"{sgd: {decay: {rate: 1, mode: couple}}}", "did you mean 'coupled'?"},
    {"{sgd: {decay: 0.1, weight_decay: 0.1}}", "both decay and weight_decay"},
    {"{adamw: {decay: 0.1}}",
     "'adamw' decays weights itself: write weight_decay in place of decay"},
    {"{momentum: {average: mean}}", "unknown average 'mean'"},
    {"{aggmo: {betas: [0.5, 1]}}", "each of betas must be from 0 to below 1"},
    {"{lookahead: {inner: adm}}", "did you mean 'adam'?"},
    {"{lookahead: {inner: {adam: {start: [1, 2]}}}}", "'start' belongs to 'lookahead'"},
    {"{lookahead: {lr: 1, inner: {adam: {lr: 1}}}}", "lr is given to both"},
    {"{lookahead: {inner: {recorded: " SOURCE_DIR "/tests/traces/sgd_lr1.csv}}}",
     "a recorded path cannot run inside"},
    {"{recorded: nowhere.csv}", "cannot read 'nowhere.csv'"},
    {"recorded", "a recorded path needs a file"},
    {"{recorded: {file: " SOURCE_DIR "/tests/traces/sgd_lr1.csv, lr: 1}}",
     "'lr' does not apply to a recorded path"},
    {"{recorded: " SOURCE_DIR "/tests/linear.csv}", "'step', 'w0', 'w1' are missing"},
};

static void test_mistakes(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof mistakes / sizeof *mistakes; i++) {
        struct document document = {0};
        struct error error = {0};
        struct optimizer_config config;
        struct node *node = document_parse_set(&document, mistakes[i].entry, 1, &error);
        assert_non_null(node);
        if (optimizer_read(&config, node, &error))
            fail_msg("%s was read", mistakes[i].entry);
        assert_int_equal(error.kind, ERROR_SCENE);
        if (!strstr(error.message, mistakes[i].message))
            fail_msg("%s\nsays: %s\nnot: %s", mistakes[i].entry, error.message,
                     mistakes[i].message);
        assert_null(config.options);
        error_finish(&error);
        document_finish(&document);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reference),      cmocka_unit_test(test_entries_are_complete),
        cmocka_unit_test(test_large_numbers),  cmocka_unit_test(test_decay),
        cmocka_unit_test(test_clip_and_noise), cmocka_unit_test(test_wrapped_rate),
        cmocka_unit_test(test_common_options), cmocka_unit_test(test_mistakes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
