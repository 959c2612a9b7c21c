// SPDX-License-Identifier: GPL-3.0-or-later
// Line breaks in texts.
#include "picture.h"

#include <math.h>

enum { WIDTH = 120, HEIGHT = 60 };

// Lines are below each other and aligned separately; if rotated, beside each other.
static void test_lines(void **state) {
    (void)state;
    struct font *font = font_create();
    struct text_extents one, two, three;
    font_measure(font, "wide line", 20, false, &one);
    font_measure(font, "i\nwide line", 20, false, &two);
    font_measure(font, "i\nwide line\n", 20, false, &three);
    assert_true(two.width == one.width && three.width == one.width);
    assert_true(two.ascent == one.ascent);
    assert_true(fabs(two.descent - one.descent - 24) < 1e-9);
    assert_true(fabs(three.descent - two.descent - 24) < 1e-9);
    font_measure(font, "i\n$\\frac{a}{b}$", 20, false, &three);
    assert_true(three.descent > two.descent + 2);
    for (int turned = 0; turned < 2; turned++)
        for (double align = 0; align <= 1; align += 0.5) {
            struct text_style style = {.size = 10, .align = align, .angle = turned ? -M_PI / 2 : 0};
            struct canvas *whole = canvas_create(WIDTH, HEIGHT);
            struct canvas *lines = canvas_create(WIDTH, HEIGHT);
            font_draw(font, whole, "AAA\nB", 50, 30, &style);
            font_draw(font, lines, "AAA", 50, 30, &style);
            font_draw(font, lines, "B", turned ? 62 : 50, turned ? 30 : 42, &style);
            assert_true(canvas_take_damage(whole).width > 0);
            int stride, other;
            const uint8_t *a = canvas_pixels(whole, &stride), *b = canvas_pixels(lines, &other);
            for (int i = 0; i < stride * HEIGHT; i++)
                assert_in_range(abs(a[i] - b[i]), 0, 2);
            canvas_destroy(whole);
            canvas_destroy(lines);
        }
    font_destroy(font);
}

// Collects all drawn texts, separated by line breaks.
static void record(void *context, const char *text, struct box ink) {
    (void)ink;
    text_printf(context, "\n%s\n", text);
}

// All lines of all titles and labels are drawn; metadata has a space instead of a line break.
static void test_picture(void **state) {
    (void)state;
    static const char scene[] =
        "title: \"Title1\\nTitle2 {step}\"\nepochs: 5\n"
        "optimizers: [{sgd: {label: \"Label1\\nLabel2\"}}, adam]\n"
        "layout: [[data, surface], [contour, b]]\npanels:\n"
        "  data: {title: \"Data1\\nData2\", x_label: \"X1\\nX2\", y_label: \"Y1\\nY2\"}\n"
        "  surface: {z_label: \"Z1\\nZ2\", color_bar: true}\n"
        "  b: {type: curves, left: {series: [loss], label: \"L1\\nL2\"}}\n";
    static const char *const lines[] = {"Title1", "Title2 4", "Label1", "Label2", "Data1",
                                        "Data2",  "X1",       "X2",     "Y1",     "Y2",
                                        "Z1",     "Z2",       "L1",     "L2"};
    struct text texts = {0};
    struct picture picture;
    picture_open_text_with(&picture, scene, NULL, record, &texts);
    free(picture_draw(&picture, 4, NULL));
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        char line[40];
        snprintf(line, sizeof line, "\n%s\n", lines[i]);
        if (!strstr(texts.data, line))
            fail_msg("'%s' is not drawn", lines[i]);
    }
    assert_true(!picture.warnings.data || !*picture.warnings.data);
    picture_close(&picture);
    text_finish(&texts);
    char scratch[64];
    scratch_make(scratch);
    file_write(scratch, "a.scene", scene);
    assert_int_equal(shell("cd '%s' && \"$OPTANIM\" a.scene -q -o a.svg && "
                           "grep -q '<title>Title1 Title2 4</title>' a.svg",
                           scratch),
                     0);
    scratch_remove(scratch);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_lines),
                                       cmocka_unit_test(test_picture)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
