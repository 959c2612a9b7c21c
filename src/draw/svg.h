// SPDX-License-Identifier: GPL-3.0-or-later
// SVG elements, written as a canvas draws them. Coordinates are those of the canvas.
#pragma once
#include "base/text.h"
#include "draw/canvas.h"

enum { SVG_CLIPS = 8 };

struct svg {
    struct text body;
    struct box clips[SVG_CLIPS];
    int clip_count;
    size_t reopen;   // where the closing tag of a clip begins that the next one may share; 0: none
    size_t tail;     // where the closing of the last line begins that may go on; 0: none
    struct text pen; // the attributes of that line
    struct text last_at; // and its end
};

void svg_finish(struct svg *svg);

// The outline of a path as its `d` attribute; `from` and `to` are its first and last points where
// it is one open line, else NULL.
struct svg_path {
    const char *data, *from, *to;
};

void svg_fill(struct svg *svg, const struct svg_path *path, uint32_t color, double alpha);
void svg_circle(struct svg *svg, double x, double y, double radius, uint32_t color, double alpha);
void svg_stroke(struct svg *svg, const struct svg_path *path, const struct stroke *stroke);

// A line of text, as wide in any font; `matrix` is a transform as SVG writes it.
void svg_text(struct svg *svg, const struct canvas_label *label, const double matrix[6]);

// Lays what another canvas of this size has drawn, as a group with its own opacity.
void svg_group(struct svg *svg, const struct svg *over, double alpha);

// An image whose PNG file is `bytes`.
void svg_image(struct svg *svg, struct box box, const void *bytes, size_t length);

void svg_clip(struct svg *svg, struct box box);
void svg_unclip(struct svg *svg);

// Appends a number with two decimals at most.
void svg_number(struct text *text, double value);
