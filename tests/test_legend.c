// SPDX-License-Identifier: GPL-3.0-or-later
// Legends: what they contain, and that nothing is left out without a warning.
#include "base/random.h"
#include "picture.h"
#include "plot/legend.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static struct random_stream stream;

// Collects all drawn texts, separated by line breaks.
static void record(void *context, const char *text, struct box ink) {
    (void)ink;
    text_printf(context, "%s\n", text);
}

static size_t count_of(const struct text *texts, const char *text) {
    size_t count = 0, length = strlen(text);
    for (const char *line = texts->data; line && *line; line = strchr(line, '\n') + 1)
        count += strncmp(line, text, length) == 0 && line[length] == '\n';
    return count;
}

static void draw(const char *scene, struct text *texts, struct text *warnings) {
    struct picture picture;
    text_clear(texts);
    text_clear(warnings);
    text_add(texts, "\n");
    picture_open_text_with(&picture, scene, NULL, record, texts);
    free(picture_draw(&picture, 1, NULL));
    text_add(warnings, picture.warnings.data ? picture.warnings.data : "");
    picture_close(&picture);
}

enum { LABELS = 3, PANELS = 4 };

static void write_label(char label[100], int number) {
    static const char *const words[] = {"heavy", "ball", "rate", "of", "SGD", "descent", "β=0.9"};
    int count = 1 + (int)random_below(&stream, 12);
    int length = snprintf(label, 100, "%d", number);
    for (int i = 0; i < count; i++)
        length +=
            snprintf(label + length, 100 - (size_t)length, " %s", words[random_below(&stream, 7)]);
}

// In every panel each label is drawn, or a warning or the legend itself says that something is left
// out.
static void test_labels(void **state) {
    (void)state;
    static const char *const panels[PANELS] = {"contour", "surface", "data", "curves"};
    struct text scene = {0}, texts = {0}, warnings = {0};
    for (uint64_t seed = 0; seed < 60; seed++) {
        char labels[LABELS][100];
        random_start(&stream, seed, RANDOM_START, 0);
        text_clear(&scene);
        text_add(&scene, "title: \"\"\nepochs: 3\noptimizers:\n");
        for (int i = 0; i < LABELS; i++) {
            write_label(labels[i], i);
            text_printf(&scene, "  - sgd: {label: \"%s\"}\n", labels[i]);
        }
        size_t count = 1 + random_below(&stream, PANELS);
        text_add(&scene, "layout: [[");
        for (size_t i = 0; i < count; i++)
            text_printf(&scene, "%sp%zu", i ? ", " : "", i);
        text_add(&scene, "]]\npanels:\n");
        for (size_t i = 0; i < count; i++)
            text_printf(&scene, "  p%zu: {type: %s, legend: %s}\n", i,
                        panels[random_below(&stream, PANELS)],
                        random_below(&stream, 2) ? "auto" : "outside");
        text_printf(&scene, "video: {size: [%u, %u]}\n", 150 + random_below(&stream, 1000),
                    150 + random_below(&stream, 500));
        draw(scene.data, &texts, &warnings);
        bool has_more = strstr(texts.data, " more\n") || strstr(warnings.data, "no room");
        for (int i = 0; i < LABELS; i++)
            if (count_of(&texts, labels[i]) < count && !has_more &&
                !strstr(warnings.data, labels[i]))
                fail_msg("'%s' is missing %zu times of %zu\n%s%s", labels[i],
                         count - count_of(&texts, labels[i]), count, scene.data, warnings.data);
    }
    text_finish(&scene);
    text_finish(&texts);
    text_finish(&warnings);
}

// A legend that is asked for is drawn, even if it says little.
static void test_asked(void **state) {
    (void)state;
    static const struct {
        const char *panel, *legend, *label;
        size_t count;
    } cases[] = {
        {"curves", "upper right", "loss", 2}, // the label of the axis, too
        {"curves", "auto", "loss", 1},
        {"contour", "upper right", "adam", 1},
        {"contour", "auto", "adam", 0},
        {"surface", "auto", "Target", 1},
        {"surface, w0: [-20, 4]", "auto", "Target", 0},
        {"surface, w1: [4, 20]", "lower left", "Target", 0},
    };
    struct text scene = {0}, texts = {0}, warnings = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        text_clear(&scene);
        text_printf(&scene,
                    "title: \"\"\nepochs: 3\noptimizers: [adam]\nlayout: [[p]]\n"
                    "panels: {p: {type: %s, legend: %s%s}}\n",
                    cases[i].panel, cases[i].legend, i < 2 ? ", left: [loss]" : "");
        draw(scene.data, &texts, &warnings);
        if (count_of(&texts, cases[i].label) != cases[i].count)
            fail_msg("%s, legend: %s: '%s' is there %zu times", cases[i].panel, cases[i].legend,
                     cases[i].label, count_of(&texts, cases[i].label));
    }
    text_finish(&scene);
    text_finish(&texts);
    text_finish(&warnings);
}

