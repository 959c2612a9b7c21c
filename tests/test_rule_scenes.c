// SPDX-License-Identifier: GPL-3.0-or-later
// The rules of scenes/rules, which are the documentation of the language, do what the rules in C do
// on every reference trace.
#include "base/vector.h"
#include "problem/regression.h"
#include "reference_problems.h"
#include "weights.h"

#include <glob.h>

// Which rule in C a scene has: the options that tell it from others of that name.
static const struct scene_rule {
    const char *scene, *optimizer, *given;
} rules[] = {
    {"sgd", "sgd", ""},
    {"momentum", "momentum", ""},
    {"nesterov", "sgd", "nesterov: true"},
    {"adagrad", "adagrad", ""},
    {"rmsprop", "rmsprop", ""},
    {"adam", "adam", ""},
    {"adamw", "adamw", ""},
    {"adamax", "adamax", ""},
    {"nadam", "nadam", ""},
    {"amsgrad", "adam", "amsgrad: true"},
    {"lamb", "lamb", ""},
    {"lars", "lars", ""},
    {"lion", "lion", ""},
    {"signsgd", "signsgd", ""},
    {"adabelief", "adabelief", ""},
    {"yogi", "yogi", ""},
    {"sam", "sam", "inner: sgd"},
    {"lookahead", "lookahead", "inner: sgd"},
    {"polyak", "polyak_sgd", ""},
};
enum { RULES = sizeof rules / sizeof *rules };

// The rule of a scene with the options of an entry of the rule in C.
struct twin {
    struct document document;
    struct optimizer_config config;
};

static bool is_named(const struct node *node, const char *words) {
    return strncmp(node->text, words, strcspn(words, ":")) == 0 &&
           strlen(node->text) == strcspn(words, ":");
}

// Sets the options that an entry in C has. Weight decay that the lines leave to the option `decay`
// is coupled. False if the lines have no such option.
static bool lay_options(struct document *document, struct node **root, const struct node *options,
                        const char *given) {
    const struct node *rule = node_get(node_get(*root, "optimizers")->items[0], "rule");
    bool is_given = !*given;
    for (size_t i = 0; options && i < options->count; i++) {
        const struct node *key = options->keys[i];
        struct node *value = options->items[i];
        struct error error = {0};
        char path[64];
        if (*given && is_named(key, given)) {
            is_given = value->text && strcmp(value->text, strstr(given, ": ") + 2) == 0;
            continue;
        }
        if (node_get(node_get(rule, "options"), key->text))
            snprintf(path, sizeof path, "optimizers.0.options.%s", key->text);
        else if (strcmp(key->text, "lr") == 0 || strcmp(key->text, "clip") == 0 ||
                 strcmp(key->text, "decay") == 0 || strcmp(key->text, "groups") == 0)
            snprintf(path, sizeof path, "optimizers.0.%s", key->text);
        else if (strcmp(key->text, "weight_decay") == 0) {
            snprintf(path, sizeof path, "optimizers.0.decay");
            struct text decay = {0};
            text_printf(&decay, "{rate: %s, mode: coupled}", value->text);
            value = document_parse(document, "decay", decay.data, &error);
            text_finish(&decay);
        } else
            return false;
        *root = document_with(document, *root, path, value->place, false, value, &error);
        if (!*root)
            fail_msg("%s", error.message);
    }
    return is_given;
}

// Reads the rule of a scene for the entry of a rule in C; false if its lines do not have that.
static bool twin_read(struct twin *twin, const struct scene_rule *rule, const char *entry) {
    struct error error = {0};
    char path[512];
    *twin = (struct twin){0};
    snprintf(path, sizeof path, SOURCE_DIR "/scenes/rules/%s.scene", rule->scene);
    struct node *root = document_read(&twin->document, path, (struct place){0}, &error);
    struct node *node = document_parse_set(&twin->document, entry, 1, &error);
    if (!root || !node)
        fail_msg("%s: %s", rule->scene, error.message);
    const struct node *options = node->kind == NODE_MAP ? node->items[0] : NULL;
    if (!lay_options(&twin->document, &root, options, rule->given)) {
        document_finish(&twin->document);
        return false;
    }
    if (!optimizer_read(&twin->config, node_get(root, "optimizers")->items[0], &error))
        fail_msg("%s: %s", rule->scene, error.message);
    return true;
}

static void twin_finish(struct twin *twin) {
    optimizer_config_finish(&twin->config);
    document_finish(&twin->document);
}

static bool near(double a, double b, double tolerance) {
    return fabs(a - b) <= tolerance * fmax(1, fabs(b));
}

