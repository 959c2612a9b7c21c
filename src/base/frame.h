// SPDX-License-Identifier: GPL-3.0-or-later
// A drawn frame, and what of it is new.
#pragma once
#include <stdbool.h>
#include <stdint.h>

// A rectangle in pixels; empty where width or height is 0.
struct rect {
    int x, y, width, height;
};

bool rect_is_empty(struct rect rect);

// Returns the smallest rectangle around two; an empty one counts for nothing.
struct rect rect_union(struct rect a, struct rect b);

// Pixels as a few rectangles, which may overlap; {0} is empty. A title that counts and a path far
// below it are two of them, and nobody looks at what lies between.
enum { REGION_RECTS = 8 };
struct region {
    struct rect rects[REGION_RECTS];
    int count;
};

struct region region_of(struct rect rect);

// Adds a rectangle, joined with others where that makes it no larger or no more fit.
void region_add(struct region *region, struct rect rect);
void region_join(struct region *region, const struct region *other);

// A drawn frame: rows of `stride` bytes of native-endian 0xAARRGGBB words, premultiplied (cairo's
// ARGB32, AV_PIX_FMT_RGB32). An opaque film has A = 255 everywhere. Pixels outside `changed` equal
// those of the frame before.
struct frame {
    const uint8_t *pixels;
    int stride;
    struct region changed;
};

// Returns the words of row `y`.
const uint32_t *frame_row(const struct frame *frame, int y);

// A walk over a region of a frame, a part of a row at a time: `count` words at (x, y).
struct row_walk {
    const struct frame *frame;
    const struct region *region;
    int rect, row; // the next one
    int x, y, count;
    const uint32_t *words;
};

// A walk over what changed in a frame, or over any region of it; both must outlive it.
struct row_walk walk_changed(const struct frame *frame);
struct row_walk walk_region(const struct frame *frame, const struct region *region);

// Goes on to the next part. False behind the last.
bool walk_next(struct row_walk *walk);
