// SPDX-License-Identifier: GPL-3.0-or-later
// An option has the same address in --set, --sweep, sweep, compare and titles.
#include "optim/optimizer.h"
#include "program.h"
#include "scene/comparison.h"
#include "scene/scene.h"

static const char scene_text[] = "epochs: 3\n"
                                 "optimizers:\n"
                                 "  - sgd\n"
                                 "  - adam: {lr: 0.2}\n"
                                 "  - sgd: {label: a.b, lr: 0.3}\n"
                                 "  - sgd\n"
                                 "  - lookahead: {inner: {sgd: {lr: 0.4, momentum: 0.5}}}\n"
                                 "  - lookahead: {lr: 0.5}\n";

enum { COUNT = 6 };

static bool read_with(struct scene *scene, const char *text, const char *const *sets,
                      size_t set_count, struct error *error) {
    char scratch[64];
    scratch_make(scratch);
    file_write(scratch, "a.scene", text);
    struct text path = {0};
    text_printf(&path, "%sa.scene", scratch);
    struct scene_overrides overrides = {.sets = sets, .set_count = set_count};
    bool good = scene_read(scene, path.data, &overrides, error);
    text_finish(&path);
    scratch_remove(scratch);
    return good;
}

// Which optimizers have the learning rate 9 after --set KEY=9, as a string of digits.
static const struct {
    const char *key, *changed;
} rates[] = {
    {"lr", "012345"},
    {"optimizers.0.lr", "0"},
    {"optimizer.lr", "0"},
    {"sgd.lr", "0"},
    {"sgd 2.lr", "3"},
    {"adam.lr", "1"},
    {"a.b.lr", "2"},
    {"lookahead.lr", "4"},
    {"lookahead 2.lr", "5"},
    {"optimizers.5.lr", "5"},
    {"lookahead.inner.lr", "4"},
    {"lookahead.inner.sgd.lr", "4"},
    {"optimizers.4.inner.lr", "4"},
    {"optimizers.4.lr", "4"},
    {"optimizers.4.lookahead.lr", "4"},
    {"inner.lr", "!"},
    {"optimizers.1.adam.lr", "1"},
    {"lookahead 2.inner.lr", "!"},
};

static void test_rates(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof rates / sizeof *rates; i++) {
        struct scene scene;
        struct error error = {0};
        struct text set = {0}, changed = {0};
        text_printf(&set, "%s=9", rates[i].key);
        bool good = read_with(&scene, scene_text, (const char *const[]){set.data}, 1, &error);
        for (size_t k = 0; good && k < COUNT; k++)
            if (scene.optimizers[k].lr.value == 9)
                text_printf(&changed, "%zu", k);
        // The rate of the sixth stands outside, so that one inside is a second one.
        const char *found = good ? changed.data : "!";
        if (!found || strcmp(found, rates[i].changed) != 0)
            fail_msg("%s: %s, not %s: %s", rates[i].key, found ? found : "none", rates[i].changed,
                     error.message ? error.message : "");
        if (good)
            scene_finish(&scene);
        error_finish(&error);
        text_finish(&set);
        text_finish(&changed);
    }
}

// An option that only some optimizers have is set in those, also if an inner rule has it.
static void test_options_of_some(void **state) {
    (void)state;
    struct scene scene;
    struct error error = {0};
    static const char *const sets[] = {"nesterov=true", "momentum=0.7", "k=3",
                                       "seed=5",        "video.fps=30", "clip.norm=2"};
    if (!read_with(&scene, scene_text, sets, sizeof sets / sizeof *sets, &error))
        fail_msg("%s", error.message);
    assert_int_equal(scene.seed, 5);
    assert_true(scene.video.fps == 30);
    for (size_t i = 0; i < COUNT; i++)
        assert_true(scene.optimizers[i].clip.norm == 2);
    scene_finish(&scene);
    // A single optimizer needs no list.
    static const char *const rate[] = {"lr=9"};
    assert_true(read_with(&scene, "optimizers: adam\n", rate, 1, &error));
    assert_true(scene.optimizers[0].lr.value == 9);
    scene_finish(&scene);
}

