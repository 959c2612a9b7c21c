// SPDX-License-Identifier: GPL-3.0-or-later
// Every limit: a scene at the limit passes --check; one above it is refused quickly, with the
// limit's name.
#include "base/limits.h"
#include "base/source.h"
#include "program.h"

#include <math.h>
#include <sys/resource.h>

static const double SECONDS_MAX = 1;

static char folder[64];

static void repeat(struct text *out, const char *piece, double count) {
    for (double i = 0; i < count; i++)
        text_add(out, piece);
}

static void make_bytes(struct text *out, double n) {
    text_add(out, "optimizers: [sgd]\n#");
    repeat(out, "x", n - (double)out->length);
}

static void make_font(struct text *out, double n) {
    struct text path = {0};
    file_write(folder, "a.ttf", "");
    text_printf(&path, "%sa.ttf", folder);
    assert_int_equal(truncate(path.data, (off_t)n), 0);
    text_finish(&path);
    text_add(out, "theme: {extends: light, fonts: [a.ttf]}\noptimizers: [sgd]\n");
}

static void make_page(struct text *out, double n) {
    struct text data = {0};
    text_add(&data, "x,y\n1,1\n2,2\n");
    repeat(&data, "3,3\n", floor(n / 4));
    file_write(folder, "a.csv", data.data);
    text_finish(&data);
    text_add(out, "problem: {regression: {data: a.csv}}\noptimizers: [sgd]\nepochs: 2\n");
}

static void make_depth(struct text *out, double n) {
    text_add(out, "a: ");
    repeat(out, "[", n - 1);
    text_add(out, "1");
    repeat(out, "]", n - 1);
    text_add(out, "\n");
}

// The nodes are the map, two keys, two lists and the 9990 values of the first list; its alias
// counts as much again.
static void make_nodes(struct text *out, double n) {
    text_add(out, "a: &s [1");
    repeat(out, ",1", 9989);
    text_add(out, "]\nb: [");
    repeat(out, "*s, ", floor((n - 9995) / 9991));
    repeat(out, "1, ", fmod(n - 9995, 9991));
    text_add(out, "]\n");
}

static void make_keys(struct text *out, double n) {
    text_add(out, "a: {");
    for (double i = 0; i < n; i++)
        text_printf(out, "k%.0f: 1, ", i);
    text_add(out, "}\n");
}

// The files 1.scene to N-1.scene extend each other; this one extends the last.
static void make_files(struct text *out, double n) {
    for (int i = 1; i < n; i++) {
        struct text base = {0}, name = {0};
        text_printf(&name, "%d.scene", i);
        if (i == 1)
            text_add(&base, "optimizers: [sgd]\n");
        else
            text_printf(&base, "extends: %d.scene\n", i - 1);
        file_write(folder, name.data, base.data);
        text_finish(&base);
        text_finish(&name);
    }
    text_printf(out, "extends: %.0f.scene\n", n - 1);
}

static void make_optimizers(struct text *out, double n) {
    text_add(out, "epochs: 2\noptimizers: [");
    repeat(out, "sgd, ", n);
    text_add(out, "]\n");
}

static void make_wrappers(struct text *out, double n) {
    text_add(out, "optimizers: [");
    repeat(out, "{sam: {inner: ", n);
    text_add(out, "sgd");
    repeat(out, "}}", n);
    text_add(out, "]\n");
}

static void make_runs(struct text *out, double n) {
    text_add(out, "problem: {function: ackley}\nsteps: 2\nstart: {random: 1000}\noptimizers: [");
    repeat(out, "sgd, ", ceil(n / 1000));
    text_add(out, "]\n");
}

static void make_states(struct text *out, double n) {
    text_printf(out, "optimizers: [sgd]\nbatch: 1\nepochs: %.0f\n", ceil(n / 100));
}

static void make_state_bytes(struct text *out, double n) {
    double steps = n / 56 / 4; // of four optimizers
    text_printf(out, "optimizers: [sgd, lamb, adam, lion]\nsteps: %.0f\n",
                n > 2.0 * (1 << 30) ? ceil(steps) : floor(steps));
}

