// SPDX-License-Identifier: GPL-3.0-or-later
// Comparisons as small multiples: cells, labels, runs and pictures.
#include "picture.h"
#include "plot/panel.h"

#include <math.h>

static void test_cells(void **state) {
    (void)state;
    static const struct {
        const char *text;
        size_t cells;
        const char *labels[4]; // of the first few optimizers
        const char *row, *column;
    } scenes[] = {
        {"compare: {rows: {optimizer: [sgd, adam]}, columns: {lr: [0.1, 1]}}\n",
         4,
         {"sgd lr=0.1", "sgd lr=1", "adam lr=0.1", "adam lr=1"},
         "sgd",
         "lr = 0.1"},
        // The optimizer is chosen before its options are set, in whatever order they are given.
        {"compare: {rows: {lr: [0.1, 1]}, columns: {optimizers.0: [sgd, adam]}}\n",
         4,
         {"sgd lr=0.1", "adam lr=0.1", "sgd lr=1", "adam lr=1"},
         "lr = 0.1",
         "sgd"},
        {"optimizers: [sgd, {adam: {label: A}}]\ncompare: {columns: {lr: [0.1, 1]}}\n",
         2,
         {"sgd lr=0.1", "A lr=0.1", "sgd lr=1", "A lr=1"},
         NULL,
         "lr = 0.1"},
        {"optimizers: lamb\ncompare: {rows: {seed: [1, 2, 3]}}\n",
         3,
         {"lamb seed=1", "lamb seed=2", "lamb seed=3"},
         "seed = 1",
         NULL},
        {"compare: {columns: {optimizer: [sgd, {sgd: {momentum: 0.9}}, {sgd: {label: x}}]}}\n",
         3,
         {"sgd", "sgd 2", "x"},
         NULL,
         "sgd"},
        {"optimizers: [sgd]\ncompare: {columns: {clip.norm: [1, 2]}}\n",
         2,
         {"sgd norm=1", "sgd norm=2"},
         NULL,
         "norm = 1"},
        {"optimizers: [sgd]\ncompare: {columns: {lr: [{cosine: {from: 1, to: 0}}, 1]}}\n",
         2,
         {"sgd lr=cosine", "sgd lr=1"},
         NULL,
         "lr = cosine"},
    };
    for (size_t i = 0; i < sizeof scenes / sizeof *scenes; i++) {
        struct picture picture;
        struct text text = {0};
        text_printf(&text, "%sepochs: 5\nvideo: {size: [200, 120]}\n", scenes[i].text);
        picture_open_text(&picture, text.data, NULL);
        const struct comparison *comparison = picture.scene.comparison;
        assert_int_equal(comparison->row_count * comparison->column_count, scenes[i].cells);
        for (size_t k = 0; k < 4 && scenes[i].labels[k]; k++) {
            assert_string_equal(picture.scene.optimizers[k].label, scenes[i].labels[k]);
            assert_string_equal(picture.trace.runs[k].label, scenes[i].labels[k]);
            assert_int_equal(picture.trace.runs[k].optimizer, k);
        }
        assert_int_equal(comparison->rows != NULL, scenes[i].row != NULL);
        assert_int_equal(comparison->columns != NULL, scenes[i].column != NULL);
        if (scenes[i].row)
            assert_string_equal(comparison->rows[0], scenes[i].row);
        if (scenes[i].column)
            assert_string_equal(comparison->columns[0], scenes[i].column);
        picture_close(&picture);
        text_finish(&text);
    }
}

