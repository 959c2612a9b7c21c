// SPDX-License-Identifier: GPL-3.0-or-later
// All glyphs, ligatures and kerning that some characters of a typeface need in any order.
#pragma once
#include "draw/text/glyph_table.h"

// A sequence of characters that becomes one glyph.
struct unit {
    uint32_t points[GLYPH_LIGATURE];
    int count;
    uint32_t nominal; // of a single character: its glyph before text makes it another
    uint32_t glyph;
    long advance;
};

struct kern {
    uint32_t left, right;
    long advance;
};

// What a table holds of a face.
struct glyph_closure {
    struct face *face;
    const struct glyph_use *use;
    double em;        // font units
    uint32_t *glyphs; // ascending; owned
    size_t glyph_count, glyph_capacity;
    struct unit *units; // owned
    size_t unit_count, unit_capacity;
    struct unit probe; // a ligature, or else a pair with kerning; count 0: there is none
    bool probe_ligates;
    uint32_t plain;     // a character of a script without ligatures and kerning; 0: there is none
    struct kern *kerns; // owned
    size_t kern_count, kern_capacity;
};

// A larger form of a glyph in formulas, and its height in font units.
struct glyph_form {
    uint32_t glyph;
    long advance;
};
enum { GLYPH_FORMS = 32 };

// Finds what a use needs. The font must outlive the closure.
void glyph_closure_init(struct glyph_closure *closure, const struct glyph_use *use);
void glyph_closure_finish(struct glyph_closure *closure);

// Computes the forms of a glyph, from the lowest; returns how many there are.
size_t glyph_closure_forms(const struct glyph_closure *closure, uint32_t glyph,
                           struct glyph_form forms[GLYPH_FORMS]);

// Returns the script of a character.
enum glyph_script glyph_closure_script(const struct glyph_closure *closure, uint32_t point);

// Returns ems as font units.
long glyph_units_of(const struct glyph_closure *closure, double ems);

// Returns the index of the first value that is not less, in an ascending array.
size_t glyph_find(const uint32_t *sorted, size_t count, uint32_t value);
