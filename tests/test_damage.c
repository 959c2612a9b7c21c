// SPDX-License-Identifier: GPL-3.0-or-later
// Drawing calls that draw nothing report no damage.
#include "draw/text/font.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { WIDTH = 120, HEIGHT = 60 };

static const struct stroke line = {.color = 0x3366CC, .alpha = 1, .width = 5};

static bool is_clear(struct canvas *canvas) {
    int stride;
    const uint8_t *pixels = canvas_pixels(canvas, &stride);
    for (int i = 0; i < HEIGHT * stride; i++)
        if (pixels[i])
            return false;
    return true;
}

static void stroke_nothing(struct canvas *canvas) {
    canvas_stroke(canvas, &line);
}
static void stroke_pointed_nothing(struct canvas *canvas) {
    struct stroke sharp = line;
    sharp.butt = true;
    canvas_stroke(canvas, &sharp);
}
static void stroke_move(struct canvas *canvas) {
    canvas_move(canvas, 30, 20);
    canvas_stroke(canvas, &line);
}
static void stroke_faint(struct canvas *canvas) {
    struct stroke faint = line;
    faint.alpha = 0;
    canvas_circle(canvas, 30, 20, 5);
    canvas_stroke(canvas, &faint);
}
static void stroke_no_width(struct canvas *canvas) {
    struct stroke empty = line;
    empty.width = 0;
    canvas_circle(canvas, 30, 20, 5);
    canvas_stroke(canvas, &empty);
}
static void stroke_filled(struct canvas *canvas) {
    canvas_circle(canvas, 300, 20, 5);
    canvas_fill(canvas, 0, 1);
    canvas_stroke(canvas, &line);
}
static void fill_nothing(struct canvas *canvas) {
    canvas_fill(canvas, 0, 1);
}
static void fill_faint(struct canvas *canvas) {
    canvas_circle(canvas, 30, 20, 5);
    canvas_fill(canvas, 0, 0);
}
static void fill_clipped(struct canvas *canvas) {
    canvas_clip(canvas, (struct box){50, 10, 0, 30});
    canvas_circle(canvas, 50, 20, 5);
    canvas_fill(canvas, 0, 1);
    canvas_unclip(canvas);
}
static void fill_nothing_under(struct canvas *canvas) {
    canvas_fill_under(canvas, 0, 1);
}
static void cover_nothing(struct canvas *canvas) {
    struct cover cover = {0};
    canvas_cover(canvas, &cover);
    canvas_paint_cover(canvas, &cover, 3, 4, 0);
    cover_finish(&cover);
}
static void lay_faintly(struct canvas *canvas) {
    struct canvas *over = canvas_create(WIDTH, HEIGHT);
    canvas_box(over, (struct box){10, 12, 20, 15});
    canvas_fill(over, 0xFF8000, 0.5);
    canvas_blend(canvas, over, (struct rect){0, 0, WIDTH, HEIGHT}, 0);
    canvas_destroy(over);
}
static void image_outside(struct canvas *canvas) {
    canvas_image(canvas, (const uint32_t[]){0xFF000000}, 1, 1, WIDTH, 0);
}
static void write_spaces(struct canvas *canvas) {
    struct font *font = font_create();
    for (int turned = 0; turned < 2; turned++) {
        font_draw(font, canvas, "  ", 60, 30, &(struct text_style){.size = 24, .angle = turned});
        font_draw(font, canvas, "", 60, 30, &(struct text_style){.size = 24, .angle = turned});
    }
    font_destroy(font);
}

static void test_nothing(void **state) {
    (void)state;
    void (*const draws[])(struct canvas *) = {stroke_nothing,  stroke_pointed_nothing,
                                              stroke_move,     stroke_faint,
                                              stroke_no_width, stroke_filled,
                                              fill_nothing,    fill_faint,
                                              fill_clipped,    fill_nothing_under,
                                              cover_nothing,   lay_faintly,
                                              image_outside,   write_spaces};
    for (size_t i = 0; i < sizeof draws / sizeof *draws; i++) {
        struct canvas *canvas = canvas_create(WIDTH, HEIGHT);
        draws[i](canvas);
        if (canvas_take_damage(canvas).width != 0 || !is_clear(canvas))
            fail_msg("drawing %zu of nothing is damage", i);
        canvas_fill(canvas, 0, 1); // the path was dropped
        assert_true(is_clear(canvas));
        canvas_destroy(canvas);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_nothing)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
