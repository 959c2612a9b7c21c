// SPDX-License-Identifier: GPL-3.0-or-later
// Lines of text, ordered by FriBidi and filled as unhinted outlines, with formulas between dollars:
// "loss at $w_0$". A dollar is written \$, or stands without a partner.
#pragma once
#include "base/text.h"
#include "draw/canvas.h"

struct font;

// Opens the bundled font. Sizes below are in pixels an em. A text may have several lines, parted by
// line breaks; each is placed for itself, the first where the text is.
struct font *font_create(void);
void font_destroy(struct font *font); // NULL is allowed

// Adds a typeface, as bytes that outlive the font, for characters that those before lack. False
// where the bytes are none.
bool font_fall_back(struct font *font, const void *bytes, size_t length);

// The advance of a line of text, or of the widest.
double font_width(struct font *font, const char *text, double size);

// Heights above the baseline and depth below it, as fractions of the size.
#define FONT_CAP_HEIGHT 0.729
#define FONT_X_HEIGHT 0.547
#define FONT_ASCENT 0.76
#define FONT_DESCENT 0.24
#define FONT_LEADING 0.2 // between two lines

// The advance of a text, and how far it reaches above and below its first baseline: as far as
// letters do, or a formula that is higher, and as its further lines do.
struct text_extents {
    double width, ascent, descent;
};
void font_measure(struct font *font, const char *text, double size, bool display,
                  struct text_extents *extents);

// How much further than letters of one line a text reaches: 0 without formulas and line breaks.
double font_rise(struct font *font, const char *text, double size);
double font_drop(struct font *font, const char *text, double size);

struct text_style {
    double size;
    uint32_t color;
    double align;  // the part of the width that stands left of x: 0, 0.5, 1
    double middle; // the part of the cap height that stands below y: 0 baseline, 0.5, 1
    double angle;  // radians, clockwise
    bool display;  // formulas as displays: large fractions, limits above and below sums
};

void font_draw(struct font *font, struct canvas *canvas, const char *text, double x, double y,
               const struct text_style *style);

// Is told of a text that is drawn and of the box around its ink.
typedef void text_recorder(void *context, const char *text, struct box ink);

// Tells `record` (NULL: nobody) of every text that is drawn from now on.
void font_record(struct font *font, text_recorder *record, void *context);

// Appends a warning that names the characters which texts had, measured or drawn, and no typeface
// has, unless it did before.
void font_report(struct font *font, struct text *warnings);