// The run of a cell is the run that its scene makes alone.
static void test_runs(void **state) {
    (void)state;
    static const struct {
        const char *axis, *first, *second;
        bool shares_axes;
    } axes[] = {
        {"lr: [0.1, 0.7]", "optimizers: [{adam: {lr: 0.1}}]", "optimizers: [{adam: {lr: 0.7}}]",
         true},
        {"start: [[1, 2], [-3, 4]]", "start: [1, 2]\noptimizers: [adam]",
         "start: [-3, 4]\noptimizers: [adam]", true},
        {"seed: [1, 2]", "seed: 1\noptimizers: [adam]", "seed: 2\noptimizers: [adam]", false},
        {"problem: [{function: beale}, {function: booth}]",
         "problem: {function: beale}\noptimizers: [adam]",
         "problem: {function: booth}\noptimizers: [adam]", false},
    };
    for (size_t i = 0; i < sizeof axes / sizeof *axes; i++) {
        struct picture grid, alone[2];
        struct text text = {0};
        text_printf(&text, "optimizers: [adam]\nepochs: 20\ncompare: {rows: {%s}}\n", axes[i].axis);
        picture_open_text(&grid, text.data, NULL);
        assert_int_equal(grid.scene.comparison->shares_axes, axes[i].shares_axes);
        assert_int_equal(grid.trace.run_count, 2);
        for (int k = 0; k < 2; k++) {
            text_clear(&text);
            text_printf(&text, "%s\nepochs: 20\n", k ? axes[i].second : axes[i].first);
            picture_open_text(&alone[k], text.data, NULL);
            const struct run *a = &grid.trace.runs[k], *b = &alone[k].trace.runs[0];
            assert_memory_equal(a->w, b->w, 20 * sizeof *a->w);
            assert_memory_equal(a->loss, b->loss, 20 * sizeof *a->loss);
            picture_close(&alone[k]);
        }
        picture_close(&grid);
        text_finish(&text);
    }
}

// Every panel type in cells, at sizes where text must be cut; no frame depends on earlier ones.
static void test_every_panel(void **state) {
    (void)state;
    static const int sizes[][2] = {{690, 394}, {320, 240}, {64, 48}};
    for (size_t i = 0; panel_table[i]; i++)
        for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
            struct text text = {0};
            struct picture film, still;
            text_printf(&text,
                        "%sepochs: 6\ncompare: {rows: "
                        "{optimizer: [sgd, adam]}, columns: {lr: [0.1, 1000]}, panel: %s, loss: "
                        "true}\nvideo: {size: [%d, %d]}\n",
                        panel_problem(panel_table[i], "problem: {regression: {loss: mse}}\n"),
                        panel_table[i]->name, sizes[s][0], sizes[s][1]);
            picture_open_text(&film, text.data, NULL);
            picture_open_text(&still, text.data, NULL);
            bool is_network = film.scene.problem->shape.n > 2;
            assert_true(is_network || film.trace.runs[1].diverged > 0);
            for (int k = 0; k < 5; k++)
                free(picture_draw(&film, k + 0.5, NULL));
            uint32_t *grown = picture_draw(&film, 5, NULL);
            uint32_t *scratch = picture_draw(&still, 5, NULL);
            assert_memory_equal(grown, scratch, (size_t)(sizes[s][0] * sizes[s][1]) * 4);
            free(grown);
            free(scratch);
            picture_close(&film);
            picture_close(&still);
            text_finish(&text);
        }
}

// A cell has a note if its run has diverged, and only then.
static void test_note(void **state) {
    (void)state;
    struct picture marked, plain;
    static const char scene[] = "epochs: 30\nproblem: {regression: {loss: mse}}\n"
                                "optimizers: [sgd]\ncompare: {columns: {lr: [0.1, 50]}}\n"
                                "panels: {contour: {levels: [10, 100, 500]}}\n"
                                "video: {size: [400, 200]}\n";
    picture_open_text(&marked, scene, NULL);
    static const char *const set[] = {"compare.columns.lr=[0.1, 0.2]"};
    struct scene_overrides tame = {.sets = set, .set_count = 1};
    picture_open_text(&plain, scene, &tame);
    long diverged = marked.trace.runs[1].diverged;
    assert_true(diverged > 0 && marked.trace.runs[0].diverged < 0);
    struct region changed;
    free(picture_draw(&marked, (double)diverged - 1, NULL));
    uint32_t *a = picture_draw(&marked, (double)diverged, &changed);
    uint32_t *b = picture_draw(&plain, (double)diverged, NULL);
    int right_end = 0;
    for (int i = 0; i < changed.count; i++)
        right_end = rect_union(changed.rects[i], (struct rect){0, 0, right_end, 1}).width;
    assert_true(right_end > 300);
    long left = 0, right = 0;
    for (int y = 60; y < 150; y++)
        for (int x = 60; x < 380; x++) {
            bool differs = a[y * 400 + x] != b[y * 400 + x];
            left += differs && x < 180;
            right += differs && x > 240;
        }
    assert_int_equal(left, 0);
    assert_true(right > 5000); // the whole cell is veiled
    free(a);
    free(b);
    picture_close(&marked);
    picture_close(&plain);
}

static void find_note(void *context, const char *text, struct box ink) {
    (void)ink;
    const char *note = strstr(text, "diverged at epoch ");
    if (note)
        *(long *)context = strtol(note + strlen("diverged at epoch "), NULL, 10);
}

