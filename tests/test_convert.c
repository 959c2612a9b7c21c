// SPDX-License-Identifier: GPL-3.0-or-later
// Pixel conversions against a plain reference that converts one pixel at a time, on random
// pictures.
#include "base/random.h"
#include "encode/convert.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { WIDTH = 1087, HEIGHT = 9, COUNT = WIDTH * HEIGHT }; // odd, and wider than two tiles

static int channel(uint32_t word, int c) { // red, green, blue, alpha
    return (int)(word >> (c == 3 ? 24 : 16 - 8 * c) & 255);
}

// Returns a channel divided by its alpha, rounded to nearest, halves up.
static int straight_of(uint32_t word, int c) {
    int value = channel(word, c), alpha = channel(word, 3);
    if (alpha == 0 || alpha == 255 || c == 3)
        return value;
    int rounded = (int)floor(255.0 * value / alpha + 0.5);
    return rounded < 255 ? rounded : 255;
}

static void assert_same(int there, int wanted, uint32_t word, const char *what) {
    if (there != wanted)
        fail_msg("%s of %08x is %d, not %d", what, word, there, wanted);
}

static void check_straight(const uint32_t *words, int count) {
    uint8_t *rgba = malloc(4 * (size_t)count), *rgb = malloc(3 * (size_t)count);
    uint32_t *straight = malloc(4 * (size_t)count), *opaque = malloc(4 * (size_t)count);
    convert_rgba(words, rgba, count);
    convert_rgb(words, rgb, count);
    convert_straight(words, straight, count);
    convert_opaque(words, opaque, count);
    for (int i = 0; i < count; i++)
        for (int c = 0; c < 4; c++) {
            int wanted = straight_of(words[i], c);
            bool shows = channel(words[i], 3) >= 128;
            assert_same(rgba[4 * i + c], wanted, words[i], "rgba");
            assert_same(channel(straight[i], c), wanted, words[i], "straight");
            assert_same(channel(opaque[i], c),
                        !shows   ? 0
                        : c == 3 ? 255
                                 : wanted,
                        words[i], "opaque");
            if (c < 3)
                assert_same(rgb[3 * i + c], channel(words[i], c), words[i], "rgb");
        }
    free(rgba);
    free(rgb);
    free(straight);
    free(opaque);
}

// Every alpha with every channel value, also invalid ones above the alpha.
static void test_every_alpha(void **state) {
    (void)state;
    uint32_t words[256];
    for (uint32_t alpha = 0; alpha < 256; alpha++) {
        for (uint32_t value = 0; value < 256; value++)
            words[value] = alpha << 24 | value << 16 | (255 - value) << 8 | value / 2;
        check_straight(words, 256);
    }
}

// Draws pixels of which `clear` in 256 are not opaque.
static void draw(struct random_stream *stream, uint32_t *words, int count, uint32_t clear) {
    for (int i = 0; i < count; i++) {
        uint32_t word = random_word(stream), alpha = word >> 24, premultiplied = alpha << 24;
        for (int shift = 0; shift <= 16; shift += 8)
            premultiplied |= (word >> shift & 255) * alpha / 255 << shift;
        bool is_opaque = random_below(stream, 256) >= clear;
        words[i] = is_opaque ? word | 0xFF000000 : premultiplied;
    }
}

// Opaque runs are converted several pixels at a time, so all lengths and alignments are tested.
static void test_runs(void **state) {
    (void)state;
    struct random_stream stream;
    random_start(&stream, 1, RANDOM_DATA_NOISE, 0);
    uint32_t words[400];
    for (int turn = 0; turn < 300; turn++) {
        draw(&stream, words, 400, turn % 3 == 0 ? 0 : turn % 3 == 1 ? 2 : 200);
        check_straight(words + turn % 7, turn < 200 ? turn : 390);
    }
}

static void test_flatten(void **state) {
    (void)state;
    struct random_stream stream;
    random_start(&stream, 2, RANDOM_DATA_NOISE, 0);
    uint32_t words[512], flat[512];
    for (int turn = 0; turn < 100; turn++) {
        uint32_t background = random_word(&stream) & 0xFFFFFF;
        draw(&stream, words, 512, 200);
        convert_flatten(words, flat, 512, background);
        for (int i = 0; i < 512; i++) {
            assert_int_equal(channel(flat[i], 3), 255);
            for (int c = 0; c < 3; c++) {
                double through = 1 - channel(words[i], 3) / 255.0;
                int wanted =
                    channel(words[i], c) + (int)floor(through * channel(background, c) + 0.5);
                assert_same(channel(flat[i], c), wanted < 255 ? wanted : 255, words[i], "flat");
            }
        }
    }
}

