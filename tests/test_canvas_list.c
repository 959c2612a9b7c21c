// SPDX-License-Identifier: GPL-3.0-or-later
// Lists of what was drawn: replayed on pixels they give the same pixels, and what lies behind is
// stored first in files.
#include "draw/canvas_list.h"

#include "base/random.h"
#include "draw/canvas_backend.h"
#include "draw/line_piece.h"
#include "draw/text/font.h"

#include <math.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { WIDTH = 160, HEIGHT = 90 };

static struct random_stream stream;

static double any(double low, double high) {
    return random_uniform(&stream, low, high);
}

static uint32_t any_color(void) {
    return random_below(&stream, 1 << 24);
}

static void draw_path(struct canvas *canvas) {
    switch (random_below(&stream, 5)) {
    case 0:
        canvas_box(canvas, (struct box){any(-20, 150), any(-20, 80), any(1, 60), any(1, 40)});
        return;
    case 1:
        canvas_rounded_box(canvas, (struct box){any(0, 100), any(0, 50), any(20, 60), any(20, 40)},
                           any(1, 9));
        return;
    case 2:
        canvas_circle(canvas, any(0, WIDTH), any(0, HEIGHT), any(1, 30));
        return;
    case 3:
        canvas_move(canvas, any(0, WIDTH), any(0, HEIGHT));
        for (int i = 0; i < 5; i++)
            canvas_line(canvas, any(-30, WIDTH), any(-30, HEIGHT));
        return;
    default:
        canvas_move(canvas, any(0, WIDTH), any(0, HEIGHT));
        canvas_curve(canvas, (double[]){any(0, 90), any(0, 90), any(0, 90), any(0, 90)},
                     any(0, WIDTH), any(0, HEIGHT));
        if (random_below(&stream, 2) == 0)
            canvas_close(canvas);
    }
}

static struct stroke any_stroke(void) {
    struct stroke stroke = {.color = any_color(),
                            .alpha = any(-0.1, 1),
                            .width = any(0.3, 6),
                            .butt = random_below(&stream, 2) == 0};
    if (random_below(&stream, 2) == 0) {
        stroke.dash[0] = any(1, 9);
        stroke.dash[1] = any(1, 9);
        stroke.dash_offset = any(0, 20);
    }
    return stroke;
}

static void draw_text(struct canvas *canvas, struct font *font) {
    static const char *const texts[] = {"Adam, lr 0.1", "AVATAR fi 1/2", "loss $\\sqrt{w_0}$ now",
                                        "\u05E9\u05DC\u05D5\u05DD 12", "x\u0302 \u2212 \u00E9"};
    struct text_style style = {.size = any(7, 24), .color = any_color(), .align = any(0, 1)};
    if (random_below(&stream, 4) == 0)
        style.angle = -M_PI / 2;
    font_draw(font, canvas, texts[random_below(&stream, 5)], any(0, WIDTH), any(0, HEIGHT), &style);
}

static void draw_line(struct canvas *canvas) {
    double points[4][2];
    struct stroke stroke = {.color = any_color(), .alpha = 1, .width = any(0.5, 5)};
    for (int i = 0; i < 4; i++) {
        points[i][0] = any(0, WIDTH);
        points[i][1] = any(0, HEIGHT);
    }
    for (int i = 1; i < 4; i++)
        line_piece(canvas, &stroke, i > 1 ? points[i - 2] : NULL, points[i - 1], points[i],
                   i < 3 ? points[i + 1] : NULL);
}

static void draw_image(struct canvas *canvas) {
    uint32_t pixels[12];
    for (int i = 0; i < 12; i++)
        pixels[i] = 0xFF000000 | any_color();
    canvas_image(canvas, pixels, 4, 3, (int)any(-3, WIDTH), (int)any(-3, HEIGHT));
}

static void draw_any(struct canvas *canvas, struct font *font, int depth);

static void draw_group(struct canvas *canvas, struct font *font, int depth) {
    struct canvas *group =
        canvas_create_kind(canvas_has_pixels(canvas) ? CANVAS_PIXELS : CANVAS_LIST, WIDTH, HEIGHT);
    int count = 1 + (int)random_below(&stream, 4);
    for (int i = 0; i < count; i++)
        draw_any(group, font, depth + 1);
    struct rect rect = {(int)any(0, 40), (int)any(0, 30), (int)any(20, 120), (int)any(20, 60)};
    if (random_below(&stream, 3) == 0)
        canvas_copy(canvas, group, rect);
    else
        canvas_blend(canvas, group, rect, any(0.1, 1));
    canvas_destroy(group);
}

