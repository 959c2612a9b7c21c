// SPDX-License-Identifier: GPL-3.0-or-later
// Formulas in the subset of TeX that plots need, between dollar signs in any text. They are laid
// out as in appendix G of The TeXbook, with the constants from an OpenType font's MATH table.
#pragma once
#include "base/error.h"
#include "draw/text/face.h"

enum maths_class {
    CLASS_ORDINARY,
    CLASS_OPERATOR,
    CLASS_BINARY,
    CLASS_RELATION,
    CLASS_OPEN,
    CLASS_CLOSE,
    CLASS_PUNCTUATION,
    CLASS_INNER,
};

// The kinds of node, and which fields each uses.
enum maths_kind {
    MATHS_ROW,      // items
    MATHS_CHAR,     // point
    MATHS_NAME,     // text, upright, in the font for formulas: \log
    MATHS_TEXT,     // text, in the font of the surrounding text
    MATHS_SPACE,    // width
    MATHS_SCRIPTS,  // parts[0] with subscript parts[1] and superscript parts[2]; either may be NULL
    MATHS_FRACTION, // parts[0] over parts[1]
    MATHS_RADICAL,  // parts[0] under a radical sign with the degree parts[1], or NULL
    MATHS_ACCENT,   // parts[0] with the accent `point` above
    MATHS_OVERLINE, // parts[0] with a line above
    MATHS_FENCED,   // parts[0] between the fences `point` and `close`; 0: no fence
    MATHS_STACK,    // items: cells of rows above each other, two a row
    MATHS_STYLE,    // the rest of the row is set in display style or not, by `display`
};

struct maths_node {
    enum maths_kind kind;
    enum maths_class class;
    uint32_t point, close;
    bool is_big;     // an operator that is larger in display style
    bool has_limits; // in display style its scripts are above and below it
    bool display;
    double width; // ems
    char *text;   // owned
    struct maths_node *parts[3];
    struct maths_node **items; // owned
    size_t count, capacity;
};

// A part of a text: a formula without its dollar signs, or the text between formulas.
struct maths_part {
    const char *start;
    size_t length;
    bool is_formula;
};

// Returns the next part of `*text` and advances behind it; false at the end. A literal dollar,
// after a backslash or without a partner, is a part of its own.
bool maths_next_part(const char **text, struct maths_part *part);

// A parsed formula; its nodes belong to it.
struct maths {
    struct maths_node *root;
    struct maths_node **nodes; // all, owned
    size_t count, capacity;
};

// Parses `length` bytes of a formula without its dollar signs; `place` is where they stand. The
// caller destroys the result. NULL with ERROR_SCENE, at line and column, if something is unknown or
// unbalanced.
struct maths *maths_parse(const char *text, size_t length, struct place place, struct error *error);
void maths_destroy(struct maths *maths); // NULL is allowed

// A laid-out formula: glyphs and filled rectangles (rules). Units are ems of the surrounding text,
// with y upwards and the origin at the start of the baseline.
struct maths_picture {
    struct maths_glyph {
        struct face *face;
        uint32_t glyph;
        double x, y, size;
    } * glyphs; // owned
    size_t glyph_count, glyph_capacity;
    struct maths_rule {
        double x, y, width, height; // y: of its lower edge
    } * rules;                      // owned
    size_t rule_count, rule_capacity;
    double width, height, depth;
};

// Lays out a formula with the font for formulas, `face`, and the font of the surrounding text; in
// display style, or inline. `picture` is initialized here.
void maths_layout(const struct maths *maths, struct face *face, struct face *text_face,
                  bool display, struct maths_picture *picture);
void maths_picture_finish(struct maths_picture *picture);

enum maths_alphabet {
    ALPHABET_ITALIC,
    ALPHABET_UPRIGHT,
    ALPHABET_BOLD,
    ALPHABET_SCRIPT,
    ALPHABET_DOUBLE
};
// Returns the code point of a letter or digit in a mathematical alphabet of Unicode; `point` itself
// if the alphabet lacks it.
uint32_t maths_letter(uint32_t point, enum maths_alphabet alphabet);
