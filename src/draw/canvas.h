// SPDX-License-Identifier: GPL-3.0-or-later
// A surface to draw on; the only place that knows cairo. Coordinates are pixels, y down, (0, 0) the
// outer corner of the first pixel. Colours are 0xRRGGBB with an alpha from 0 to 1.
#pragma once
#include "base/frame.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct canvas;

// A rectangle between pixels.
struct box {
    double x, y, width, height;
};

struct stroke {
    uint32_t color;
    double alpha;
    double width;       // pixels
    double dash[4];     // on, off, on, off, pixels; all 0: solid, the last two: on and off alone
    double dash_offset; // pixels into the dashes where the line begins
    bool butt;          // ends square at the end point; else round
};

// What a canvas keeps: pixels, or the shapes themselves for a PDF or an SVG, whose letters may be
// shapes or text.
enum canvas_kind { CANVAS_PIXELS, CANVAS_PDF, CANVAS_PDF_TEXT, CANVAS_SVG, CANVAS_SVG_TEXT };

// A canvas that starts transparent; NULL where the size is too large for memory. One without pixels
// only grows: it can be drawn on, blended and written, but not cleared, erased or copied.
struct canvas *canvas_create(int width, int height);
struct canvas *canvas_create_kind(enum canvas_kind kind, int width, int height);
bool canvas_has_pixels(const struct canvas *canvas);
void canvas_destroy(struct canvas *canvas); // NULL is allowed

// Returns why not all that was asked for was drawn; NULL where it was.
const char *canvas_failure(const struct canvas *canvas);

// Rows of ARGB32, premultiplied, valid until the next drawing call.
uint8_t *canvas_pixels(struct canvas *canvas, int *stride);

// What was drawn on since the last call, in whole pixels. A call that draws nothing, such as a
// stroke of no path or without opacity, adds nothing.
struct rect canvas_take_damage(struct canvas *canvas);

// Makes the canvas transparent again, as if nothing had been drawn.
void canvas_clear(struct canvas *canvas);

// Makes a rectangle transparent.
void canvas_erase(struct canvas *canvas, struct rect rect);

// Copies the rectangle of `from`, which has the same size, replacing what was there.
void canvas_copy(struct canvas *canvas, struct canvas *from, struct rect rect);

// Lays the rectangle of `over` (same size) on the canvas with `alpha`.
void canvas_blend(struct canvas *canvas, struct canvas *over, struct rect rect, double alpha);

// Lays an image of premultiplied ARGB32 words, `width` a row, at whole pixels.
void canvas_image(struct canvas *canvas, const uint32_t *pixels, int width, int height, int x,
                  int y);

// Limits drawing to a box until canvas_unclip; calls nest.
void canvas_clip(struct canvas *canvas, struct box box);
void canvas_unclip(struct canvas *canvas);

// Turns and moves what is drawn until canvas_untransform: first rotated (radians, clockwise on the
// screen), then moved to (x, y).
void canvas_transform(struct canvas *canvas, double x, double y, double angle);
void canvas_untransform(struct canvas *canvas);

// A path, ended by fill or stroke.
void canvas_move(struct canvas *canvas, double x, double y);
void canvas_line(struct canvas *canvas, double x, double y);
void canvas_curve(struct canvas *canvas, const double control[4], double x, double y);
void canvas_close(struct canvas *canvas);
void canvas_box(struct canvas *canvas, struct box box);
void canvas_rounded_box(struct canvas *canvas, struct box box, double radius);
void canvas_circle(struct canvas *canvas, double x, double y, double radius);
// The box around the current path, on the canvas itself.
struct box canvas_extents(struct canvas *canvas);

void canvas_fill(struct canvas *canvas, uint32_t color, double alpha);
void canvas_fill_keep(struct canvas *canvas, uint32_t color, double alpha);
void canvas_stroke(struct canvas *canvas, const struct stroke *stroke);

// What a path covers of each pixel of `rect`, in parts of 255. Starts zeroed. Canvases that covers
// are taken from or painted on have pixels, are not turned, and their clips end at whole pixels.
struct cover {
    struct rect rect;
    int stride;
    uint8_t *parts; // owned
    size_t capacity;
};

// Makes `cover` that of the current path, whatever the clip; drops the path.
void canvas_cover(struct canvas *canvas, struct cover *cover);
void cover_finish(struct cover *cover);

// Paints a cover, moved by whole pixels, within the clip.
void canvas_paint_cover(struct canvas *canvas, const struct cover *cover, int x, int y,
                        uint32_t color);

// Fills a path where pixels are not covered yet, as cairo's operator SATURATE does at many times
// the price.
void canvas_fill_under(struct canvas *canvas, uint32_t color, double alpha);

// A typeface as a canvas needs it to keep letters. `outline` adds a glyph's outline to the path, an
// em being 1 and y downwards, and returns its advance. It must outlive the canvas.
struct canvas_font {
    double (*outline)(void *context, uint32_t glyph, struct canvas *canvas);
    void *context;
};

// A glyph of a text, from where its baseline begins, and the code points that it stands for.
struct canvas_glyph {
    uint32_t glyph;
    double x, y; // pixels, y downwards
    int bytes;   // of the text, 0 where the glyph before stands for them too
};

// A line of text whose outlines are the current path.
struct canvas_label {
    const char *text;
    double x, y;        // where its baseline begins
    double size, width; // pixels
    uint32_t color;
    const struct canvas_font *font;
    const struct canvas_glyph *glyphs; // in the order of the text; NULL: unknown
    size_t glyph_count;
};

// Whether canvas_text may be called: it keeps the text in place of the path, which is dropped.
bool canvas_keeps_text(const struct canvas *canvas);
void canvas_text(struct canvas *canvas, const struct canvas_label *label);

// Takes bytes of a file; false where they cannot be written.
typedef bool canvas_sink(void *context, const void *bytes, size_t length);

// Writes a canvas of shapes as a file of its kind. A pixel of the canvas is `scale` CSS pixels, of
// which an inch has 96. Title and description may be NULL. False where the sink gives up.
bool canvas_write(struct canvas *canvas, double scale, const char *title, const char *description,
                  canvas_sink *sink, void *context);

// Returns the smallest rectangle of whole pixels around a box.
struct rect rect_around(struct box box);