static void draw_any(struct canvas *canvas, struct font *font, int depth) {
    uint32_t kind = random_below(&stream, 9);
    struct stroke stroke;
    switch (kind) {
    case 0:
    case 1:
        draw_path(canvas);
        canvas_fill(canvas, any_color(), any(-0.1, 1));
        return;
    case 2:
        draw_path(canvas);
        canvas_fill_keep(canvas, any_color(), any(-0.1, 1));
        if (random_below(&stream, 3) == 0)
            draw_path(canvas);
        stroke = any_stroke();
        canvas_stroke(canvas, &stroke);
        return;
    case 3:
        draw_text(canvas, font);
        return;
    case 4:
        draw_line(canvas);
        return;
    case 5:
        draw_image(canvas);
        return;
    case 6:
        canvas_clip(canvas, (struct box){random_below(&stream, 50), random_below(&stream, 30),
                                         random_below(&stream, 90), random_below(&stream, 60)});
        if (depth < 3)
            draw_any(canvas, font, depth + 1);
        canvas_unclip(canvas);
        return;
    case 7:
        if (depth < 2)
            draw_group(canvas, font, depth);
        return;
    default:
        if (depth == 0)
            canvas_erase(canvas,
                         (struct rect){(int)any(0, 99), (int)any(0, 50), (int)any(1, 50), 20});
    }
}

static bool holds(struct rect outer, struct rect inner) {
    return inner.x >= outer.x && inner.y >= outer.y &&
           inner.x + inner.width <= outer.x + outer.width &&
           inner.y + inner.height <= outer.y + outer.height;
}

// Returns the rectangle around all that is not transparent.
static struct rect inked(struct canvas *canvas) {
    struct rect around = {0};
    int stride;
    const uint8_t *pixels = canvas_pixels(canvas, &stride);
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++) {
            uint32_t word;
            memcpy(&word, pixels + y * stride + 4 * x, 4);
            if (word)
                around = rect_union(around, (struct rect){x, y, 1, 1});
        }
    return around;
}

static void assert_same(struct canvas *a, struct canvas *b, int picture) {
    int stride;
    const uint8_t *ours = canvas_pixels(a, &stride), *theirs = canvas_pixels(b, &stride);
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++)
            if (memcmp(ours + y * stride + 4 * x, theirs + y * stride + 4 * x, 4) != 0)
                fail_msg("picture %d differs at (%d, %d)", picture, x, y);
}

// Random pictures, drawn on pixels and on a list that is replayed: every byte is the same, also
// where the list is recorded by another list in between.
static void test_replay(void **state) {
    (void)state;
    struct font *font = font_create();
    struct canvas *pixels = canvas_create(WIDTH, HEIGHT), *again = canvas_create(WIDTH, HEIGHT);
    struct canvas *list = canvas_create_kind(CANVAS_LIST, WIDTH, HEIGHT);
    struct canvas *copy = canvas_create_kind(CANVAS_LIST, WIDTH, HEIGHT);
    assert_null(canvas_list(pixels));
    for (int picture = 0; picture < 500; picture++) {
        struct canvas *both[] = {pixels, list};
        int count = 1 + picture % 9;
        for (int i = 0; i < 2; i++) {
            random_start(&stream, (uint64_t)picture, RANDOM_DATA_NOISE, 0);
            canvas_clear(both[i]);
            for (int k = 0; k < count; k++)
                draw_any(both[i], font, 0);
        }
        canvas_clear(again);
        canvas_clear(copy);
        canvas_replay(list, again);
        assert_same(pixels, again, picture);
        struct rect ink = inked(pixels), told = canvas_take_damage(list);
        if (!rect_is_empty(ink) && (!holds(told, ink) || !holds(canvas_list(list)->bounds, ink)))
            fail_msg("picture %d is noted to be smaller than it is", picture);
        canvas_replay(list, copy);
        canvas_clear(again);
        canvas_replay(copy, again);
        assert_same(pixels, again, picture);
    }
    canvas_destroy(copy);
    canvas_destroy(list);
    canvas_destroy(again);
    canvas_destroy(pixels);
    font_destroy(font);
}

