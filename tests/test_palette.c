// SPDX-License-Identifier: GPL-3.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/random.h"
#include "encode/gif/lzw.h"
#include "encode/gif/palette.h"

#include <stdlib.h>
#include <string.h>

enum { WIDTH = 64, HEIGHT = 64, COUNT = WIDTH * HEIGHT };
enum { FIELDS = 20, FIELD = 100 };

static const uint32_t theme[] = {0xD62728, 0x1F77B4, 0x00FF00};
static const struct film film = {
    .width = WIDTH,
    .height = HEIGHT,
    .fps = 25,
    .frames = 2,
    .background = 0xFEFEFE,
    .colors = theme,
    .color_count = 3,
};

static struct frame frame_of(const uint32_t *words, struct rect changed) {
    return (struct frame){(const uint8_t *)words, WIDTH * 4, region_of(changed)};
}

static const struct rect whole = {0, 0, WIDTH, HEIGHT};

// Noise around a gray, with the background and two theme colours in single pixels.
static void draw_noise(uint32_t words[COUNT]) {
    struct random_stream stream;
    random_start(&stream, 1, RANDOM_DATA_NOISE, 0);
    for (int i = 0; i < COUNT; i++)
        words[i] = 0xFF000000 | (random_word(&stream) & 0x7F7F7F);
    words[5] = 0xFF000000 | theme[0];
    words[700] = 0xFF000000 | theme[1];
    words[701] = 0xFF000000 | film.background;
}

static struct palette *build(const uint32_t *words, int max) {
    struct palette *palette = palette_create(&film);
    struct frame frame = frame_of(words, whole);
    palette_survey(palette, &frame, NULL);
    palette_build(palette, max);
    return palette;
}

static int index_of(struct palette *palette, uint32_t color) {
    uint32_t word = 0xFF000000 | color;
    uint8_t index;
    palette_map(palette, &word, &index, 1);
    return index;
}

// Draws fields of one colour each, some alike, and beside them noise in colours that occur once.
static void draw_fields(uint32_t words[COUNT], uint64_t seed) {
    struct random_stream stream;
    random_start(&stream, seed, RANDOM_DATA_NOISE, 0);
    uint32_t color = 0;
    for (int i = 0; i < FIELDS * FIELD; i++) {
        if (i % (4 * FIELD) == 0)
            color = 0x303030 + ((uint32_t)random_word(&stream) & 0x7F7F7F);
        else if (i % FIELD == 0)
            color += (uint32_t)random_word(&stream) & 0x070707;
        words[i] = 0xFF000000 | color;
    }
    for (int i = FIELDS * FIELD; i < COUNT; i++)
        words[i] = 0xFF000000 | ((uint32_t)random_word(&stream) & 0xFFFFFF);
}

// A field keeps its colour nearly, however much noise is to be represented beside it.
static void test_fields_keep_their_colors(void **state) {
    (void)state;
    for (uint64_t seed = 1; seed <= 100; seed++) {
        uint32_t words[COUNT];
        draw_fields(words, seed);
        struct palette *palette = build(words, 200);
        for (int field = 0; field < FIELDS; field++) {
            uint32_t color = words[field * FIELD] & 0xFFFFFF;
            uint32_t shown = palette_colors(palette)[index_of(palette, color)];
            assert_in_range(lzw_distance(color, shown), 0, 100);
        }
        palette_destroy(palette);
    }
}

static void test_theme_is_exact(void **state) {
    (void)state;
    uint32_t words[COUNT];
    draw_noise(words);
    for (int max = 8; max <= 256; max *= 2) {
        struct palette *palette = build(words, max);
        assert_in_range(palette_count(palette), 4, max);
        const uint32_t kept[] = {theme[0], theme[1], film.background};
        for (int i = 0; i < 3; i++)
            assert_int_equal(palette_colors(palette)[index_of(palette, kept[i])], kept[i]);
        // A theme colour that does not occur takes no place in the palette.
        assert_int_not_equal(palette_colors(palette)[index_of(palette, theme[2])], theme[2]);
        palette_destroy(palette);
    }
}

