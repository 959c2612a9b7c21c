// SPDX-License-Identifier: GPL-3.0-or-later
// What typefaces have for a given set of characters, in a few kilobytes: with it text is laid out
// and drawn without the fonts, FreeType and HarfBuzz, as on a web page. It has the glyphs of these
// characters in all combinations: ligatures, kerning, tabular figures, larger forms for formulas.
// Characters that join others (marks, Arabic letters) are kept as the runs that were seen.
//
// Numbers are variable-length: 7 bits a byte, lowest first, the top bit set in all but the last.
// `u` is such a number, `s` a signed one, which is stored as 2|s| - (s < 0). Lengths are in font
// units with y upwards. An ascending list stores the difference to the entry before.
//
//   tables   u faces, then of each: u number (of the typeface), u bytes, face
//            u characters, then of each, ascending: u code point, u bidirectional class
//   face     u units in an em
//            glyphs    u count; u id of each, ascending; then a column each: s advance, s left,
//                      s right, s height, s depth of the ink; u whether there are two more: s
//                      italics correction, s accent position (else half of the advance, rounded
//                      towards 0); then the outline of each
//            outline   of operations until OUTLINE_END, each followed by its points: s x, s y,
//                      relative to the point before
//            characters  u count, then of each, ascending: u code point, u glyph, u script
//            figures   u count, then of each: u glyph, u glyph that stands for it in text
//            ligatures u count, then of each, longest first: u parts, u glyph of each, u glyph
//            kerning   u left classes, u right classes, then u left and u right class of each
//                      glyph; then s advance for each left and each right class but 0
//            runs      u count, then of each, longest first: u 1 if right to left, u characters, u
//                      code point of each, s advance, u glyphs, of each: u glyph, s x, s y, u index
//                      of its first character
//            constants u count (0: no face for formulas), then s of each by enum face_constant,
//                      in units or percent
//            variants  u count, then of each: u glyph, u variants, of each: u glyph, u advance
#pragma once
#include "base/text.h"
#include "draw/text/face.h"

// The script of a run is that of the first character that has one. It decides whether the typeface
// has ligatures and kerning there.
enum glyph_script { SCRIPT_NONE, SCRIPT_JOINS, SCRIPT_PLAIN };

enum outline_op { OUTLINE_END, OUTLINE_MOVE, OUTLINE_LINE, OUTLINE_CONIC, OUTLINE_CUBIC };

enum { GLYPH_FACES = 32, GLYPH_LIGATURE = 4 }; // typefaces; parts of a ligature

// A run of characters that are not shaped one by one.
struct used_run {
    uint32_t *points; // owned
    int count;
    bool right_to_left;
};

// What was asked of a typeface.
struct glyph_use {
    int number;
    const void *bytes; // of the font file; not owned
    size_t length;
    bool only_lends;  // characters that another face lacks
    uint32_t *points; // characters, ascending; owned
    size_t point_count, point_capacity;
    struct used_run *runs; // owned
    size_t run_count, run_capacity;
};

// What was asked of all typefaces of a picture. {0} is empty.
struct glyph_uses {
    struct glyph_use items[GLYPH_FACES];
    int count;
};
void glyph_uses_finish(struct glyph_uses *uses);

// Returns what was asked of the typeface with these bytes, added if it is new. Bundled typefaces
// are numbered by typeface_number; others follow in the order in which they come.
struct glyph_use *glyph_uses_of(struct glyph_uses *uses, const void *bytes, size_t length);

// True for characters that are shaped with their neighbours.
bool glyph_use_joins(uint32_t point);

// Add a character, or a run whose characters join others; a run is added once.
void glyph_use_point(struct glyph_use *use, uint32_t point);
void glyph_use_run(struct glyph_use *use, const uint32_t *points, int count, bool right_to_left);

// Adds what text on a page may come to need beside what was asked: ASCII, for formulas numbers, and
// the program's own signs; nothing to a face that only lends.
void glyph_use_basics(struct glyph_use *use);

// Appends the tables.
void glyph_tables_write(const struct glyph_uses *uses, struct text *out);
