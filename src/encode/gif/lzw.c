// SPDX-License-Identifier: GPL-3.0-or-later
#include "encode/gif/lzw.h"
#include "base/memory.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

enum {
    CODES = 4096,
    WIDTH_MAX = 12,
    BEAM = 8,     // candidate strings followed at a time
    BLOCK = 255,  // bytes in a sub-block
    NONE = 0,     // no child; no conflict, as code 0 is a single pixel
    REFUSED = -1, // a cost: the pixel may not be written this way
};

// The dictionary is a trie: a child's string is its parent's with one pixel more. Runs, which are
// strings of transparent pixels only, make up most of a film; they are found by their length.
struct lzw {
    const struct lzw_image *image;
    struct text *out;
    uint8_t *still; // one a pixel: 1 if the screen already shows its nearest colour
    // Lambda for flat and still pixels: they are cheap to write, being part of long strings anyway.
    int64_t plain_lambda;
    uint16_t first_child[CODES], sibling[CODES], parent[CODES];
    uint8_t pixel[CODES]; // the last pixel of each string
    uint8_t first_pixel[CODES];
    uint16_t run_length[CODES]; // 0: the string is not a run
    uint16_t runs[CODES];       // codes of runs, by length
    int run_max;
    unsigned next; // the code of the next new string
    int width;     // bits in a code
    uint32_t bits; // output that is not written yet, `bit_count` bits, the first one lowest
    int bit_count;
    char block[BLOCK];
    int block_length;
};

// ---- Writing codes

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
    // The decoder adds a string one code later than the encoder, so code width grows before the
    // string of this code is added.
    if (lzw->next == 1u << lzw->width && lzw->width < WIDTH_MAX)
        lzw->width++;
}

static void put_end(struct lzw *lzw) {
    put_code(lzw, (1u << lzw->image->bits) + 1);
    if (lzw->bit_count > 0)
        put_byte(lzw, lzw->bits & 255);
    if (lzw->block_length > 0)
        flush_block(lzw);
    text_append(lzw->out, "", 1);
}

// ---- The dictionary

static void clear(struct lzw *lzw) {
    put_code(lzw, 1u << lzw->image->bits);
    memset(lzw->first_child, 0, sizeof lzw->first_child);
    lzw->next = (1u << lzw->image->bits) + 2;
    lzw->width = lzw->image->bits + 1;
    lzw->runs[1] = lzw->image->transparent;
    lzw->run_max = 1;
}

// Adds a string extended by one pixel to the dictionary, with the next code. False if it exists
// already.
static bool add(struct lzw *lzw, unsigned code, uint8_t pixel) {
    for (unsigned child = lzw->first_child[code]; child != NONE; child = lzw->sibling[child])
        if (lzw->pixel[child] == pixel)
            return false;
    unsigned child = lzw->next;
    lzw->pixel[child] = pixel;
    lzw->first_pixel[child] = lzw->first_pixel[code];
    lzw->parent[child] = (uint16_t)code;
    lzw->sibling[child] = lzw->first_child[code];
    lzw->first_child[code] = (uint16_t)child;
    lzw->run_length[child] = 0;
    if (pixel == lzw->image->transparent && lzw->run_length[code] > 0) {
        lzw->run_max = lzw->run_length[child] = (uint16_t)(lzw->run_length[code] + 1);
        lzw->runs[lzw->run_max] = (uint16_t)child;
    }
    return true;
}

// Removes the string that was added last.
static void take_back(struct lzw *lzw) {
    unsigned child = lzw->next;
    lzw->first_child[lzw->parent[child]] = lzw->sibling[child];
    if (lzw->run_length[child] > 0)
        lzw->run_max--;
}

// ---- Finding the best string

// Returns the cost, above that of its nearest colour, of writing a pixel in another colour.
static int64_t cost_of_other(const struct lzw_image *image, size_t at, int index) {
    int error = lzw_distance(image->colors->colors[index], image->words[at]);
    if (error > image->error_max)
        return REFUSED;
    error -= lzw_distance(image->colors->colors[image->nearest[at]], image->words[at]);
    int64_t cost = error > 0 ? (int64_t)error * image->periods[at] : 0;
    return cost <= 2 * image->lambda ? cost : REFUSED;
}

// Returns the cost of writing `index` at a pixel, relative to its nearest colour; 0 for that,
// REFUSED if it may not be written.
static inline int64_t cost_of(const struct lzw *lzw, size_t at, int index) {
    const struct lzw_image *image = lzw->image;
    int nearest = image->nearest[at];
    if (index == image->transparent)
        index = image->shown[at];
    if (index == nearest)
        return 0;
    if (lzw->still[at] || nearest < image->colors->exact || index == image->transparent)
        return REFUSED;
    return cost_of_other(image, at, index);
}

