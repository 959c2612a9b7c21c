// SPDX-License-Identifier: GPL-3.0-or-later
// Lines of text, reordered where directions mix and filled as unhinted outlines, with formulas between dollar
// signs: "loss at $w_0$". A literal dollar is written \$; a dollar without a partner is literal
// too.
#pragma once
#include "base/text.h"
#include "draw/canvas.h"
#include "draw/text/typeface.h"

struct font;

// Opens a bundled typeface in one weight; font_create: the first, in its regular weight. All sizes
// below are in pixels an em. A text may have several lines, separated by line breaks. Each line is
// aligned separately; the first is placed at the given point.
struct font *font_create(void);
struct font *font_create_in(const struct typeface *typeface, enum font_weight weight);
void font_destroy(struct font *font); // NULL is allowed

// Adds a fallback typeface for characters that all earlier ones lack. `bytes` must outlive the
// font. False if they are no font.
bool font_fall_back(struct font *font, const void *bytes, size_t length);

// Returns the advance of a text in pixels, that of its widest line.
double font_width(struct font *font, const char *text, double size);

// Metrics of the bundled typefaces, as fractions of the size; they differ by less than 0.003.
#define FONT_CAP_HEIGHT 0.729
#define FONT_X_HEIGHT 0.547
#define FONT_ASCENT 0.76
#define FONT_DESCENT 0.24
#define FONT_LEADING 0.2 // between two lines

// The size of a text in pixels: its advance, and how far it reaches above and below its first
// baseline. Ascent and descent cover at least those of letters, taller formulas, and further lines.
struct text_extents {
    double width, ascent, descent;
};
void font_measure(struct font *font, const char *text, double size, bool display,
                  struct text_extents *extents);

// Return how far a text reaches above and below a single line of letters, in pixels; 0 for text
// without formulas and line breaks.
double font_rise(struct font *font, const char *text, double size);
double font_drop(struct font *font, const char *text, double size);

struct text_style {
    double size;
    uint32_t color;
    double align;  // fraction of the width that is left of x: 0, 0.5 or 1
    double middle; // fraction of the cap height that is below y: 0 for the baseline, 0.5 or 1
    double angle;  // radians, clockwise
    bool display;  // formulas in display style: large fractions, limits above and below sums
};

void font_draw(struct font *font, struct canvas *canvas, const char *text, double x, double y,
               const struct text_style *style);

// Adds the outlines of one line of text to the canvas's path, from a point of its baseline on.
void font_outline(struct font *font, struct canvas *canvas, const char *text, double x, double y,
                  double size);

// A callback that receives each text that is drawn, with the bounding box of its ink in pixels; on
// canvases without pixels the box is empty.
typedef void text_recorder(void *context, const char *text, struct box ink);

// Sets the callback for all text drawn from now on; NULL: none.
void font_record(struct font *font, text_recorder *record, void *context);

// Notes from now on in `uses` which characters the font is asked for (draw/text/glyph_table.h).
struct glyph_uses;
void font_watch(struct font *font, struct glyph_uses *uses);

// Appends a warning with the characters that no typeface has, among all text measured or drawn
// since the last warning. Appends nothing if there are none.
void font_report(struct font *font, struct text *warnings);