// A cell tells when the first of its runs diverged, wherever that stands among them.
static void test_first_to_diverge(void **state) {
    (void)state;
    static const char *const rates[][2] = {{"100", "3"}, {"3", "100"}};
    for (int i = 0; i < 2; i++) {
        struct text text = {0};
        struct picture picture;
        long told = 0;
        text_printf(&text,
                    "problem: {regression: {loss: mse}}\nepochs: 60\noptimizers: [{sgd: {lr: %s, "
                    "label: a}}, {sgd: {lr: %s, label: b}}]\ncompare: {rows: {seed: [1]}}\n",
                    rates[i][0], rates[i][1]);
        picture_open_text_with(&picture, text.data, NULL, find_note, &told);
        long first = picture.trace.runs[i].diverged, second = picture.trace.runs[1 - i].diverged;
        assert_true(first > 0 && second > first);
        free(picture_draw(&picture, 59, NULL));
        assert_int_equal(told, first + 1);
        picture_close(&picture);
        text_finish(&text);
    }
}

// Any value of any key is compared, or refused with its place: maps and lists that are empty or of
// others, and no value at all.
static void test_any_values(void **state) {
    (void)state;
    static const char *const keys[] = {"optimizer", "lr", "panels.contour", "start"};
    static const char *const values[] = {
        "{}",
        "[]",
        "~",
        "",
        "\"\"",
        "{a: b}",
        "[[]]",
        "[{}]",
        "{a: {}}",
        "[~]",
        "true",
        "{sgd: {}}",
        "[, ]",
        "{sgd: ~}",
        "{sgd: []}",
        "{sgd: x}",
        "{sgd: {label: {}}}",
        "{? }",
        "{sgd: {label: ~}}",
    };
    static const char *const begins[] = {"compare:\n  rows:\n    ", "compare:\n  cells:\n    ",
                                         "sweep:\n  grid: true\n  "};
    char folder[64];
    scratch_make(folder);
    for (size_t k = 0; k < sizeof keys / sizeof *keys; k++)
        for (size_t v = 0; v < sizeof values / sizeof *values; v++)
            for (size_t f = 0; f < sizeof begins / sizeof *begins; f++) {
                struct text scene = {0};
                text_printf(&scene, "optimizers: [sgd]\n%s%s:\n      - 0.1\n      - %s\n",
                            begins[f], keys[k], values[v]);
                file_write(folder, "a.scene", scene.data);
                int status = shell("cd '%s' && \"$OPTANIM\" --check a.scene >out 2>&1", folder);
                if (status != 0 && status != 3)
                    fail_msg("status %d of\n%s", status, scene.data);
                text_finish(&scene);
            }
    scratch_remove(folder);
}

static void check_short(const char *text) {
    size_t length = strlen(text);
    assert_true(length < 300);
    for (const char *at = text, *end = text + length; at < end;)
        assert_int_not_equal(utf8_next(&at, end), 0xFFFD);
}

// A long value stands in headings and labels by its beginning, cut between characters.
static void test_long_values(void **state) {
    (void)state;
    for (int i = 1; i < 8; i++) {
        struct text text = {0};
        struct picture picture;
        text_printf(&text,
                    "steps: 2\nstart: [1, 1]\noptimizers: [sgd, adam]\ncompare:\n"
                    "  rows: {problem.formula: [&f \"x^2+y^2%*s\", *f]}\n"
                    "  columns: {optimizers.0: [sgd, {adam: {label: \"%.*s",
                    100000, "", i, "abcdefgh");
        for (int k = 0; k < 600; k++)
            text_add(&text, i % 2 ? "\xC3\xA9" : "\xE2\x82\xAC");
        text_add(&text, "\"}}]}\n");
        picture_open_text(&picture, text.data, NULL);
        const struct comparison *comparison = picture.scene.comparison;
        for (size_t k = 0; k < 2; k++) {
            check_short(comparison->rows[k]);
            check_short(comparison->columns[k]);
        }
        check_short(picture.scene.optimizers[0].label); // the others may have their own long label
        picture_close(&picture);
        text_finish(&text);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cells),
        cmocka_unit_test(test_runs),
        cmocka_unit_test(test_every_panel),
        cmocka_unit_test(test_note),
        cmocka_unit_test(test_first_to_diverge),
        cmocka_unit_test(test_any_values),
        cmocka_unit_test(test_long_values),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
