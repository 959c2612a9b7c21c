// SPDX-License-Identifier: GPL-3.0-or-later
// For who implements a kind of canvas: what all kinds hold, and their functions. Callers include
// canvas.h.
#pragma once
#include "draw/canvas.h"

struct canvas {
    const struct canvas_backend *backend;
    enum canvas_kind kind;
    int width, height;
    struct rect damage;
    double at[2]; // where the path ends, as the caller said, however far away
};

// The functions of a kind, named after those of canvas.h; where NULL is allowed the comment says
// what then happens.
struct canvas_backend {
    struct canvas *(*create)(enum canvas_kind kind, int width, int height);
    void (*destroy)(struct canvas *canvas);
    const char *(*failure)(const struct canvas *canvas);    // NULL: it never fails
    uint8_t *(*pixels)(struct canvas *canvas, int *stride); // NULL: it has none
    void (*clear)(struct canvas *canvas);
    void (*erase)(struct canvas *canvas, struct rect rect);
    void (*copy)(struct canvas *canvas, struct canvas *from, struct rect rect);
    void (*blend)(struct canvas *canvas, struct canvas *over, struct rect rect, double alpha);
    void (*image)(struct canvas *canvas, const uint32_t *pixels, int width, int height, int x,
                  int y);
    void (*clip)(struct canvas *canvas, struct box box);
    void (*unclip)(struct canvas *canvas);
    void (*transform)(struct canvas *canvas, double x, double y, double angle);
    void (*untransform)(struct canvas *canvas);
    void (*move)(struct canvas *canvas, double x, double y);
    void (*line)(struct canvas *canvas, double x, double y);
    void (*curve)(struct canvas *canvas, const double control[4], double x, double y);
    void (*close)(struct canvas *canvas);
    void (*box)(struct canvas *canvas, struct box box);
    void (*rounded_box)(struct canvas *canvas, struct box box, double radius);
    void (*circle)(struct canvas *canvas, double x, double y, double radius);
    struct box (*extents)(struct canvas *canvas);
    void (*fill_keep)(struct canvas *canvas, uint32_t color, double alpha);
    void (*stroke)(struct canvas *canvas, const struct stroke *stroke);
    void (*drop_path)(struct canvas *canvas);
    // NULL: a round stroke over what is there.
    void (*segment_under)(struct canvas *canvas, const struct segment *segment);
    // NULL: the font draws the outline.
    void (*glyph)(struct canvas *canvas, const struct canvas_font *font, uint32_t glyph, double x,
                  double y, double size);
    void (*glyphs)(struct canvas *canvas, const struct glyph_run *run); // NULL: filled as one path
    // NULL: texts are drawn.
    bool (*text_begin)(struct canvas *canvas, const struct canvas_label *label);
    void (*text_end)(struct canvas *canvas);
    // Of a file; NULL: it is none.
    bool (*write)(struct canvas *canvas, double scale, const char *title, const char *description,
                  canvas_sink *sink, void *context);
};

// The kind that canvas_list.h describes.
extern const struct canvas_backend canvas_list_backend;

// By enum canvas_kind.
extern const struct canvas_backend *const canvas_backends[CANVAS_KINDS];

void canvas_add_damage(struct canvas *canvas, struct rect rect);
