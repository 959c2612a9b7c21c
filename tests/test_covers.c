// SPDX-License-Identifier: GPL-3.0-or-later
// Rasterization without cairo against plain references: round lines, covers and cached glyphs.
#include "base/random.h"
#include "draw/text/fonts.h"
#include "draw/text/glyph_cache.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { WIDTH = 90, HEIGHT = 60 };

static uint32_t *pixels_of(struct canvas *canvas) {
    int stride;
    uint8_t *bytes = canvas_pixels(canvas, &stride);
    assert_int_equal(stride, WIDTH * 4);
    return (uint32_t *)(void *)bytes;
}

static int channel(uint32_t word, int shift) {
    return (int)(word >> shift & 255);
}

// Fills the canvas with uneven content.
static void draw_ground(struct canvas *canvas, struct random_stream *stream) {
    canvas_clear(canvas);
    for (int i = 0; i < 20; i++) {
        canvas_box(canvas,
                   (struct box){random_uniform(stream, -20, WIDTH),
                                random_uniform(stream, -20, HEIGHT), random_uniform(stream, 0, 50),
                                random_uniform(stream, 0, 50)});
        canvas_fill(canvas, random_word(stream) & 0xFFFFFF, random_uniform(stream, 0, 1));
    }
    canvas_take_damage(canvas);
}

// Composites a colour over a pixel with partial coverage, each channel rounded to nearest.
static uint32_t over(uint32_t pixel, uint32_t color, int part) {
    uint32_t word = 0;
    for (int shift = 0; shift < 32; shift += 8) {
        int sum = channel(color | 0xFF000000, shift) * part + channel(pixel, shift) * (255 - part);
        word |= (uint32_t)floor(sum / 255.0 + 0.5) << shift;
    }
    return word;
}

static bool is_in(struct rect rect, int x, int y) {
    return x >= rect.x && x < rect.x + rect.width && y >= rect.y && y < rect.y + rect.height;
}

// Compares a canvas with the content before, painted through `parts`; changes must be in the
// damage.
static void check_painted(struct canvas *canvas, const uint32_t *before, const uint8_t *parts,
                          uint32_t color) {
    const uint32_t *pixels = pixels_of(canvas);
    struct rect damage = canvas_take_damage(canvas);
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++) {
            int at = y * WIDTH + x;
            uint32_t wanted = over(before[at], color, parts[at]);
            if (pixels[at] != wanted)
                fail_msg("(%d, %d): %08x, not %08x", x, y, pixels[at], wanted);
            assert_true(pixels[at] == before[at] || is_in(damage, x, y));
        }
}

// Random covers at random positions, with and without a clip.
static void test_covers(void **state) {
    (void)state;
    struct random_stream stream;
    random_start(&stream, 1, RANDOM_DATA_NOISE, 0);
    struct canvas *canvas = canvas_create(WIDTH, HEIGHT);
    static uint32_t before[WIDTH * HEIGHT];
    for (int turn = 0; turn < 200; turn++) {
        uint8_t parts[40 * 40], all[WIDTH * HEIGHT] = {0};
        struct cover cover = {
            .rect = {(int)random_below(&stream, 50) - 25, (int)random_below(&stream, 50) - 25,
                     1 + (int)random_below(&stream, 37), 1 + (int)random_below(&stream, 37)},
            .parts = parts};
        cover.stride = cover.rect.width + (int)random_below(&stream, 3);
        for (int i = 0; i < 40 * 40; i++)
            parts[i] = (uint8_t)(random_below(&stream, 3) ? random_below(&stream, 256)
                                                          : 255 * random_below(&stream, 2));
        int x = (int)random_below(&stream, 100) - 5, y = (int)random_below(&stream, 70) - 5;
        struct rect clip = {0, 0, WIDTH, HEIGHT};
        if (turn % 2)
            clip = (struct rect){10, 5, 30 + turn % 50, 20 + turn % 30};
        for (int j = 0; j < cover.rect.height; j++)
            for (int i = 0; i < cover.rect.width; i++) {
                int to[2] = {cover.rect.x + x + i, cover.rect.y + y + j};
                bool is_seen = is_in(clip, to[0], to[1]) && to[0] < WIDTH && to[1] < HEIGHT;
                if (is_seen)
                    all[to[1] * WIDTH + to[0]] = parts[j * cover.stride + i];
            }
        draw_ground(canvas, &stream);
        memcpy(before, pixels_of(canvas), sizeof before);
        uint32_t color = random_word(&stream) & 0xFFFFFF;
        canvas_clip(canvas, (struct box){clip.x, clip.y, clip.width, clip.height});
        canvas_paint_cover(canvas, &cover, x, y, color);
        canvas_unclip(canvas);
        check_painted(canvas, before, all, color);
    }
    canvas_destroy(canvas);
}

