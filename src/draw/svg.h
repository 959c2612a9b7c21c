// SPDX-License-Identifier: GPL-3.0-or-later
// Writes SVG elements as a canvas draws them. Coordinates are those of the canvas.
#pragma once
#include "base/text.h"
#include "draw/canvas.h"

enum { SVG_CLIPS = 8 };

struct svg {
    struct text body;
    struct box clips[SVG_CLIPS];
    int clip_count;
    size_t reopen; // offset of the last clip's closing tag, which the same clip may reopen; 0: none
    size_t tail;   // offset where the last line's path data ends, so it can be continued; 0: none
    struct text pen;     // the stroke attributes of that line
    struct text last_at; // its last point
};

void svg_finish(struct svg *svg);

// A path as a `d` attribute. `from` and `to` are its first and last points if it is a single open
// line, else NULL.
struct svg_path {
    const char *data, *from, *to;
};

void svg_fill(struct svg *svg, const struct svg_path *path, uint32_t color, double alpha);
void svg_circle(struct svg *svg, double x, double y, double radius, uint32_t color, double alpha);
void svg_stroke(struct svg *svg, const struct svg_path *path, const struct stroke *stroke);

// Writes a line of text with a fixed length, so that it is as wide in any font. `matrix` is an SVG
// transform: a b c d e f.
void svg_text(struct svg *svg, const struct canvas_label *label, const double matrix[6]);

// Appends what another SVG of this size holds, as a group with opacity `alpha`.
void svg_group(struct svg *svg, const struct svg *over, double alpha);

// Embeds an image: `bytes` are a PNG file.
void svg_image(struct svg *svg, struct box box, const void *bytes, size_t length);

void svg_clip(struct svg *svg, struct box box);
void svg_unclip(struct svg *svg);

// Appends a number with at most two decimals.
void svg_number(struct text *text, double value);
