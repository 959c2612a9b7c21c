// SPDX-License-Identifier: GPL-3.0-or-later
// Canvases of pixels and of files, which cairo draws; no other file includes it.
#pragma once
#include "draw/canvas_backend.h"
#include "draw/svg.h"

#include <cairo.h>
#include <string.h>

// The last circle that was added to the current path.
struct circle {
    double x, y, radius;
    bool is_first; // nothing came before it in the path
};

struct cairo_canvas {
    struct canvas canvas;
    cairo_surface_t *surface;
    cairo_t *cairo;
    struct svg svg; // for CANVAS_SVG and CANVAS_SVG_TEXT
    struct circle circle;
    bool has_path; // the current path has more than a start point
    // Scratch space of canvas_stroke_round: the coverage of the line, all 0 between calls, and the
    // columns that it reaches in each row.
    struct cover line;
    struct row_span {
        int first, end;
    } * spans; // one a row; owned
    size_t span_capacity;
    struct kept_letters { // for CANVAS_PDF_TEXT: the typefaces of its texts so far
        const struct canvas_font *font;
        cairo_font_face_t *face;
    } * letters; // owned
    size_t letters_count, letters_capacity;
    char *text; // of CANVAS_PDF_TEXT: what is drawn now; NULL: no text; owned
};

static inline struct cairo_canvas *cairo_of(struct canvas *canvas) {
    return (struct cairo_canvas *)canvas;
}

static inline cairo_t *cairo_in(struct canvas *canvas) {
    return cairo_of(canvas)->cairo;
}

// Makes cairo forget that it knows the surface to be clear. On a clear surface it copies instead of
// blending and rounds differently, so pixels would depend on what was drawn before. Call it after
// clearing pixels or changing them without cairo.
void canvas_forget_clear(struct canvas *canvas);

// Return the pixels within the clip that a box may touch, or the current path grown by `margin`
// pixels. Empty if there is no path.
struct rect canvas_pixels_of(struct canvas *canvas, double x0, double y0, double x1, double y1);
struct rect canvas_path_pixels(struct canvas *canvas, double margin);
void cairo_canvas_drop_path(struct canvas *canvas);
void cairo_canvas_set_color(struct canvas *canvas, uint32_t color, double alpha);

// Strokes the current path of a canvas of pixels with round joints and ends, and drops it.
void canvas_stroke_round(struct canvas *canvas, const struct stroke *stroke);

// Returns the pixel at (x, y) and the row stride in pixels.
static inline uint32_t *canvas_pixel(struct canvas *canvas, int x, int y, ptrdiff_t *stride) {
    int bytes;
    uint8_t *pixels = canvas_pixels(canvas, &bytes);
    *stride = bytes / 4;
    return (uint32_t *)(void *)pixels + y * *stride + x;
}

// Returns the next of `count` pixels of a row, from `x` on, that is covered; `count` if none is.
// Much of the rectangle around a line is empty.
static inline int cover_next(const uint8_t *parts, int x, int count) {
    uint64_t eight;
    while (x + (int)sizeof eight <= count && (memcpy(&eight, parts + x, sizeof eight), eight == 0))
        x += (int)sizeof eight;
    while (x < count && parts[x] == 0)
        x++;
    return x;
}

// The product of two fractions that are given in units of 1/255.
static inline unsigned pixel_part(unsigned a, unsigned b) {
    return (a * b + 127) / 255;
}

// Blends two channels at once, 16 bits each: `a` with the weight part/255, `b` with the rest.
static inline uint32_t pixel_mix(uint32_t a, uint32_t b, unsigned part) {
    uint32_t sum = a * part + b * (255 - part) + 0x00800080;
    return (sum + (sum >> 8 & 0x00FF00FF)) >> 8 & 0x00FF00FF;
}

// Composites an opaque colour over a pixel with the coverage part/255.
static inline uint32_t pixel_over(uint32_t pixel, uint32_t opaque, unsigned part) {
    return pixel_mix(opaque & 0x00FF00FF, pixel & 0x00FF00FF, part) |
           pixel_mix(opaque >> 8 & 0x00FF00FF, pixel >> 8 & 0x00FF00FF, part) << 8;
}

// Functions that kinds of files share with that of pixels, as in struct canvas_backend.
struct canvas *cairo_canvas_create(enum canvas_kind kind, int width, int height);
void cairo_canvas_destroy(struct canvas *canvas);
const char *cairo_canvas_failure(const struct canvas *canvas);
void cairo_canvas_clear(struct canvas *canvas);
void cairo_canvas_erase(struct canvas *canvas, struct rect rect);
void cairo_canvas_copy(struct canvas *canvas, struct canvas *from, struct rect rect);
void cairo_canvas_blend(struct canvas *canvas, struct canvas *over, struct rect rect, double alpha);
void cairo_canvas_image(struct canvas *canvas, const uint32_t *pixels, int width, int height, int x,
                        int y);
void cairo_canvas_clip(struct canvas *canvas, struct box box);
void cairo_canvas_restore(struct canvas *canvas); // ends a clip or a transform
void cairo_canvas_fill_keep(struct canvas *canvas, uint32_t color, double alpha);
void cairo_canvas_stroke(struct canvas *canvas, const struct stroke *stroke);
// Building paths is the same for all.
#define CAIRO_CANVAS_PATHS                                                                         \
    .create = cairo_canvas_create, .destroy = cairo_canvas_destroy,                                \
    .failure = cairo_canvas_failure, .transform = cairo_canvas_transform,                          \
    .untransform = cairo_canvas_restore, .move = cairo_canvas_move, .line = cairo_canvas_line,     \
    .curve = cairo_canvas_curve, .close = cairo_canvas_close, .box = cairo_canvas_box,             \
    .rounded_box = cairo_canvas_rounded_box, .circle = cairo_canvas_circle,                        \
    .extents = cairo_canvas_extents, .drop_path = cairo_canvas_drop_path
void cairo_canvas_transform(struct canvas *canvas, double x, double y, double angle);
void cairo_canvas_move(struct canvas *canvas, double x, double y);
void cairo_canvas_line(struct canvas *canvas, double x, double y);
void cairo_canvas_curve(struct canvas *canvas, const double control[4], double x, double y);
void cairo_canvas_close(struct canvas *canvas);
void cairo_canvas_box(struct canvas *canvas, struct box box);
void cairo_canvas_rounded_box(struct canvas *canvas, struct box box, double radius);
void cairo_canvas_circle(struct canvas *canvas, double x, double y, double radius);
struct box cairo_canvas_extents(struct canvas *canvas);

// Of a canvas of pixels.
void cairo_canvas_segment_under(struct canvas *canvas, const struct segment *segment);
void cairo_canvas_glyphs(struct canvas *canvas, const struct glyph_run *run);

extern const struct canvas_backend canvas_pixels_backend, canvas_pdf_backend, canvas_svg_backend;
