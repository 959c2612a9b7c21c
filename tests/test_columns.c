// SPDX-License-Identifier: GPL-3.0-or-later
// The published numbers of rules: in a csv (--columns state), and as series of curves.
#include "base/number.h"
#include "optim/optimizer_table.h"
#include "picture.h"
#include "plot/series.h"

#include <math.h>

// A csv: rows of cells, the header first.
struct table {
    struct source source;
    char *cells[20000];
    size_t rows, columns;
};

static void table_read(struct table *table, const char *folder, const char *name) {
    *table = (struct table){.source = file_read(folder, name)};
    size_t count = 0;
    for (char *line = table->source.text, *next; *line; line = next) {
        next = strchr(line, '\n') + 1;
        next[-1] = '\0';
        size_t columns = 0;
        for (char *cell = line; cell; columns++) {
            char *comma = strchr(cell, ',');
            assert_true(count < sizeof table->cells / sizeof *table->cells);
            table->cells[count++] = cell;
            if (comma)
                *comma++ = '\0';
            cell = comma;
        }
        if (table->rows++ == 0)
            table->columns = columns;
        assert_int_equal(columns, table->columns);
    }
}

static size_t column_of(const struct table *table, const char *name) {
    for (size_t k = 0; k < table->columns; k++)
        if (strcmp(table->cells[k], name) == 0)
            return k;
    fail_msg("no column %s", name);
    return 0;
}

static const char *cell(const struct table *table, size_t row, const char *column) {
    return table->cells[row * table->columns + column_of(table, column)];
}

static double number(const struct table *table, size_t row, const char *column) {
    const char *text = cell(table, row, column);
    double value;
    if (strcmp(text, "nan") == 0)
        return NAN;
    if (!number_parse(text, strlen(text), &value))
        fail_msg("row %zu: %s is '%s'", row, column, text);
    return value;
}

static void write_csv(const char *folder, const char *scene, const char *options) {
    file_write(folder, "a.scene", scene);
    if (shell("cd %s && $OPTANIM -q a.scene -o a.csv %s", folder, options) != 0)
        fail_msg("%s", scene);
}

// The columns of several optimizers follow each other as they were first seen; those that a rule
// lacks are empty, and the others stay as they were.
static void test_union(void **state) {
    static const char scene[] =
        "start: [-10, -20]\nepochs: 5\noptimizers: [sgd: {momentum: 0.5}, lamb, newton, "
        "momentum: {beta: {linear: {from: 0.1, to: 0.9}}}, lookahead: {inner: {lookahead: "
        "{inner: adam}}}]\n";
    char folder[64];
    static struct table plain, full;
    (void)state;
    scratch_make(folder);
    write_csv(folder, scene, "");
    table_read(&plain, folder, "a.csv");
    write_csv(folder, scene, "--columns state");
    table_read(&full, folder, "a.csv");
    assert_int_equal(full.rows, 1 + 5 * 5);
    assert_int_equal(plain.rows, full.rows);
    for (size_t row = 0; row < full.rows; row++)
        for (size_t k = 0; k < plain.columns; k++)
            assert_string_equal(full.cells[row * full.columns + k],
                                plain.cells[row * plain.columns + k]);
    static const char *const more[] = {
        "m0",    "m1", "v0", "v1",   "m_hat0", "m_hat1", "v_hat0",      "v_hat1",      "u0", "u1",
        "ratio", "d0", "d1", "beta", "slow0",  "slow1",  "inner.slow0", "inner.slow1", "s0", "s1",
    };
    assert_int_equal(full.columns, plain.columns + sizeof more / sizeof *more);
    for (size_t k = 0; k < sizeof more / sizeof *more; k++)
        assert_string_equal(full.cells[plain.columns + k], more[k]);
    assert_string_equal(cell(&full, 1, "ratio"), "");    // of sgd
    assert_string_equal(cell(&full, 1 + 5, "beta"), ""); // of lamb
    assert_string_equal(cell(&full, 1 + 10, "m0"), "");  // of newton
    for (size_t i = 0; i < 4; i++) {
        size_t sgd = 1 + i, lamb = 6 + i, momentum = 16 + i;
        double lr = number(&full, sgd, "lr");
        assert_true(number(&full, sgd + 1, "w1") ==
                    number(&full, sgd, "w1") - lr * number(&full, sgd, "m1"));
        double rate = number(&full, lamb, "lr") * number(&full, lamb, "ratio");
        assert_true(number(&full, lamb + 1, "w0") ==
                    number(&full, lamb, "w0") - rate * number(&full, lamb, "u0"));
        assert_true(number(&full, momentum, "beta") < number(&full, momentum + 1, "beta"));
    }
    source_finish(&plain.source);
    source_finish(&full.source);
    scratch_remove(folder);
}

