// SPDX-License-Identifier: GPL-3.0-or-later
// Draws the glyphs of a line of text, each kind of canvas in its way. Only font.c uses it.
#pragma once
#include "draw/text/face.h"
#include "draw/text/glyph_cache.h"

struct font;

// The state of drawing text at a size and a position on the baseline. With `canvas` NULL the text
// is only measured.
struct text_pen {
    struct font *font;
    struct glyph_cache *painted; // of the font; NULL where nothing is painted
    struct canvas *canvas;
    double size, x, y;
    bool display;
    bool paints;      // glyphs and formulas are painted in `color`; else all becomes the path
    const char *text; // the line, where it has no formulas and a canvas may store it; else NULL
    uint32_t color;
    struct box ink;         // bounding box of what was painted
    double ascent, descent; // how far formulas reach above and below the baseline, pixels
};

// Extends `ink` to a box.
void text_pen_add_ink(struct text_pen *pen, struct box ink);

// Draws glyphs of one face from the pen on. `is_whole`: they are all of the line.
void text_pen_draw(struct text_pen *pen, struct face *face, const struct placed_glyph *placed,
                   size_t count, bool is_whole);
