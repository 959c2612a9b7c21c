// SPDX-License-Identifier: GPL-3.0-or-later
// --explain prints a scene that renders the same film, and that --explain prints unchanged.
#include "program.h"

#include <glob.h>

static const char *const keys[] = {"seed: ",  "theme: ", "title: ", "video:", "size: [",   "fps: ",
                                   "scale: ", "hold: ",  "speed: ", "loop: ", "progress: "};

static void test_every_scene(void **state) {
    (void)state;
    glob_t scenes;
    assert_int_equal(glob(SOURCE_DIR "/scenes/*.scene", 0, NULL, &scenes), 0);
    assert_true(scenes.gl_pathc > 20);
    int failed = 0;
    char scratch[64];
    scratch_make(scratch);
    // Beside the same data files, under the same names, as films contain the name of their scene.
    assert_int_equal(shell("cd '%s' && mkdir a b && cp -r '" SOURCE_DIR "/scenes/.' a && "
                           "cp -r '" SOURCE_DIR "/scenes/.' b",
                           scratch),
                     0);
    for (size_t i = 0; i < scenes.gl_pathc; i++) {
        const char *name = strrchr(scenes.gl_pathv[i], '/') + 1;
        int status = shell("cd '%s' && \"$OPTANIM\" --explain a/%s >whole && cp whole b/%s && "
                           "\"$OPTANIM\" --explain b/%s | cmp whole - && "
                           "\"$OPTANIM\" -q a/%s --no-source --size 320x240 -o a.png -o a.csv && "
                           "\"$OPTANIM\" -q b/%s --no-source --size 320x240 -o b.png -o b.csv && "
                           "cmp a.png b.png && cmp a.csv b.csv",
                           scratch, name, name, name, name, name);
        if (status != 0) {
            print_error("%s: status %d\n", name, status);
            failed++;
        }
        struct source whole = file_read(scratch, "whole");
        for (size_t k = 0; k < sizeof keys / sizeof *keys; k++)
            if (!strstr(whole.text, keys[k]))
                fail_msg("%s: no '%s' in\n%s", name, keys[k], whole.text);
        source_finish(&whole);
    }
    assert_int_equal(failed, 0);
    globfree(&scenes);
    scratch_remove(scratch);
}

// What YAML would take for something else without quotes stays a text.
static void test_texts(void **state) {
    (void)state;
    static const char *const texts[] = {
        "true",  "null",  "nan",       "yes",     "~",        "1e5", "-1",   ".5",  "0x10",  "-",
        "- a",   "a: b",  "#x",        "x #y",    "[a]",      "a,b", "*a",   "&a",  "!a",    "%a",
        "@a",    "it's",  "\\\"q\\\"", "|",       ">",        "=",   "<<",   "? a", " lead", "a ",
        "a\\nb", "a\\tb", "a\\\\b",    "\\u202e", "\\uFEFFa", "$x$", "1:30", "a.b", "日本",  "a  b",
    };
    char scratch[64];
    scratch_make(scratch);
    assert_int_equal(shell("cd '%s' && mkdir a b", scratch), 0);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct text scene = {0};
        text_printf(&scene,
                    "title: \"%s\"\nsteps: 2\ndescription: \"%s\"\noptimizers:\n  - sgd: "
                    "{label: \"%s\"}\n  - adam\nlayout: [[p]]\npanels: {p: {type: text, text: "
                    "\"%s\", title: \"%s\"}}\n",
                    texts[i], texts[i], texts[i], texts[i], texts[i]);
        file_write(scratch, "a/x.scene", scene.data);
        int status = shell("cd '%s' && \"$OPTANIM\" --explain a/x.scene >b/x.scene && "
                           "\"$OPTANIM\" --explain b/x.scene | cmp b/x.scene - && "
                           "for f in a b; do \"$OPTANIM\" -q $f/x.scene --no-source --size 200x100 "
                           "-o $f.svg -o $f.csv; done; cmp a.svg b.svg && cmp a.csv b.csv",
                           scratch);
        if (status != 0)
            fail_msg("'%s' is explained as another text", texts[i]);
        text_finish(&scene);
    }
    scratch_remove(scratch);
}