static const struct {
    const char *set, *says;
} mistakes[] = {
    {"lrr=1", "--set 1:1: error: unknown option 'lrr' for a scene or its optimizers; did you mean "
              "'lr'?"},
    {"adm.lr=1", "did you mean 'adam'?"},
    {"adam.lrr=1", "unknown option 'lrr' for optimizer 'adam'; did you mean 'lr'?"},
    {"optimizers.9.lr=1", "--set 1:12: error: there is no entry 9: there are 6, 0 to 5"},
    {"fps=30", "it belongs to video: {fps: 25}"},
    {"batch_size=3", "did you mean 'batch'?"},
    {"=3", "expected a name before '='"},
    {"adam=3", "'adam' is an optimizer; a key is an option of it, such as adam.lr"},
    {"a.b=3", "'a.b' is an optimizer"},
    {"lamb.lr=3", "no optimizer has the label 'lamb'; there are sgd, adam, a.b, sgd 2, "},
    {"optimizers.adam.lr=3",
     "--set 1:12: error: expected a position in the list, such as optimizers.0"},
    {"optimizers.lr=3", "--set 1:12: error: expected a position in the list"},
    {"optimizers[1].lr=3", "a position stands behind a dot: optimizers.1.lr"},
    {"lookahead.inner.lrr=1", "did you mean 'lr'?"},
    {"optimizers.4.kk=1", "--set 1:14: error: unknown option 'kk' for optimizer 'lookahead'"},
};

static void test_mistakes(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof mistakes / sizeof *mistakes; i++) {
        struct scene scene;
        struct error error = {0};
        if (read_with(&scene, scene_text, (const char *const[]){mistakes[i].set}, 1, &error))
            fail_msg("%s is no mistake", mistakes[i].set);
        if (!strstr(error.message, mistakes[i].says))
            fail_msg("%s: expected\n%s\nnot\n%s", mistakes[i].set, mistakes[i].says, error.message);
        error_finish(&error);
    }
    // One whose label is not its name is called by its label.
    struct scene labelled;
    struct error other = {0};
    static const char *const by_name[] = {"adam.lr=1"};
    assert_false(read_with(&labelled, "optimizers: [{adam: {label: A b}}]\n", by_name, 1, &other));
    assert_non_null(strstr(other.message, "an optimizer is called by its label here: A b.lr"));
    error_finish(&other);
    // With one optimizer there is no second one.
    struct scene scene;
    struct error error = {0};
    static const char *const second[] = {"optimizers.1.lr=1"};
    assert_false(read_with(&scene, "optimizers: [adam]\n", second, 1, &error));
    assert_non_null(strstr(error.message, "there is no entry 1: there is one, 0"));
    error_finish(&error);
}

