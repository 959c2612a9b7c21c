// SPDX-License-Identifier: GPL-3.0-or-later
// Notes are set to a measure that is read well, and stay in their cell.
#include "base/maths.h"
#include "base/random.h"
#include "figure/figure_state.h"
#include "picture.h"

#include <math.h>

static struct random_stream stream;

struct row_inks {
    struct box items[500];
    size_t letters[500], count;
};

static void keep_row(void *context, const char *text, struct box ink) {
    struct row_inks *rows = context;
    if (rows->count < 500 && ink.width > 0) {
        rows->letters[rows->count] = strlen(text);
        rows->items[rows->count++] = ink;
    }
}

// Draws a note of so many words alone in a picture.
static void draw_note(struct row_inks *rows, uint32_t words, uint32_t width, uint32_t height,
                      struct box *cell) {
    struct text scene = {0};
    struct picture picture;
    text_printf(&scene,
                "title: \"\"\nlayout: [[note]]\noptimizers: [sgd]\nsteps: 2\n"
                "video: {size: [%u, %u]}\npanels:\n  note: {type: text, text: \"",
                width, height);
    for (uint32_t i = 0; i < words; i++) {
        text_add(&scene, i ? " " : "");
        for (uint32_t k = 0, letters = 1 + random_below(&stream, 9); k < letters; k++)
            text_printf(&scene, "%c", 'a' + (int)random_below(&stream, 26));
    }
    text_add(&scene, "\"}\n");
    rows->count = 0;
    picture_open_text_with(&picture, scene.data, NULL, keep_row, rows);
    *cell = picture.figure->panels[0].cell;
    picture_close(&picture);
    text_finish(&scene);
}

static void test_measure(void **state) {
    (void)state;
    struct row_inks *rows = mem_zero(1, sizeof *rows);
    random_start(&stream, 3, RANDOM_START, 0);
    for (int round = 0; round < 200; round++) {
        uint32_t words = 1 + random_below(&stream, 90);
        uint32_t width = 2 * (160 + random_below(&stream, 500));
        uint32_t height = 2 * (100 + random_below(&stream, 400));
        struct box cell;
        draw_note(rows, words, width, height, &cell);
        assert_true(rows->count > 0);
        size_t longest = 0, shortest = 1000;
        for (size_t i = 0; i < rows->count; i++) {
            const struct box *ink = &rows->items[i];
            longest = rows->letters[i] > longest ? rows->letters[i] : longest;
            shortest = rows->letters[i] < shortest ? rows->letters[i] : shortest;
            if (!(ink->x >= cell.x - 1 && ink->x + ink->width <= cell.x + cell.width + 1))
                fail_msg("%u words in %ux%u: a row is wider than the cell", words, width, height);
        }
        const struct box *first = &rows->items[0], *last = &rows->items[rows->count - 1];
        bool is_full = last->y + last->height - first->y > 0.85 * cell.height;
        if (!is_full && longest > 90)
            fail_msg("%u words in %ux%u: a row has %zu letters", words, width, height, longest);
        if (rows->count > 2 && longest > 30 && 3 * shortest < longest)
            fail_msg("%u words in %ux%u: rows have %zu to %zu letters", words, width, height,
                     shortest, longest);
    }
    free(rows);
}

// A short note is larger in a large cell than in a small one beside other panels.
static void test_size_follows_cell(void **state) {
    (void)state;
    struct row_inks *rows = mem_zero(1, sizeof *rows);
    struct box cell;
    double heights[2];
    for (int large = 0; large < 2; large++) {
        random_start(&stream, 4, RANDOM_START, 0);
        draw_note(rows, 110, 690, large ? 394 : 120, &cell);
        heights[large] = rows->items[0].height / (large ? 1 : m_pow(120.0 / 394 * 1.25, 0.4));
    }
    assert_true(heights[1] > 1.1 * heights[0]);
    free(rows);
}

// A dollar without a partner is a letter: the text is broken at its spaces as any other. What has
// no room is said to be cut.
static void test_dollars(void **state) {
    (void)state;
    static const char *const words[] = {"It costs 5$ and", "It costs \\$5\\$ and",
                                        "It costs five and"};
    for (int i = 0; i < 6; i++) {
        struct text scene = {0};
        struct picture picture;
        text_printf(&scene,
                    "optimizers: [sgd]\nepochs: 2\nlayout: [[text]]\nvideo: {size: [300, 120]}\n"
                    "panels:\n  text:\n    text: |\n");
        text_printf(&scene, "      %s", words[i % 3]);
        for (int k = 0; k < (i < 3 ? 3 : 130); k++)
            text_add(&scene, " this is a long line of text");
        text_add(&scene, "\n");
        picture_open_text(&picture, scene.data, NULL);
        free(picture_draw(&picture, 1, NULL));
        bool warns =
            picture.warnings.data && strstr(picture.warnings.data, "no room for all of its text");
        if (warns != (i >= 3))
            fail_msg("%s: %s", words[i % 3], warns ? picture.warnings.data : "no warning");
        picture_close(&picture);
        text_finish(&scene);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_dollars),
        cmocka_unit_test(test_measure),
        cmocka_unit_test(test_size_follows_cell),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
