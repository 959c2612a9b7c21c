// SPDX-License-Identifier: GPL-3.0-or-later
#include "encode/lzw.h"
#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

enum {
    CODES = 4096,
    WIDTH_MAX = 12,
    BEAM = 16,   // strings followed at a time
    BLOCK = 255, // bytes in a sub-block
    NONE = 0,    // no string: 0 is a pixel, and no pixel is a longer string
};

// The dictionary is a tree: a string's children are longer by one pixel.
struct lzw {
    const struct lzw_image *image;
    struct text *out;
    uint16_t first_child[CODES], sibling[CODES], parent[CODES];
    uint8_t pixel[CODES];      // the last of a string
    uint16_t runs[CODES];      // the string of n transparent pixels
    int run_max;               // the longest of them
    int run_length[CODES];     // of a string: how many transparent pixels if it is nothing else
    unsigned next;             // the code of the next new string
    int width;                 // bits of a code
    uint32_t bits;             // not yet written, `bit_count` of them, the first lowest
    int bit_count;
    char block[BLOCK];
    int block_length;
    uint8_t *still; // 1 where the pixel is shown already as it should be
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
    memset(lzw->first_child, 0, sizeof lzw->first_child);
    lzw->next = (1u << lzw->image->bits) + 2;
    lzw->width = lzw->image->bits + 1;
    lzw->runs[1] = lzw->image->transparent;
    lzw->run_max = 1;
}

static unsigned find_child(const struct lzw *lzw, unsigned code, uint8_t pixel) {
    unsigned child = lzw->first_child[code];
    while (child != NONE && lzw->pixel[child] != pixel)
        child = lzw->sibling[child];
    return child;
}

static bool add(struct lzw *lzw, unsigned code, uint8_t pixel) {
    if (find_child(lzw, code, pixel))
        return false; // the decoder has it twice
    unsigned child = lzw->next;
    lzw->pixel[child] = pixel;
    lzw->parent[child] = (uint16_t)code;
    lzw->sibling[child] = lzw->first_child[code];
    lzw->first_child[code] = (uint16_t)child;
    lzw->first_child[child] = NONE;
    lzw->run_length[child] = 0;
    if (pixel == lzw->image->transparent && lzw->run_length[code] > 0) {
        lzw->run_length[child] = lzw->run_length[code] + 1;
        lzw->runs[lzw->run_length[child]] = (uint16_t)child;
        if (lzw->run_length[child] > lzw->run_max)
            lzw->run_max = lzw->run_length[child];
    }
    return true;
}

// Takes back what was added last.
static void take_back(struct lzw *lzw) {
    unsigned child = lzw->next;
    lzw->first_child[lzw->parent[child]] = lzw->sibling[child];
    if (lzw->run_length[child] > 0 && lzw->run_length[child] == lzw->run_max)
        lzw->run_max--;
}

static int distance(uint32_t a, uint32_t b) {
    int red = (int)(a >> 16 & 255) - (int)(b >> 16 & 255),
        green = (int)(a >> 8 & 255) - (int)(b >> 8 & 255),
        blue = (int)(a & 255) - (int)(b & 255);
    return red * red + green * green + blue * blue;
}

// Returns the error of writing `index` at a pixel, above that of the nearest; -1: may not be.
static int excess(const struct lzw *lzw, size_t at, int index) {
    const struct lzw_image *image = lzw->image;
    if (index == image->transparent) {
        if (!image->shown)
            return -1;
        index = image->shown[at];
    }
    int nearest = image->nearest[at];
    if (index == nearest)
        return 0;
    if (lzw->still[at])
        return -1;
    int error = distance(image->colors[index], image->words[at]);
    if (error > image->error_max)
        return -1;
    return error - distance(image->colors[nearest], image->words[at]);
}

struct path {
    unsigned code;
    int cost;
};

static void insert(struct path *paths, int *count, unsigned code, int cost) {
    int at = *count;
    if (at == BEAM && paths[BEAM - 1].cost <= cost)
        return;
    if (at == BEAM)
        at--;
    else
        ++*count;
    for (; at > 0 && paths[at - 1].cost > cost; at--)
        paths[at] = paths[at - 1];
    paths[at] = (struct path){code, cost};
}

struct match {
    unsigned code;
    size_t length;
    int gain;
};

