// SPDX-License-Identifier: GPL-3.0-or-later
// Scenes that are small as files and ask for much: each is refused or read quickly, in little
// memory.
#include "program.h"

#include <sys/resource.h>

#ifndef SANITIZED
static const double SECONDS_MAX = 2;
#endif

static void repeat(struct text *out, const char *piece, int count) {
    for (int i = 0; i < count; i++)
        text_add(out, piece);
}

static void make_set(struct text *out) {
    text_add(out, "optimizers: [adam]\nsteps: 2\nsweep:\n  ? \"panels.q");
    repeat(out, ".a", 200000);
    text_add(out, "\"\n  : [1, 2]\n");
}

static void make_sweep(struct text *out) {
    text_add(out, "optimizers: [adam]\nsteps: 2\nsweep: {seed: [0");
    for (int i = 1; i < 10000; i++)
        text_printf(out, ", %d", i);
    text_add(out, "]}\n");
}

static void make_long_values(struct text *out) {
    text_add(out, "optimizers: [adam]\nsteps: 2\nsweep: {description: [a");
    repeat(out, "a", 5000);
    text_add(out, "]}\n");
}

// Ten films, each with keys of many optimizers.
static void make_addresses(struct text *out) {
    text_add(out, "optimizers: [adam");
    repeat(out, ", adam", 999);
    text_add(out, "]\nsteps: 2\nsweep: {seed: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]");
    for (int i = 1000; i > 600; i--)
        text_printf(out, ", adam %d.lr: [0.5]", i);
    text_add(out, "}\n");
}

static void make_compared(struct text *out) {
    text_add(out, "optimizers: [adam]\nsteps: 2\ncompare: {columns: {\n  ? \"panels.q");
    repeat(out, ".a", 60000);
    text_add(out, "\"\n  : [1, 2]}}\n");
}

// A list of values of which all but the first are aliases of a long text.
static void add_aliases(struct text *out, const char *begin, int length, const char *alias,
                        int count) {
    text_add(out, begin);
    repeat(out, "0", length);
    repeat(out, alias, count);
}

static void make_targets(struct text *out) {
    text_add(out, "problem: {function: sphere}\noptimizers: [adam]\nsteps: 3\ntargets: [");
    add_aliases(out, "[&a 1.", 300000, ", 1], [*a, 2", 1000);
    text_add(out, "]]\n");
}

static void make_eigenvalues(struct text *out) {
    text_add(out, "optimizers: [adam]\nsteps: 3\nproblem: {quadratic: {eigenvalues: [1, ");
    add_aliases(out, "&a 1.", 500000, ", *a", 1000);
    text_add(out, "]}}\n");
}

static void make_rule(struct text *out) {
    text_add(out, "optimizers:\n- rule:\n    update: [w = w - lr*g, ");
    add_aliases(out, "&a '#", 500000, "'", 1);
    repeat(out, ", *a", 1000);
    text_add(out, "]\n");
}

// Each value stands for two of the one before.
static void make_nested(struct text *out) {
    add_aliases(out, "optimizers: [adam]\nz: {a0: &a0 ", 10000, "", 0);
    for (int i = 1; i < 14; i++)
        text_printf(out, ", a%d: &a%d [*a%d, *a%d]", i, i, i - 1, i - 1);
    text_add(out, "}\n");
}

// Maps in maps, of which the innermost holds those before.
static void make_deep(struct text *out) {
    text_add(out, "optimizers: [adam]\nsteps: 2\npanels:\n");
    for (int i = 0; i < 54; i++) {
        text_printf(out, "  x%d: &a%d ", i, i);
        repeat(out, "{k: ", 60);
        text_printf(out, i > 0 ? "*a%d" : "1", i - 1);
        repeat(out, "}", 60);
        text_add(out, "\n");
    }
}

// A text without aliases that is written longer than it is read.
static void make_escapes(struct text *out) {
    text_add(out, "optimizers: [adam]\nsteps: 2\nlayout: [[note]]\n"
                  "panels: {note: {type: text, text: '");
    repeat(out, "\"\\", 300000);
    text_add(out, "'}}\n");
}

// Mistakes that YAML finds far down.
static void make_blank(struct text *out) {
    repeat(out, "\n", 300000);
    text_add(out, "a: [1\n");
}

