// SPDX-License-Identifier: GPL-3.0-or-later
// What canvas.c and canvas_vector.c share; nobody else includes it.
#pragma once
#include "figure/canvas.h"
#include "figure/svg.h"

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
    cairo_font_face_t *letters; // of CANVAS_PDF_TEXT, made with the first text
};

// On a surface that it knows to be clear cairo copies where it would else blend, and rounds
// otherwise: pixels would depend on whether something had been drawn before. To be called when
// pixels were cleared, or changed without cairo.
void canvas_forget_clear(struct canvas *canvas);

// The pixels within the clip of a box, and of the extents of the current path grown by `margin`.
struct rect canvas_pixels_of(struct canvas *canvas, double x0, double y0, double x1, double y1);
struct rect canvas_path_pixels(struct canvas *canvas, double margin);
void canvas_add_damage(struct canvas *canvas, struct rect rect);
void canvas_new_path(struct canvas *canvas);

// A text of a PDF that can be marked and searched; drawn as the current path where its glyphs are
// not known. Drops the path.
void canvas_pdf_text(struct canvas *canvas, const struct canvas_label *label);

// The current path, or an image, as elements of an SVG.
void canvas_svg_fill(struct canvas *canvas, uint32_t color, double alpha);
void canvas_svg_stroke(struct canvas *canvas, const struct stroke *stroke);
void canvas_svg_image(struct canvas *canvas, const uint32_t *pixels, int width, int height, int x,
                      int y);