static void make_weights(struct text *out, double n) {
    text_printf(out, "optimizers: [sgd]\nproblem: {quadratic: {eigenvalues: {count: %.0f}}}\n", n);
}

static void make_matrix(struct text *out, double n) {
    text_printf(out, "optimizers: [bfgs]\nproblem: {quadratic: {eigenvalues: {count: %.0f}}}\n", n);
}

// Layers of each of which a matrix is kept: their squares are 4e6 numbers, and one more.
static void make_matrices(struct text *out, double n) {
    bool is_more = n > limit_most(LIMIT_MATRICES);
    text_printf(out,
                "optimizers: [shampoo]\nproblem: {quadratic: {layers: [1000, 1000, 1000, 999, 44, "
                "7, 3, 2, 1%s], eigenvalues: {count: %d}}}\n",
                is_more ? ", 1" : "", 4056 + is_more);
}

static void make_points(struct text *out, double n) {
    text_printf(out, "optimizers: [sgd]\nproblem: {regression: {data: {points: %.0f}}}\n", n);
}

static void make_targets(struct text *out, double n) {
    text_add(out, "optimizers: [sgd]\ntargets: [");
    repeat(out, "[1, 2], ", n);
    text_add(out, "]\n");
}

static void make_label(struct text *out, double n) {
    text_add(out, "optimizers: [sgd]\ntitle: '");
    repeat(out, "x", n);
    text_add(out, "'\n");
}

static void make_lines(struct text *out, double n) {
    text_add(out, "optimizers: [sgd]\nlayout: [[note]]\npanels:\n  note:\n    type: text\n"
                  "    text: |\n");
    repeat(out, "      a line\n", n);
}

static void make_formula(struct text *out, double n) {
    text_add(out, "optimizers: [sgd]\nstart: [1, 1]\nproblem: {formula: '");
    text_add(out, fmod(n, 2) == 0 ? "-x" : "x");
    repeat(out, "+y", floor((n - 1) / 2));
    text_add(out, "'}\n");
}

// A rule of n parts.
static void make_rule(struct text *out, double n) {
    text_add(out, "optimizers:\n  - rule: {update: \"w = ");
    text_add(out, fmod(n, 2) == 0 ? "-w" : "w");
    repeat(out, "+g", floor((n - 1) / 2));
    text_add(out, "\"}\n");
}

// A rule of n states or options.
static void make_names(struct text *out, double n, const char *key) {
    text_printf(out, "optimizers:\n  - rule:\n      %s: {", key);
    for (double i = 0; i < n; i++)
        text_printf(out, "x%.0f: 0, ", i);
    text_add(out, "}\n      update: \"w -= lr*g");
    for (double i = 0; i < n; i++)
        text_printf(out, strcmp(key, "state") == 0 ? "; x%.0f = g" : "*x%.0f", i);
    text_add(out, "\"\n");
}

static void make_rule_options(struct text *out, double n) {
    make_names(out, n, "options");
}

static void make_rule_states(struct text *out, double n) {
    make_names(out, n, "state");
}

// A rule that takes n norms of what must be kept for them, the last 56 in its report.
static void make_rule_vectors(struct text *out, double n) {
    text_add(out, "optimizers:\n  - rule:\n      update: \"w -= (0");
    for (double i = 1; i <= n - 56; i++)
        text_printf(out, "+norm(%.0f*g)", i + 1);
    text_add(out, ")*g\"\n      report: \"w + (0");
    for (double i = 1; i <= 56; i++)
        text_printf(out, "+norm(%.0f*w)", i + 1);
    text_add(out, ")\"\n");
}

static void make_diagonal(struct text *out, double n) {
    text_printf(out,
                "optimizers:\n  - rule: {update: \"w -= lr*g/hdiag(w)\"}\n"
                "problem: {quadratic: {eigenvalues: {count: %.0f}}}\n",
                n);
}

static void make_grid(struct text *out, double n) {
    text_add(out, "optimizers: [sgd]\nlayout: [[");
    repeat(out, "contour, ", n);
    text_add(out, "]]\n");
}