// Each number that a rule publishes is known after each step; after a run has diverged none is.
static void test_all(void **state) {
    (void)state;
    static struct table table;
    char folder[64];
    scratch_make(folder);
    for (size_t i = 0; optimizer_rule_at(i); i++) {
        struct text scene = {0};
        text_printf(&scene, "start: [-10, -20]\nepochs: 12\noptimizers: [%s]\n",
                    optimizer_rule_at(i)->name);
        write_csv(folder, scene.data, "--columns state");
        table_read(&table, folder, "a.csv");
        for (size_t row = 1; row < table.rows; row++)
            for (size_t k = column_of(&table, "batch_loss"); k < table.columns; k++) {
                const char *name = table.cells[k];
                bool is_switch = strcmp(name, "s") == 0 && optimizer_rule_at(i) == &optimizer_swats;
                if (!is_switch && !isfinite(number(&table, row, name)))
                    fail_msg("%s: %s is not known at step %zu", optimizer_rule_at(i)->name, name,
                             row - 1);
            }
        source_finish(&table.source);
        text_finish(&scene);
    }
    write_csv(folder,
              "start: [-10, -20]\nepochs: 60\nproblem: {regression: {loss: mse}}\n"
              "optimizers: [momentum: {lr: 2}]\n",
              "--columns state");
    table_read(&table, folder, "a.csv");
    assert_true(isfinite(number(&table, 1, "m0")));
    assert_string_equal(cell(&table, table.rows - 1, "m0"), "nan");
    source_finish(&table.source);
    scratch_remove(folder);
}

// No rule publishes a number under the name of a column that every run has.
static void test_taken(void **state) {
    (void)state;
    static const char *const columns[] = {"grad0", "step", "epoch", "p1"};
    enum { COLUMNS = sizeof columns / sizeof *columns };
    char folder[64];
    scratch_make(folder);
    for (size_t i = 0; i < COLUMNS || series_table[i - COLUMNS].name; i++)
        for (int k = 0; k < 2; k++) {
            const char *name = i < COLUMNS ? columns[i] : series_table[i - COLUMNS].name;
            struct text scene = {0};
            if (k == 0)
                text_printf(&scene,
                            "optimizers: [{rule: {state: {%s: 0}, update: [%s = norm(g), w = w - "
                            "lr*g]}}]\n",
                            name, name);
            else
                text_printf(&scene,
                            "optimizers: [{rule: {options: {%s: {cosine: {from: 1}}}, update: w = "
                            "w - lr*%s*g}}]\n",
                            name, name);
            file_write(folder, "a.scene", scene.data);
            if (shell("cd %s && $OPTANIM -q --check a.scene 2>messages", folder) != 3)
                fail_msg("a rule may publish %s", name);
            text_finish(&scene);
        }
    scratch_remove(folder);
}

// A number of a rule inside another that could be one of a vector of that has a name of its own.
static void test_inside(void **state) {
    (void)state;
    static struct table table;
    char folder[64];
    scratch_make(folder);
    write_csv(folder,
              "start: [-10, -20]\nsteps: 12\noptimizers:\n  - lookahead: {inner: {rule: {state: "
              "{slow0: 0, slower: 0}, update: \"slow0 = slow0 + 1; slower = slow0 + 1; w = w - "
              "lr*g\"}}}\n",
              "--columns state");
    table_read(&table, folder, "a.csv");
    assert_true(number(&table, 1, "slow0") == -10);
    assert_true(number(&table, 1, "inner.slow0") == 1);
    assert_true(number(&table, 1, "slower") == 2);
    source_finish(&table.source);
    scratch_remove(folder);
}

static const struct {
    const char *curves, *says; // what is wrong; NULL: nothing
} series[] = {
    {"[m, ratio]", NULL},
    {"m0", NULL},
    {"{series: [v1, beta1], scale: log}", NULL},
    {"[w0, loss, m_hat]", NULL},
    {"[rattio]", "unknown series 'rattio'; did you mean 'ratio'?"},
    {"xyzzy",
     "unknown series 'xyzzy'; there are loss, batch_loss, w0, w1, p0, p1, lr, gradient, "
     "distance, accuracy, test_loss, test_accuracy, sharpness, stability_limit, weight_norm, "
     "gradient_norm, update_norm, trust_ratio, m, v, m_hat, v_hat, u, ratio, s, beta1"},
    {"beta2", "unknown series 'beta2'; did you mean 'beta1'?"}, // without a schedule
    {"[m, v, u, m_hat, v_hat, m, v, u, m_hat, v_hat, m]", "more than 20 series on an axis"},
};