static void test_equal_colors_equal_nearest_indices(void **state) {
    (void)state;
    uint32_t words[COUNT];
    uint8_t indices[COUNT];
    draw_noise(words);
    struct palette *palette = build(words, 200);
    for (int i = COUNT / 2; i < COUNT; i++) // halfway between colours, and others never surveyed
        words[i] = 0xFF000000 | (i & 0x3F) << 17 | (i * 7 & 0x3F) << 9 | (i * 11 & 0x3F) << 1;
    palette_map(palette, words, indices, COUNT);
    for (int i = 0; i < COUNT; i++) {
        int best = INT32_MAX, first = 0;
        for (int k = 0; k < palette_count(palette); k++) {
            int distance = 0;
            for (int shift = 0; shift <= 16; shift += 8) {
                int difference = (int)(palette_colors(palette)[k] >> shift & 255) -
                                 (int)(words[i] >> shift & 255);
                distance += difference * difference;
            }
            first = distance < best ? k : first;
            best = distance < best ? distance : best;
        }
        assert_int_equal(indices[i], first); // of several
        assert_int_equal(index_of(palette, words[i]), indices[i]);
    }
    palette_destroy(palette);
}

static void test_few_colors_are_kept(void **state) {
    (void)state;
    uint32_t words[COUNT];
    for (int i = 0; i < COUNT; i++)
        words[i] = 0xFF000000 | (uint32_t)(i % 200) * 0x010203;
    struct palette *palette = build(words, 255);
    assert_int_equal(palette_count(palette), 200);
    for (int i = 0; i < COUNT; i++)
        assert_int_equal(palette_colors(palette)[index_of(palette, words[i])], words[i] & 0xFFFFFF);
    palette_destroy(palette);
}

// Only changed rectangles are read, and every frame counts.
static void test_changed_rectangle(void **state) {
    (void)state;
    static uint32_t first[COUNT], second[COUNT];
    for (int i = 0; i < COUNT; i++)
        first[i] = second[i] = 0xFF000000 | film.background;
    second[10 * WIDTH + 20] = 0xFF123456;
    second[0] = 0xFF777777; // outside
    struct palette *palette = palette_create(&film);
    struct frame frames[] = {frame_of(first, whole), frame_of(second, (struct rect){20, 10, 1, 1})};
    for (int i = 0; i < 2; i++)
        palette_survey(palette, &frames[i], NULL);
    palette_build(palette, 16);
    assert_int_equal(palette_count(palette), 2);
    assert_int_equal(palette_colors(palette)[index_of(palette, 0x123456)], 0x123456);
    palette_destroy(palette);
}

static void test_same_every_time(void **state) {
    (void)state;
    uint32_t words[COUNT];
    draw_noise(words);
    struct palette *a = build(words, 100), *b = build(words, 100);
    assert_int_equal(palette_count(a), palette_count(b));
    assert_memory_equal(palette_colors(a), palette_colors(b),
                        (size_t)palette_count(a) * sizeof(uint32_t));
    palette_destroy(a);
    palette_destroy(b);
}

