// SPDX-License-Identifier: GPL-3.0-or-later
// Names that are kept as pixels: what they look like, where they say they are, how they fade.
#include "plot/name_tile.h"
#include "plot/theme.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

enum { WIDTH = 160, HEIGHT = 80 };

static struct box noted;

static void note(void *context, const char *text, struct box ink) {
    (void)context, (void)text;
    noted = ink;
}

// Draws a name in the middle of an opaque ground.
static struct canvas *draw(struct stage *stage, enum canvas_kind kind, double alpha) {
    const struct name_look look = {
        .text = "Agjy", .size = 24, .color = 0x000000, .ground = 0x80C080, .halo = 4};
    struct name_tile tile = {0};
    struct canvas *canvas = canvas_create_kind(kind, WIDTH, HEIGHT);
    canvas_box(canvas, (struct box){0, 0, WIDTH, HEIGHT});
    canvas_fill(canvas, 0xFFFFFF, 1);
    if (kind == CANVAS_PIXELS)
        canvas_take_damage(canvas);
    name_tile_draw(&tile, &look, stage, canvas, (double[]){40, 40}, alpha);
    name_tile_finish(&tile);
    return canvas;
}

static void test_place(void **state) {
    (void)state;
    struct font *font = font_create();
    struct stage stage = {.theme = theme_table[0],
                          .font = font,
                          .width = WIDTH,
                          .height = HEIGHT,
                          .unit = 1,
                          .record = note};
    struct canvas *canvas = draw(&stage, CANVAS_PIXELS, 1);
    struct rect damage = canvas_take_damage(canvas);
    int stride, top = HEIGHT, bottom = -1, left = WIDTH, right = -1;
    const uint8_t *pixels = canvas_pixels(canvas, &stride);
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++) {
            const uint8_t *pixel = pixels + y * stride + 4 * x;
            bool is_changed = pixel[0] != 255 || pixel[1] != 255 || pixel[2] != 255;
            if (is_changed)
                assert_true(x >= damage.x && y >= damage.y && x < damage.x + damage.width &&
                            y < damage.y + damage.height);
            if (pixel[1] > 60) // not of a letter
                continue;
            top = y < top ? y : top;
            bottom = y > bottom ? y : bottom;
            left = x < left ? x : left;
            right = x > right ? x : right;
        }
    assert_true(fabs(noted.x - left) <= 2 && fabs(noted.y - top) <= 2);
    assert_true(fabs(noted.x + noted.width - (right + 1)) <= 2);
    assert_true(fabs(noted.y + noted.height - (bottom + 1)) <= 2);
    canvas_destroy(canvas);
    font_destroy(font);
}

// Names of shapes look as those of pixels, at every opacity.
static void test_fading(void **state) {
    (void)state;
    struct font *font = font_create();
    struct stage stage = {
        .theme = theme_table[0], .font = font, .width = WIDTH, .height = HEIGHT, .unit = 1};
    static const double alphas[] = {0, 0.2, 0.5, 0.9, 1};
    double before = -1;
    for (size_t i = 0; i < sizeof alphas / sizeof *alphas; i++) {
        struct canvas *kept = draw(&stage, CANVAS_PIXELS, alphas[i]);
        struct canvas *shapes = draw(&stage, CANVAS_PDF, alphas[i]);
        struct canvas *shown = canvas_create(WIDTH, HEIGHT);
        canvas_blend(shown, shapes, (struct rect){0, 0, WIDTH, HEIGHT}, 1);
        int stride;
        const uint8_t *a = canvas_pixels(kept, &stride), *b = canvas_pixels(shown, &stride);
        double ink = 0, off = 0;
        for (int k = 0; k < HEIGHT * stride; k++) {
            ink += 255 - a[k];
            off = fmax(off, abs(a[k] - b[k]));
        }
        if (off > 48) // edges of letters are covered in another order
            fail_msg("at %g they differ by %g", alphas[i], off);
        assert_true(ink > before);
        before = ink;
        canvas_destroy(kept);
        canvas_destroy(shapes);
        canvas_destroy(shown);
    }
    font_destroy(font);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_place), cmocka_unit_test(test_fading)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
