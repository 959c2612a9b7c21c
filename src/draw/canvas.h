// SPDX-License-Identifier: GPL-3.0-or-later
// A drawing surface, which stores pixels, a list of what was drawn (canvas_list.h), or a file of
// shapes. Only the canvas_cairo files know cairo. Coordinates are in pixels with y downwards;
// (0, 0) is the outer corner of the first pixel. Colours are 0xRRGGBB, not premultiplied, with an
// alpha from 0 to 1.
#pragma once
#include "base/frame.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct canvas;

// A rectangle in pixels; its sides need not be whole numbers.
struct box {
    double x, y, width, height;
};

// Computes which part of a segment lies in a box, from part[0] to part[1] of its length. False if
// none does, or an end is not finite.
bool box_cut(struct box box, const double from[2], const double to[2], double part[2]);

struct stroke {
    uint32_t color;
    double alpha;
    double width;   // pixels
    double dash[4]; // lengths in pixels: on, off, on, off; all 0: solid; the last two 0: on, off
    double dash_offset; // pixels; the dash pattern begins this far into itself
    bool butt;          // square ends at the first and last point; else round ones
};

// What a canvas stores: pixels; a list of what was drawn; or a PDF or SVG file, whose _TEXT kinds
// store text as text, the others as outlines.
enum canvas_kind {
    CANVAS_PIXELS,
    CANVAS_LIST,
    CANVAS_PDF,
    CANVAS_PDF_TEXT,
    CANVAS_SVG,
    CANVAS_SVG_TEXT,
    CANVAS_KINDS
};

// Creates a transparent canvas of `width` x `height` pixels; the caller destroys it. NULL if there
// is too little memory for that size. A canvas of a file only accumulates: it can be drawn on,
// blended and written, but not cleared, erased or copied.
struct canvas *canvas_create(int width, int height);
struct canvas *canvas_create_kind(enum canvas_kind kind, int width, int height);
#ifdef NO_PIXELS // in the module of pages, which leaves out what only draws pixels
static inline bool canvas_has_pixels(const struct canvas *canvas) {
    return (void)canvas, false;
}
#else
bool canvas_has_pixels(const struct canvas *canvas);
#endif
void canvas_destroy(struct canvas *canvas); // NULL is allowed

// Returns a message if cairo has failed on this canvas, so that drawing may be incomplete; else
// NULL.
const char *canvas_failure(const struct canvas *canvas);

// Returns the pixels: rows of premultiplied ARGB32 words, `*stride` bytes apart. They belong to the
// canvas and are valid until the next drawing call.
uint8_t *canvas_pixels(struct canvas *canvas, int *stride);

// Returns the bounding rectangle, in whole pixels, of what was drawn since the last call. A call
// that draws nothing, such as a stroke with an empty path or with alpha 0, does not extend it.
struct rect canvas_take_damage(struct canvas *canvas);

// Makes all of the canvas transparent and forgets the damage.
void canvas_clear(struct canvas *canvas);

// Makes a rectangle transparent.
void canvas_erase(struct canvas *canvas, struct rect rect);

// Copies `rect` of `from`, a canvas of the same size, and replaces what was there.
void canvas_copy(struct canvas *canvas, struct canvas *from, struct rect rect);

// Composites `rect` of `over`, a canvas of the same size, onto the canvas with opacity `alpha`.
void canvas_blend(struct canvas *canvas, struct canvas *over, struct rect rect, double alpha);

// Composites an image of premultiplied ARGB32 words, `width` words a row, with its first pixel at
// (x, y).
void canvas_image(struct canvas *canvas, const uint32_t *pixels, int width, int height, int x,
                  int y);

// Clips drawing to a box until canvas_unclip. Calls nest.
void canvas_clip(struct canvas *canvas, struct box box);
void canvas_unclip(struct canvas *canvas);

// Transforms what is drawn until canvas_untransform: rotated by `angle` (radians, clockwise on the
// screen), then translated by (x, y).
void canvas_transform(struct canvas *canvas, double x, double y, double angle);
void canvas_untransform(struct canvas *canvas);

// Builds the current path, which canvas_fill and canvas_stroke use and then drop. Lines may end
// anywhere: of long ones what is within 50,000 pixels is drawn, where it would be. Circles that far
// away may be left out; an area to be filled, or a curve, must be within. `control` holds the two
// control points of a cubic Bezier curve: x1, y1, x2, y2.
void canvas_move(struct canvas *canvas, double x, double y);
void canvas_line(struct canvas *canvas, double x, double y);
void canvas_curve(struct canvas *canvas, const double control[4], double x, double y);
void canvas_close(struct canvas *canvas);
void canvas_box(struct canvas *canvas, struct box box);
void canvas_rounded_box(struct canvas *canvas, struct box box, double radius);
void canvas_circle(struct canvas *canvas, double x, double y, double radius);
// Returns the bounding box of the current path in the canvas's pixels, with any transform applied.
struct box canvas_extents(struct canvas *canvas);

