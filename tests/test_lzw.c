// SPDX-License-Identifier: GPL-3.0-or-later
// The LZW compression of GIF against a plain decoder and a plain search, which examines all strings
// one pixel at a time.
#include "base/memory.h"
#include "base/random.h"
#include "encode/gif/lzw.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { COUNT = 9000, CODES = 4096, BEAM = 8, NONE = -1 };

struct picture {
    uint32_t words[COUNT], periods[COUNT];
    uint8_t nearest[COUNT], shown[COUNT];
    struct lzw_colors colors;
    struct lzw_image image;
};

// ---- A decoder that follows the specification

struct reader {
    const uint8_t *bytes;
    size_t at; // position in bits in the content of the sub-blocks
};

// Joins the sub-blocks; returns the number of bytes up to the terminator.
static size_t unblock(const struct text *out, uint8_t *bytes) {
    size_t at = 1, count = 0;
    for (size_t length; (length = (uint8_t)out->data[at]) > 0; at += length + 1) {
        assert_true(at + length + 1 < out->length);
        memcpy(bytes + count, out->data + at + 1, length);
        count += length;
    }
    assert_int_equal(at + 1, out->length); // nothing follows
    return count;
}

static int read_code(struct reader *reader, int width) {
    int code = 0;
    for (int i = 0; i < width; i++, reader->at++)
        code |= (reader->bytes[reader->at / 8] >> reader->at % 8 & 1) << i;
    return code;
}

// A string is string `before` with one pixel appended; strings of one pixel have none before.
struct dictionary {
    int before[CODES];
    uint8_t last[CODES];
    bool exists[CODES]; // a code is not used if its string has another code already
    int count;          // number of codes assigned
};

static void start(struct dictionary *dictionary, int bits) {
    memset(dictionary, 0, sizeof *dictionary);
    for (int i = 0; i < 1 << bits; i++) {
        dictionary->before[i] = NONE;
        dictionary->last[i] = (uint8_t)i;
        dictionary->exists[i] = true;
    }
    dictionary->count = (1 << bits) + 2;
}

static uint8_t first_of(const struct dictionary *dictionary, int code) {
    while (dictionary->before[code] != NONE)
        code = dictionary->before[code];
    return dictionary->last[code];
}

static int length_of(const struct dictionary *dictionary, int code) {
    int length = 0;
    for (; code != NONE; code = dictionary->before[code])
        length++;
    return length;
}

// True if string `code` with one pixel appended is in the dictionary.
static bool has_string(const struct dictionary *dictionary, int code, uint8_t pixel) {
    for (int i = 0; i < dictionary->count; i++)
        if (dictionary->exists[i] && dictionary->before[i] == code && dictionary->last[i] == pixel)
            return true;
    return false;
}

static void learn(struct dictionary *dictionary, int code, uint8_t pixel) {
    dictionary->exists[dictionary->count] = !has_string(dictionary, code, pixel);
    dictionary->before[dictionary->count] = code;
    dictionary->last[dictionary->count++] = pixel;
}

// ---- A search that looks at every string

static const int64_t REFUSED = -1;

// Returns the cost of writing a pixel as `index`: its error above that of the nearest colour, times
// the periods that it stays. Still pixels and theme colours are never changed.
static int64_t cost_of(const struct lzw_image *image, size_t at, int index) {
    int nearest = image->nearest[at];
    int seen = index == image->transparent ? image->shown[at] : index;
    if (seen == nearest)
        return 0;
    bool is_still = image->shown[at] == nearest;
    if (is_still || nearest < image->colors->exact || seen == image->transparent)
        return REFUSED;
    int error = lzw_distance(image->colors->colors[seen], image->words[at]);
    int64_t more = error - lzw_distance(image->colors->colors[nearest], image->words[at]);
    int64_t cost = more > 0 ? more * image->periods[at] : 0;
    return error > image->error_max || cost > 2 * image->lambda ? REFUSED : cost;
}

struct candidate {
    int code;
    int64_t cost;
};

// Inserts a candidate, sorted by cost, behind those of equal cost.
static void keep(struct candidate candidates[BEAM], int *count, struct candidate candidate) {
    int at = 0;
    while (at < *count && candidates[at].cost <= candidate.cost)
        at++;
    if (at == BEAM)
        return;
    *count += *count < BEAM;
    memmove(&candidates[at + 1], &candidates[at], (size_t)(*count - at - 1) * sizeof *candidates);
    candidates[at] = candidate;
}