static void test_series(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof series / sizeof *series; i++) {
        struct text scene = {0};
        text_printf(&scene,
                    "start: [-10, -20]\noptimizers: [lamb, adam: {beta1: {linear: {from: 0.5, to: "
                    "0.9}}}]\nlayout: [[c]]\npanels: {c: {type: curves, left: %s}}\n",
                    series[i].curves);
        char folder[64];
        scratch_make(folder);
        file_write(folder, "a.scene", scene.data);
        int status = shell("cd %s && $OPTANIM -q --check a.scene 2>messages", folder);
        struct source messages = file_read(folder, "messages");
        if (status != (series[i].says ? 3 : 0) ||
            (series[i].says && !strstr(messages.text, series[i].says)))
            fail_msg("%s: %s", series[i].curves, messages.text);
        source_finish(&messages);
        scratch_remove(folder);
        text_finish(&scene);
    }
}

// A run of more weights has more numbers than curves can be told apart; one of them can be named.
static void test_many(void **state) {
    static const char scene[] =
        "problem: {quadratic: {eigenvalues: [1, 2, 3, 4, 5, 6, 7], layers: [3, 4]}}\n"
        "start: [1, 1, 1, 1, 1, 1, 1]\nsteps: 9\noptimizers: [lamb]\nlayout: [[c]]\n"
        "panels: {c: {type: curves, left: %s}}\n";
    (void)state;
    char folder[64];
    scratch_make(folder);
    struct text good = {0}, bad = {0};
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    text_printf(&good, scene, "[m6, ratio, ratio.layer2]");
    text_printf(&bad, scene, "m");
#pragma GCC diagnostic pop
    file_write(folder, "a.scene", good.data);
    file_write(folder, "b.scene", bad.data);
    assert_int_equal(shell("cd %s && $OPTANIM -q a.scene -o a.png", folder), 0);
    assert_int_equal(shell("cd %s && $OPTANIM -q b.scene -o b.png 2>&1 | grep -q \"'m' has 7 "
                           "numbers; name those to draw: m0 to m6\"",
                           folder),
                     0);
    text_finish(&good);
    text_finish(&bad);
    scratch_remove(folder);
}

// In a comparison a cell may lack what another has.
static void test_cells(void **state) {
    (void)state;
    struct picture picture;
    picture_open_text(&picture,
                      "start: [-10, -20]\nepochs: 9\n"
                      "compare: {columns: {optimizer: [sgd, lamb]}, panel: c}\n"
                      "panels: {c: {type: curves, left: ratio}}\n",
                      NULL);
    assert_int_equal(figure_record(picture.figure), RECORD_STATE);
    free(picture_draw(&picture, 5, NULL));
    picture_close(&picture);
}

// What nobody asks for is not recorded.
static void test_record(void **state) {
    (void)state;
    struct picture picture;
    picture_open_text(&picture, "optimizers: [lamb]\n", NULL);
    assert_int_equal(figure_record(picture.figure), 0);
    assert_null(picture.trace.runs->state);
    picture_close(&picture);
    picture_open_text(&picture, "optimizers: [lamb]\nlayout: [[equation]]\n", NULL);
    assert_true(figure_record(picture.figure) & RECORD_STATE);
    assert_non_null(picture.trace.runs->state);
    picture_close(&picture);
}

// Scores, norms with trust ratios, and sharpness follow where they are asked for; the last row's
// numbers are those of a scene without the others.
static void test_network_columns(void **state) {
    (void)state;
    static const char scene[] =
        "problem: {network: {data: {moons: {points: 20}}, hidden: [2], test: 0.2}}\nsteps: 4\n"
        "optimizers: [lamb, sgd: {lr: 0.5}]\n";
    char folder[64];
    struct table all, some;
    scratch_make(folder);
    write_csv(folder, scene, "--columns scores,norms,sharpness");
    table_read(&all, folder, "a.csv");
    write_csv(folder, scene, "--columns scores");
    table_read(&some, folder, "a.csv");
    assert_int_equal(all.rows, 9);
    assert_int_equal(all.columns, some.columns + 3 * 4 + 4 + 2);
    for (size_t row = 1; row < 9; row++) {
        static const char *const names[] = {"accuracy", "test_loss", "test_accuracy", "w3"};
        for (size_t i = 0; i < 4; i++)
            assert_string_equal(cell(&all, row, names[i]), cell(&some, row, names[i]));
        bool is_lamb = row < 5;
        assert_true(isnan(number(&all, row, "trust_ratio.layer2.bias")) == !is_lamb);
        assert_true(isnan(number(&all, row, "stability_limit")) == is_lamb);
        assert_true(is_lamb || number(&all, row, "stability_limit") == 4);
        assert_true(number(&all, row, "sharpness") > 0);
        assert_true(number(&all, row, "weight_norm.layer1.weight") > 0);
    }
    source_finish(&all.source);
    source_finish(&some.source);
    scratch_remove(folder);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_network_columns),
        cmocka_unit_test(test_union),
        cmocka_unit_test(test_taken),
        cmocka_unit_test(test_inside),
        cmocka_unit_test(test_all),
        cmocka_unit_test(test_series),
        cmocka_unit_test(test_many),
        cmocka_unit_test(test_cells),
        cmocka_unit_test(test_record),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
