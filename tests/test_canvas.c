// SPDX-License-Identifier: GPL-3.0-or-later
// Drawing on canvases, and text.
#include "base/random.h"
#include "base/text.h"
#include "draw/line_piece.h"
#include "draw/text/font.h"

#include <math.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cairo.h>
#include <cmocka.h>

enum { WIDTH = 120, HEIGHT = 60 };

static uint32_t pixel(struct canvas *canvas, int x, int y) {
    int stride;
    uint32_t word;
    memcpy(&word, canvas_pixels(canvas, &stride) + y * stride + 4 * x, 4);
    return word;
}

static bool holds(struct rect rect, int x, int y) {
    return x >= rect.x && x < rect.x + rect.width && y >= rect.y && y < rect.y + rect.height;
}

// Returns the bounding rectangle of the pixels that are not transparent.
static struct rect inked(struct canvas *canvas) {
    struct rect around = {0};
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++)
            if (pixel(canvas, x, y))
                around = rect_union(around, (struct rect){x, y, 1, 1});
    return around;
}

static struct stroke line = {.color = 0x3366CC, .alpha = 1, .width = 5};

static void draw_box(struct canvas *canvas) {
    canvas_box(canvas, (struct box){10.3, 12.6, 20, 15});
    canvas_fill(canvas, 0xFF8000, 0.5);
}
static void draw_circle(struct canvas *canvas) {
    canvas_circle(canvas, 118, 4, 9);
    canvas_fill(canvas, 0, 1);
}
static void draw_corner(struct canvas *canvas) {
    struct stroke sharp = line;
    sharp.butt = true; // mitred: it reaches far beyond the corner
    canvas_move(canvas, 20, 10);
    canvas_line(canvas, 60, 20);
    canvas_line(canvas, 20, 30);
    canvas_stroke(canvas, &sharp);
}
static void draw_curve(struct canvas *canvas) {
    canvas_move(canvas, 20, 50);
    canvas_curve(canvas, (double[]){30, -40, 80, -40}, 100, 50);
    canvas_stroke(canvas, &line);
}
static void draw_turned(struct canvas *canvas) {
    canvas_transform(canvas, 60, 30, M_PI / 3);
    canvas_box(canvas, (struct box){-20, -3, 40, 6});
    canvas_fill(canvas, 0, 1);
    canvas_untransform(canvas);
}
static void draw_clipped(struct canvas *canvas) {
    canvas_clip(canvas, (struct box){20, 10, 50, 30});
    canvas_clip(canvas, (struct box){40, 0, 80, 30});
    canvas_circle(canvas, 40, 20, 500);
    canvas_fill(canvas, 0, 1);
    canvas_unclip(canvas);
    canvas_unclip(canvas);
}
static void draw_far(struct canvas *canvas) {
    canvas_move(canvas, -1e5, 30);
    canvas_line(canvas, 1e5, 30);
    canvas_stroke(canvas, &line);
}
static void draw_rounded(struct canvas *canvas) {
    canvas_rounded_box(canvas, (struct box){5, 5, 40, 30}, 8);
    canvas_fill_keep(canvas, 0xFFFFFF, 1);
    canvas_stroke(canvas, &line);
}
static void draw_image(struct canvas *canvas) {
    static const uint32_t words[6] = {0xFF000001, 0xFF000002, 0xFF000003,
                                      0xFF000004, 0xFF000005, 0xFF000006};
    canvas_image(canvas, words, 3, 2, 118, 58);
}
static void draw_upright(struct canvas *canvas) {
    struct font *font = font_create();
    font_draw(font, canvas, "Agj̈", 60, 30,
              &(struct text_style){.size = 24, .align = 0.5, .middle = 0.5});
    font_destroy(font);
}
static void draw_text(struct canvas *canvas) {
    struct font *font = font_create();
    font_draw(font, canvas, "Agj̈", 60, 30,
              &(struct text_style){.size = 24, .align = 0.5, .middle = 0.5, .angle = -M_PI / 4});
    font_destroy(font);
}