static void make_continued(struct text *out) {
    text_add(out, "a: b\n");
    repeat(out, "  b\n", 250000);
    text_add(out, "x: [\n");
}

static void make_comments(struct text *out) {
    text_add(out, "a: b\n");
    repeat(out, "#\n", 400000);
    text_add(out, " c: d\n");
}

static void make_directives(struct text *out) {
    text_add(out, "a: 1\n...\n # c\n \xC2\x85");
    for (int i = 0; i < 60000; i++)
        text_printf(out, "%%TAG !a%d! x\n", i);
    text_add(out, "---\noptimizers: [adam]\n");
}

// Many mistakes on one line.
static void make_unknown(struct text *out) {
    text_add(out, "optimizers: [");
    for (int i = 0; i < 1000; i++) {
        text_printf(out, "%s{adam: {", i > 0 ? ", " : "");
        for (int k = 0; k < 30; k++)
            text_printf(out, "zz%d_%d: 1, ", i, k);
        text_add(out, "}}");
    }
    text_add(out, "]\n");
}

static void make_options(struct text *out) {
    text_add(out, "optimizers: [sgd]\nlayout: [[c]]\npanels: {c: {type: contour");
    for (int i = 0; i < 4000; i++)
        text_printf(out, ", zz%d%0200d: 1", i, 0);
    text_add(out, "}}\n");
}

static void make_keys(struct text *out) {
    text_add(out, "{optimizers: [sgd]");
    for (int i = 0; i < 4000; i++)
        text_printf(out, ", zz%d%0200d: 1", i, 0);
    text_add(out, "}\n");
}

// Many panels that are not shown, with names like those of the many that are.
static void make_panels(struct text *out) {
    text_add(out, "optimizers: [adam]\nsteps: 3\nlayout:\n");
    for (int i = 0; i < 992; i++)
        text_printf(out, "%sq%060d%s", i % 32 ? ", " : "- [", i, i % 32 == 31 ? "]\n" : "");
    text_add(out, "panels:\n");
    for (int i = 0; i < 1984; i++)
        text_printf(out, "  %c%060d: {type: text, text: a}\n", i < 992 ? 'q' : 'p', i % 992);
}

// A model that takes long to compute, of which a minimum is looked for.
static void make_model(struct text *out) {
    text_add(out, "problem: {regression: {loss: mae, model: \"w0*x + w1");
    repeat(out, "+0*abs(w0-x)", 1000);
    text_add(out, "\", data: {points: 3000}}}\noptimizers: [adam]\nsteps: 1\n");
}

// Many panels with many defaults.
static void make_mosaic(struct text *out) {
    text_add(out, "problem: {function: sphere}\noptimizers: [adam]\nsteps: 3\n"
                  "video: {size: [8000, 8000]}\nlayout:\n");
    for (int i = 0; i < 2048; i++)
        text_printf(out, "%sp%d%s", i % 64 ? ", " : "- [", i, i % 64 == 63 ? "]\n" : "");
    text_add(out, "panels:\n");
    for (int i = 0; i < 2048; i++)
        text_printf(out, "  p%d: {type: contour}\n", i);
}

// Many runs of a rule that publishes many numbers.
static void make_published(struct text *out) {
    text_add(out, "problem: {network: {data: moons, hidden: [32]}}\nsteps: 2\n"
                  "start: {random: 1000}\nlayout: [[c]]\npanels: {c: {type: curves, left: s1x1}}\n"
                  "optimizers:\n  - rule:\n      state: {s: 0");
    for (int i = 1; i < 64; i++)
        text_printf(out, ", s%dx: 0", i);
    text_add(out, "}\n      update: s = s + g; w = w - lr*s");
    for (int i = 1; i < 64; i++)
        text_printf(out, "; s%dx = s%dx + g", i, i);
    text_add(out, "\n");
}

// A file that many optimizers name.
static void make_long_rule(struct text *out) {
    text_add(out, "update: w = w - lr*g\n");
    repeat(out, "# comment\n", 100000);
}

static void make_wrong_rule(struct text *out) {
    make_long_rule(out);
    text_add(out, "x: [\n");
}

