// SPDX-License-Identifier: GPL-3.0-or-later
#include "encode/convert.h"

#include <endian.h>
#include <string.h>

// Columns per tile. A tile of two rows is read twice, for luma and for chroma, and should stay in
// the L1 cache.
enum { TILE = 512 };

// Two rows of a tile, with one more column at the left for the chroma filter.
struct tile {
    uint32_t words[2][TILE + 1];
};

static void rgba_of(uint32_t word, uint8_t bytes[4]) {
    uint32_t alpha = word >> 24;
    for (int channel = 0; channel < 3; channel++) {
        uint32_t value = word >> (16 - 8 * channel) & 255;
        if (alpha != 0 && alpha != 255) {
            value = (value * 255 + alpha / 2) / alpha;
            value = value < 255 ? value : 255;
        }
        bytes[channel] = (uint8_t)value;
    }
    bytes[3] = (uint8_t)alpha;
}

// Converts words to bytes as if all were opaque. Returns true if they are; otherwise the bytes are
// wrong.
static inline bool turn_opaque(const uint32_t *restrict words, uint8_t *restrict bytes, int count) {
    uint32_t all = ~0u;
    for (int i = 0; i < count; i++) {
        uint32_t word = words[i];
        all &= word;
        word = htole32((word & 0xFF00FF00) | (word >> 16 & 255) | (word & 255) << 16);
        memcpy(&bytes[4 * i], &word, sizeof word);
    }
    return all >> 24 == 255;
}

void convert_rgba(const uint32_t *words, uint8_t *bytes, int count) {
    enum {
        RUN = 64
    }; // opaque runs are converted without a branch, so that the compiler vectorizes the loop
    for (int i = 0, run; i < count; i += run) {
        run = count - i < RUN ? count - i : RUN;
        // A constant length gives a simpler loop.
        bool is_opaque = run == RUN ? turn_opaque(&words[i], &bytes[4 * i], RUN)
                                    : turn_opaque(&words[i], &bytes[4 * i], run);
        for (int k = 0; k < run && !is_opaque; k++)
            rgba_of(words[i + k], &bytes[4 * (i + k)]);
    }
}

void convert_straight(const uint32_t *words, uint32_t *straight, int count) {
    for (int i = 0; i < count; i++) {
        uint8_t rgba[4];
        rgba_of(words[i], rgba);
        straight[i] =
            (uint32_t)rgba[3] << 24 | (uint32_t)rgba[0] << 16 | (uint32_t)rgba[1] << 8 | rgba[2];
    }
}

void convert_apart(const uint32_t *words, uint32_t *colors, uint8_t *alpha, int count,
                   uint32_t background) {
    convert_straight(words, colors, count);
    for (int i = 0; i < count; i++) {
        alpha[i] = (uint8_t)(colors[i] >> 24);
        colors[i] = 0xFF000000 | (alpha[i] ? colors[i] : background);
    }
}

void convert_opaque(const uint32_t *words, uint32_t *opaque, int count) {
    for (int i = 0; i < count; i++) {
        uint8_t rgba[4];
        rgba_of(words[i], rgba);
        uint32_t color = (uint32_t)rgba[0] << 16 | (uint32_t)rgba[1] << 8 | rgba[2];
        opaque[i] = rgba[3] < 128 ? 0 : 0xFF000000 | color;
    }
}

void convert_flatten(const uint32_t *words, uint32_t *flat, int count, uint32_t background) {
    for (int i = 0; i < count; i++) {
        uint32_t through = 255 - (words[i] >> 24), mixed = 0xFF;
        for (int shift = 16; shift >= 0; shift -= 8) {
            uint32_t value =
                (words[i] >> shift & 255) + ((background >> shift & 255) * through + 127) / 255;
            mixed = mixed << 8 | (value < 255 ? value : 255);
        }
        flat[i] = mixed;
    }
}

void convert_rgb(const uint32_t *words, uint8_t *bytes, int count) {
    for (int i = 0; i < count; i++) {
        bytes[3 * i] = (uint8_t)(words[i] >> 16);
        bytes[3 * i + 1] = (uint8_t)(words[i] >> 8);
        bytes[3 * i + 2] = (uint8_t)words[i];
    }
}

bool convert_is_opaque(const struct frame *frame, int width, int height) {
    for (int y = 0; y < height; y++) {
        const uint32_t *row = frame_row(frame, y);
        uint32_t all = UINT32_MAX;
        for (int x = 0; x < width; x++)
            all &= row[x];
        if (all >> 24 != 255)
            return false;
    }
    return true;
}

// Copies columns x - 1 to x + count - 1 of rows y and y + 1. words[.][0] is the column left of the
// tile.
static void tile_load(struct tile *tile, const struct film *film, const struct frame *frame, int x,
                      int y, int count) {
    for (int i = 0; i < 2; i++) {
        uint32_t *words = tile->words[i] + 1;
        int inside = y + i >= film->height ? 0 : film->width - x < count ? film->width - x : count;
        if (inside > 0) {
            const uint32_t *row = frame_row(frame, y + i) + x;
            memcpy(words, row, (size_t)inside * sizeof *words);
            words[-1] = x > 0 ? row[-1] : row[0];
        } else {
            words[-1] = film->background;
        }
        for (int k = inside; k < count; k++)
            words[k] = film->background;
    }
}

