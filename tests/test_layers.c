// SPDX-License-Identifier: GPL-3.0-or-later
// Rules on seven weights in two layers of a problem in which all weights depend on each other,
// against references that are computed apart (reference/make_weights.py).
#include "reference_problems.h"
#include "weights.h"

static const struct layer tall[] = {{"matrix", 0, 6, 2}, {"vector", 6, 1}}; // 3 x 2
static const struct layer wide[] = {{"matrix", 0, 6, 3}, {"vector", 6, 1}}; // 2 x 3

#define SHARED(layers)                                                                             \
    {                                                                                              \
        .kind = &seven_kind, .shape = { SEVEN, layers, 2 }                                         \
    }
#define BOWL_START                                                                                 \
    { 2.5, -2.5, 2.5, -2.5, 3.25, -3.25, 3.625 }
static const struct seven_problem problems[] = {
    {SHARED(seven_layers), "bowl", 1, 0, BOWL_START},
    {SHARED(seven_layers), "wells", 0, 4, {0.75, -1.5, 1.875, -2.25, 2.625, -3.0625, 3.53125}},
    {SHARED(tall), "tall", 1, 0, BOWL_START},
    {SHARED(wide), "wide", 1, 0, BOWL_START},
};
enum { VECTOR_PROBLEMS = 2, PROBLEMS = 4 };

// A run of a reference file, and a twin that is moved by one ulp at the start and after each step:
// it shows how far rounding can lead.
struct pair {
    struct test_run run, twin;
    bool open, chaotic;
    const struct seven_problem *problem;
    int rows, compared;
};

static void open_pair(struct pair *pair, const char *line) {
    char name[32], entry[256];
    double beside[SEVEN];
    if (sscanf(line, "# %31s | %255[^\n]", name, entry) != 2)
        fail_msg("cannot read '%s'", line);
    *pair = (struct pair){.open = true};
    for (int i = 0; i < PROBLEMS; i++)
        if (strcmp(problems[i].name, name) == 0)
            pair->problem = &problems[i];
    assert_non_null(pair->problem);
    for (int i = 0; i < SEVEN; i++)
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
        for (int i = 0; i < SEVEN; i++) {
            pair->chaotic = pair->chaotic || !near(beside[i], w[i], 1e-10);
            pair->twin.stepper.w[i] = nextafter(pair->twin.stepper.w[i], INFINITY);
        }
    }
    pair->rows++;
    if (pair->chaotic)
        return;
    pair->compared++;
    for (int i = 0; i < SEVEN; i++) {
        assert_true(*next == ',');
        double expected = strtod(next + 1, &next);
        if (!near(w[i], expected, 1e-9))
            fail_msg("%s on %s, step %ld: w%d is %.17g, not %.17g",
                     pair->run.config.optimizer->name, pair->problem->name, step, i, w[i],
                     expected);
    }
}

// Fails if little of a run could be compared. One that converges at once has few states.
static void check_length(const struct pair *pair) {
    if (pair->compared < 8 && (pair->compared < pair->rows || pair->rows < 3))
        fail_msg("%s on %s: %d states of %d compared", pair->run.config.optimizer->name,
                 pair->problem->name, pair->compared, pair->rows);
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
        if (pair.open)
            check_length(&pair);
        close_pair(&pair);
        open_pair(&pair, line);
        assert_string_equal(pair.run.config.optimizer->name, name);
        runs[pair.problem - problems]++;
    }
    assert_true(pair.open);
    check_length(&pair);
    close_pair(&pair);
}

// Every rule in which weights share numbers has a file, with each problem under at least two
// settings; so have the best known of the others. Rules that know matrices have runs with them.
static void test_reference(void **state) {
    (void)state;
    static const char *const others[] = {"sgd", "adam", "adamw",        "lookahead",
                                         "ema", "swa",  "schedule_free"};
    static const char *const with_matrices[] = {"adafactor", "shampoo", "muon"};
    for (size_t i = 0; optimizer_rule_at(i); i++) {
        const char *name = optimizer_rule_at(i)->name;
        bool is_needed = optimizer_rule_at(i)->reach != REACH_WEIGHT;
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
        bool knows = false;
        for (size_t k = 0; k < sizeof with_matrices / sizeof *with_matrices; k++)
            knows = knows || strcmp(with_matrices[k], name) == 0;
        for (int k = 0; k < (knows ? PROBLEMS : VECTOR_PROBLEMS); k++)
            assert_true(runs[k] >= 2);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_reference)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