static void make_named(struct text *out) {
    text_add(out, "problem: {function: sphere}\nsteps: 3\noptimizers:\n");
    repeat(out, "- rule: {file: a.rule}\n", 500);
    repeat(out, "- lookahead: {inner: {rule: {file: a.rule}}}\n", 500);
}

static const struct {
    const char *name;
    void (*make)(struct text *out);
    const char *expected;                // part of the message; NULL: the scene is good
    void (*make_rule)(struct text *out); // writes a.rule
    const char *command;                 // NULL: --check
} cases[] = {
    {"path of a sweep", make_set, "the limit 'depth'"},
    {"films of a sweep", make_sweep, NULL},
    {"values of a sweep", make_long_values, "the limit 'label-bytes'"},
    {"keys of a sweep", make_addresses, NULL},
    {"path of a comparison", make_compared, "the limit 'depth'"},
    {"aliases in targets", make_targets, "the limit 'scene-bytes'"},
    {"aliases in eigenvalues", make_eigenvalues, "the limit 'scene-bytes'"},
    {"aliases in a rule", make_rule, "the limit 'scene-bytes'"},
    {"nested aliases", make_nested, "the limit 'scene-bytes'"},
    {"deep aliases", make_deep, "a.scene:5:251: error: 122 nested"},
    {"blank lines", make_blank, "a.scene:300001:4: error: this [ is not closed"},
    {"continued lines", make_continued, "a.scene:250002:4: error: this [ is not closed"},
    {"lines of comments", make_comments, "a.scene:400002:2: error: "},
    {"unknown keys", make_keys, "a.scene:1:21: error: unknown option 'zz0"},
    {"unknown options of optimizers", make_unknown, "a.scene:1:22: error: unknown option 'zz0_0'"},
    {"unknown options of a panel", make_options, "a.scene:3:29: error: unknown option 'zz0"},
    {"directives", make_directives, "a.scene:5:1: error: tags such as %TAG"},
    {"panels that are not shown", make_panels, NULL},
    {"a long model", make_model, NULL},
    {"escapes", make_escapes, "the limit 'scene-bytes'"},
    {"a file of many", make_named, NULL, make_long_rule},
    {"panels to explain", make_mosaic, NULL, .command = "--explain"},
    {"numbers of many runs", make_published, NULL, .command = "--size 200x150 -o a.png"},
    {"a wrong file of many", make_named, "a.rule:100002:4: error: this [ is not", make_wrong_rule},
};

// Checks the scene of one case.
static void check(const char *folder, size_t i) {
    struct text scene = {0}, rule = {0};
    cases[i].make(&scene);
    file_write(folder, "a.scene", scene.data);
    if (cases[i].make_rule) {
        cases[i].make_rule(&rule);
        file_write(folder, "a.rule", rule.data);
    }
    text_finish(&scene);
    text_finish(&rule);
    int status = shell("cd '%s' && exec \"$OPTANIM\" %s a.scene -q 2>error >output", folder,
                       cases[i].command ? cases[i].command : "--check");
    struct source error = file_read(folder, "error");
    // A sweep of which no film is made returns 1.
    if (cases[i].expected ? status != 3 && status != 1 : status != 0)
        fail_msg("%s: status %d: %.300s", cases[i].name, status, error.text);
    if (cases[i].expected && !strstr(error.text, cases[i].expected))
        fail_msg("%s: %.300s", cases[i].name, error.text);
    source_finish(&error);
}

static double seconds_used(const struct rusage *used) {
    return (double)(used->ru_utime.tv_sec + used->ru_stime.tv_sec) +
           1e-6 * (double)(used->ru_utime.tv_usec + used->ru_stime.tv_usec);
}

static void test_cases(void **state) {
    (void)state;
    char folder[64];
    scratch_make(folder);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct rusage before, after;
        getrusage(RUSAGE_CHILDREN, &before);
        check(folder, i);
        getrusage(RUSAGE_CHILDREN, &after);
        double took = seconds_used(&after) - seconds_used(&before);
#ifndef SANITIZED
        if (took > SECONDS_MAX)
            fail_msg("%s: took %.2f s", cases[i].name, took);
        if (after.ru_maxrss > 200 * 1024) // KiB
            fail_msg("%s: took %ld KiB", cases[i].name, after.ru_maxrss);
#else
        (void)took;
#endif
    }
    scratch_remove(folder);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_cases)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