// What is drawn and dropped leaves no trace, and a list is as long as its operations.
static void test_lengths(void **state) {
    (void)state;
    struct canvas *canvas = canvas_create_kind(CANVAS_LIST, WIDTH, HEIGHT);
    const struct list *list = canvas_list(canvas);
    canvas_clip(canvas, (struct box){0, 0, 9, 9});
    canvas_transform(canvas, 1, 2, 3);
    canvas_box(canvas, (struct box){0, 0, 5, 5});
    canvas_fill(canvas, 0, 0);
    canvas_move(canvas, 1, 1);
    canvas_stroke(canvas, &(struct stroke){.alpha = 1, .width = 1});
    canvas_untransform(canvas);
    canvas_unclip(canvas);
    assert_int_equal(list->count, 0);
    assert_true(rect_is_empty(list->bounds));
    canvas_move(canvas, 1, 1);
    for (int i = 0; i < 1000; i++)
        canvas_line(canvas, i, i % 7);
    canvas_stroke(canvas, &(struct stroke){.alpha = 1, .width = 1});
    assert_int_equal(list->count, 3 + 2 + 2000 + 10); // two numbers a point
    size_t at = 0;
    while (at < list->count)
        at += list_length(list->numbers + at);
    assert_int_equal(at, list->count);
    canvas_erase(canvas, list->bounds);
    assert_int_equal(list->count, 0);
    canvas_destroy(canvas);
}

static bool keep_bytes(void *text, const void *bytes, size_t length) {
    text_append(text, bytes, length);
    return true;
}

// A file stores what lies behind before the rest of its group, the last first.
static void test_order(void **state) {
    (void)state;
    struct canvas *list = canvas_create_kind(CANVAS_LIST, WIDTH, HEIGHT);
    struct canvas *layer = canvas_create_kind(CANVAS_LIST, WIDTH, HEIGHT);
    struct canvas *svg = canvas_create_kind(CANVAS_SVG, WIDTH, HEIGHT);
    struct stroke blue = {.color = 0x0000FF, .alpha = 1, .width = 2};
    struct stroke red = {.color = 0xFF0000, .alpha = 1, .width = 2};
    canvas_box(list, (struct box){0, 0, 10, 10});
    canvas_fill(list, 0x111111, 1);
    canvas_clip(layer, (struct box){0, 0, 50, 50});
    canvas_circle(layer, 5, 5, 3);
    canvas_fill(layer, 0x222222, 1);
    line_piece(layer, &blue, NULL, (double[]){0, 0}, (double[]){5, 0}, (double[]){9, 0});
    line_piece(layer, &blue, (double[]){0, 0}, (double[]){5, 0}, (double[]){9, 0}, NULL);
    line_piece(layer, &red, NULL, (double[]){0, 1}, (double[]){5, 1}, NULL);
    canvas_unclip(layer);
    canvas_blend(list, layer, (struct rect){0, 0, WIDTH, HEIGHT}, 0.5);
    canvas_replay(list, svg);
    struct text out = {0};
    assert_true(canvas_write(svg, 1, NULL, NULL, keep_bytes, &out));
    static const char wanted[] =
        "<path fill=\"#111111\" d=\"M0 0L10 0L10 10L0 10Z\"/>\n<g opacity=\"0.5\">\n"
        "<svg x=\"0\" y=\"0\" width=\"50\" height=\"50\" viewBox=\"0 0 50 50\">\n"
        "<path stroke=\"#ff0000\" stroke-width=\"2\" d=\"M5 1L0 1\"/>\n"
        "<path stroke=\"#0000ff\" stroke-width=\"2\" d=\"M9 0L0 0\"/>\n"
        "<circle cx=\"5\" cy=\"5\" r=\"3\" fill=\"#222222\"/>\n</svg>\n</g>\n</svg>\n";
    const char *body = strchr(out.data, '\n') + 1;
    assert_string_equal(body, wanted);
    text_finish(&out);
    canvas_destroy(svg);
    canvas_destroy(layer);
    canvas_destroy(list);
}

// A canvas of pixels that cannot draw behind what is there, as files cannot.
static struct canvas *plain_create(void) {
    static struct canvas_backend plain;
    struct canvas *canvas = canvas_create(WIDTH, HEIGHT);
    plain = *canvas->backend;
    plain.segment_under = NULL;
    canvas->backend = &plain;
    return canvas;
}