static void test_apart(void **state) {
    (void)state;
    struct random_stream stream;
    random_start(&stream, 4, RANDOM_DATA_NOISE, 0);
    uint32_t words[400], straight[400], colors[400];
    uint8_t alpha[400];
    for (int turn = 0; turn < 100; turn++) {
        uint32_t background = random_word(&stream) & 0xFFFFFF;
        draw(&stream, words, 400, 100);
        convert_straight(words, straight, 400);
        convert_apart(words, colors, alpha, 400, background);
        for (int i = 0; i < 400; i++) {
            uint32_t color = alpha[i] > 0 ? straight[i] & 0xFFFFFF : background;
            assert_int_equal(alpha[i], words[i] >> 24);
            assert_int_equal(colors[i], 0xFF000000 | color);
        }
    }
}

static void test_is_opaque(void **state) {
    (void)state;
    struct random_stream stream;
    random_start(&stream, 3, RANDOM_DATA_NOISE, 0);
    uint32_t words[15 * 16];
    const struct frame frame = {.pixels = (const uint8_t *)words, .stride = 64};
    for (int i = 0; i < 15 * 16; i++) {
        draw(&stream, words, 15 * 16, 0);
        assert_true(convert_is_opaque(&frame, 15, 15));
        words[i] -= 1u << (24 + i % 8);
        // The last column and row are outside of the frame.
        assert_int_equal(convert_is_opaque(&frame, 15, 15), i % 16 == 15 || i / 16 == 15);
    }
}

// ---- Video

// A matrix as its recommendation defines it: the weights of red and blue in luma.
static const struct matrix {
    const struct yuv_matrix *weights;
    double red, blue;
} matrices[] = {{&yuv_bt709, 0.2126, 0.0722}, {&yuv_bt601, 0.299, 0.114}}, *matrix;

// Returns the sample of a colour in limited range (ITU-R BT.709-6 items 3.2 to 3.5, BT.601-7 item
// 2.5).
static double sample_of(const double rgb[3], int plane) {
    double green = 1 - matrix->red - matrix->blue;
    double y = (matrix->red * rgb[0] + green * rgb[1] + matrix->blue * rgb[2]) / 255;
    return plane == 0   ? 16 + 219 * y
           : plane == 1 ? 128 + 224 * (rgb[2] / 255 - y) / (2 - 2 * matrix->blue)
                        : 128 + 224 * (rgb[0] / 255 - y) / (2 - 2 * matrix->red);
}

// Returns a pixel of a film of odd size: beyond it is background, and left of it its first column
// is repeated.
static uint32_t pixel_at(const struct film *film, const uint32_t *words, int x, int y) {
    x = x < 0 ? 0 : x;
    return x < film->width && y < film->height ? words[y * WIDTH + x] : film->background;
}

// Returns the expected sample: for chroma, at the left luma sample and between two rows, from three
// columns.
static double wanted_at(const struct film *film, const uint32_t *words, int plane, int x, int y,
                        bool is_halved) {
    static const double weights[] = {0.25, 0.5, 0.25};
    double rgb[3] = {0};
    for (int c = 0; c < 3; c++) {
        if (plane == 0 || !is_halved)
            rgb[c] = channel(pixel_at(film, words, x, y), c);
        for (int i = 0; i < 6 && plane > 0 && is_halved; i++)
            rgb[c] += weights[i / 2] / 2 *
                      channel(pixel_at(film, words, x + i / 2 - (x > 0 || i > 1), y + i % 2), c);
    }
    return sample_of(rgb, plane);
}

struct planes {
    uint8_t bytes[3][(WIDTH + 1) * (HEIGHT + 1)];
};

static void convert(struct planes *planes, const struct film *film, const struct frame *frame,
                    bool is_halved) {
    int half = is_halved ? (WIDTH + 1) / 2 : WIDTH;
    (is_halved ? convert_yuv420 : convert_yuv444)(
        film, matrix->weights, frame,
        (uint8_t *const[]){planes->bytes[0], planes->bytes[1], planes->bytes[2]},
        (const int[]){WIDTH + 1, half, half});
}