// Finds the best string
enum { DEPTH = 24 };
struct options { struct match m[DEPTH]; int count; };
static struct match find(const struct lzw *lzw, size_t start, struct options *options) {
    const struct lzw_image *image = lzw->image;
    struct path paths[BEAM], next[BEAM];
    int count = 0, next_count;
    size_t at = start;
    int value = 0;
    struct match best = {0, 0, INT32_MIN};
    if (options) options->count = 0;
    size_t limit = image->count - start;
    if (image->shown && lzw->still[start]) {
        const uint8_t *end = memchr(lzw->still + start, 0, limit);
        size_t run = end ? (size_t)(end - lzw->still) - start : limit;
        int length = run < (size_t)lzw->run_max ? (int)run : lzw->run_max;
        insert(paths, &count, lzw->runs[length], 0);
        at += (size_t)length;
        value = length * atoi(getenv("S"));
        best = (struct match){lzw->runs[length], (size_t)length, value};
        if (options) options->m[options->count++] = best;
        if (run > (size_t)length)
            return best;
    } else {
        for (int i = 0; i < image->color_count; i++) {
            int e = excess(lzw, at, i);
            if (e >= 0)
                insert(paths, &count, (unsigned)i, e);
        }
        if (image->shown) {
            int e = excess(lzw, at, image->transparent);
            if (e >= 0)
                insert(paths, &count, image->transparent, e);
        }
        at++;
        value += image->worth;
        best = (struct match){paths[0].code, 1, value - paths[0].cost};
        if (options) options->m[options->count++] = best;
    }
    for (; at < image->count; at++) {
        next_count = 0;
        for (int i = 0; i < count; i++)
            for (unsigned child = lzw->first_child[paths[i].code]; child != NONE;
                 child = lzw->sibling[child]) {
                int e = excess(lzw, at, lzw->pixel[child]);
                if (e >= 0)
                    insert(next, &next_count, child, paths[i].cost + e);
            }
        if (next_count == 0)
            break;
        memcpy(paths, next, sizeof paths);
        count = next_count;
        value += lzw->still[at] && image->shown ? atoi(getenv("S")) : image->worth;
        int gain = value - paths[0].cost;
        if (options) options->m[options->count++ % DEPTH] = (struct match){paths[0].code, at + 1 - start, gain};
        if (gain >= best.gain)
            best = (struct match){paths[0].code, at + 1 - start, gain};
    }
    return best;
}

static struct match look(const struct lzw *lzw, size_t start) {
    struct options options;
    struct match best = find(lzw, start, &options);
    if (options.count <= 1 || getenv("NL")) return best;
    int most = INT32_MIN;
    struct match chosen = best;
    for (int k = options.count - 1; k >= 0 && k > options.count - 1 - DEPTH; k--) {
        int i = k % DEPTH;
        int gain = options.m[i].gain;
        if (start + options.m[i].length < lzw->image->count)
            gain += find(lzw, start + options.m[i].length, NULL).gain;
        if (gain > most) most = gain, chosen = options.m[i];
    }
    return chosen;
}
// Notes what a string shows. Its transparent pixels leave what was there.
static void show(const struct lzw *lzw, unsigned code, size_t end, uint8_t *written) {
    unsigned roots = 1u << lzw->image->bits;
    for (;; code = lzw->parent[code]) {
        if (lzw->run_length[code] > 0)
            return;
        end--;
        uint8_t pixel = lzw->pixel[code];
        if (pixel != lzw->image->transparent)
            written[end] = pixel;
        if (code < roots)
            return;
    }
}

static uint8_t first_pixel(const struct lzw *lzw, unsigned code) {
    unsigned roots = 1u << lzw->image->bits;
    while (code >= roots)
        code = lzw->parent[code];
    return (uint8_t)code;
}

void lzw_encode(struct text *out, const struct lzw_image *image, uint8_t *written) {
    struct lzw lzw = {.image = image, .out = out, .width = image->bits + 1};
    lzw.still = mem_zero(image->count, 1);
    if (image->shown) {
        for (size_t i = 0; i < image->count; i++)
            lzw.still[i] = image->shown[i] == image->nearest[i];
        memcpy(written, image->shown, image->count);
    }
    for (int i = 0; i < 1 << image->bits; i++)
        lzw.pixel[i] = (uint8_t)i;
    if (image->shown)
        lzw.run_length[image->transparent] = 1;
    char bits = (char)image->bits;
    text_append(out, &bits, 1);
    clear(&lzw);
    size_t at = 0;
    struct match match = look(&lzw, 0);
    for (;;) {
        put_code(&lzw, match.code);
        widen(&lzw);
        at += match.length;
        show(&lzw, match.code, at, written);
        if (at == image->count)
            break;
        if (lzw.next < CODES) {
            // The string that this code will make is known only with the next one's first pixel;
            // that one may be the new string itself where it begins as this one does.
            uint8_t guess = first_pixel(&lzw, match.code);
            bool added = add(&lzw, match.code, guess);
            struct match next = look(&lzw, at);
            uint8_t pixel = first_pixel(&lzw, next.code);
            if (pixel != guess) {
                if (added)
                    take_back(&lzw);
                add(&lzw, match.code, pixel);
            }
            lzw.next++;
            match = next;
        } else { // kept for longer, a full dictionary gains nothing on plots
            clear(&lzw);
            match = look(&lzw, at);
        }
    }
    put_code(&lzw, (1u << image->bits) + 1);
    if (lzw.bit_count > 0)
        put_byte(&lzw, lzw.bits & 255);
    if (lzw.block_length > 0)
        flush_block(&lzw);
    text_append(out, "", 1);
    free(lzw.still);
}