// A legend that was to stand outside and has no room there does not hide the plot; that is told.
static void test_outside_without_room(void **state) {
    (void)state;
    struct text texts = {0}, warnings = {0};
    draw("title: \"\"\nproblem: {function: rosenbrock}\nsteps: 60\nvideo: {size: [320, 240]}\n"
         "optimizers: [sgd, momentum, adam, adamw, rmsprop, lamb, lion, nadam, yogi, adabelief]\n"
         "layout: [[p, history, surface]]\npanels: {p: {type: contour, legend: outside}}\n",
         &texts, &warnings);
    assert_non_null(strstr(warnings.data, "panel 'p' has no room for its legend"));
    text_finish(&texts);
    text_finish(&warnings);
}

// What a legend adds up over its plot is what the obstacles in it weigh, one by one; it keeps none.
static void test_load(void **state) {
    (void)state;
    struct stage stage = {.unit = 1};
    struct panel panel = {.stage = &stage, .plot = {20, 10, 300, 200}};
    struct legend sums = {.panel = &panel}, list = {0};
    random_start(&stream, 1, RANDOM_START, 0);
    for (int i = 0; i < 300; i++) {
        double ends[2][2];
        for (int k = 0; k < 4; k++)
            ends[k / 2][k % 2] = (double)random_below(&stream, 4000) - 2000 + 0.37;
        legend_avoid_line(&sums, ends[0], ends[1], 1);
        legend_avoid_line(&list, ends[0], ends[1], 1);
    }
    assert_int_equal(sums.obstacle_count, 0);
    struct load *load = legend_load(&sums);
    for (int i = 0; i < 200; i++) {
        struct box box = {20 + (double)random_below(&stream, 200),
                          10 + (double)random_below(&stream, 100),
                          (double)random_below(&stream, 100), (double)random_below(&stream, 100)};
        double weight = 0;
        for (size_t k = 0; k < list.obstacle_count; k++) {
            double x = list.obstacles[k].x - box.x, y = list.obstacles[k].y - box.y;
            weight += x >= 0 && x < box.width && y >= 0 && y < box.height;
        }
        assert_true(fabs(load_covered(load, box, 0) - weight) < 1e-6);
    }
    load_destroy(load);
    legend_finish(&sums);
    legend_finish(&list);
}

// A line that goes far beyond the plot is avoided within it no less than one that ends there.
static void test_long_lines(void **state) {
    (void)state;
    struct stage stage = {.unit = 2};
    struct panel panel = {.stage = &stage, .plot = {20, 10, 240, 120}};
    struct box box = {80, 30, 100, 60}; // lines cross 100 pixels of it
    for (double reach = 150; reach < 1e8; reach *= 3) {
        struct legend legend = {.panel = &panel};
        legend_avoid_line(&legend, (double[]){130 - reach, 61}, (double[]){130 + reach, 61}, 1);
        struct load *load = legend_load(&legend);
        assert_true(fabs(load_covered(load, box, 0) - 20) <= 1.001);
        load_destroy(load);
        legend_finish(&legend);
    }
}

// Each class has its entry, or the legend says how many are left out.
static void test_classes(void **state) {
    (void)state;
    enum { CLASSES = 40 };
    char path[] = "/tmp/test_legend.XXXXXX";
    int file = mkstemp(path);
    struct text scene = {0}, texts = {0}, warnings = {0};
    assert_true(file >= 0 && dprintf(file, "a,b,c\n") > 0);
    for (int i = 0; i < CLASSES; i++)
        assert_true(dprintf(file, "%d,%d,%d\n", i, i * i % 7, i) > 0);
    close(file);
    text_printf(&scene,
                "title: \"\"\nproblem: {network: {data: {file: %s, columns: [a, b], class: c},"
                " hidden: [2]}}\noptimizers: [sgd]\nepochs: 2\nlayout: [[boundary]]\n"
                "panels: {boundary: {legend: outside}}\n",
                path);
    draw(scene.data, &texts, &warnings);
    const char *more = strstr(texts.data, "\n+ ");
    int shown = 0;
    for (int i = 0; i < CLASSES; i++) {
        char label[16];
        snprintf(label, sizeof label, "class %d", i);
        shown += count_of(&texts, label) == 1;
    }
    assert_true(shown > 8);
    assert_int_equal(shown + (more ? strtol(more + 3, NULL, 10) : 0), CLASSES);
    unlink(path);
    text_finish(&scene);
    text_finish(&texts);
    text_finish(&warnings);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_labels),
                                       cmocka_unit_test(test_asked),
                                       cmocka_unit_test(test_outside_without_room),
                                       cmocka_unit_test(test_load),
                                       cmocka_unit_test(test_long_lines),
                                       cmocka_unit_test(test_classes)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