static void check_video(const struct film *film, const uint32_t *words, bool is_halved,
                        double slack) {
    static struct planes planes;
    const struct frame frame = {(const uint8_t *)words, WIDTH * 4,
                                region_of((struct rect){0, 0, film->width, film->height})};
    convert(&planes, film, &frame, is_halved);
    int width = film->width + (is_halved ? film->width % 2 : 0),
        height = film->height + (is_halved ? film->height % 2 : 0);
    for (int plane = 0; plane < 3; plane++) {
        int step = plane && is_halved ? 2 : 1;
        int stride = !plane ? WIDTH + 1 : is_halved ? (WIDTH + 1) / 2 : WIDTH;
        for (int y = 0; y < height; y += step)
            for (int x = 0; x < width; x += step) {
                int there = planes.bytes[plane][y / step * stride + x / step];
                double wanted = wanted_at(film, words, plane, x, y, is_halved);
                if (fabs(there - wanted) > slack)
                    fail_msg("%dx%d, plane %d at (%d, %d): %d, not %g", film->width, film->height,
                             plane, x, y, there, wanted);
            }
    }
}

// Samples are the nearest, except in 1 of 100 cases, where the rounded factors matter.
static void test_video(void **state) {
    (void)state;
    static const int sizes[][2] = {{WIDTH, HEIGHT}, {1024, 8}, {513, 3}, {1, 1}, {2, 5}, {511, 1}};
    static uint32_t words[COUNT];
    struct random_stream stream;
    random_start(&stream, 4, RANDOM_DATA_NOISE, 0);
    for (size_t i = 0; i < 2 * sizeof sizes / sizeof *sizes; i++)
        for (int is_halved = 0; is_halved < 2; is_halved++) {
            matrix = &matrices[i % 2];
            struct film film = {
                .width = sizes[i / 2][0], .height = sizes[i / 2][1], .background = 0x3B82F6};
            draw(&stream, words, COUNT, 0);
            check_video(&film, words, is_halved, 0.51);
            // The corners of the colour cube, and grays, whose chroma is exactly 128.
            for (int k = 0; k < COUNT; k++)
                words[k] =
                    0xFF000000 | (k & 1 ? 0xFF0000 : 0) | (k & 2 ? 0xFF00 : 0) | (k & 4 ? 0xFF : 0);
            check_video(&film, words, is_halved, 0.51);
            film.background = 0x777777;
            for (int k = 0; k < COUNT; k++)
                words[k] = 0xFF000000 | (uint32_t)(k % 256) * 0x010101;
            check_video(&film, words, is_halved, 0.5 + 1e-9);
        }
}

// Converting what changed gives the same planes as converting everything.
static void test_changes(void **state) {
    (void)state;
    static uint32_t words[COUNT];
    static struct planes grown, whole;
    struct random_stream stream;
    random_start(&stream, 5, RANDOM_DATA_NOISE, 0);
    for (int is_halved = 0; is_halved < 2; is_halved++) {
        const struct film film = {.width = WIDTH, .height = HEIGHT, .background = 0x102030};
        draw(&stream, words, COUNT, 0);
        struct frame frame = {(const uint8_t *)words, WIDTH * 4,
                              region_of((struct rect){0, 0, WIDTH, HEIGHT})};
        const struct region all = frame.changed;
        convert(&grown, &film, &frame, is_halved);
        for (int turn = 0; turn < 200; turn++) {
            frame.changed = (struct region){0};
            for (uint32_t k = random_below(&stream, 4); k > 0; k--) {
                struct rect rect = {.x = (int)random_below(&stream, WIDTH),
                                    .y = (int)random_below(&stream, HEIGHT)};
                rect.width = 1 + (int)random_below(&stream, (uint32_t)(WIDTH - rect.x));
                rect.height = 1 + (int)random_below(&stream, (uint32_t)(HEIGHT - rect.y));
                for (int y = rect.y; y < rect.y + rect.height; y++)
                    draw(&stream, words + y * WIDTH + rect.x, rect.width, 0);
                region_add(&frame.changed, rect);
            }
            convert(&grown, &film, &frame, is_halved);
            convert(&whole, &film, &(struct frame){frame.pixels, frame.stride, all}, is_halved);
            assert_memory_equal(&grown, &whole, sizeof whole);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_alpha), cmocka_unit_test(test_runs),
        cmocka_unit_test(test_flatten),     cmocka_unit_test(test_apart),
        cmocka_unit_test(test_is_opaque),   cmocka_unit_test(test_video),
        cmocka_unit_test(test_changes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