// Each drawing, with one pixel that it must set, to a given value, and one that it must not touch.
static const struct {
    void (*draw)(struct canvas *canvas);
    int on[2];
    uint32_t word;
    int off[2];
} drawings[] = {
    {draw_box, {20, 20}, 0x80804000, {9, 20}},
    {draw_circle, {117, 2}, 0xFF000000, {100, 30}},
    {draw_corner, {65, 20}, 0xFF3366CC, {30, 20}},
    {draw_curve, {20, 48}, 0xFF3366CC, {60, 50}},
    {draw_turned, {64, 37}, 0xFF000000, {75, 30}},
    {draw_clipped, {69, 29}, 0xFF000000, {70, 20}},
    {draw_far, {0, 30}, 0xFF3366CC, {60, 20}},
    {draw_rounded, {20, 20}, 0xFFFFFFFF, {1, 1}},
    {draw_image, {119, 59}, 0xFF000005, {117, 59}},
    {draw_text, {-1, -1}, 0, {2, 2}},
    {draw_upright, {-1, -1}, 0, {2, 2}},
};

// The damage contains everything that is drawn and is reported once; clearing leaves nothing.
static void test_drawings(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof drawings / sizeof *drawings; i++) {
        struct canvas *canvas = canvas_create(WIDTH, HEIGHT);
        assert_int_equal(inked(canvas).width, 0);
        drawings[i].draw(canvas);
        struct rect damage = canvas_take_damage(canvas), ink = inked(canvas);
        assert_true(ink.width > 0);
        if (!holds(damage, ink.x, ink.y) ||
            !holds(damage, ink.x + ink.width - 1, ink.y + ink.height - 1))
            fail_msg("drawing %zu is damaged less than it is drawn", i);
        assert_true(damage.x >= 0 && damage.x + damage.width <= WIDTH);
        assert_true(damage.y >= 0 && damage.y + damage.height <= HEIGHT);
        assert_int_equal(canvas_take_damage(canvas).width, 0);
        const int *on = drawings[i].on, *off = drawings[i].off;
        if (on[0] >= 0 && pixel(canvas, on[0], on[1]) != drawings[i].word)
            fail_msg("drawing %zu has %08x", i, pixel(canvas, on[0], on[1]));
        assert_int_equal(pixel(canvas, off[0], off[1]), 0);
        canvas_erase(canvas, damage);
        assert_int_equal(inked(canvas).width, 0);
        drawings[i].draw(canvas);
        canvas_clear(canvas);
        assert_int_equal(inked(canvas).width, 0);
        assert_int_equal(canvas_take_damage(canvas).width, 0);
        canvas_destroy(canvas);
    }
}

static void test_layers(void **state) {
    (void)state;
    struct canvas *below = canvas_create(WIDTH, HEIGHT), *above = canvas_create(WIDTH, HEIGHT);
    canvas_box(below, (struct box){0, 0, WIDTH, HEIGHT});
    canvas_fill(below, 0xFFFFFF, 1);
    draw_circle(above); // black
    canvas_blend(below, above, (struct rect){110, 0, 8, 10}, 0.5);
    assert_int_equal(pixel(below, 116, 4), 0xFF808080 - 0x010101); // cairo rounds 127.5 down
    assert_int_equal(pixel(below, 118, 4), 0xFFFFFFFF);            // outside of the rectangle
    canvas_copy(below, above, (struct rect){0, 0, 20, HEIGHT});
    assert_int_equal(pixel(below, 10, 10), 0); // a copy replaces with transparent pixels too
    assert_int_equal(pixel(below, 20, 10), 0xFFFFFFFF);
    canvas_take_damage(below);
    canvas_blend(below, above, (struct rect){0}, 1);
    assert_int_equal(canvas_take_damage(below).width, 0);
    canvas_destroy(below);
    canvas_destroy(above);
    assert_null(canvas_create(1000000, 10));
    canvas_destroy(NULL);
}

static void test_rectangles(void **state) {
    (void)state;
    struct rect rect = rect_union((struct rect){2, 3, 4, 5}, (struct rect){-1, 6, 2, 9});
    assert_true(rect.x == -1 && rect.y == 3 && rect.width == 7 && rect.height == 12);
    rect = rect_union((struct rect){2, 3, 4, 5}, (struct rect){50, 50, 0, 9});
    assert_true(rect.x == 2 && rect.y == 3 && rect.width == 4 && rect.height == 5);
    rect = rect_around((struct box){-0.5, 1.2, 2, 2.8});
    assert_true(rect.x == -1 && rect.y == 1 && rect.width == 3 && rect.height == 3);
}

// ---- Text