// Returns the string to write at a position. Follows the cheapest candidates of each length and
// takes the one with the largest gain, the longest of several.
static int find(const struct dictionary *dictionary, const struct lzw_image *image, size_t start) {
    struct candidate candidates[BEAM] = {{0}}, longer[BEAM];
    int count = 0, best = NONE;
    size_t at = start;
    int64_t gain = 0, most = 0;
    if (image->shown[start] == image->nearest[start]) {
        // Where nothing changes, the longest possible run.
        int run = NONE;
        for (; at < image->count && image->shown[at] == image->nearest[at]; at++) {
            int next = at == start ? image->transparent : NONE;
            for (int i = 0; i < dictionary->count && at > start; i++)
                if (dictionary->exists[i] && dictionary->before[i] == run &&
                    dictionary->last[i] == image->transparent)
                    next = i;
            if (next == NONE)
                return run;
            run = next;
        }
        keep(candidates, &count, (struct candidate){run, 0});
    } else {
        const uint8_t *neighbors = image->colors->neighbors[image->nearest[start]];
        for (int i = -1; i < LZW_NEIGHBORS; i++) {
            int index = i < 0 ? image->transparent : neighbors[i];
            int64_t cost = cost_of(image, start, index);
            if (cost != REFUSED && (i < 1 || index != neighbors[0]))
                keep(candidates, &count, (struct candidate){index, cost});
        }
        gain = image->lambda;
        at++;
    }
    best = candidates[0].code;
    most = gain - candidates[0].cost;
    for (; at < image->count; at++) {
        int more = 0;
        for (int i = 0; i < count; i++)
            for (int k = dictionary->count - 1; k >= 0; k--)
                if (dictionary->exists[k] && dictionary->before[k] == candidates[i].code) {
                    int64_t cost = cost_of(image, at, dictionary->last[k]);
                    if (cost != REFUSED)
                        keep(longer, &more, (struct candidate){k, candidates[i].cost + cost});
                }
        if (more == 0)
            break;
        // Still or flat pixels count less: they are part of long strings anyway.
        bool is_plain =
            image->shown[at] == image->nearest[at] || image->words[at] == image->words[at - 1];
        gain += is_plain ? image->lambda / 4 : image->lambda;
        count = more;
        memcpy(candidates, longer, sizeof candidates);
        if (gain - candidates[0].cost >= most) {
            most = gain - candidates[0].cost;
            best = candidates[0].code;
        }
    }
    return best;
}

// Returns the string that should follow. It may be the new one: `before` followed by its own first
// pixel.
static int wanted_code(struct dictionary *dictionary, const struct lzw_image *image, int before,
                       size_t at) {
    if (before == NONE)
        return find(dictionary, image, at);
    learn(dictionary, before, first_of(dictionary, before));
    int code = find(dictionary, image, at);
    dictionary->count--;
    return code;
}

// Decodes and checks every code; `seen` is the resulting picture.
static void check(const struct lzw_image *image, const struct text *out, uint8_t *seen) {
    uint8_t *bytes = mem_zero(out->length, 1);
    struct reader reader = {.bytes = bytes};
    size_t available = unblock(out, bytes);
    int clear = 1 << image->bits, width = image->bits + 1, before = NONE;
    static struct dictionary dictionary;
    assert_int_equal(out->data[0], image->bits);
    assert_int_equal(read_code(&reader, width), clear);
    start(&dictionary, image->bits);
    memcpy(seen, image->shown, image->count);
    for (size_t at = 0; at < image->count;) {
        int code = read_code(&reader, width);
        if (code == clear) { // only after the last code is assigned
            assert_int_equal(dictionary.count, CODES);
            start(&dictionary, image->bits);
            width = image->bits + 1;
            before = NONE;
            continue;
        }
        assert_true(dictionary.count < CODES || before == NONE);
        int wanted = wanted_code(&dictionary, image, before, at);
        if (code != wanted)
            fail_msg("at %zu code %d, not %d", at, code, wanted);
        if (before != NONE)
            learn(&dictionary, before,
                  first_of(&dictionary, code == dictionary.count ? before : code));
        // The encoder assigns a code one step before the decoder knows it.
        if (dictionary.count == 1 << width && width < 12)
            width++;
        at += (size_t)length_of(&dictionary, code);
        assert_true(at <= image->count);
        size_t end = at;
        for (int i = code; i != NONE; i = dictionary.before[i], end--)
            if (dictionary.last[i] != image->transparent)
                seen[end - 1] = dictionary.last[i];
        before = code;
    }
    assert_int_equal(read_code(&reader, width), clear + 1);
    assert_int_equal((reader.at + 7) / 8, available);
    free(bytes);
}

// ---- Random pictures