// Fill or stroke the current path and drop it; canvas_fill_keep keeps it, for a stroke around it.
void canvas_fill(struct canvas *canvas, uint32_t color, double alpha);
void canvas_fill_keep(struct canvas *canvas, uint32_t color, double alpha);
void canvas_stroke(struct canvas *canvas, const struct stroke *stroke);

// The coverage of each pixel of `rect` by a path: 0 none, 255 all. Starts as {0}. The functions
// below need a canvas of pixels without a rotation, whose clips have whole-pixel edges.
struct cover {
    struct rect rect;
    int stride;
    uint8_t *parts; // rows of `stride` bytes; owned
    size_t capacity;
};

// Sets `cover` to the coverage of the current path, regardless of the clip, and drops the path.
void canvas_cover(struct canvas *canvas, struct cover *cover);
void cover_finish(struct cover *cover);

// Paints an opaque colour through a cover that is moved by (x, y) whole pixels, within the clip.
void canvas_paint_cover(struct canvas *canvas, const struct cover *cover, int x, int y,
                        uint32_t color);

// Fills the current path behind what is drawn already: a pixel takes at most the alpha it has left.
// The result is that of cairo's operator SATURATE, which takes many times as long.
void canvas_fill_under(struct canvas *canvas, uint32_t color, double alpha);

// A straight segment that is drawn behind what is there. Its ends are square, or round where the
// line begins, ends or bends.
struct segment {
    double from[2], to[2];
    double width; // pixels
    uint32_t color;
    double alpha;
    bool round_from, round_to;
};

// Draws a segment behind what was drawn since the canvas was clear. Where segments meet on a canvas
// of pixels, the parts of a pixel that they cover add up, so that no seam shows. A file stores what
// is behind before the rest (canvas_replay). There must be no current path.
void canvas_segment_under(struct canvas *canvas, const struct segment *segment);

// The glyphs of a typeface, which must outlive the canvases that store text of it.
struct canvas_font {
    // Adds a glyph's outline to the path, with its origin at (x, y); `size` is pixels an em.
    void (*outline)(void *face, uint32_t glyph, struct canvas *canvas, double x, double y,
                    double size);
    // Returns a glyph's advance and computes the bounding box of its ink, in ems with y downwards.
    double (*measure)(void *face, uint32_t glyph, struct box *ink);
    void *face;
    int number; // tells typefaces apart for who reads a list; the face gives it
};

// A glyph of a line of text, with its origin at (x, y).
struct canvas_glyph {
    uint32_t glyph;
    double x, y; // pixels
    int bytes;   // of the text that this glyph stands for; 0: the previous glyph covers them
};

// Adds a glyph's outline to the current path.
void canvas_glyph(struct canvas *canvas, const struct canvas_font *font, uint32_t glyph, double x,
                  double y, double size);

// Glyphs of one typeface, size and colour, each of which is filled on its own.
struct glyph_run {
    const struct canvas_font *font;
    double size; // pixels an em
    uint32_t color;
    const struct canvas_glyph *glyphs; // in visual order
    size_t count;
};

// Draws a run of glyphs. There must be no current path.
void canvas_glyphs(struct canvas *canvas, const struct glyph_run *run);

// A line of text without formulas, as a canvas may store it beside its glyphs or in their place.
struct canvas_label {
    const char *text;
    double x, y;        // where the baseline begins, pixels
    double size, width; // pixels
    uint32_t color;
    const char *family; // of the typeface, as CSS writes it; it must outlive the canvas
    int weight;         // likewise: 400 is regular
};

// Says that what is drawn until canvas_text_end is this text. Returns true if the canvas stored the
// text itself: then nothing is to be drawn, nor canvas_text_end to be called.
bool canvas_text_begin(struct canvas *canvas, const struct canvas_label *label);
void canvas_text_end(struct canvas *canvas);

// Receives the next bytes of a file; returns false if they cannot be written.
typedef bool canvas_sink(void *context, const void *bytes, size_t length);

// Writes a canvas of kind PDF or SVG as a file. A pixel of the canvas is
// `scale` CSS pixels, which are 1/96 inch. `title` and `description` may be NULL. False if the sink
// fails.
bool canvas_write(struct canvas *canvas, double scale, const char *title, const char *description,
                  canvas_sink *sink, void *context);

// Returns the smallest rectangle of whole pixels around a box.
struct rect rect_around(struct box box);
