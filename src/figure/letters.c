// SPDX-License-Identifier: GPL-3.0-or-later
#include "figure/letters.h"

#include "base/memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

// What the coverage of a glyph follows from.
struct letter_key {
    const struct face *face;
    double size;
    double part[2]; // of a pixel, of its origin
    uint32_t glyph;
};

struct letter {
    struct letter_key key; // no face: nothing is kept here
    struct cover cover;    // of the glyph with its origin in the first pixel
    struct box ink;
};

enum { LETTERS = 512 }; // a newer letter takes the place of the older

struct letters {
    struct letter letters[LETTERS];
};

struct letters *letters_create(void) {
    return mem_zero(1, sizeof(struct letters));
}

void letters_destroy(struct letters *letters) {
    for (int i = 0; letters && i < LETTERS; i++)
        cover_finish(&letters->letters[i].cover);
    free(letters);
}

// The FNV-1a hash of a key, http://www.isthe.com/chongo/tech/comp/fnv/, in words.
static size_t hash(const struct letter_key *key) {
    uint64_t words[5] = {(uint64_t)(uintptr_t)key->face, 0, 0, 0, key->glyph};
    memcpy(&words[1], &key->size, sizeof key->size);
    memcpy(&words[2], key->part, sizeof key->part);
    uint64_t hash = 14695981039346656037U;
    for (int i = 0; i < 5; i++)
        hash = (hash ^ words[i] ^ words[i] >> 32) * 1099511628211U;
    return (size_t)(hash >> 40);
}

static bool is_same(const struct letter_key *a, const struct letter_key *b) {
    return a->face == b->face && a->glyph == b->glyph && a->size == b->size &&
           a->part[0] == b->part[0] && a->part[1] == b->part[1];
}

struct box letters_paint(struct letters *letters, struct face *face, uint32_t glyph,
                         struct canvas *canvas, const double at[2], double size, uint32_t color) {
    static const double far = 1 << 24; // pixels; no canvas reaches there
    double whole[2] = {floor(at[0]), floor(at[1])};
    if (!(fabs(whole[0]) < far && fabs(whole[1]) < far))
        return (struct box){0};
    struct letter_key key = {face, size, {at[0] - whole[0], at[1] - whole[1]}, glyph};
    struct letter *letter = &letters->letters[hash(&key) % LETTERS];
    if (!is_same(&letter->key, &key)) {
        letter->key = key;
        face_outline(face, glyph, canvas, key.part[0], key.part[1], size);
        letter->ink = canvas_extents(canvas);
        canvas_cover(canvas, &letter->cover);
    }
    canvas_paint_cover(canvas, &letter->cover, (int)whole[0], (int)whole[1], color);
    struct box ink = letter->ink;
    ink.x += whole[0];
    ink.y += whole[1];
    return ink;
}