// Pairs of texts; the first is `ratio` times as wide as the second.
static const struct {
    const char *a, *b;
    double ratio;
} widths[] = {
    {"", "", 1},
    {"0000", "0", 4}, // digits are tabular, so that titles do not move
    {"1111", "0000", 1},
    {"e\u0301", "\u00E9", 1}, // a combining mark has no advance
    {"x\u0302", "x", 1},
    {"x\u0302\u0323\u0307", "x", 1},
    {"\u05E9\u05DC\u05D5\u05DD", "\u05DD\u05D5\u05DC\u05E9", 1},
    {"ab \u05E9\u05DC", "\u05E9\u05DC ab", 1},
    {"\xFF", "\uFFFD", 1},
};

static void test_widths(void **state) {
    (void)state;
    struct font *font = font_create();
    for (size_t i = 0; i < sizeof widths / sizeof *widths; i++) {
        double a = font_width(font, widths[i].a, 20), b = font_width(font, widths[i].b, 20);
        if (fabs(a - widths[i].ratio * b) > 0.01)
            fail_msg("'%s' is %g wide, '%s' %g", widths[i].a, a, widths[i].b, b);
        assert_true(fabs(font_width(font, widths[i].a, 40) - 2 * a) < 1e-9);
    }
    assert_true(font_width(font, "W", 20) > font_width(font, "i", 20));
    // DejaVu Sans: the advance of "0" is 1303 of 2048 units.
    assert_true(fabs(font_width(font, "0", 2048) - 1303) < 1e-9);
    // Kerning: the pair is narrower than the sum of its letters.
    assert_true(font_width(font, "AV", 20) <
                font_width(font, "A", 20) + font_width(font, "V", 20) - 0.1);
    // An endless line is drawn up to the limit at which it is cut.
    char *endless = malloc(100001);
    memset(endless, 'a', 100000);
    endless[100000] = '\0';
    assert_true(font_width(font, endless, 20) >= 1000 * font_width(font, "a", 20));
    free(endless);
    font_destroy(font);
    font_destroy(NULL);
}

static struct rect ink_of(struct font *font, const char *text, struct text_style style) {
    struct canvas *canvas = canvas_create(WIDTH, HEIGHT);
    font_draw(font, canvas, text, 60, 30, &style);
    struct rect ink = inked(canvas);
    canvas_destroy(canvas);
    return ink;
}

static void test_placing(void **state) {
    (void)state;
    struct font *font = font_create();
    struct text_style style = {.size = 24};
    struct rect left = ink_of(font, "HH", style);
    assert_true(left.x >= 60 && left.x < 64);
    assert_true(abs(left.y + left.height - 30) <= 1); // on the baseline
    assert_true(fabs(left.height - 24 * FONT_CAP_HEIGHT) <= 2);
    struct rect right = ink_of(font, "HH", (struct text_style){.size = 24, .align = 1});
    assert_true(right.x + right.width <= 60 && right.x + right.width > 56);
    struct rect centred =
        ink_of(font, "HH", (struct text_style){.size = 24, .align = 0.5, .middle = 0.5});
    assert_true(abs(2 * centred.x + centred.width - 120) <= 2);
    assert_true(abs(2 * centred.y + centred.height - 60) <= 2);
    struct rect upright =
        ink_of(font, "HH",
               (struct text_style){.size = 24, .align = 0.5, .middle = 0.5, .angle = -M_PI / 2});
    assert_true(abs(upright.width - centred.height) <= 1);
    assert_true(abs(upright.height - centred.width) <= 1);
    // The combining mark is above its letter, not after it.
    struct rect plain = ink_of(font, "x", style), marked = ink_of(font, "x\u0302", style);
    assert_true(abs(marked.x - plain.x) <= 2 && abs(marked.width - plain.width) <= 2);
    assert_true(marked.y < plain.y - 3);
    font_destroy(font);
}

// A bar that is written first is at the right end of a Hebrew line, and at the left of a Latin one.
static void test_right_to_left(void **state) {
    (void)state;
    struct font *font = font_create();
    static const struct {
        const char *text;
        bool at_right;
    } bars[] = {{"|aa", false}, {"aa|", true}, {"|\u05D0\u05D0", true}, {"\u05D0\u05D0|", false}};
    for (size_t i = 0; i < sizeof bars / sizeof *bars; i++) {
        struct canvas *canvas = canvas_create(WIDTH, HEIGHT);
        font_draw(font, canvas, bars[i].text, 60, 30,
                  &(struct text_style){.size = 24, .align = 0.5});
        struct rect ink = inked(canvas);
        int bottom = ink.y + ink.height - 1, column = -1; // only the bar reaches below the baseline
        for (int x = 0; x < WIDTH; x++)
            if (pixel(canvas, x, bottom))
                column = x;
        assert_true(column >= 0);
        if ((column > 60) != bars[i].at_right)
            fail_msg("bar %zu stands at %d", i, column);
        canvas_destroy(canvas);
    }
    font_destroy(font);
}