static void make_compared(struct text *out, double n) {
    text_add(out, "optimizers: [sgd]\ncompare: {columns: {optimizers.0.lr: [");
    for (double i = 1; i <= n; i++)
        text_printf(out, "%.0f, ", i);
    text_add(out, "]}}\nvideo: {size: [4000, 400]}\n");
}

static void make_sweep(struct text *out, double n) {
    text_add(out, "optimizers: [sgd]\nsweep: {seed: [");
    for (double i = 1; i <= n; i++)
        text_printf(out, "%.0f, ", i);
    text_add(out, "]}\n");
}

static void make_frames(struct text *out, double n) {
    text_printf(out, "optimizers: [sgd]\nvideo: {duration: %.4f, fps: 200}\n", n / 200);
}

static void make_pixels(struct text *out, double n) {
    text_printf(out, "optimizers: [sgd]\nvideo: {size: [8000, %.0f]}\n", ceil(n / 8000));
}

static void make_film(struct text *out, double n) {
    text_printf(out, "optimizers: [sgd]\nvideo: {size: [8000, %.0f]}\n",
                n > 2.5 * (1 << 30) ? ceil(n / 52 / 8000) : floor(n / 52 / 8000));
}

static void make_levels(struct text *out, double n) {
    text_printf(out, "optimizers: [sgd]\nlayout: [[contour]]\npanels: {contour: {levels: %.0f}}\n",
                n);
}

static void make_cells(struct text *out, double n) {
    text_printf(out, "optimizers: [sgd]\nlayout: [[surface]]\npanels: {surface: {cells: %.0f}}\n",
                n);
}

static const struct {
    void (*make)(struct text *out, double n);
    const char *options;
    bool is_made;     // --check does not see it
    bool is_setting;  // refused as a number out of its range
    bool is_nonsense; // a scene at the limit is refused as well, but for another reason
    bool only_above;  // a scene at the limit would take long, or need many files
} cases[LIMIT_COUNT] = {
    [LIMIT_SCENE_BYTES] = {make_bytes},
    [LIMIT_FONT_BYTES] = {make_font, .is_nonsense = true},
    [LIMIT_PAGE_BYTES] = {make_page, "-o a.html", .is_made = true, .only_above = true},
    [LIMIT_DEPTH] = {make_depth, .is_nonsense = true},
    [LIMIT_NODES] = {make_nodes, .is_nonsense = true},
    [LIMIT_KEYS] = {make_keys, .is_nonsense = true},
    [LIMIT_FILES] = {make_files},
    [LIMIT_OPTIMIZERS] = {make_optimizers},
    [LIMIT_WRAPPERS] = {make_wrappers},
    [LIMIT_RUNS] = {make_runs},
    [LIMIT_STATES] = {make_states},
    [LIMIT_STATE_BYTES] = {make_state_bytes},
    [LIMIT_WEIGHTS] = {make_weights},
    [LIMIT_MATRIX] = {make_matrix},
    [LIMIT_MATRICES] = {make_matrices},
    [LIMIT_POINTS] = {make_points, .is_setting = true, .only_above = true},
    [LIMIT_TARGETS] = {make_targets},
    [LIMIT_LABEL_BYTES] = {make_label},
    [LIMIT_TEXT_LINES] = {make_lines},
    [LIMIT_FORMULA_NODES] = {make_formula},
    [LIMIT_RULE_NODES] = {make_rule},
    [LIMIT_RULE_OPTIONS] = {make_rule_options},
    [LIMIT_RULE_STATES] = {make_rule_states},
    [LIMIT_RULE_VECTORS] = {make_rule_vectors},
    [LIMIT_HDIAG_WEIGHTS] = {make_diagonal},
    [LIMIT_GRID] = {make_grid},
    [LIMIT_COMPARED] = {make_compared},
    [LIMIT_SWEEP] = {make_sweep, .only_above = true},
    [LIMIT_FRAMES] = {make_frames},
    [LIMIT_PIXELS] = {make_pixels, "-o film.png"},
    [LIMIT_FILM_BYTES] = {make_film, "-o film.gif"},
    [LIMIT_LEVELS] = {make_levels, .is_setting = true},
    [LIMIT_CELLS] = {make_cells, .is_setting = true},
};