// A dictionary string that the pixels examined so far can be written as, and its cost.
struct path {
    unsigned code;
    int64_t cost;
};

// The cheapest strings of one length, sorted by cost.
struct beam {
    struct path paths[BEAM];
    int count;
};

static void beam_add(struct beam *beam, unsigned code, int64_t cost) {
    int at = beam->count < BEAM ? beam->count++ : BEAM;
    if (at == BEAM && beam->paths[--at].cost <= cost)
        return;
    for (; at > 0 && beam->paths[at - 1].cost > cost; at--)
        beam->paths[at] = beam->paths[at - 1];
    beam->paths[at] = (struct path){code, cost};
}

struct match {
    unsigned code;
    size_t length;
    int64_t gain; // sum of lambda over its pixels, minus their cost
};

// Starts a search with the longest run that matches. Returns false if a longer match is impossible,
// because the pixels continue the run and the dictionary has no longer one.
static bool start_run(const struct lzw *lzw, size_t start, struct beam *beam, struct match *match) {
    size_t left = lzw->image->count - start;
    const uint8_t *end = memchr(lzw->still + start, 0, left);
    size_t run = end ? (size_t)(end - lzw->still) - start : left;
    size_t length = run < (size_t)lzw->run_max ? run : (size_t)lzw->run_max;
    *match = (struct match){lzw->runs[length], length, 0};
    beam_add(beam, match->code, 0);
    return run == length;
}

static void start_pixel(const struct lzw *lzw, size_t start, struct beam *beam,
                        struct match *match) {
    const struct lzw_image *image = lzw->image;
    const uint8_t *neighbors = image->colors->neighbors[image->nearest[start]];
    int64_t cost = cost_of(lzw, start, image->transparent);
    if (cost != REFUSED)
        beam_add(beam, image->transparent, cost);
    for (int i = 0; i < LZW_NEIGHBORS && (i == 0 || neighbors[i] != neighbors[0]); i++)
        if ((cost = cost_of(lzw, start, neighbors[i])) != REFUSED)
            beam_add(beam, neighbors[i], cost);
    // The nearest colour is never refused, so the beam is not empty.
    // NOLINTNEXTLINE(clang-analyzer-core.UndefinedBinaryOperatorResult)
    *match = (struct match){beam->paths[0].code, 1, image->lambda - beam->paths[0].cost};
}

// Returns what is gained by including a pixel in the string.
static inline int64_t lambda_at(const struct lzw *lzw, size_t at) {
    const struct lzw_image *image = lzw->image;
    bool plain = lzw->still[at] || image->words[at] == image->words[at - 1];
    return plain ? lzw->plain_lambda : image->lambda;
}

// The state of a search for the best string.
struct match_search {
    size_t start, at;
    int64_t saved; // sum of lambda over the pixels from `start` to `at`
    struct match best;
};

static inline void try_path(struct match_search *search, const struct path *path) {
    int64_t gain = search->saved - path->cost;
    if (gain >= search->best.gain)
        search->best = (struct match){path->code, search->at - search->start, gain};
}

// Extends a single candidate in place as long as it has exactly one continuation, which is most of
// the time. False if it has none. Not inlined: in its own function all variables of the loop fit in
// registers.
__attribute__((noinline)) static bool go_on(const struct lzw *lzw, struct match_search *search,
                                            struct path *path) {
    size_t count = lzw->image->count, at = search->at;
    int64_t saved = search->saved;
    unsigned code = path->code, next = NONE;
    for (; at < count; at++) {
        int64_t cost = 0;
        unsigned child = lzw->first_child[code];
        for (next = NONE; child != NONE; child = lzw->sibling[child]) {
            int64_t child_cost = cost_of(lzw, at, lzw->pixel[child]);
            if (child_cost == REFUSED)
                continue;
            if (next != NONE)
                break;
            next = child;
            cost = child_cost;
        }
        if (next == NONE || child != NONE)
            break;
        if (cost > 0) { // while extending costs nothing, longer is always better
            search->at = at;
            search->saved = saved;
            try_path(search, path);
            path->cost += cost;
        }
        path->code = code = next;
        saved += lambda_at(lzw, at);
    }
    search->at = at;
    search->saved = saved;
    try_path(search, path);
    return next != NONE;
}

static void branch_out(const struct lzw *lzw, size_t at, const struct beam *beam,
                       struct beam *longer) {
    longer->count = 0;
    for (int i = 0; i < beam->count; i++) {
        unsigned child = lzw->first_child[beam->paths[i].code];
        for (; child != NONE; child = lzw->sibling[child]) {
            int64_t cost = cost_of(lzw, at, lzw->pixel[child]);
            if (cost != REFUSED)
                beam_add(longer, child, beam->paths[i].cost + cost);
        }
    }
}