static void test_missing_glyphs(void **state) {
    (void)state;
    struct font *font = font_create();
    struct text warnings = {0};
    font_width(font,
               "lr: 0.1 − żółć Ω é ∂f/∂x 10⁻⁶ \u05E9\u05DC\u05D5\u05DD e\u0301 x\uFE0E "
               "\u2066a\u2069",
               9);
    font_report(font, &warnings);
    assert_int_equal(warnings.length, 0);
    font_width(font, "学習 学", 9);
    font_width(font, "$\\text{習}$ 習", 9);
    font_report(font, &warnings);
    font_report(font, &warnings); // once
    assert_string_equal(warnings.data,
                        "the fonts have no glyph for '学' (U+5B66), '習' (U+7FD2); a font file "
                        "under 'fonts' can add them, such as fonts: [my.otf]\n");
    text_finish(&warnings);
    font_destroy(font);
}

// Returns the largest difference of two canvases in any channel.
static int worst(struct canvas *a, struct canvas *b) {
    int most = 0;
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++)
            for (int c = 0; c < 32; c += 8) {
                int off = (int)(pixel(a, x, y) >> c & 255) - (int)(pixel(b, x, y) >> c & 255);
                most = abs(off) > most ? abs(off) : most;
            }
    return most;
}

static void draw_at(struct font *font, struct canvas *canvas, double x, double y, double angle) {
    struct text_style style = {.size = 15.5, .color = 0x336699, .angle = angle};
    font_draw(font, canvas, "Ep $\\sqrt{\\frac{1}{2}}$ 23", x, y, &style);
}

// Cached glyphs look like filled ones, at every position, before and after others replace them.
static void test_letters(void **state) {
    (void)state;
    struct font *font = font_create(), *fresh = font_create();
    struct canvas *first = canvas_create(WIDTH, HEIGHT), *again = canvas_create(WIDTH, HEIGHT);
    draw_at(fresh, first, 8.3, 32.6, 0);
    // Text rotated by an invisible amount is filled as outlines, without the cache.
    draw_at(font, again, 8.3, 32.6, 1e-9);
    assert_true(inked(first).width > 60);
    assert_true(worst(first, again) <= 12);

    for (int turn = 0; turn < 3; turn++) {
        // A thousand subpixel positions are more than the cache holds.
        for (int i = 0; turn == 1 && i < 1000; i++)
            draw_at(font, again, 0.001 * i, 20, 0);
        canvas_clear(again);
        draw_at(font, again, 8.3 + turn, 32.6 - 2 * turn, 0);
        canvas_clear(again);
        draw_at(font, again, 8.3, 32.6, 0);
        assert_int_equal(worst(first, again), 0);
    }
    // A clip removes what is outside and does not change what is inside.
    canvas_clear(again);
    canvas_clip(again, (struct box){20, 0, 24, 30});
    draw_at(font, again, 8.3, 32.6, 0);
    canvas_unclip(again);
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++)
            assert_int_equal(pixel(again, x, y),
                             x >= 20 && x < 44 && y < 30 ? pixel(first, x, y) : 0);
    canvas_destroy(first);
    canvas_destroy(again);
    font_destroy(font);
    font_destroy(fresh);
}

static void round_path(cairo_t *cairo, struct canvas *canvas, int shape) {
    static const double zigzag[][2] = {{8.2, 50.1}, {30.7, 9.4}, {41, 52.5}, {44.3, 20}, {130, 33}};
    if (shape == 0) {
        for (size_t i = 0; i < sizeof zigzag / sizeof *zigzag; i++)
            i ? cairo_line_to(cairo, zigzag[i][0], zigzag[i][1])
              : cairo_move_to(cairo, zigzag[i][0], zigzag[i][1]);
        for (size_t i = 0; i < sizeof zigzag / sizeof *zigzag; i++)
            i ? canvas_line(canvas, zigzag[i][0], zigzag[i][1])
              : canvas_move(canvas, zigzag[i][0], zigzag[i][1]);
    } else if (shape == 1) {
        cairo_arc(cairo, 60.3, 28.8, 14, 0, 2 * M_PI);
        cairo_close_path(cairo);
        canvas_circle(canvas, 60.3, 28.8, 14);
    } else {
        cairo_move_to(cairo, 40.4, 30.2);
        cairo_line_to(cairo, 40.4, 30.2);
        canvas_move(canvas, 40.4, 30.2);
        canvas_line(canvas, 40.4, 30.2);
    }
}

