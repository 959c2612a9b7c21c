// SPDX-License-Identifier: GPL-3.0-or-later
// What laying out a formula is made of: glyphs and rules are added to a picture at the begin of a
// part, and moved to their place when what stands before them is known. Lengths are ems of the text
// around, y up.
#pragma once
#include "draw/text/maths.h"

// How large and how tight a part is set.
struct maths_style {
    int level;    // 0 in the line, 1 script, 2 script of a script
    bool display; // at level 0
    bool cramped; // superscripts are raised less
};

// What a part takes up, from its begin on the baseline; in ems of the text around.
struct maths_box {
    double width, height, depth;
    double italic;   // by how much its last character leans over its width
    double accent_x; // where an accent stands
    bool is_char;    // one character alone
};

struct maths_setter {
    struct face *face, *text_face;
    struct maths_picture *picture;
};

// How much of the picture is made: what comes later may be moved by itself.
struct maths_mark {
    size_t glyphs, rules;
};

// The size of a part's font, and a constant of the font for formulas in that size.
double maths_size(const struct maths_setter *setter, const struct maths_style *style);
double maths_constant(const struct maths_setter *setter, const struct maths_style *style,
                      enum face_constant name);

// The style of a script of what has `style`.
struct maths_style maths_script_style(const struct maths_style *style, bool cramped);

// Moves what was added between two marks.
struct maths_mark maths_mark(const struct maths_setter *setter);
void maths_move(struct maths_setter *setter, struct maths_mark from, struct maths_mark to, double x,
                double y);

void maths_add_glyph(struct maths_setter *setter, struct face *face, uint32_t glyph, double x,
                     double y, double size);
void maths_add_rule(struct maths_setter *setter, double x, double y, double width, double height);

// Adds a glyph with its baseline at `y`, or with its ink centred on the axis of fractions, and
// returns what it takes up.
struct maths_box maths_set_glyph(struct maths_setter *setter, struct face *face, uint32_t glyph,
                                 double y, double size);
struct maths_box maths_set_centred(struct maths_setter *setter, uint32_t glyph,
                                   const struct maths_style *style);

// Adds any part of a formula (maths_layout.c), and one with scripts (maths_scripts.c).
struct maths_box maths_set(struct maths_setter *setter, const struct maths_node *node,
                           const struct maths_style *style);
struct maths_box maths_set_scripts(struct maths_setter *setter, const struct maths_node *node,
                                   const struct maths_style *style);