// Checks a scene; its message is in the file `error` afterwards.
static int check(enum limit limit, double count) {
    struct text scene = {0};
    cases[limit].make(&scene, count);
    file_write(folder, "a.scene", scene.data);
    text_finish(&scene);
    return shell("cd '%s' && \"$OPTANIM\" %s %s a.scene -q 2>error", folder,
                 cases[limit].is_made ? "" : "--check",
                 cases[limit].options ? cases[limit].options : "");
}

// Processor time of all programs that were run so far: a busy machine does not make it longer.
static double seconds_used(void) {
    struct rusage used;
    getrusage(RUSAGE_CHILDREN, &used);
    return (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
           1e-6 * (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec);
}

static void test_cases(void **state) {
    (void)state;
    scratch_make(folder);
    for (enum limit i = 0; i < LIMIT_COUNT; i++) {
        double most = limit_most(i);
        if (!cases[i].make)
            continue;
        double start = seconds_used();
        int status = check(i, most + 1);
        double took = seconds_used() - start;
        struct source error = file_read(folder, "error");
        struct text named = {0};
        text_printf(&named, "the limit '%s'", limits[i].name);
        if (status != 3 && status != 2)
            fail_msg("%s: status %d", limits[i].name, status);
        if (!cases[i].is_setting && !strstr(error.text, named.data))
            fail_msg("%s: %s", limits[i].name, error.text);
        if (took > SECONDS_MAX)
            fail_msg("%s: refused after %.2f s", limits[i].name, took);
        source_finish(&error);
        text_finish(&named);
        if (cases[i].only_above)
            continue;
        status = check(i, most);
        error = file_read(folder, "error");
        if (strstr(error.text, "the limit '") || (status != 0 && !cases[i].is_nonsense))
            fail_msg("%s: %s", limits[i].name, error.text);
        source_finish(&error);
    }
#ifndef SANITIZED
    struct rusage usage;
    getrusage(RUSAGE_CHILDREN, &usage);
    assert_in_range(usage.ru_maxrss, 1, 200 * 1024); // KiB
#endif
    scratch_remove(folder);
}

// A sparse file of the largest size can be opened, and one byte more is refused.
static void test_data(void **state) {
    (void)state;
    struct error error = {0};
    struct text path = {0};
    scratch_make(folder);
    file_write(folder, "data.csv", "");
    text_printf(&path, "%sdata.csv", folder);
    off_t most = (off_t)limit_most(LIMIT_DATA_BYTES);
    assert_int_equal(truncate(path.data, most), 0);
    FILE *file = source_open(path.data, (struct place){0}, &error);
    assert_non_null(file);
    fclose(file);
    assert_int_equal(truncate(path.data, most + 1), 0);
    assert_null(source_open(path.data, (struct place){0}, &error));
    assert_non_null(strstr(error.message, "the limit 'data-bytes'"));
    error_finish(&error);
    text_finish(&path);
    scratch_remove(folder);
}

// Sizes that must work.
static void test_plenty(void **state) {
    (void)state;
    static const struct {
        enum limit limit;
        double count;
    } plenty[] = {
        {LIMIT_RUNS, 10000},        {LIMIT_STATES, 1e7},     {LIMIT_OPTIMIZERS, 256},
        {LIMIT_POINTS, 1e6},        {LIMIT_TARGETS, 1000},   {LIMIT_LABEL_BYTES, 4096},
        {LIMIT_FORMULA_NODES, 2e4}, {LIMIT_TEXT_LINES, 1e4}, {LIMIT_STATE_BYTES, 2147483648.0}};
    scratch_make(folder);
    for (size_t i = 0; i < sizeof plenty / sizeof *plenty; i++)
        if (check(plenty[i].limit, plenty[i].count) != 0)
            fail_msg("%s: %s", limits[plenty[i].limit].name, file_read(folder, "error").text);
    scratch_remove(folder);
}

static void make_unknown_names(struct text *out) {
    text_add(out, "optimizers:\n  - rule:\n      update:\n");
    for (int i = 0; i < 990; i++)
        text_printf(out,
                    "        - name_of_a_number_%d_of_60_letters_that_is_set = name_%d_that_is_"
                    "not_known_but_has_many_letters_too\n",
                    i, i);
}

static void make_unknown_keys(struct text *out) {
    text_add(out, "optimizers:\n");
    for (int i = 0; i < 900; i++) {
        text_add(out, "- adam: {");
        for (int k = 0; k < 90; k++)
            text_printf(out, "a%dx%d: 1, ", i, k);
        text_add(out, "}\n");
    }
}

// Many mistakes on one line, behind much else.
static void make_line(struct text *out, const char *optimizer, int count) {
    text_add(out, "{z: \"");
    repeat(out, "z", 700000);
    text_add(out, "\", optimizers: [");
    repeat(out, optimizer, count);
    text_add(out, "]}\n");
}

static void make_unread(struct text *out) {
    struct text rule = {0};
    text_add(&rule, "{rule: {update: '");
    for (int i = 0; i < 60; i++)
        text_printf(&rule, "a%d = lr; ", i);
    text_add(&rule, "w = w - lr*g'}}, ");
    make_line(out, rule.data, 160);
    text_finish(&rule);
}

static void make_nothings(struct text *out) {
    make_line(out, "{adam: {beta1: , beta2: , eps: , lr: , noise: }}, ", 1000);
}

static void make_formulas(struct text *out) {
    make_line(out, "{adam: {beta1: {formula: t+}, beta2: {formula: t+}}}, ", 1000);
}

// Names that are alike in their first letters, which symbols have.
static void make_names_alike(struct text *out) {
    text_add(out, "optimizers:\n  - rule:\n      update: \"z = w");
    struct text before = {0};
    text_add(&before, "z");
    for (int i = 0; i < 1900; i++) {
        char name[16];
        snprintf(name, sizeof name, "%c%c%c", 'a' + i / 676, 'a' + i / 26 % 26, 'a' + i % 26);
        text_printf(out, "; a_name_of_many_letters_%s = %s", name, before.data);
        text_clear(&before);
        text_printf(&before, "a_name_of_many_letters_%s", name);
    }
    text_printf(out, "; w = %s\"\n", before.data);
    text_finish(&before);
}

// The largest rate of all steps is asked for once.
static void make_inner_peak(struct text *out) {
    text_add(out, "problem: {function: sphere}\nsteps: 20000\noptimizers:\n"
                  "  - muon: {inner: {adamw: {lr: {formula: \"0*t\"}}}}\n");
}

// What is within all limits is answered at once, be it right or wrong.
static void test_much(void **state) {
    (void)state;
    static const struct {
        void (*make)(struct text *out);
        int status;
        const char *options;
    } much[] = {{make_unknown_names, 3},
                {make_unknown_keys, 3},
                {make_unread, 3},
                {make_nothings, 3},
                {make_formulas, 3},
                {make_names_alike, 0},
                {make_inner_peak, 0, "-o a.csv"}};
    scratch_make(folder);
    for (size_t i = 0; i < sizeof much / sizeof *much; i++) {
        struct text scene = {0};
        much[i].make(&scene);
        file_write(folder, "a.scene", scene.data);
        text_finish(&scene);
        double start = seconds_used();
        int status = shell("cd '%s' && \"$OPTANIM\" %s a.scene -q 2>error", folder,
                           much[i].options ? much[i].options : "--check");
        double took = seconds_used() - start;
        if (status != much[i].status || took > SECONDS_MAX)
            fail_msg("%zu: status %d after %.2f s: %s", i, status, took,
                     file_read(folder, "error").text);
    }
    scratch_remove(folder);
}

// What all cells of a comparison need together is refused, not only what the first needs.
static void test_comparisons(void **state) {
    (void)state;
    static const struct {
        enum limit limit;
        int steps;
        const char *key, *small, *large; // the value of the first cell, and of the others
        int most, above;                 // large values that are allowed, and that are not
    } sums[] = {
        {LIMIT_RUNS, 1, "start", "[1, 1]", "{random: 1000}", 9, 10},
        {LIMIT_STATE_BYTES, 10000, "start", "[1, 1]", "{random: 1000}", 1, 9},
        {LIMIT_STATE_BYTES, 200000, "problem", "{quadratic: {eigenvalues: [1, 2]}}",
         "{quadratic: {eigenvalues: {from: 1, to: 2, count: 64}}}", 1, 9},
    };
    scratch_make(folder);
    for (size_t i = 0; i < 2 * sizeof sums / sizeof *sums; i++) {
        struct text text = {0};
        text_printf(&text, "steps: %d\noptimizers: [sgd, adam]\ncompare: {cells: {%s: [%s",
                    sums[i / 2].steps, sums[i / 2].key, sums[i / 2].small);
        for (int k = 0; k < (i % 2 ? sums[i / 2].above : sums[i / 2].most); k++)
            text_printf(&text, ", %s", sums[i / 2].large);
        text_add(&text, "]}}\n");
        file_write(folder, "a.scene", text.data);
        text_clear(&text);
        text_printf(&text, "the limit '%s'", limits[sums[i / 2].limit].name);
        int status = shell("cd '%s' && \"$OPTANIM\" --check a.scene -q 2>error", folder);
        struct source error = file_read(folder, "error");
        assert_int_equal(status, i % 2 ? 3 : 0);
        assert_int_equal(strstr(error.text, text.data) != NULL, i % 2);
        source_finish(&error);
        text_finish(&text);
    }
    scratch_remove(folder);
}

// Cells that differ in nothing have numbers, which take no longer the more there are.
static void test_equal_cells(void **state) {
    (void)state;
    scratch_make(folder);
    struct text text = {0};
    text_add(&text, "epochs: 1\nproblem: {function: sphere}\nstart: [1, 1]\noptimizers: [");
    repeat(&text, "sgd, ", 19);
    text_add(&text, "]\ncompare: {rows: {seed: [");
    repeat(&text, "1, ", limit_most(LIMIT_COMPARED));
    text_add(&text, "]}, columns: {lr: [");
    repeat(&text, "0.5, ", limit_most(LIMIT_COMPARED));
    text_add(&text, "]}}\nvideo: {size: [2000, 2000]}\n");
    file_write(folder, "a.scene", text.data);
    text_finish(&text);
    double start = seconds_used();
    assert_int_equal(shell("cd '%s' && \"$OPTANIM\" --check a.scene -q", folder), 0);
    double took = seconds_used() - start;
    if (took > SECONDS_MAX)
        fail_msg("checked after %.2f s", took);
    scratch_remove(folder);
}

// Each row of the table has a test.
static void test_table(void **state) {
    (void)state;
    for (enum limit i = 0; i < LIMIT_COUNT; i++) {
        assert_non_null(limits[i].name);
        assert_non_null(limits[i].what);
        assert_non_null(limits[i].reason);
        assert_true(limits[i].most > 0);
        assert_true(cases[i].make || i == LIMIT_DATA_BYTES);
    }
}

// README contains the table as it is.
static void test_readme(void **state) {
    (void)state;
    struct source readme = file_read(SOURCE_DIR "/", "README.md");
    for (enum limit i = 0; i < LIMIT_COUNT; i++) {
        struct text row = {0};
        text_printf(&row, "\n| %s | %.15g | %s | %s |\n", limits[i].name, limits[i].most,
                    limits[i].what, limits[i].reason);
        if (!strstr(readme.text, row.data))
            fail_msg("no row %s", row.data);
        text_finish(&row);
    }
    source_finish(&readme);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_table),       cmocka_unit_test(test_cases),
        cmocka_unit_test(test_data),        cmocka_unit_test(test_plenty),
        cmocka_unit_test(test_comparisons), cmocka_unit_test(test_equal_cells),
        cmocka_unit_test(test_readme),      cmocka_unit_test(test_much),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