// Round lines cover what cairo's do, and no pixel twice.
static void test_round_lines(void **state) {
    (void)state;
    static const double line_widths[] = {0.4, 1, 1.7, 3, 9};
    for (int i = 0; i < 15; i++) {
        struct stroke stroke = {.color = 0, .alpha = 0.6, .width = line_widths[i / 3]};
        struct canvas *canvas = canvas_create(WIDTH, HEIGHT);
        cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, WIDTH, HEIGHT);
        cairo_t *cairo = cairo_create(surface);
        cairo_set_source_rgba(cairo, 0, 0, 0, stroke.alpha);
        cairo_set_line_width(cairo, stroke.width);
        cairo_set_line_cap(cairo, CAIRO_LINE_CAP_ROUND);
        cairo_set_line_join(cairo, CAIRO_LINE_JOIN_ROUND);
        round_path(cairo, canvas, i % 3);
        cairo_stroke(cairo);
        canvas_stroke(canvas, &stroke);
        assert_true(inked(canvas).width > 0);
        cairo_surface_flush(surface);
        int worst = 0, far = 0;
        for (int y = 0; y < HEIGHT; y++)
            for (int x = 0; x < WIDTH; x++) {
                int there = (int)(pixel(canvas, x, y) >> 24),
                    wanted = cairo_image_surface_get_data(
                        surface)[y * cairo_image_surface_get_stride(surface) + 4 * x + 3];
                worst = abs(there - wanted) > worst ? abs(there - wanted) : worst;
                far += abs(there - wanted) > 16;
            }
        // At a sharp bend the segments share pixels, which count once.
        if (worst > 60 || far > 6)
            fail_msg("shape %d, width %g: off by %d, %d pixels by more than 16", i % 3,
                     stroke.width, worst, far);
        cairo_destroy(cairo);
        cairo_surface_destroy(surface);
        canvas_destroy(canvas);
    }
}

// A line drawn in segments looks like the line drawn at once, at every slope; shared edges are not
// darker.
static void test_pieces_join(void **state) {
    (void)state;
    enum { SIDE = 64, PIECES = 23 };
    struct stroke stroke = {.color = 0x336699, .alpha = 1, .width = 1.7};
    for (double slope = -0.9; slope < 1; slope += 0.3) {
        struct canvas *grown = canvas_create(SIDE, SIDE), *whole = canvas_create(SIDE, SIDE);
        double points[PIECES + 1][2];
        for (int i = 0; i <= PIECES; i++) {
            points[i][0] = 5.2 + 2.31 * i;
            points[i][1] = 32.3 + slope * (points[i][0] - 32);
        }
        for (int i = 1; i <= PIECES; i++)
            line_piece(grown, &stroke, i > 1 ? points[i - 2] : NULL, points[i - 1], points[i],
                       i < PIECES ? points[i + 1] : NULL);
        canvas_move(whole, points[0][0], points[0][1]);
        canvas_line(whole, points[PIECES][0], points[PIECES][1]);
        canvas_stroke(whole, &stroke);
        int stride;
        const uint8_t *a = canvas_pixels(grown, &stride), *b = canvas_pixels(whole, &stride);
        for (int y = 0; y < SIDE; y++)
            for (int x = 8; x < SIDE - 8; x++) // the round ends apart
                if (abs(a[y * stride + 4 * x + 3] - b[y * stride + 4 * x + 3]) > 12)
                    fail_msg("slope %g at (%d, %d): %d, not %d", slope, x, y,
                             a[y * stride + 4 * x + 3], b[y * stride + 4 * x + 3]);
        canvas_destroy(grown);
        canvas_destroy(whole);
    }
}

static void draw_through(struct canvas *canvas, const double at[2], const double step[2],
                         double back, double on, bool is_under) {
    double from[2] = {at[0] - back * step[0], at[1] - back * step[1]};
    double to[2] = {at[0] + on * step[0], at[1] + on * step[1]};
    struct stroke stroke = {.color = 0x336699, .alpha = 1, .width = 3};
    if (is_under) {
        line_piece(canvas, &stroke, NULL, from, to, NULL);
        return;
    }
    canvas_move(canvas, from[0], from[1]);
    canvas_line(canvas, to[0], to[1]);
    canvas_stroke(canvas, &stroke);
}

