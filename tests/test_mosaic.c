// SPDX-License-Identifier: GPL-3.0-or-later
// Random scenes of random mosaics: panels, titles, legends, themes and sizes. Panels do not
// overlap, all text is whole inside the picture, and a title is whole or a warning says that it is
// not.
#include "base/random.h"
#include "figure/figure_state.h"
#include "picture.h"

#include <math.h>

static struct random_stream stream;

static uint32_t below(uint32_t limit) {
    return random_below(&stream, limit);
}

enum { TEXTS_MAX = 20000, TITLES_MAX = 17 };

// What was drawn.
static struct {
    char *text;
    struct box ink;
} drawn[TEXTS_MAX];
static size_t drawn_count;

static void record(void *context, const char *text, struct box ink) {
    (void)context;
    assert_true(drawn_count < TEXTS_MAX);
    drawn[drawn_count].text = strdup(text);
    drawn[drawn_count++].ink = ink;
}

// Appends a text without its spaces: where these are, lines may be broken and words drawn one by
// one.
static void add_letters(struct text *letters, const char *text) {
    for (; *text; text++)
        if (*text != ' ')
            text_append(letters, text, 1);
}

static bool is_drawn(const char *title) {
    struct text all = {0}, letters = {0};
    for (size_t i = 0; i < drawn_count; i++)
        add_letters(&all, drawn[i].text);
    add_letters(&letters, title);
    bool found = strstr(all.data, letters.data);
    text_finish(&all);
    text_finish(&letters);
    return found;
}

static void forget(void) {
    while (drawn_count > 0)
        free(drawn[--drawn_count].text);
}

// Words that all fonts have, in up to `most` of them, behind a number by which a title is known.
static void write_title(char title[160], char kind, uint32_t number, uint32_t most) {
    static const char *const words[] = {"loss", "descent", "of", "$\\\\frac{1}{n}$", "Adam",
                                        "w",    "ravine",  "at", "$\\\\beta_1$",     "convergence"};
    int length = snprintf(title, 160, "%c%u", kind, number);
    for (uint32_t i = 0, count = below(most + 1); i < count; i++)
        length += snprintf(title + length, 160 - (size_t)length, " %s", words[below(10)]);
}

// Fills a grid with rectangles of panels p0, p1, ...; returns their number.
static int write_layout(struct text *text) {
    enum { SIDE = 4 };
    int names[SIDE][SIDE] = {{0}}, count = 0; // 0: free, -1: empty
    int columns = 1 + (int)below(SIDE), rows = 1 + (int)below(SIDE);
    for (int y = 0; y < rows; y++)
        for (int x = 0; x < columns; x++) {
            int end = x, right = x + 1 + (int)below(3), bottom = y + 1 + (int)below(3);
            if (names[y][x] != 0)
                continue;
            while (end < columns && end < right && names[y][end] == 0)
                end++;
            int name = count > 0 && below(8) == 0 ? -1 : ++count;
            for (int v = y; v < rows && v < bottom; v++)
                for (int u = x; u < end; u++)
                    names[v][u] = name;
        }
    for (int y = 0; y < rows; y++)
        for (int x = 0; x < columns; x++) {
            text_add(text, x > 0 ? ", " : y > 0 ? "], [" : "layout: [[");
            text_printf(text, names[y][x] < 0 ? "." : "p%d", names[y][x]);
        }
    text_add(text, "]]\n");
    return count;
}

static void write_panel(struct text *text, const char *title) {
    static const char *const legends[] = {"auto", "best",        "outside",
                                          "none", "upper right", "lower left"};
    static const char *const options[] = {
        "type: contour",
        "type: contour, color_bar: true, labels: true",
        "type: contour, aspect: equal, fill: false",
        "type: surface, cells: 12",
        "type: surface, cells: 12, color_bar: true, floor: contours",
        "type: curves",
        "type: curves, values: true, left: {series: [loss], scale: log, label: the loss}",
        "type: curves, left: [w0, w1], right: {series: [loss], label: a long label of an axis}",
        "type: equation",
        "type: text, text: \"some lines\\nof text\"",
    };
    const char *chosen = options[below(sizeof options / sizeof *options)];
    text_printf(text, "{%s, title: %s%s%s", chosen, title ? "\"" : "", title ? title : "null",
                title ? "\"" : "");
    if (!strstr(chosen, "equation") && !strstr(chosen, "text:"))
        text_printf(text, ", legend: %s", legends[below(6)]);
    text_add(text, "}\n");
}

