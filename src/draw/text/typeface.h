// SPDX-License-Identifier: GPL-3.0-or-later
// The bundled typefaces: the font files that are part of the program, and how they go together.
#pragma once
#include <stddef.h>

enum font_weight { WEIGHT_REGULAR, WEIGHT_MEDIUM, WEIGHT_SEMIBOLD, WEIGHTS };

// A font file in the program.
struct font_bytes {
    const char *start, *end;
};

enum typeface_name { TYPEFACE_DEJAVU, TYPEFACE_INTER, TYPEFACES };

struct typeface {
    const char *family; // as CSS writes it, for text that an SVG keeps as text
    struct font_bytes text[WEIGHTS];
    struct font_bytes maths; // for formulas
    double maths_scale;      // size of formulas beside text: their letters look equally large
};

// By enum typeface_name. The first has every character that the program writes itself, and is the
// fallback of the others.
extern const struct typeface typeface_table[TYPEFACES];
extern const char *const typeface_names[]; // as a theme writes them; ends with NULL

// Returns which of the bundled font files these bytes are, from 0 on; -1 if they are none.
enum { TYPEFACE_NUMBERS = TYPEFACES * (WEIGHTS + 1) };
int typeface_number(const void *bytes);
