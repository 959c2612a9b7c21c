// SPDX-License-Identifier: GPL-3.0-or-later
// Formulas in the part of TeX's language that plots need, between dollars in any text: parsed here,
// laid out as TeX does (The TeXbook, appendix G, by the constants of an OpenType font for
// formulas).
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

enum maths_kind {
    MATHS_ROW,      // items
    MATHS_CHAR,     // point
    MATHS_NAME,     // text, upright, of the font for formulas: \log
    MATHS_TEXT,     // text, of the font of what stands around the formula
    MATHS_SPACE,    // width
    MATHS_SCRIPTS,  // of parts[0]: subscript parts[1], superscript parts[2], either may be NULL
    MATHS_FRACTION, // parts[0] over parts[1]
    MATHS_RADICAL,  // of parts[0], its degree parts[1] or NULL
    MATHS_ACCENT,   // point above parts[0]
    MATHS_OVERLINE, // above parts[0]
    MATHS_FENCED,   // parts[0] between point and close; 0: no fence
    MATHS_STYLE,    // what follows in the row is set as `display` says
};

struct maths_node {
    enum maths_kind kind;
    enum maths_class class;
    uint32_t point, close;
    bool is_big;     // an operator that is larger in displays
    bool has_limits; // scripts stand above and below it in displays
    bool display;
    double width; // em
    char *text;   // owned
    struct maths_node *parts[3];
    struct maths_node **items; // owned
    size_t count, capacity;
};

// A part of a text: a formula without its dollars, or what stands between formulas.
struct maths_part {
    const char *start;
    size_t length;
    bool is_formula;
};

// Gives the next part of the text at `*text` and moves behind it; false at its end. A dollar behind
// a backslash or without a partner begins no formula, and is a part of its own.
bool maths_next_part(const char **text, struct maths_part *part);

// A parsed formula.
struct maths {
    struct maths_node *root;
    struct maths_node **nodes; // all, owned
    size_t count, capacity;
};

// Parses `length` bytes, without the dollars, that stand at `place`. NULL with ERROR_SCENE, at the
// column, for what is unknown or unbalanced.
struct maths *maths_parse(const char *text, size_t length, struct place place, struct error *error);
void maths_destroy(struct maths *maths); // NULL is allowed

// Glyphs and rules, in ems of the text around, y up, from the formula's begin on the baseline.
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

// Lays a formula out with the font for formulas and the text's; as a display, or in a line.
void maths_layout(const struct maths *maths, struct face *face, struct face *text_face,
                  bool display, struct maths_picture *picture);
void maths_picture_finish(struct maths_picture *picture);

// The code point that stands for a letter or digit in an alphabet of formulas.
enum maths_alphabet {
    ALPHABET_ITALIC,
    ALPHABET_UPRIGHT,
    ALPHABET_BOLD,
    ALPHABET_SCRIPT,
    ALPHABET_DOUBLE
};
uint32_t maths_letter(uint32_t point, enum maths_alphabet alphabet);
