// SPDX-License-Identifier: GPL-3.0-or-later
#include "draw/text/glyph_cache.h"

#include "base/memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

// Everything that a glyph's coverage depends on.
struct letter_key {
    const struct face *face;
    double size;
    double part[2]; // fractional part of the origin, pixels
    uint32_t glyph;
};

struct letter {
    struct letter_key key; // its face is NULL if the entry is unused
    struct cover cover;    // coverage with the glyph's origin in pixel (0, 0)
    struct box ink;
};

enum { LETTERS = 512 }; // entries; a new glyph replaces the one in its place

struct glyph_cache {
    struct letter letters[LETTERS];
};

struct glyph_cache *glyph_cache_create(void) {
    return mem_zero(1, sizeof(struct glyph_cache));
}

void glyph_cache_destroy(struct glyph_cache *letters) {
    for (int i = 0; letters && i < LETTERS; i++)
        cover_finish(&letters->letters[i].cover);
    free(letters);
}

// Returns the cache entry for a key. The face is not part of the hash: glyphs of the two faces may
// collide, and is_same separates them.
static struct letter *letter_at(struct glyph_cache *letters, const struct letter_key *key) {
    const double numbers[] = {key->size, key->part[0], key->part[1], key->glyph};
    return &letters->letters[XXH3_64bits(numbers, sizeof numbers) % LETTERS];
}

static bool is_same(const struct letter_key *a, const struct letter_key *b) {
    return a->face == b->face && a->glyph == b->glyph && a->size == b->size &&
           a->part[0] == b->part[0] && a->part[1] == b->part[1];
}

// A broken font may have outlines of thousands of ems, whose coverage would take any memory.
static const double most_area = 64; // of a glyph that is kept, ems squared

struct box glyph_cache_paint(struct glyph_cache *letters, struct face *face, uint32_t glyph,
                             struct canvas *canvas, const double at[2], double size,
                             uint32_t color) {
    static const double far = 1 << 24; // pixels; larger than any canvas
    double whole[2] = {floor(at[0]), floor(at[1])};
    if (!(fabs(whole[0]) < far && fabs(whole[1]) < far))
        return (struct box){0};
    struct letter_key key = {face, size, {at[0] - whole[0], at[1] - whole[1]}, glyph};
    struct letter *letter = letter_at(letters, &key);
    if (!is_same(&letter->key, &key)) {
        letter->key = key;
        face_outline(face, glyph, canvas, key.part[0], key.part[1], size);
        letter->ink = canvas_extents(canvas);
        if (letter->ink.width * letter->ink.height > most_area * size * size) {
            canvas_fill(canvas, color, 0); // drops the outline
            letter->key = (struct letter_key){0};
            face_outline(face, glyph, canvas, at[0], at[1], size);
            struct box ink = canvas_extents(canvas);
            canvas_fill(canvas, color, 1);
            return ink;
        }
        canvas_cover(canvas, &letter->cover);
    }
    canvas_paint_cover(canvas, &letter->cover, (int)whole[0], (int)whole[1], color);
    struct box ink = letter->ink;
    ink.x += whole[0];
    ink.y += whole[1];
    return ink;
}
