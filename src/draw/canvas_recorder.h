// SPDX-License-Identifier: GPL-3.0-or-later
// Shared by the files that record lists; no other file includes it.
#pragma once
#include "draw/canvas_backend.h"
#include "draw/canvas_list.h"

enum { NOWHERE = -1 };

// What a clip or a transform changes until it ends.
struct list_state {
    double matrix[6];       // from coordinates to pixels: x' = m0 x + m2 y + m4, y' = m1 x + ...
    double low[2], high[2]; // the clip's bounding box, pixels
    size_t begin;           // of a saved state: the operation that changed it
};

struct list_canvas {
    struct canvas canvas;
    struct list list;
    struct list_state state;
    struct list_state *saved; // owned
    size_t saved_count, saved_capacity;
    long path;              // where the current path begins
    long kept;              // the fill that kept this path, or NOWHERE
    long last;              // the last operation, or NOWHERE if that is not known
    bool has_path;          // the current path has more than a start point
    double low[2], high[2]; // bounding box of the current path, pixels
};

static inline struct list_canvas *list_of(struct canvas *canvas) {
    return (struct list_canvas *)canvas;
}

extern const struct list_state list_untouched; // without clip and transform

// Appends an operation with its operands.
void list_add(struct list_canvas *own, enum list_op op, size_t count, const double *operands);
#define ADD(own, op, ...)                                                                          \
    list_add(own, op, sizeof((double[]){__VA_ARGS__}) / sizeof(double), (double[]){__VA_ARGS__})

// Removes what was added from there on.
void list_cut(struct list_canvas *own, long from);

// Begins a new path where the list ends.
void list_begin_path(struct list_canvas *own);

// Extends the bounding box of pixels `low` to `high` to a box, after the transform.
void list_include_box(const struct list_canvas *own, struct box box, double low[2], double high[2]);

// Functions of the kind, as in struct canvas_backend.
void list_erase(struct canvas *canvas, struct rect rect);
void list_clip(struct canvas *canvas, struct box box);
void list_unclip(struct canvas *canvas);
void list_transform(struct canvas *canvas, double x, double y, double angle);
void list_untransform(struct canvas *canvas);
void list_blend(struct canvas *canvas, struct canvas *over, struct rect rect, double alpha);
void list_copy(struct canvas *canvas, struct canvas *from, struct rect rect);
bool list_text_begin(struct canvas *canvas, const struct canvas_label *label);
void list_text_end(struct canvas *canvas);
