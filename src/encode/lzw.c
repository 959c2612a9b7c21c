// SPDX-License-Identifier: GPL-3.0-or-later
#include "encode/lzw.h"

#include <string.h>

enum {
    CODES = 4096,
    WIDTH_MAX = 12,
    SLOTS = 16384,  // of the hash of strings, a power of two
    CANDIDATES = 8, // strings followed at a time
    BLOCK = 255,    // bytes in a sub-block
};

// A string is a code and one more pixel: key = (code << 8 | pixel) + 1, 0 in a free slot.
struct slot {
    uint32_t key;
    uint16_t code;
};

struct lzw {
    const struct lzw_image *image;
    struct text *out;
    struct slot slots[SLOTS];
    unsigned next; // the code of the next new string
    int width;     // bits of a code
    uint32_t bits; // not yet written, `bit_count` of them, the first lowest
    int bit_count;
    char block[BLOCK];
    int block_length;
};

static void flush_block(struct lzw *lzw) {
    char length = (char)lzw->block_length;
    text_append(lzw->out, &length, 1);
    text_append(lzw->out, lzw->block, (size_t)lzw->block_length);
    lzw->block_length = 0;
}

static void put_byte(struct lzw *lzw, uint32_t byte) {
    lzw->block[lzw->block_length++] = (char)byte;
    if (lzw->block_length == BLOCK)
        flush_block(lzw);
}

static void put_code(struct lzw *lzw, unsigned code) {
    lzw->bits |= code << lzw->bit_count;
    lzw->bit_count += lzw->width;
    for (; lzw->bit_count >= 8; lzw->bit_count -= 8, lzw->bits >>= 8)
        put_byte(lzw, lzw->bits & 255);
}

// The decoder learns a string one code after the encoder, so its codes widen one code later than
// the encoder's `next` tells: called after a code, before that code's string is added.
static void widen(struct lzw *lzw) {
    if (lzw->next == 1u << lzw->width && lzw->width < WIDTH_MAX)
        lzw->width++;
}

static void clear(struct lzw *lzw) {
    put_code(lzw, 1u << lzw->image->bits);
    memset(lzw->slots, 0, sizeof lzw->slots);
    lzw->next = (1u << lzw->image->bits) + 2;
    lzw->width = lzw->image->bits + 1;
}

// Returns the slot of string (code, pixel), or the free slot where it belongs.
static struct slot *find(struct lzw *lzw, unsigned code, uint8_t pixel) {
    uint32_t key = (code << 8 | pixel) + 1;
    uint32_t at = key * 2654435761u >> 18;
    while (lzw->slots[at].key != 0 && lzw->slots[at].key != key)
        at = (at + 1) & (SLOTS - 1);
    return &lzw->slots[at];
}

// What a pixel is written as where there is no reason to choose: unchanged ones are transparent, so
// that they form runs.
static uint8_t preferred(const struct lzw_image *image, size_t at) {
    return image->optional && image->optional[at] ? image->transparent : image->pixels[at];
}

// Finds the longest known string that the pixels from `start` on can be written as, beginning with
// the preferred one. Returns its code and sets its length.
static unsigned longest(struct lzw *lzw, size_t start, size_t *length) {
    const struct lzw_image *image = lzw->image;
    unsigned codes[CANDIDATES] = {preferred(image, start)};
    int count = 1;
    size_t at = start + 1;
    for (; at < image->count; at++) {
        unsigned next[CANDIDATES];
        int next_count = 0;
        bool optional = image->optional && image->optional[at];
        for (int i = 0; i < count && next_count < CANDIDATES; i++) {
            const struct slot *slot = optional ? find(lzw, codes[i], image->transparent) : NULL;
            if (slot && slot->key)
                next[next_count++] = slot->code;
            slot = find(lzw, codes[i], image->pixels[at]);
            if (slot->key && next_count < CANDIDATES)
                next[next_count++] = slot->code;
        }
        if (next_count == 0)
            break;
        memcpy(codes, next, sizeof codes);
        count = next_count;
    }
    *length = at - start;
    return codes[0];
}

void lzw_encode(struct text *out, const struct lzw_image *image) {
    struct lzw lzw = {.image = image, .out = out, .width = image->bits + 1};
    char bits = (char)image->bits;
    text_append(out, &bits, 1);
    clear(&lzw);
    for (size_t at = 0, length; at < image->count; at += length) {
        unsigned code = longest(&lzw, at, &length);
        put_code(&lzw, code);
        widen(&lzw);
        if (at + length == image->count)
            break;
        if (lzw.next < CODES) {
            uint8_t pixel = preferred(image, at + length);
            struct slot *slot = find(&lzw, code, pixel);
            *slot = (struct slot){(code << 8 | pixel) + 1, (uint16_t)lzw.next++};
        } else { // kept for longer, a full dictionary gains nothing on plots
            clear(&lzw);
        }
    }
    put_code(&lzw, (1u << image->bits) + 1);
    if (lzw.bit_count > 0)
        put_byte(&lzw, lzw.bits & 255);
    if (lzw.block_length > 0)
        flush_block(&lzw);
    text_append(out, "", 1);
}
