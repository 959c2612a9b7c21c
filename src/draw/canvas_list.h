// SPDX-License-Identifier: GPL-3.0-or-later
// A canvas that keeps what was drawn as a list of numbers, for who paints it later: a file of
// shapes, a canvas of pixels, or a web page, which reads the numbers in place.
//
// The numbers are doubles: an operation, then its operands, then the next operation. Coordinates
// are pixels; a colour is 0xRRGGBB and an alpha 0 to 1, as in canvas.h. Path operations add to the
// current path, which LIST_FILL and LIST_STROKE paint and drop. Fills follow the nonzero winding
// rule. What is drawn lies over what is there, but for LIST_SEGMENT.
#pragma once
#include "base/text.h"
#include "draw/canvas.h"

// Each with its operands.
enum list_op {
    // The path.
    LIST_MOVE,    // x y
    LIST_LINES,   // count, then x y of each point
    LIST_CURVE,   // x1 y1 x2 y2 x y: a cubic Bezier curve
    LIST_CLOSE,   //
    LIST_BOX,     // x y width height; clockwise
    LIST_ROUNDED, // x y width height radius
    LIST_CIRCLE,  // x y radius: a closed figure of its own, not joined to the point before
    LIST_GLYPH,   // font glyph size x y: an outline with its origin at (x, y)
    // Painting it. Joints are round, but those of butt lines without dashes, which are mitred
    // (limit 10). The dash is on, off, on, off; all 0: solid; the last two 0: on, off.
    LIST_FILL,      // color alpha
    LIST_FILL_KEEP, // color alpha; the path stays
    LIST_STROKE,    // color alpha width butt offset dash[4]; `butt` is 1, or 0 for round ends
    // Painting by themselves; there is no path then.
    LIST_SEGMENT, // color alpha width x1 y1 x2 y2 ends: behind what was drawn since the list or its
                  // group began; `ends`: 1 if the first is round, plus 2 if the second is
    LIST_GLYPHS,  // font size color clusters count, then glyph x y of each
    LIST_IMAGE,   // image x y
    LIST_ERASE,   // x y width height: makes it transparent
    // States, which nest.
    LIST_CLIP,        // x y width height; in the coordinates of the transform
    LIST_UNCLIP,      //
    LIST_TRANSFORM,   // x y angle: rotated by `angle` radians, clockwise, then moved
    LIST_UNTRANSFORM, //
    LIST_GROUP,       // alpha x y width height: what follows is laid over what is there as a whole,
                      // with this opacity, within this rectangle of the canvas
    LIST_GROUP_END,   //
    LIST_TEXT,        // label: what follows draws this text
    LIST_TEXT_END,    //
    LIST_OPS
};

// Premultiplied ARGB32 words, `width` a row.
struct list_image {
    int width, height;
    uint32_t *pixels; // owned by the list
    size_t capacity;
};

struct list_label {
    size_t text; // where it begins in the list's texts
    double x, y, size, width;
    uint32_t color;
    const char *family;
    int weight;
};

// What a list holds. All of it belongs to the canvas and is valid until the next drawing call.
struct list {
    double *numbers;
    size_t count, capacity;
    const struct canvas_font **fonts; // by their index in operations; kept when it is cleared
    size_t font_count, font_capacity;
    struct list_image *images;
    size_t image_count, image_capacity;
    struct list_label *labels;
    size_t label_count, label_capacity;
    struct text texts; // of labels, each with its NUL
    int *clusters;     // of all glyph runs: how many bytes of its text a glyph stands for
    size_t cluster_count, cluster_capacity;
    struct rect bounds; // whole pixels around all that was drawn since it was cleared
};

// Returns what a canvas of kind CANVAS_LIST holds; NULL for another.
const struct list *canvas_list(const struct canvas *canvas);

// Returns how many numbers an operation takes, with its own.
size_t list_length(const double *op);

// Draws a list on a canvas of any kind. On one that cannot draw behind what is there, segments are
// drawn first, the last of them at the bottom.
void canvas_replay(const struct canvas *list, struct canvas *onto);
