// SPDX-License-Identifier: GPL-3.0-or-later
// The typefaces of a picture: the bundled one and those that it falls back on, the one of formulas,
// and which characters none of them has.
#pragma once
#include "base/text.h"
#include "draw/text/face.h"

enum { FONTS_MAX = 64 };

struct fonts {
    struct face *faces[FONTS_MAX]; // of letters, in the order in which they are tried; owned
    int count;
    struct face *maths; // opened where the first formula is; owned
    uint32_t *missing;  // code points that no face has; owned
    size_t missing_count, missing_capacity;
    size_t reported_count; // of these, that were told
};

void fonts_init(struct fonts *fonts);
void fonts_finish(struct fonts *fonts);

// Adds a typeface as bytes that outlive it; false where they are none, or there are too many.
bool fonts_add(struct fonts *fonts, const void *bytes, size_t length);

struct face *fonts_maths(struct fonts *fonts);

// The index of the face of a character that follows one in the face `before`: the first that has
// it; the bundled one where none does, which is noted.
int fonts_choose(struct fonts *fonts, uint32_t point, int before);

// Notes the characters of a formula that can not be set: it has its own face and the bundled one.
void fonts_check_formula(struct fonts *fonts, const char *formula, size_t length);

// Appends a warning that names the characters noted since the last, if there are any.
void fonts_report(struct fonts *fonts, struct text *warnings);