static struct match find(const struct lzw *lzw, size_t start) {
    struct beam beams[2], *beam = &beams[0], *longer = &beams[1];
    beam->count = longer->count = 0;
    struct match_search search = {.start = start};
    if (!lzw->still[start])
        start_pixel(lzw, start, beam, &search.best);
    else if (!start_run(lzw, start, beam, &search.best))
        return search.best;
    search.at = start + search.best.length;
    search.saved = search.best.gain + beam->paths[0].cost;
    while (beam->count > 1 || (beam->count == 1 && go_on(lzw, &search, &beam->paths[0]))) {
        if (search.at == lzw->image->count)
            break;
        branch_out(lzw, search.at, beam, longer);
        if (longer->count == 0)
            break;
        search.saved += lambda_at(lzw, search.at++);
        try_path(&search, &longer->paths[0]);
        struct beam *other = beam;
        beam = longer;
        longer = other;
    }
    return search.best;
}

// ---- The whole image

// Records in `written` what the screen shows after a string. Transparent pixels change nothing.
static void note(const struct lzw *lzw, unsigned code, size_t end, uint8_t *written) {
    for (; lzw->run_length[code] == 0; code = lzw->parent[code]) {
        end--;
        if (lzw->pixel[code] != lzw->image->transparent)
            written[end] = lzw->pixel[code];
        if (code < 1u << lzw->image->bits)
            return;
    }
}

// Finds the next string, and adds the new dictionary entry: `before` extended by the next string's
// first pixel. That pixel is not known before the search, but the search needs the entry, since the
// next string may be the entry itself. This is only possible if it begins with the first pixel of
// `before`, so the entry is added with that guess and corrected afterwards.
static struct match learn(struct lzw *lzw, unsigned before, size_t at) {
    uint8_t guess = lzw->first_pixel[before];
    bool added = add(lzw, before, guess);
    struct match match = find(lzw, at);
    uint8_t pixel = lzw->first_pixel[match.code];
    if (pixel != guess) {
        if (added)
            take_back(lzw);
        add(lzw, before, pixel);
    }
    lzw->next++;
    return match;
}

static void find_still(const uint8_t *restrict shown, const uint8_t *restrict nearest,
                       uint8_t *restrict still, size_t count) {
    for (size_t i = 0; i < count; i++)
        still[i] = shown[i] == nearest[i];
}

void lzw_encode(struct text *out, const struct lzw_image *image, uint8_t *written) {
    struct lzw lzw = {
        .image = image, .out = out, .plain_lambda = image->lambda / 4, .width = image->bits + 1};
    lzw.still = mem_zero(image->count, 1);
    find_still(image->shown, image->nearest, lzw.still, image->count);
    memcpy(written, image->shown, image->count);
    for (int i = 0; i < 1 << image->bits; i++)
        lzw.pixel[i] = lzw.first_pixel[i] = (uint8_t)i;
    lzw.run_length[image->transparent] = 1;
    char bits = (char)image->bits;
    text_append(out, &bits, 1);
    clear(&lzw);
    struct match match = find(&lzw, 0);
    for (size_t at = 0;;) {
        put_code(&lzw, match.code);
        at += match.length;
        note(&lzw, match.code, at, written);
        if (at == image->count)
            break;
        if (lzw.next < CODES) {
            match = learn(&lzw, match.code, at);
        } else { // keeping a full dictionary for longer gained nothing on plots
            clear(&lzw);
            match = find(&lzw, at);
        }
    }
    put_end(&lzw);
    free(lzw.still);
}

void lzw_colors_init(struct lzw_colors *colors, const uint32_t *table, int count, int exact) {
    *colors = (struct lzw_colors){.count = count, .exact = exact};
    memcpy(colors->colors, table, (size_t)count * sizeof *table);
    for (int i = 0; i < count; i++) {
        int distances[LZW_NEIGHBORS], known = 0;
        uint8_t *neighbors = colors->neighbors[i];
        memset(neighbors, i, LZW_NEIGHBORS);
        for (int k = 0; k < count; k++) {
            int distance = k == i ? -1 : lzw_distance(table[i], table[k]);
            if (known == LZW_NEIGHBORS && distances[known - 1] <= distance)
                continue;
            int at = known < LZW_NEIGHBORS ? known++ : known - 1;
            for (; at > 0 && distances[at - 1] > distance; at--) {
                distances[at] = distances[at - 1];
                neighbors[at] = neighbors[at - 1];
            }
            distances[at] = distance;
            neighbors[at] = (uint8_t)k;
        }
    }
}
