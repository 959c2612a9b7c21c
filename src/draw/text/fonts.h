// SPDX-License-Identifier: GPL-3.0-or-later
// The typefaces of a picture: the bundled one, its fallbacks, and the one for formulas. Also
// records which characters none of them has.
#pragma once
#include "base/text.h"
#include "draw/text/face.h"
#include "draw/text/typeface.h"

enum { FONTS_MAX = 64 };

struct fonts {
    const struct typeface *typeface;
    int css_weight;                // of the first face, as CSS counts weights
    struct face *faces[FONTS_MAX]; // for text, in the order of fallback; owned
    int count;
    struct face *maths;      // for formulas; NULL until the first formula; owned
    struct glyph_uses *uses; // where the faces note what is asked of them; NULL: nowhere
    uint32_t *missing;       // code points that no face has; owned
    uint8_t *is_missing;     // a bit for each character, of those; NULL: none is; owned
    size_t missing_count, missing_capacity;
    size_t reported_count; // how many of these fonts_report has named already
};

// Opens a typeface in one weight; behind it the first of the table, for characters that it lacks.
void fonts_init(struct fonts *fonts, const struct typeface *typeface, enum font_weight weight);
void fonts_finish(struct fonts *fonts);

// Notes from now on what is asked of the faces.
void fonts_watch(struct fonts *fonts, struct glyph_uses *uses);

// Opens a bundled font file, which is always valid; the caller destroys the face.
struct face *fonts_open(const struct font_bytes *bytes);

// Adds a fallback typeface; `bytes` must outlive it. False if they are no font, or if there are
// FONTS_MAX already.
bool fonts_add(struct fonts *fonts, const void *bytes, size_t length);

// Returns the face for formulas, opened on the first call; owned by `fonts`.
struct face *fonts_maths(struct fonts *fonts);

// Returns the index of the face for a character whose predecessor uses the face `before`: the first
// that has it. If none has it, records it as missing and returns 0, the bundled face.
int fonts_choose(struct fonts *fonts, uint32_t point, int before);

// Records the characters of a formula that are missing from both the face for formulas and the
// bundled one.
void fonts_check_formula(struct fonts *fonts, const char *formula, size_t length);

// Appends a warning with the characters recorded since the last report, if there are any.
void fonts_report(struct fonts *fonts, struct text *warnings);