// Writes a scene. titles[0] is that of the picture, titles[i] that of panel i; "": none.
static int write_scene(struct text *text, char titles[TITLES_MAX][160]) {
    static const char *const problems[] = {"{function: himmelblau}", "{function: rosenbrock}",
                                           "{regression: {}}", "{formula: '1000*x^2 + y^4'}"};
    static const char *const themes[] = {"post", "light", "dark", "paper"};
    static const char *const names[] = {"adam", "sgd", "momentum", "lion", "yogi", "adagrad"};
    static const int sizes[][2] = {{320, 240}, {690, 394}, {600, 600}, {1920, 1080}, {1080, 1350}};
    text_clear(text);
    write_title(titles[0], 'T', 0, 14);
    if (below(4) == 0)
        titles[0][0] = '\0';
    // One number a statement: the order in which arguments are evaluated is the compiler's choice.
    const char *problem = problems[below(4)], *theme = themes[below(4)];
    text_printf(text, "title: \"%s\"\nsteps: 4\nproblem: %s\nstart: [1, 2]\ntheme: %s\n",
                titles[0][0] ? titles[0] : "", problem, theme);
    text_add(text, "optimizers:\n");
    for (uint32_t i = 0, count = 1 + below(6); i < count; i++) {
        char label[160];
        write_title(label, 'L', i, 3);
        text_printf(text, "  - %s: {lr: 0.001, label: \"%s\"}\n", names[i], label);
    }
    int count = write_layout(text);
    text_add(text, "panels:\n");
    for (int i = 1; i <= count; i++) {
        write_title(titles[i], 'T', (uint32_t)i, 8);
        if (below(4) == 0)
            titles[i][0] = '\0';
        text_printf(text, "  p%d: ", i);
        write_panel(text, titles[i][0] ? titles[i] : NULL);
    }
    bool is_usual = below(2);
    const int *size = sizes[below(5)];
    int width = is_usual ? size[0] : 250 + (int)below(1200);
    int height = is_usual ? size[1] : 200 + (int)below(1000);
    text_printf(text, "video: {size: [%d, %d], progress: %s}\n", width, height,
                below(2) ? "true" : "false");
    return count;
}

static bool is_apart(const struct box *a, const struct box *b) {
    return a->x >= b->x + b->width || b->x >= a->x + a->width || a->y >= b->y + b->height ||
           b->y >= a->y + a->height;
}

static bool is_within(const struct box *box, const struct box *whole) {
    return box->x >= whole->x && box->y >= whole->y &&
           box->x + box->width <= whole->x + whole->width &&
           box->y + box->height <= whole->y + whole->height;
}

// What was drawn has the text of a title as it stands in the scene, where a backslash is two.
static void plain(const char *title, char text[160]) {
    for (; *title; title += title[0] == '\\' && title[1] == '\\' ? 2 : 1)
        *text++ = *title;
    *text = '\0';
}

static void check_boxes(const struct figure *figure, const char *scene) {
    const struct box frame = {0, 0, figure->stage.width, figure->stage.height};
    for (size_t i = 0; i < figure->layout.count; i++) {
        const struct panel *panel = &figure->panels[i];
        if (!is_within(&panel->cell, &frame) || !is_within(&panel->plot, &panel->cell))
            fail_msg("'%s' is outside\n%s", panel->name, scene);
        for (size_t k = 0; k < i; k++)
            if (!is_apart(&panel->cell, &figure->panels[k].cell))
                fail_msg("'%s' and '%s' overlap\n%s", panel->name, figure->panels[k].name, scene);
    }
}

// All text is whole inside the picture, and touches one panel at most.
static void check_texts(const struct figure *figure, const char *scene) {
    const struct box frame = {0, 0, figure->stage.width, figure->stage.height};
    for (size_t i = 0; i < drawn_count; i++) {
        const struct box *ink = &drawn[i].ink;
        int touched = 0;
        if (!(ink->width > 0 && ink->height > 0)) // a space
            continue;
        if (!is_within(ink, &frame))
            fail_msg("'%s' is outside the picture\n%s", drawn[i].text, scene);
        for (size_t k = 0; k < figure->layout.count; k++)
            touched += !is_apart(ink, &figure->panels[k].cell);
        if (touched > 1)
            fail_msg("'%s' reaches into another panel\n%s", drawn[i].text, scene);
    }
}