// ---- Glyphs

// Paints a glyph without the cache: its outline at the subpixel position, its cover at whole
// pixels.
static void paint_anew(struct face *face, uint32_t glyph, struct canvas *canvas, const double at[2],
                       double size, uint32_t color) {
    struct cover cover = {0};
    face_outline(face, glyph, canvas, at[0] - floor(at[0]), at[1] - floor(at[1]), size);
    canvas_cover(canvas, &cover);
    canvas_paint_cover(canvas, &cover, (int)floor(at[0]), (int)floor(at[1]), color);
    cover_finish(&cover);
}

// More glyphs, sizes and positions than the cache holds, of two faces, in random order.
static void test_glyphs(void **state) {
    (void)state;
    struct random_stream stream;
    random_start(&stream, 2, RANDOM_DATA_NOISE, 0);
    struct face *faces[] = {fonts_open(&typeface_table[0].text[0]),
                            fonts_open(&typeface_table[0].maths)};
    struct canvas *kept = canvas_create(WIDTH, HEIGHT), *anew = canvas_create(WIDTH, HEIGHT);
    struct glyph_cache *letters = glyph_cache_create();
    for (int turn = 0; turn < 6000; turn++) {
        struct face *face = faces[random_below(&stream, 2)];
        uint32_t glyph = 36 + random_below(&stream, 6), color = random_word(&stream) & 0xFFFFFF;
        double size = 8 + random_below(&stream, 8);
        double at[2] = {random_below(&stream, WIDTH * 4) / 4.0,
                        random_below(&stream, HEIGHT * 4) / 4.0 - 3};
        struct box ink = glyph_cache_paint(letters, face, glyph, kept, at, size, color);
        paint_anew(face, glyph, anew, at, size, color);
        assert_memory_equal(pixels_of(kept), pixels_of(anew), WIDTH * HEIGHT * 4);
        struct rect there = canvas_take_damage(kept), wanted = canvas_take_damage(anew);
        assert_memory_equal(&there, &wanted, sizeof there);
        struct glyph_metrics metrics;
        face_measure(face, glyph, &metrics);
        assert_true(fabs(ink.y - (at[1] - metrics.height * size)) < 0.1);
        assert_true(fabs(ink.x - (at[0] + metrics.left * size)) < 0.1);
    }
    glyph_cache_destroy(letters);
    canvas_destroy(kept);
    canvas_destroy(anew);
    face_destroy(faces[0]);
    face_destroy(faces[1]);
}

// ---- Round lines

// Returns the distance of a point to a segment.
static double distance_to(const double from[2], const double to[2], double x, double y) {
    double delta[2] = {to[0] - from[0], to[1] - from[1]};
    double squared = delta[0] * delta[0] + delta[1] * delta[1];
    double part = squared > 0 ? ((x - from[0]) * delta[0] + (y - from[1]) * delta[1]) / squared : 0;
    part = fmin(1, fmax(0, part));
    return hypot(x - from[0] - part * delta[0], y - from[1] - part * delta[1]);
}

// Returns the coverage of a pixel by a segment of half width `half`, from 64 x 64 samples.
static double part_of(const double from[2], const double to[2], double half, int x, int y) {
    enum { SAMPLES = 64 };
    double middle = distance_to(from, to, x + 0.5, y + 0.5);
    if (fabs(middle - half) > 0.71)
        return middle < half;
    int inside = 0;
    for (int i = 0; i < SAMPLES * SAMPLES; i++)
        inside += distance_to(from, to, x + (i % SAMPLES + 0.5) / SAMPLES,
                              y + (i / SAMPLES + 0.5) / SAMPLES) <= half;
    return (double)inside / (SAMPLES * SAMPLES);
}

