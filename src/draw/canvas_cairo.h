// SPDX-License-Identifier: GPL-3.0-or-later
// Shared by the canvas files; no other file includes it.
#pragma once
#include "draw/canvas.h"
#include "draw/svg.h"

#include <cairo.h>

// The last circle that was added to the current path.
struct circle {
    double x, y, radius;
    bool is_first; // nothing came before it in the path
};

struct canvas {
    enum canvas_kind kind;
    cairo_surface_t *surface;
    cairo_t *cairo;
    int width, height;
    struct rect damage;
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
};

// Makes cairo forget that it knows the surface to be clear. On a clear surface it copies instead of
// blending and rounds differently, so pixels would depend on what was drawn before. Call it after
// clearing pixels or changing them without cairo.
void canvas_forget_clear(struct canvas *canvas);

// Return the pixels within the clip that a box may touch, or the current path grown by `margin`
// pixels. Empty if there is no path.
struct rect canvas_pixels_of(struct canvas *canvas, double x0, double y0, double x1, double y1);
struct rect canvas_path_pixels(struct canvas *canvas, double margin);
void canvas_add_damage(struct canvas *canvas, struct rect rect);
void canvas_new_path(struct canvas *canvas);

// Strokes the current path of a canvas of pixels with round joints and ends, and drops it.
void canvas_stroke_round(struct canvas *canvas, const struct stroke *stroke);

// Returns the pixel at (x, y) and the row stride in pixels.
static inline uint32_t *canvas_pixel(struct canvas *canvas, int x, int y, ptrdiff_t *stride) {
    int bytes;
    uint8_t *pixels = canvas_pixels(canvas, &bytes);
    *stride = bytes / 4;
    return (uint32_t *)(void *)pixels + y * *stride + x;
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

// Stores a label in a PDF as text that can be selected and searched. Without known glyphs it is
// drawn as outlines. Drops the path.
void canvas_pdf_text(struct canvas *canvas, const struct canvas_label *label);

// Write the current path, or an image, as elements of an SVG.
void canvas_svg_fill(struct canvas *canvas, uint32_t color, double alpha);
void canvas_svg_stroke(struct canvas *canvas, const struct stroke *stroke);
void canvas_svg_image(struct canvas *canvas, const uint32_t *pixels, int width, int height, int x,
                      int y);
