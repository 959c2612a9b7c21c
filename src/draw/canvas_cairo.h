// SPDX-License-Identifier: GPL-3.0-or-later
// What the files of the canvas share; nobody else includes it.
#pragma once
#include "draw/canvas.h"
#include "draw/svg.h"

#include <cairo.h>

// The circle that was last added to a path.
struct circle {
    double x, y, radius;
    bool is_first; // of its path
};

struct canvas {
    enum canvas_kind kind;
    cairo_surface_t *surface;
    cairo_t *cairo;
    int width, height;
    struct rect damage;
    struct svg svg; // of CANVAS_SVG
    struct circle circle;
    bool has_path; // something of the current path may be seen
    // Of a round line while it is drawn: its cover, all 0 in between, and where rows are covered.
    struct cover line;
    struct row_span {
        int first, end;
    } * spans; // a row each; owned
    size_t span_capacity;
    cairo_font_face_t *letters; // of CANVAS_PDF_TEXT, made with the first text
};

// On a surface that it knows to be clear cairo copies where it would else blend, and rounds
// otherwise: pixels would depend on whether something had been drawn before. To be called when
// pixels were cleared, or changed without cairo.
void canvas_forget_clear(struct canvas *canvas);

// The pixels within the clip of a box, and of the extents of the current path grown by `margin`;
// none where there is no path.
struct rect canvas_pixels_of(struct canvas *canvas, double x0, double y0, double x1, double y1);
struct rect canvas_path_pixels(struct canvas *canvas, double margin);
void canvas_add_damage(struct canvas *canvas, struct rect rect);
void canvas_new_path(struct canvas *canvas);

// Strokes the current path of a canvas of pixels with round joints and ends, and drops it.
void canvas_stroke_round(struct canvas *canvas, const struct stroke *stroke);

// The pixel at (x, y), and how many pixels further the one below is.
static inline uint32_t *canvas_pixel(struct canvas *canvas, int x, int y, ptrdiff_t *stride) {
    int bytes;
    uint8_t *pixels = canvas_pixels(canvas, &bytes);
    *stride = bytes / 4;
    return (uint32_t *)(void *)pixels + y * *stride + x;
}

// The product of two parts of 255.
static inline unsigned pixel_part(unsigned a, unsigned b) {
    return (a * b + 127) / 255;
}

// Two channels at once, 16 bits each: their mean weighed by `part` for `a` and the rest for `b`.
static inline uint32_t pixel_mix(uint32_t a, uint32_t b, unsigned part) {
    uint32_t sum = a * part + b * (255 - part) + 0x00800080;
    return (sum + (sum >> 8 & 0x00FF00FF)) >> 8 & 0x00FF00FF;
}

// A pixel with an opaque color over a part of it.
static inline uint32_t pixel_over(uint32_t pixel, uint32_t opaque, unsigned part) {
    return pixel_mix(opaque & 0x00FF00FF, pixel & 0x00FF00FF, part) |
           pixel_mix(opaque >> 8 & 0x00FF00FF, pixel >> 8 & 0x00FF00FF, part) << 8;
}

// A text of a PDF that can be marked and searched; drawn as the current path where its glyphs are
// not known. Drops the path.
void canvas_pdf_text(struct canvas *canvas, const struct canvas_label *label);

// The current path, or an image, as elements of an SVG.
void canvas_svg_fill(struct canvas *canvas, uint32_t color, double alpha);
void canvas_svg_stroke(struct canvas *canvas, const struct stroke *stroke);
void canvas_svg_image(struct canvas *canvas, const uint32_t *pixels, int width, int height, int x,
                      int y);