// A line whose ends are far away, at any distances, crosses the canvas where it should.
static void test_far_ends(void **state) {
    (void)state;
    struct random_stream stream;
    random_start(&stream, 7, RANDOM_START, 0);
    for (int i = 0; i < 400; i++) {
        double at[2] = {random_below(&stream, WIDTH), random_below(&stream, HEIGHT)};
        double angle = 6.3 * (double)random_below(&stream, 1000) / 1000;
        double step[2] = {cos(angle), sin(angle)};
        double back = pow(10, 2.2 + (double)random_below(&stream, 80) / 10);
        double on = pow(10, 2.2 + (double)random_below(&stream, 80) / 10);
        struct canvas *far = canvas_create(WIDTH, HEIGHT), *near = canvas_create(WIDTH, HEIGHT);
        draw_through(far, at, step, back, on, i % 2);
        draw_through(near, at, step, 150, 150, i % 2);
        for (int y = 0; y < HEIGHT; y++)
            for (int x = 0; x < WIDTH; x++) {
                int is = (int)(pixel(far, x, y) >> 24), was = (int)(pixel(near, x, y) >> 24);
                if (abs(is - was) > 24)
                    fail_msg("ends %g and %g away: %d, not %d, at (%d, %d)", back, on, is, was, x,
                             y);
            }
        canvas_destroy(far);
        canvas_destroy(near);
    }
}

// Segments lie behind what is there, and those that are all hidden by it are left out: the pixels
// are those of segments that are filled without asking.
static void test_under(void **state) {
    (void)state;
    enum { AREAS = 8, SEGMENTS = 40 };
    struct random_stream stream;
    random_start(&stream, 11, RANDOM_START, 0);
    for (int round = 0; round < 30; round++) {
        struct canvas *is = canvas_create(WIDTH, HEIGHT), *was = canvas_create(WIDTH, HEIGHT);
        struct canvas *both[] = {is, was};
        for (int i = 0; i < AREAS; i++) {
            struct box area = {random_below(&stream, WIDTH), random_below(&stream, HEIGHT),
                               random_below(&stream, WIDTH), random_below(&stream, HEIGHT)};
            for (int k = 0; k < 2; k++) {
                canvas_box(both[k], area);
                canvas_fill(both[k], 0x993333, 1);
            }
        }
        for (int i = 0; i < SEGMENTS; i++) {
            double ends[4];
            for (int k = 0; k < 4; k++)
                ends[k] = (double)random_below(&stream, 300) * (i % 3 ? 0.5 : 1) - 30;
            ends[3] = i % 5 ? ends[3] : ends[1]; // some are level, some upright
            ends[2] = i % 7 ? ends[2] : ends[0];
            struct segment segment = {.from = {ends[0], ends[1]},
                                      .to = {ends[2], ends[3]},
                                      .width = 0.5 + (double)random_below(&stream, 80) / 10,
                                      .color = 0x336699,
                                      .alpha = i % 4 ? 1 : 0.5};
            double length = hypot(ends[2] - ends[0], ends[3] - ends[1]);
            if (length == 0)
                continue;
            canvas_segment_under(is, &segment);
            double x = -(ends[3] - ends[1]) / length * segment.width / 2;
            double y = (ends[2] - ends[0]) / length * segment.width / 2;
            canvas_move(was, ends[0] - x, ends[1] - y);
            canvas_line(was, ends[2] - x, ends[3] - y);
            canvas_line(was, ends[2] + x, ends[3] + y);
            canvas_line(was, ends[0] + x, ends[1] + y);
            canvas_close(was);
            canvas_fill_under(was, segment.color, segment.alpha);
        }
        for (int y = 0; y < HEIGHT; y++)
            for (int x = 0; x < WIDTH; x++)
                assert_int_equal(pixel(is, x, y), pixel(was, x, y));
        canvas_destroy(is);
        canvas_destroy(was);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pieces_join),   cmocka_unit_test(test_drawings),
        cmocka_unit_test(test_layers),        cmocka_unit_test(test_rectangles),
        cmocka_unit_test(test_widths),        cmocka_unit_test(test_placing),
        cmocka_unit_test(test_right_to_left), cmocka_unit_test(test_missing_glyphs),
        cmocka_unit_test(test_letters),       cmocka_unit_test(test_round_lines),
        cmocka_unit_test(test_far_ends),      cmocka_unit_test(test_under),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