// Runs both until they leave the neighbourhood. The lines compute in the order of the C code, so
// that no rounding adds up.
static void compare(const struct scene_rule *rule, const char *entry, const struct twin *twin,
                    const struct problem *problem, const double *start, long steps) {
    struct test_run run;
    struct stepper text;
    struct step_record record;
    size_t n = problem->shape.n;
    test_run_start(&run, entry, problem, start, steps);
    stepper_init(&text, &twin->config, problem, start, 1, steps);
    for (long t = 1; t <= steps && vector_norm(n, run.stepper.point) < 1e4; t++) {
        double loss = problem_value(problem, run.stepper.point);
        test_run_step(&run, loss);
        stepper_step(&text, NULL, loss, &record);
        for (size_t i = 0; i < n; i++)
            if (!near(text.point[i], run.stepper.point[i], 1e-12))
                fail_msg("%s, as %s, step %ld: w%zu is %.17g, not %.17g", rule->scene, entry, t, i,
                         text.point[i], run.stepper.point[i]);
    }
    stepper_finish(&text);
    test_run_finish(&run);
}

// Calls `compare` for each run of a file of traces that the lines have. Returns how many.
static int compare_file(const struct scene_rule *rule, const char *path, long steps,
                        void (*find)(const char *name, const struct problem **problem,
                                     const double **start)) {
    char line[512], name[32], entry[256];
    int runs = 0;
    FILE *file = fopen(path, "r");
    while (file && fgets(line, sizeof line, file)) {
        struct twin twin;
        const struct problem *problem = NULL;
        const double *start = NULL;
        if (line[0] != '#')
            continue;
        assert_int_equal(sscanf(line, "# %31s | %255[^\n]", name, entry), 2);
        if (!twin_read(&twin, rule, entry))
            continue;
        find(name, &problem, &start);
        compare(rule, entry, &twin, problem, start, steps);
        twin_finish(&twin);
        runs++;
    }
    if (file)
        fclose(file);
    return runs;
}

static struct problem *regression;

static void find_plane(const char *name, const struct problem **problem, const double **start) {
    static const double starts[3][2] = {{-4, 1}, {-1.5, 2}, {-10, -20}};
    int k = strcmp(name, "quadratic") == 0 ? 0 : strcmp(name, "rosenbrock") == 0 ? 1 : 2;
    *problem = k == 0 ? &quadratic_problem : k == 1 ? &rosenbrock_problem : regression;
    *start = starts[k];
}

static void find_seven(const char *name, const struct problem **problem, const double **start) {
    const struct seven_problem *found = &seven_problems[strcmp(name, "bowl") != 0];
    assert_string_equal(found->name, name);
    *problem = &found->problem;
    *start = found->start;
}

static void test_traces(void **state) {
    (void)state;
    struct document document = {0};
    struct error error = {0};
    struct node *node = document_parse_set(
        &document, "{data: " SOURCE_DIR "/tests/linear.csv, loss: rmse}", 1, &error);
    regression = regression_read(node, 1, &error);
    for (size_t i = 0; i < RULES; i++) {
        char path[512];
        snprintf(path, sizeof path, SOURCE_DIR "/tests/reference/%s.csv", rules[i].optimizer);
        if (compare_file(&rules[i], path, 200, find_plane) < 3)
            fail_msg("%s is compared with too little", rules[i].scene);
        snprintf(path, sizeof path, SOURCE_DIR "/tests/reference/weights/%s.csv",
                 rules[i].optimizer);
        compare_file(&rules[i], path, 100, find_seven);
    }
    problem_destroy(regression);
    document_finish(&document);
}

// In two layers, at a rate of which all of them go down.
static void test_layers(void **state) {
    (void)state;
    for (size_t i = 0; i < RULES; i++)
        for (size_t k = 0; k < SEVEN_PROBLEMS; k++) {
            struct twin twin;
            char entry[128];
            snprintf(entry, sizeof entry, "{%s: {lr: 0.002%s%s}}", rules[i].optimizer,
                     *rules[i].given ? ", " : "", rules[i].given);
            if (strcmp(rules[i].scene, "nesterov") == 0)
                strcpy(entry + strlen(entry) - 2, ", momentum: 0.9}}");
            assert_true(twin_read(&twin, &rules[i], entry));
            compare(&rules[i], entry, &twin, &seven_problems[k].problem, seven_problems[k].start,
                    100);
            twin_finish(&twin);
        }
}

// No scene of the folder is left out.
static void test_all(void **state) {
    (void)state;
    glob_t scenes;
    assert_int_equal(glob(SOURCE_DIR "/scenes/rules/*.scene", 0, NULL, &scenes), 0);
    assert_int_equal(scenes.gl_pathc, RULES);
    globfree(&scenes);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_traces), cmocka_unit_test(test_layers),
                                       cmocka_unit_test(test_all)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
