// SPDX-License-Identifier: GPL-3.0-or-later
// Rules on seven weights in two layers of a problem in which all weights depend on each other,
// against references that are computed apart (reference/make_weights.py).
#include "weights.h"

enum { N = 7 };

// The two problems of the references, implemented independently of them.
struct test_problem {
    struct problem problem;
    const char *name;
    double coupling, bend, start[N];
};

static const double centre[N] = {0.5, -1, 1.5, -2, 2.5, -3, 3.5};
static const double curvature[N] = {0.1, 0.3, 1, 3, 10, 30, 100};

static void evaluate(const struct problem *problem, const struct batch *batch, const double *w,
                     struct evaluation *out) {
    (void)batch;
    const struct test_problem *self = (const struct test_problem *)problem;
    double x[N], sum = 0, value = 0, gradient[N], hessian[N][N];
    for (int i = 0; i < N; i++) {
        x[i] = w[i] - centre[i];
        sum += x[i];
    }
    for (int i = 0; i < N; i++) {
        value += curvature[i] * x[i] * x[i] / 2;
        gradient[i] = curvature[i] * x[i] + self->coupling * sum;
        for (int j = 0; j < N; j++)
            hessian[i][j] = self->coupling + (i == j ? curvature[i] : 0);
    }
    for (int i = 0; i + 1 < N; i++) {
        double z = x[i] - x[i + 1], bend = 3 * z * z - self->bend;
        value += z * z * z * z / 4 - self->bend * z * z / 2;
        gradient[i] += z * z * z - self->bend * z;
        gradient[i + 1] -= z * z * z - self->bend * z;
        hessian[i][i] += bend;
        hessian[i + 1][i + 1] += bend;
        hessian[i][i + 1] -= bend;
    }
    out->value = value + self->coupling * sum * sum / 2;
    for (size_t i = 0; i < N; i++) {
        if (out->gradient)
            out->gradient[i] = gradient[i];
        for (size_t j = i; out->hessian && j < N; j++)
            out->hessian[hessian_index(N, i, j)] = hessian[i][j];
    }
}

static const struct problem_kind kind = {.name = "test", .evaluate = evaluate};
static const struct layer layers[] = {{"first", 0, 3}, {"second", 3, 4}};

#define SHARED                                                                                     \
    {                                                                                              \
        .kind = &kind, .shape = { N, layers, 2 }                                                   \
    }
static const struct test_problem problems[] = {
    {SHARED, "bowl", 1, 0, {2.5, -2.5, 2.5, -2.5, 3.25, -3.25, 3.625}},
    {SHARED, "wells", 0, 4, {0.75, -1.5, 1.875, -2.25, 2.625, -3.0625, 3.53125}},
};
enum { PROBLEMS = 2 };

// A run of a reference file, and a twin that is moved by one ulp at the start and after each step:
// it shows how far rounding can lead.
struct pair {
    struct test_run run, twin;
    bool open, chaotic;
    const struct test_problem *problem;
    int compared;
};

static void open_pair(struct pair *pair, const char *line) {
    char name[32], entry[256];
    double beside[N];
    if (sscanf(line, "# %31s | %255[^\n]", name, entry) != 2)
        fail_msg("cannot read '%s'", line);
    *pair = (struct pair){.open = true};
    for (int i = 0; i < PROBLEMS; i++)
        if (strcmp(problems[i].name, name) == 0)
            pair->problem = &problems[i];
    assert_non_null(pair->problem);
    for (int i = 0; i < N; i++)
        beside[i] = nextafter(pair->problem->start[i], INFINITY);
    const struct problem *problem = &pair->problem->problem;
    test_run_start(&pair->run, entry, problem, pair->problem->start, 100);
    test_run_start(&pair->twin, entry, problem, beside, 100);
}

static void close_pair(struct pair *pair) {
    if (!pair->open)
        return;
    test_run_finish(&pair->run);
    test_run_finish(&pair->twin);
    pair->open = false;
}

static bool near(double a, double b, double tolerance) {
    return fabs(a - b) <= tolerance * fmax(1, fabs(b));
}

static void compare_row(struct pair *pair, const char *line) {
    char *next;
    long step = strtol(line, &next, 10);
    const double *w = pair->run.stepper.point, *beside = pair->twin.stepper.point;
    while (pair->run.stepper.t < step) {
        test_run_step(&pair->run, 0);
        test_run_step(&pair->twin, 0);
        w = pair->run.stepper.point;
        beside = pair->twin.stepper.point;
        for (int i = 0; i < N; i++) {
            pair->chaotic = pair->chaotic || !near(beside[i], w[i], 1e-10);
            pair->twin.stepper.w[i] = nextafter(pair->twin.stepper.w[i], INFINITY);
        }
    }
    if (pair->chaotic)
        return;
    pair->compared++;
    for (int i = 0; i < N; i++) {
        assert_true(*next == ',');
        double expected = strtod(next + 1, &next);
        if (!near(w[i], expected, 1e-9))
            fail_msg("%s on %s, step %ld: w%d is %.17g, not %.17g",
                     pair->run.config.optimizer->name, pair->problem->name, step, i, w[i],
                     expected);
    }
}

// Compares all runs of a file, at least `most` of all rows. Returns how many it has of each
// problem.
static void compare_file(FILE *file, const char *name, int runs[PROBLEMS]) {
    char line[512];
    struct pair pair = {0};
    while (fgets(line, sizeof line, file)) {
        if (line[0] != '#') {
            compare_row(&pair, line);
            continue;
        }
        assert_true(!pair.open || pair.compared >= 8);
        close_pair(&pair);
        open_pair(&pair, line);
        assert_string_equal(pair.run.config.optimizer->name, name);
        runs[pair.problem - problems]++;
    }
    assert_true(pair.open && pair.compared >= 8);
    close_pair(&pair);
}

// Every rule in which weights share numbers has a file, with each problem under at least two
// settings; so have the best known of the others.
static void test_reference(void **state) {
    (void)state;
    static const char *const others[] = {"sgd", "adam", "adamw", "lookahead"};
    for (size_t i = 0; optimizer_table[i]; i++) {
        const char *name = optimizer_table[i]->name;
        bool is_needed = optimizer_table[i]->reach != REACH_WEIGHT;
        int runs[PROBLEMS] = {0};
        char path[512];
        for (size_t k = 0; k < sizeof others / sizeof *others; k++)
            is_needed = is_needed || strcmp(others[k], name) == 0;
        snprintf(path, sizeof path, SOURCE_DIR "/tests/reference/weights/%s.csv", name);
        FILE *file = fopen(path, "r");
        if (!file && is_needed)
            fail_msg("'%s' has no reference: add it to make_weights.py", name);
        if (!file)
            continue;
        compare_file(file, name, runs);
        fclose(file);
        for (int k = 0; k < PROBLEMS; k++)
            assert_true(runs[k] >= 2);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_reference)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