// A colour's weight is its pixels times the periods that they are shown: two colours that share one
// of the palette give their weighted mean. The held frame counts for its hold, the crossfade after
// it does not.
static void test_weights(void **state) {
    (void)state;
    enum { RED = 0xFF640000, OTHER = 0xFF6E0000, FAR = 0xFF0000FF };
    static const struct {
        long frames, fade, hold;
    } cases[] = {{2, 0, 0}, {2, 0, 6}, {5, 0, 11}, {6, 2, 9}, {9, 5, 3}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (long change = 1; change < cases[i].frames; change++) {
            struct film held = film;
            held.frames = cases[i].frames;
            held.fade = cases[i].fade;
            held.hold = cases[i].hold;
            held.color_count = 0;
            struct palette *palette = palette_create(&held);
            static struct pixel_changes changes[COUNT];
            memset(changes, 0, sizeof changes);
            uint32_t words[COUNT];
            long periods[2] = {0}, seen = 0, last = 0;
            for (long k = 0; k < held.frames; k++) {
                uint32_t color = k < change ? RED : OTHER;
                for (int at = 0; at < COUNT; at++)
                    words[at] = at < COUNT / 2 ? FAR : color;
                struct frame frame =
                    frame_of(words, k == 0 || k == change ? whole : (struct rect){0});
                palette_survey(palette, &frame, changes);
                last = k == change ? seen : last;
                bool is_held = k == held.frames - held.fade - 1;
                periods[k >= change] += is_held ? 1 + held.hold : 1;
                seen += is_held ? 1 + held.hold : 1;
            }
            palette_build(palette, 2);
            double first = (double)periods[0], second = (double)periods[1];
            double mean = (0x64 * first + 0x6E * second) / (first + second);
            uint32_t there = palette_colors(palette)[index_of(palette, 0x690000)] >> 16;
            if ((long)there != (long)(mean + 0.5))
                fail_msg("case %zu, change %ld: %u, not %g", i, change, there, mean);
            for (int at = 0; at < COUNT; at++) {
                assert_int_equal(changes[at].count, at >= COUNT / 2);
                assert_int_equal(changes[at].last, at < COUNT / 2 ? 0 : last);
            }
            palette_destroy(palette);
        }
}

static double error_of(const uint32_t *words, const uint32_t *colors, int count) {
    double error = 0;
    for (int i = 0; i < COUNT; i++) {
        int least = INT32_MAX;
        for (int k = 0; k < count; k++) {
            int distance = 0;
            for (int shift = 0; shift <= 16; shift += 8) {
                int apart = (int)(colors[k] >> shift & 255) - (int)(words[i] >> shift & 255);
                distance += apart * apart;
            }
            least = distance < least ? distance : least;
        }
        error += least;
    }
    return error;
}

// Isolated pairs of colours are chosen first, as each has a large error. But one colour for a pair,
// and the colours that this frees for a cloud of many, is better.
static void test_colors_go_where_they_are_missed(void **state) {
    (void)state;
    enum { PAIRS = 12, MAX = 2 * PAIRS + 1 };
    struct random_stream stream;
    random_start(&stream, 3, RANDOM_DATA_NOISE, 0);
    uint32_t words[COUNT], good[MAX];
    for (int i = 0; i < COUNT; i++)
        words[i] = 0xFF000000 | random_below(&stream, 32) << 16 | random_below(&stream, 32) << 8 |
                   random_below(&stream, 32);
    for (int k = 0; k < PAIRS; k++) {
        good[k] = 0xFF906060 + (uint32_t)(k % 4) * 0x3000 + (uint32_t)(k / 4) * 0x30;
        words[2 * k] = good[k] - 0x140000;
        words[2 * k + 1] = good[k] + 0x140000;
    }
    // By hand: one colour for each pair, and the others in a grid over the cloud.
    for (int k = PAIRS; k < MAX; k++) {
        uint32_t at = (uint32_t)(k - PAIRS);
        good[k] = 0xFF000000 | (8 + 16 * (at & 1)) << 16 | (8 + 16 * (at >> 1 & 1)) << 8 |
                  (4 + 8 * (at >> 2 & 3));
    }
    struct palette *palette = build(words, MAX);
    double there = error_of(words, palette_colors(palette), palette_count(palette)),
           by_hand = error_of(words, good, MAX);
    assert_true(there < by_hand);
    palette_destroy(palette);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_theme_is_exact),
        cmocka_unit_test(test_fields_keep_their_colors),
        cmocka_unit_test(test_equal_colors_equal_nearest_indices),
        cmocka_unit_test(test_few_colors_are_kept),
        cmocka_unit_test(test_changed_rectangle),
        cmocka_unit_test(test_same_every_time),
        cmocka_unit_test(test_weights),
        cmocka_unit_test(test_colors_go_where_they_are_missed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