const struct yuv_matrix yuv_bt709 = {
    .luma = {5983, 20127, 2032}, .cb = {-3298, -11094, 14392}, .cr = {14392, -13072, -1320}};

const struct yuv_matrix yuv_bt601 = {
    .luma = {8415, 16519, 3208}, .cb = {-4857, -9535, 14392}, .cr = {14392, -12052, -2340}};

static void convert_luma(const struct yuv_matrix *matrix, const uint32_t *restrict words,
                         uint8_t *restrict luma, int count) {
    const int r = matrix->luma[0], g = matrix->luma[1], b = matrix->luma[2];
    for (int i = 0; i < count; i++) {
        int red = (int)(words[i] >> 16 & 255), green = (int)(words[i] >> 8 & 255),
            blue = (int)(words[i] & 255);
        luma[i] = (uint8_t)((r * red + g * green + b * blue + (16 << 15) + (1 << 14)) >> 15);
    }
}

// Chroma is the mean of two rows and of three columns with the weights 1, 2, 1. Red and blue are
// summed in one word: a sum of eight bytes fits in 16 bits.
static void convert_chroma(const struct yuv_matrix *matrix, const struct tile *tile,
                           uint8_t *restrict cb, uint8_t *restrict cr, int count) {
    const struct yuv_matrix m = *matrix;
    const int offset = (128 << 18) + (1 << 17);
    const uint32_t *a = tile->words[0], *b = tile->words[1];
    uint32_t red_blue[TILE + 1], green[TILE + 1];
    for (int i = 0; i <= 2 * count; i++) {
        red_blue[i] = (a[i] & 0xFF00FF) + (b[i] & 0xFF00FF);
        green[i] = (a[i] >> 8 & 255) + (b[i] >> 8 & 255);
    }
    for (int i = 0; i < count; i++) {
        uint32_t both = red_blue[2 * i] + 2 * red_blue[2 * i + 1] + red_blue[2 * i + 2];
        int red = (int)(both >> 16), blue = (int)(both & 0xFFFF);
        int middle = (int)(green[2 * i] + 2 * green[2 * i + 1] + green[2 * i + 2]);
        cb[i] = (uint8_t)((m.cb[0] * red + m.cb[1] * middle + m.cb[2] * blue + offset) >> 18);
        cr[i] = (uint8_t)((m.cr[0] * red + m.cr[1] * middle + m.cr[2] * blue + offset) >> 18);
    }
}

static void convert_rect(const struct film *film, const struct yuv_matrix *matrix,
                         const struct frame *frame, struct rect rect, uint8_t *const planes[3],
                         const int strides[3]) {
    // The chroma filter reads one column to the left, so a change also affects the pair of columns
    // before.
    int left = rect.x & ~1, right = (rect.x + rect.width + 2) & ~1;
    int top = rect.y & ~1, bottom = (rect.y + rect.height + 1) & ~1;
    int even_width = (film->width + 1) & ~1;
    right = right < even_width ? right : even_width;

    struct tile tile;
    for (int y = top; y < bottom; y += 2)
        for (int x = left; x < right; x += TILE) {
            int count = right - x < TILE ? right - x : TILE;
            tile_load(&tile, film, frame, x, y, count);
            for (int i = 0; i < 2; i++)
                convert_luma(matrix, tile.words[i] + 1,
                             planes[0] + (ptrdiff_t)(y + i) * strides[0] + x, count);
            convert_chroma(matrix, &tile, planes[1] + (ptrdiff_t)(y / 2) * strides[1] + x / 2,
                           planes[2] + (ptrdiff_t)(y / 2) * strides[2] + x / 2, count / 2);
        }
}

void convert_yuv420(const struct film *film, const struct yuv_matrix *matrix,
                    const struct frame *frame, uint8_t *const planes[3], const int strides[3]) {
    for (int i = 0; i < frame->changed.count; i++)
        convert_rect(film, matrix, frame, frame->changed.rects[i], planes, strides);
}

void convert_yuv444(const struct film *film, const struct yuv_matrix *matrix,
                    const struct frame *frame, uint8_t *const planes[3], const int strides[3]) {
    (void)film;
    const struct yuv_matrix m = *matrix;
    const int offset = (128 << 15) + (1 << 14);
    struct row_walk walk = walk_changed(frame);
    while (walk_next(&walk)) {
        const uint32_t *words = walk.words;
        uint8_t *cb = planes[1] + (ptrdiff_t)walk.y * strides[1] + walk.x;
        uint8_t *cr = planes[2] + (ptrdiff_t)walk.y * strides[2] + walk.x;
        convert_luma(matrix, words, planes[0] + (ptrdiff_t)walk.y * strides[0] + walk.x,
                     walk.count);
        for (int i = 0; i < walk.count; i++) {
            int red = (int)(words[i] >> 16 & 255), green = (int)(words[i] >> 8 & 255),
                blue = (int)(words[i] & 255);
            cb[i] = (uint8_t)((m.cb[0] * red + m.cb[1] * green + m.cb[2] * blue + offset) >> 15);
            cr[i] = (uint8_t)((m.cr[0] * red + m.cr[1] * green + m.cr[2] * blue + offset) >> 15);
        }
    }
}