static void check_picture(const char *scene, char titles[TITLES_MAX][160], int count) {
    struct picture picture;
    forget(); // a test that fails leaves what was drawn
    picture_open_text_with(&picture, scene, NULL, record, NULL);
    const char *warnings = picture.warnings.data ? picture.warnings.data : "";
    free(picture_draw(&picture, 2.5, NULL));
    check_boxes(picture.figure, scene);
    check_texts(picture.figure, scene);
    for (int i = 0; i <= count; i++) {
        char shown[160];
        struct text warning = {0};
        plain(titles[i], shown);
        text_printf(&warning, "panel 'p%d' has no room for its title", i);
        bool is_said = strstr(warnings, shown) || strstr(warnings, warning.data) ||
                       (i == 0 && strstr(warnings, "the title is too long"));
        if (titles[i][0] && !is_drawn(shown) && !is_said)
            fail_msg("'%s' is not drawn\n%s%s", shown, scene, warnings);
        text_finish(&warning);
    }
    picture_close(&picture);
}

static void test_mosaics(void **state) {
    (void)state;
    // The last ones have panels whose ticks do not settle.
    static const int more[] = {140, 1228, 1363};
    struct text text = {0};
    for (int i = 0; i < 120 + 3; i++) {
        char titles[TITLES_MAX][160];
        random_start(&stream, (uint64_t)(i < 120 ? i : more[i - 120]), RANDOM_START, 0);
        int count = write_scene(&text, titles);
        check_picture(text.data, titles, count);
    }
    text_finish(&text);
    forget();
}

// A key with some of its values.
static void write_values(struct text *text, const char *side, int kind) {
    static const char *const kinds[] = {
        "optimizer: [sgd, momentum, {adam: {label: Adam}}, {lamb: {label: 'LAMB $\\beta$'}}, ",
        "lr: [0.01, 0.1, 1, 1e-7, ",
        "start: [[1, 2], [-1, 2], [0.5, 0.25], [2, -2], ",
    };
    static const char *const last[] = {"lion", "1e10", "[-1.25, -1]"};
    const char *values = kinds[kind];
    text_printf(text, "  %s: {", side);
    text_append(text, values, strcspn(values, "[") + 1);
    // Whole values from the first on: each ends with a comma outside of brackets.
    const char *value = values + strcspn(values, "[") + 1;
    for (uint32_t i = 0, count = below(5); i < count; i++) {
        int depth = 0, length = 0;
        for (; value[length] != ',' || depth > 0; length++)
            depth += strchr("[{", value[length]) ? 1 : strchr("]}", value[length]) ? -1 : 0;
        text_append(text, value, (size_t)length + 2);
        value += length + 2;
    }
    text_printf(text, "%s]}\n", last[kind]);
}

static void test_comparisons(void **state) {
    (void)state;
    static const char *const panels[] = {"contour", "surface", "curves", "equation"};
    static const char *const themes[] = {"post", "light", "dark", "paper"};
    struct text text = {0};
    for (uint64_t seed = 0; seed < 40; seed++) {
        char titles[TITLES_MAX][160];
        random_start(&stream, seed, RANDOM_START, 1);
        write_title(titles[0], 'T', 0, 10);
        text_clear(&text);
        const char *function = below(2) ? "beale" : "rosenbrock", *theme = themes[below(4)];
        const char *panel = panels[below(4)];
        text_printf(&text, "title: \"%s\"\nsteps: 4\nproblem: {function: %s}\ntheme: %s\n",
                    titles[0], function, theme);
        text_printf(&text, "optimizers: [sgd: {lr: 0.001}]\ncompare:\n  panel: %s\n  loss: %s\n",
                    panel, below(2) ? "true" : "false");
        int kind = (int)below(3), shape = (int)below(4);
        if (shape == 3)
            write_values(&text, "cells", kind);
        if (shape == 0 || shape == 2)
            write_values(&text, "rows", kind);
        if (shape == 1 || shape == 2)
            write_values(&text, "columns", (kind + 1) % 3);
        int width = 400 + (int)below(1000), height = 400 + (int)below(800);
        text_printf(&text, "video: {size: [%d, %d], progress: %s}\n", width, height,
                    below(2) ? "true" : "false");
        check_picture(text.data, titles, 0);
    }
    text_finish(&text);
    forget();
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_mosaics),
                                       cmocka_unit_test(test_comparisons)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
