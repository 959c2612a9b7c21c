// SPDX-License-Identifier: GPL-3.0-or-later
// The rules of src/optim/rules that are text, read from their files, against the references of
// reference/make_rules.py: at n = 2, and on seven weights in two layers.
#include "problem/regression.h"
#include "reference_problems.h"
#include "weights.h"

#include <glob.h>

static struct problem *regression;

// A problem of the references, and where it starts.
static const struct problem *find_problem(const char *name, const double **start) {
    static const struct {
        const char *name;
        double start[2];
    } planes[] = {{"quadratic", {-4, 1}}, {"rosenbrock", {-1.5, 2}}, {"regression", {-10, -20}}};
    const struct problem *const problems[] = {&quadratic_problem, &rosenbrock_problem, regression};
    for (int i = 0; i < 3; i++)
        if (strcmp(planes[i].name, name) == 0) {
            *start = planes[i].start;
            return problems[i];
        }
    for (int i = 0; i < SEVEN_PROBLEMS; i++)
        if (strcmp(seven_problems[i].name, name) == 0) {
            *start = seven_problems[i].start;
            return &seven_problems[i].problem;
        }
    fail_msg("no problem '%s'", name);
    return NULL;
}

// Appends the entry {NAME: {lr: x, OPTION: y}} as one of `rule`, whose options stand apart.
static void add_entry(const struct node *entry, const char *path, struct text *out) {
    const struct node *options = entry->items[0];
    struct text own = {0};
    text_printf(out, "{rule: {file: %s", path);
    for (size_t i = 0; i < options->count; i++) {
        const char *key = options->keys[i]->text, *value = options->items[i]->text;
        bool is_shared = strcmp(key, "lr") == 0 || strcmp(key, "groups") == 0;
        text_printf(is_shared ? out : &own, "%s%s: %s", is_shared || own.length ? ", " : "", key,
                    value);
    }
    text_printf(out, ", options: {%s}}}", own.data ? own.data : "");
    text_finish(&own);
}

// A run, and one that is moved by one ulp before each step: it shows how far rounding can lead.
struct pair {
    struct test_run run, twin;
    bool open, is_chaotic;
    char heading[512];
    int compared;
};

static void open_pair(struct pair *pair, const char *path, const char *line) {
    char name[32], entry[400];
    const double *start = NULL;
    *pair = (struct pair){.open = true};
    snprintf(pair->heading, sizeof pair->heading, "%.*s", (int)strcspn(line, "\n"), line);
    assert_int_equal(sscanf(line, "# %31s | %399[^\n]", name, entry), 2);
    const struct problem *problem = find_problem(name, &start);
    struct document document = {0};
    struct error error = {0};
    struct text text = {0};
    const struct node *node = document_parse_set(&document, entry, 1, &error);
    assert_true(node && node->kind == NODE_MAP);
    add_entry(node, path, &text);
    test_run_start(&pair->run, text.data, problem, start, 200);
    test_run_start(&pair->twin, text.data, problem, start, 200);
    text_finish(&text);
    document_finish(&document);
}

static void close_pair(struct pair *pair) {
    if (!pair->open)
        return;
    if (pair->compared < 4)
        fail_msg("%s: rounding alone leads elsewhere", pair->heading);
    test_run_finish(&pair->run);
    test_run_finish(&pair->twin);
    pair->open = false;
}

static bool near(double a, double b, double tolerance) {
    return fabs(a - b) <= tolerance * fmax(1, fabs(b));
}

static void step(struct test_run *run) {
    test_run_step(run, problem_value(run->stepper.problem, run->stepper.point));
}

static void compare_row(struct pair *pair, const char *line) {
    char *next;
    long t = strtol(line, &next, 10);
    size_t n = pair->run.stepper.problem->shape.n;
    while (pair->run.stepper.t < t) {
        for (size_t i = 0; i < n; i++)
            pair->twin.stepper.w[i] = nextafter(pair->twin.stepper.w[i], INFINITY);
        step(&pair->run);
        step(&pair->twin);
        for (size_t i = 0; i < n; i++)
            pair->is_chaotic = pair->is_chaotic || !near(pair->twin.stepper.point[i],
                                                         pair->run.stepper.point[i], 1e-10);
    }
    if (pair->is_chaotic)
        return;
    pair->compared++;
    for (size_t i = 0; i < n; i++) {
        assert_true(*next == ',');
        double w = pair->run.stepper.point[i], expected = strtod(next + 1, &next);
        if (!near(w, expected, 1e-9))
            fail_msg("%s, step %ld: w%zu is %.17g, not %.17g", pair->heading, t, i, w, expected);
    }
}

static void compare_file(const char *path, const char *folder, const char *name, int most) {
    char reference[512], line[512];
    int runs = 0;
    struct pair pair = {0};
    snprintf(reference, sizeof reference, SOURCE_DIR "/tests/reference/%s%s.csv", folder, name);
    FILE *file = fopen(reference, "r");
    if (!file)
        fail_msg("'%s' has no %s: add it to make_rules.py", name, reference);
    while (fgets(line, sizeof line, file)) {
        if (line[0] == '#') {
            close_pair(&pair);
            open_pair(&pair, path, line);
            runs++;
        } else {
            compare_row(&pair, line);
        }
    }
    close_pair(&pair);
    fclose(file);
    assert_true(runs >= most);
}

static void test_references(void **state) {
    (void)state;
    struct document document = {0};
    struct error error = {0};
    const struct node *node = document_parse_set(
        &document, "{data: " SOURCE_DIR "/tests/linear.csv, loss: rmse}", 1, &error);
    regression = regression_read(node, 1, &error);
    assert_non_null(regression);
    glob_t files;
    assert_int_equal(glob(SOURCE_DIR "/src/optim/rules/*.rule", 0, NULL, &files), 0);
    assert_true(files.gl_pathc >= 11);
    for (size_t i = 0; i < files.gl_pathc; i++) {
        const char *base = strrchr(files.gl_pathv[i], '/') + 1;
        char name[64];
        snprintf(name, sizeof name, "%.*s", (int)strcspn(base, "."), base);
        compare_file(files.gl_pathv[i], "", name, 6);
        compare_file(files.gl_pathv[i], "weights/", name, 4);
    }
    globfree(&files);
    problem_destroy(regression);
    document_finish(&document);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_references)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