// Draws a picture of flat and noisy stretches, a part of which is shown already.
static void draw(struct picture *picture, uint64_t seed) {
    struct random_stream stream;
    random_start(&stream, seed, RANDOM_DATA_NOISE, 0);
    bool is_full = seed % 20 == 0; // noisy enough to fill the dictionary
    int bits = is_full ? 8 : 2 + (int)random_below(&stream, 7);
    int colors = is_full ? 255 : 1 + (int)random_below(&stream, (1u << bits) - 1);
    // With few distinct channels, many colours are equally near.
    static const uint32_t masks[] = {0xFFFFFF, 0x3F3F3F, 0x070707};
    uint32_t table[256], noise = 1 + random_below(&stream, seed % 5 ? 40 : 2);
    for (int i = 0; i < colors; i++)
        table[i] = random_word(&stream) & masks[seed % 3];
    lzw_colors_init(&picture->colors, table, colors, (int)random_below(&stream, 3));
    struct lzw_image *image = &picture->image;
    *image =
        (struct lzw_image){.count = is_full ? COUNT : 1 + random_below(&stream, 1500),
                           .words = picture->words,
                           .nearest = picture->nearest,
                           .shown = picture->shown,
                           .periods = picture->periods,
                           .colors = &picture->colors,
                           .bits = bits,
                           .transparent = (uint8_t)((1 << bits) - 1),
                           .lambda = seed % 4 ? random_below(&stream, seed % 5 ? 5000 : 20) : 0,
                           .error_max = (int)random_below(&stream, 3000)};
    uint32_t color = 0, change = is_full ? 1 : 1 + random_below(&stream, 30),
             still = random_below(&stream, 4);
    for (size_t i = 0; i < image->count; i++) {
        if (random_below(&stream, change) == 0)
            color = table[random_below(&stream, (uint32_t)colors)];
        uint32_t word = color;
        for (int shift = 0; shift <= 16 && random_below(&stream, 2); shift += 8)
            word ^= random_below(&stream, noise) << shift;
        picture->words[i] = 0xFF000000 | word;
        for (int k = 0; k < colors; k++)
            if (k == 0 ||
                lzw_distance(table[k], word) < lzw_distance(table[picture->nearest[i]], word))
                picture->nearest[i] = (uint8_t)k;
        uint32_t kind = random_below(&stream, 8);
        bool goes_on = i > 0 && random_below(&stream, 10) > 0; // in runs
        picture->shown[i] = goes_on && picture->shown[i - 1] == picture->nearest[i - 1] && still > 1
                                ? picture->nearest[i]
                            : kind < still + 1 ? picture->nearest[i]
                            : kind < 6         ? image->transparent
                                               : (uint8_t)random_below(&stream, (uint32_t)colors);
        picture->periods[i] = 1 + random_below(&stream, seed % 5 ? 20 : 1);
    }
}

static void test_every_code(void **state) {
    (void)state;
    static struct picture picture;
    static uint8_t written[COUNT], seen[COUNT];
    for (uint64_t seed = 1; seed <= 240; seed++) {
        draw(&picture, seed);
        struct text out = {0};
        lzw_encode(&out, &picture.image, written);
        check(&picture.image, &out, seen);
        assert_memory_equal(written, seen, picture.image.count);
        for (size_t i = 0; i < picture.image.count && picture.image.lambda == 0; i++) {
            const uint32_t *colors = picture.colors.colors;
            assert_int_equal(lzw_distance(colors[seen[i]], picture.words[i]),
                             lzw_distance(colors[picture.nearest[i]], picture.words[i]));
        }
        text_finish(&out);
    }
}

// The nearest colours of each, the first one among equals.
static void test_neighbors(void **state) {
    (void)state;
    struct random_stream stream;
    random_start(&stream, 1, RANDOM_DATA_NOISE, 0);
    for (int count = 1; count <= 256; count += count < 20 ? 1 : 59) {
        uint32_t table[256];
        for (int i = 0; i < count; i++)
            table[i] = random_word(&stream) & 0x0F0F0F;
        static struct lzw_colors colors;
        lzw_colors_init(&colors, table, count, 3);
        assert_int_equal(colors.count, count);
        assert_int_equal(colors.exact, 3);
        for (int i = 0; i < count; i++) {
            assert_int_equal(colors.neighbors[i][0], i);
            for (int k = 1; k < LZW_NEIGHBORS; k++) {
                int there = colors.neighbors[i][k], nearer = 0;
                int distance = lzw_distance(table[i], table[there]);
                for (int other = 0; other < count; other++) {
                    int apart = lzw_distance(table[i], table[other]);
                    nearer +=
                        other != i && (apart < distance || (apart == distance && other < there));
                }
                if (k < count)
                    assert_true(there != i && nearer == k - 1);
                else
                    assert_int_equal(there, i);
            }
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_code),
        cmocka_unit_test(test_neighbors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