// Several lines grow at a time, and cross each other.
static void grow_lines(struct canvas *canvas) {
    enum { LINES = 5, STEPS = 12 };
    static const uint32_t colors[LINES] = {0xFF0000, 0x00FF00, 0x0000FF, 0xFFFF00, 0xFF0000};
    double at[LINES][STEPS][2];
    for (int i = 0; i < LINES; i++)
        for (int k = 0; k < STEPS; k++)
            for (int d = 0; d < 2; d++)
                at[i][k][d] = k == 0 ? any(10, d == 0 ? WIDTH - 10 : HEIGHT - 10)
                                     : at[i][k - 1][d] + any(-25, 25);
    for (int k = 1; k < STEPS; k++) {
        canvas_clip(canvas, (struct box){5, 5, WIDTH - 10, HEIGHT - 10});
        for (int i = 0; i < LINES; i++) {
            struct stroke stroke = {.color = colors[i], .alpha = 1, .width = 4};
            line_piece(canvas, &stroke, k > 1 ? at[i][k - 2] : NULL, at[i][k - 1], at[i][k],
                       k + 1 < STEPS ? at[i][k + 1] : NULL);
        }
        canvas_unclip(canvas);
    }
}

// True if all of 2 x 2 pixels differ by more than the edge of a line does.
static bool is_far(const uint8_t *a, int a_stride, const uint8_t *b, int b_stride) {
    for (int i = 0; i < 4; i++) {
        int most = 0;
        for (int c = 0; c < 4; c++) {
            int off = abs((int)a[i / 2 * a_stride + i % 2 * 4 + c] -
                          (int)b[i / 2 * b_stride + i % 2 * 4 + c]);
            most = off > most ? off : most;
        }
        if (most < 100)
            return false;
    }
    return true;
}

// The plain twin: strokes the segments of a list one by one, from the last to the first.
static void stroke_reversed(const struct list *list, struct canvas *onto) {
    const double *ops[64];
    size_t count = 0;
    for (size_t at = 0; at < list->count; at += list_length(list->numbers + at))
        if (list->numbers[at] == LIST_SEGMENT && count < 64)
            ops[count++] = list->numbers + at;
    canvas_clip(onto, (struct box){5, 5, WIDTH - 10, HEIGHT - 10});
    while (count-- > 0) {
        canvas_move(onto, ops[count][4], ops[count][5]);
        canvas_line(onto, ops[count][6], ops[count][7]);
        canvas_stroke(onto,
                      &(struct stroke){.color = (uint32_t)ops[count][1], .alpha = 1, .width = 4});
    }
    canvas_unclip(onto);
}

// The segments of lines that alternate are joined where that does not change which lies over which:
// the pixels are those of segments that are stroked one by one, but for the edges at joints.
static void test_behind(void **state) {
    (void)state;
    struct canvas *list = canvas_create_kind(CANVAS_LIST, WIDTH, HEIGHT);
    struct canvas *pixels = canvas_create(WIDTH, HEIGHT), *plain = plain_create();
    size_t joined = 0;
    for (int picture = 0; picture < 300; picture++) {
        int stride, other;
        random_start(&stream, (uint64_t)picture, RANDOM_SHUFFLE, 0);
        canvas_clear(list);
        grow_lines(list);
        canvas_clear(pixels);
        stroke_reversed(canvas_list(list), pixels);
        canvas_clear(plain);
        canvas_replay(list, plain);
        const uint8_t *ours = canvas_pixels(plain, &stride);
        const uint8_t *theirs = canvas_pixels(pixels, &other);
        for (int y = 0; y + 1 < HEIGHT; y++)
            for (int x = 0; x + 1 < WIDTH; x++)
                if (is_far(ours + y * stride + 4 * x, stride, theirs + y * other + 4 * x, other))
                    fail_msg("picture %d has another line on top at (%d, %d)", picture, x, y);
        struct canvas *svg = canvas_create_kind(CANVAS_SVG, WIDTH, HEIGHT);
        struct text out = {0};
        canvas_replay(list, svg);
        assert_true(canvas_write(svg, 1, NULL, NULL, keep_bytes, &out));
        size_t paths = 0;
        for (const char *at = out.data; (at = strstr(at, "<path")); at++)
            paths++;
        assert_true(paths <= 55);
        joined += 55 - paths;
        text_finish(&out);
        canvas_destroy(svg);
    }
    assert_true(joined > 300 * 10);
    canvas_destroy(plain);
    canvas_destroy(pixels);
    canvas_destroy(list);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_replay),
                                       cmocka_unit_test(test_lengths), cmocka_unit_test(test_order),
                                       cmocka_unit_test(test_behind)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