// The coverage of a pixel is the largest of any segment. The round end is treated as straight
// within a pixel, which is least exact for a narrow line.
static void test_round_lines(void **state) {
    (void)state;
    enum { POINTS = 4 };
    struct random_stream stream;
    random_start(&stream, 3, RANDOM_DATA_NOISE, 0);
    struct canvas *canvas = canvas_create(WIDTH, HEIGHT);
    static uint32_t before[WIDTH * HEIGHT];
    for (int turn = 0; turn < 150; turn++) {
        double points[POINTS][2], width = exp(random_uniform(&stream, log(0.3), log(12)));
        struct stroke stroke = {.color = random_word(&stream) & 0xFFFFFF,
                                .alpha = turn % 2 ? 1 : random_uniform(&stream, 0, 1),
                                .width = width};
        uint8_t parts[WIDTH * HEIGHT], shown[WIDTH * HEIGHT];
        for (int i = 0; i < POINTS; i++)
            for (int d = 0; d < 2; d++) {
                points[i][d] = random_uniform(&stream, -10, (d ? HEIGHT : WIDTH) + 10);
                if (i > 0 && random_below(&stream, 5) == 0)
                    points[i][d] = points[i - 1][d]; // horizontal, vertical, or a dot
            }
        canvas_clear(canvas);
        for (int i = 0; i < POINTS; i++)
            i ? canvas_line(canvas, points[i][0], points[i][1])
              : canvas_move(canvas, points[i][0], points[i][1]);
        canvas_stroke(canvas, &(struct stroke){.alpha = 1, .width = width});
        for (int i = 0; i < WIDTH * HEIGHT; i++) {
            double most = 0, end = INFINITY; // distance
            int x = i % WIDTH, y = i / WIDTH;
            for (int k = 0; k < POINTS; k++) {
                end = fmin(end, hypot(points[k][0] - x - 0.5, points[k][1] - y - 0.5));
                if (k > 0)
                    most = fmax(most, part_of(points[k - 1], points[k], width / 2, x, y));
            }
            shown[i] = (uint8_t)(pixels_of(canvas)[i] >> 24);
            double off = fabs(shown[i] / 255.0 - most);
            if (off > (end > width / 2 + 1.5 ? 0.018 : 0.06 + 0.16 / fmax(width, 0.5)))
                fail_msg("width %g, (%d, %d): %g, not %g", width, x, y, shown[i] / 255.0, most);
        }
        // The same line over something, in its colour.
        draw_ground(canvas, &stream);
        memcpy(before, pixels_of(canvas), sizeof before);
        for (int i = 0; i < POINTS; i++)
            i ? canvas_line(canvas, points[i][0], points[i][1])
              : canvas_move(canvas, points[i][0], points[i][1]);
        canvas_stroke(canvas, &stroke);
        int opacity = (int)lround(stroke.alpha * 255);
        for (int i = 0; i < WIDTH * HEIGHT; i++)
            parts[i] = (uint8_t)floor(shown[i] * opacity / 255.0 + 0.5);
        check_painted(canvas, before, parts, stroke.color);
    }
    canvas_destroy(canvas);
}

// canvas_fill_under: a pixel takes at most the alpha that it has left.
static void test_fill_under(void **state) {
    (void)state;
    struct random_stream stream;
    random_start(&stream, 4, RANDOM_DATA_NOISE, 0);
    struct canvas *canvas = canvas_create(WIDTH, HEIGHT), *alone = canvas_create(WIDTH, HEIGHT);
    static uint32_t before[WIDTH * HEIGHT];
    for (int turn = 0; turn < 100; turn++) {
        draw_ground(canvas, &stream);
        memcpy(before, pixels_of(canvas), sizeof before);
        uint32_t color = random_word(&stream) & 0xFFFFFF;
        double alpha = random_uniform(&stream, 0, 1), x = random_uniform(&stream, 0, WIDTH),
               y = random_uniform(&stream, 0, HEIGHT), radius = random_uniform(&stream, 0, 40);
        canvas_clear(alone);
        canvas_circle(alone, x, y, radius);
        canvas_fill(alone, 0, 1);
        canvas_circle(canvas, x, y, radius);
        canvas_fill_under(canvas, color, alpha);
        struct rect damage = canvas_take_damage(canvas);
        for (int i = 0; i < WIDTH * HEIGHT; i++) {
            double part = alpha * (pixels_of(alone)[i] >> 24) / 255.0;
            part = fmin(part, 1 - (before[i] >> 24) / 255.0);
            for (int shift = 0; shift < 32; shift += 8) {
                double wanted =
                    channel(before[i], shift) + part * channel(color | 0xFF000000, shift);
                if (fabs(channel(pixels_of(canvas)[i], shift) - wanted) > 1.6)
                    fail_msg("(%d, %d): %08x on %08x, %g of %06x", i % WIDTH, i / WIDTH,
                             pixels_of(canvas)[i], before[i], part, color);
            }
            assert_true(pixels_of(canvas)[i] == before[i] || is_in(damage, i % WIDTH, i / WIDTH));
        }
    }
    canvas_destroy(canvas);
    canvas_destroy(alone);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_covers),
        cmocka_unit_test(test_glyphs),
        cmocka_unit_test(test_round_lines),
        cmocka_unit_test(test_fill_under),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