static void test_defaults(void **state) {
    (void)state;
    char scratch[64];
    scratch_make(scratch);
    file_write(scratch, "a.scene", "optimizers: [adam]\n");
    assert_int_equal(shell("cd '%s' && \"$OPTANIM\" --explain a.scene --set steps=7 --fps 50 "
                           "--set panels.surface.alpha=0.5 >out",
                           scratch),
                     0);
    struct source out = file_read(scratch, "out");
    static const char *const lines[] = {
        "steps: 7\n",       "fps: 50\n",    "alpha: 0.5\n",  "      beta1: 0.9\n",
        "      slope: 5\n", "loss: rmse\n", "cells: 120\n",  "targets: [[5, 3]]\n",
        "type: surface\n",  "seed: 1\n",    "label: adam\n", "      lr: 0.5\n",
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        if (!strstr(out.text, lines[i]))
            fail_msg("no '%s' in\n%s", lines[i], out.text);
    assert_null(strstr(out.text, "epochs:"));
    source_finish(&out);
    scratch_remove(scratch);
}

static void test_errors(void **state) {
    (void)state;
    char scratch[64];
    scratch_make(scratch);
    file_write(scratch, "a.scene", "optimizers: [adam]\npanels: {surface: {celss: 3}}\n");
    assert_int_equal(shell("cd '%s' && \"$OPTANIM\" --explain a.scene >out 2>err", scratch), 3);
    struct source out = file_read(scratch, "out"), said = file_read(scratch, "err");
    assert_int_equal(out.length, 0);
    assert_non_null(strstr(said.text, "did you mean 'cells'?"));
    source_finish(&out);
    source_finish(&said);
    scratch_remove(scratch);
}

// A mistake in any part of any problem's scene is told, and nothing is printed.
static void test_every_mistake(void **state) {
    (void)state;
    static const char *const problems[] = {
        "",
        "problem: {function: beale}\n",
        "problem: {function: {quadratic: {condition: 5}}}\n",
        "problem: {formula: x*y}\nstart: [1, 2]\n",
        "problem: {regression: {loss: {huber: {}}}}\n",
    };
    static const char *const mistakes[] = {
        "layout: []\n",
        "layout: [[nothing]]\n",
        "layout: {}\n",
        "panels: {contour: 5}\nlayout: [[contour]]\n",
        "panels: {contour: {w0: x}}\nlayout: [[contour]]\n",
        "theme: nothing\n",
        "theme: {}\nbackground: 5\n",
        "title: '{nothing}'\n",
        "fonts: 5\n",
        "video: 5\n",
        "seed: -1\n",
        "sweep: 5\n",
        "compare: {rows: {lr: [0.1, {}]}}\n",
    };
    char scratch[64];
    scratch_make(scratch);
    for (size_t p = 0; p < sizeof problems / sizeof *problems; p++)
        for (size_t i = 0; i < sizeof mistakes / sizeof *mistakes; i++) {
            struct text scene = {0};
            text_printf(&scene, "optimizers: [adam]\n%s%s", problems[p], mistakes[i]);
            file_write(scratch, "a.scene", scene.data);
            int status = shell("cd '%s' && \"$OPTANIM\" --explain a.scene >out 2>err", scratch);
            struct source out = file_read(scratch, "out"), said = file_read(scratch, "err");
            bool is_sweep = strncmp(mistakes[i], "sweep", 5) == 0; // of no film alone
            if ((status != 3 && !is_sweep) || (!is_sweep && out.length > 0) ||
                (status == 3 && !strstr(said.text, "error: ")))
                fail_msg("status %d of\n%s%s%s", status, scene.data, out.text, said.text);
            source_finish(&out);
            source_finish(&said);
            text_finish(&scene);
        }
    scratch_remove(scratch);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_scene),   cmocka_unit_test(test_texts),
        cmocka_unit_test(test_defaults),      cmocka_unit_test(test_errors),
        cmocka_unit_test(test_every_mistake),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