// The same key everywhere gives the same numbers.
static void test_everywhere(void **state) {
    (void)state;
    char scratch[64];
    scratch_make(scratch);
    static const char *const keys[] = {"lr", "adam.lr", "optimizers.1.lr", "beta1", "epochs"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        const char *key = keys[i], *value = strcmp(key, "epochs") == 0 ? "7" : "0.7";
        struct text text = {0};
        text_add(&text, "epochs: 5\noptimizers: [sgd, adam]\n");
        file_write(scratch, "a.scene", text.data);
        text_printf(&text, "sweep: {%s: [%s]}\n", key, value);
        file_write(scratch, "s.scene", text.data);
        text_clear(&text);
        text_printf(&text, "epochs: 5\noptimizers: [sgd, adam]\ncompare: {cells: {%s: [%s]}}\n",
                    key, value);
        file_write(scratch, "c.scene", text.data);
        text_clear(&text);
        text_printf(&text, "epochs: 5\noptimizers: [sgd, adam]\nsweep: {%s: [%s], grid: true}\n",
                    key, value);
        file_write(scratch, "g.scene", text.data);
        // Cells append their values to the labels, in the first column.
        int status = shell(
            "cd '%s' && exec 2>log && \"$OPTANIM\" -q a.scene --set '%s=%s' -o set.csv && "
            "\"$OPTANIM\" -q a.scene --sweep '%s=%s' -o '{value}.csv' && mv %s.csv option.csv && "
            "\"$OPTANIM\" -q s.scene -o '{value}.csv' && mv %s.csv sweep.csv && "
            "\"$OPTANIM\" -q a.scene --sweep '%s=%s' --grid -o grid.csv && "
            "\"$OPTANIM\" -q g.scene -o scene_grid.csv && "
            "\"$OPTANIM\" -q c.scene -o compare.csv && "
            "cmp set.csv option.csv && cmp set.csv sweep.csv && cmp grid.csv compare.csv && "
            "cmp grid.csv scene_grid.csv && cut -d, -f2- set.csv >a && cut -d, -f2- grid.csv >b && "
            "cmp a b",
            scratch, key, value, key, value, value, value, key, value);
        struct source log = file_read(scratch, "log");
        if (status != 0)
            fail_msg("%s: %s", key, log.text);
        source_finish(&log);
        text_finish(&text);
    }
    scratch_remove(scratch);
}

// A grid shows the panel in compare.panel, else the only panel of the layout, else it warns which
// one it shows.
static const struct {
    const char *lines, *panel, *warning; // the panel's name, "" for none
} grids[] = {
    {"", "contour", NULL},
    {"layout: [[surface]]\npanels: {surface: {w0: [-9, 9]}}\n", "surface", NULL},
    {"layout: [[history, history]]\n", "history", NULL},
    {"layout: [[surface, contour]]\n", "contour", "show one panel of the layout, 'contour'"},
    {"layout: {grid: [[data], [history]]}\n", "data", "show one panel of the layout, 'data'"},
    {"layout: [[surface, contour]]\ncompare: {panel: history, loss: true}\n", "history", NULL},
};

static void test_grids(void **state) {
    (void)state;
    char scratch[64];
    scratch_make(scratch);
    struct text path = {0};
    text_printf(&path, "%sa.scene", scratch);
    for (size_t i = 0; i < sizeof grids / sizeof *grids; i++)
        for (int in_scene = 0; in_scene < 2; in_scene++) {
            struct text text = {0};
            text_printf(&text, "epochs: 2\noptimizers: [sgd]\n%s%s", grids[i].lines,
                        in_scene ? "sweep: {lr: [0.1, 1], grid: true}\n" : "");
            file_write(scratch, "a.scene", text.data);
            static const char *const swept[] = {"lr=0.1,1"};
            struct scene_overrides overrides = {
                .swept = swept, .swept_count = !in_scene, .grid = true};
            struct scene scene;
            struct error error = {0};
            if (!scene_read(&scene, path.data, &overrides, &error))
                fail_msg("%s%s", text.data, error.message);
            assert_non_null(scene.comparison);
            assert_int_equal(scene.comparison->cell_count, 2);
            assert_string_equal(scene.comparison->panel, grids[i].panel);
            const char *warnings = scene.warnings.data;
            if (!warnings != !grids[i].warning || (warnings && !strstr(warnings, grids[i].warning)))
                fail_msg("%s%s", text.data, warnings ? warnings : "no warning");
            scene_finish(&scene);
            assert_int_equal(shell("cd '%s' && \"$OPTANIM\" -q a.scene %s -o a.png >log 2>&1",
                                   scratch, in_scene ? "" : "--sweep lr=0.1,1 --grid"),
                             0);
            text_finish(&text);
        }
    text_finish(&path);
    scratch_remove(scratch);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rates),    cmocka_unit_test(test_options_of_some),
        cmocka_unit_test(test_mistakes), cmocka_unit_test(test_everywhere),
        cmocka_unit_test(test_grids),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
