// SPDX-License-Identifier: GPL-3.0-or-later
// Text, shaped by HarfBuzz, ordered by FriBidi and filled as unhinted outlines; the only place that
// knows FreeType and HarfBuzz.
#pragma once
#include "figure/canvas.h"

struct font;

// Opens the bundled font. Sizes below are in pixels an em.
struct font *font_create(void);
void font_destroy(struct font *font); // NULL is allowed

// The advance of a line of text.
double font_width(struct font *font, const char *text, double size);

// Heights above the baseline and depth below it, as fractions of the size.
#define FONT_CAP_HEIGHT 0.729
#define FONT_X_HEIGHT 0.547
#define FONT_ASCENT 0.76
#define FONT_DESCENT 0.24

struct text_style {
    double size;
    uint32_t color;
    double align;  // the part of the width that stands left of x: 0, 0.5, 1
    double middle; // the part of the cap height that stands below y: 0 baseline, 0.5, 1
    double angle;  // radians, clockwise
};

void font_draw(struct font *font, struct canvas *canvas, const char *text, double x, double y,
               const struct text_style *style);

// Is told of a text that is drawn and of the box around its ink.
typedef void text_recorder(void *context, const char *text, struct box ink);

// Tells `record` (NULL: nobody) of every text that is drawn from now on.
void font_record(struct font *font, text_recorder *record, void *context);

// Appends a warning for each character of `text` that the font lacks and was not named before.
void font_check(struct font *font, const char *text, struct text *warnings);
