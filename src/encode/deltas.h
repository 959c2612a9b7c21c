// SPDX-License-Identifier: GPL-3.0-or-later
// What of each frame of a lossless film has to be sent: a rectangle, whose unchanged pixels are
// transparent where it is blended over what is shown. Before, the frame before it can be kept,
// cleared, or taken back, or some other rectangle can be cleared; the choice that leaves the fewest
// pixels to send is made.
#pragma once
#include "base/frame.h"
#include "encode/film.h"

#include <stddef.h>

// What becomes of the frame before once its time is over.
enum disposal {
    DISPOSE_NONE,       // it stays
    DISPOSE_BACKGROUND, // its rectangle becomes transparent
    DISPOSE_PREVIOUS,   // its rectangle becomes what it was before
};

// How a frame is sent.
struct delta {
    enum disposal disposal; // of the frame before; NONE for the first
    struct rect rect;       // not empty
    bool blends;            // over what is shown; else it replaces that
    struct rect cleared;    // before, by an image of its own; empty: nothing
};

struct deltas;

// `can_restore`: the format has DISPOSE_PREVIOUS. Rectangles begin at multiples of `grid`, which is
// 1 or 2. The caller destroys the result.
struct deltas *deltas_create(const struct film *film, bool can_restore, int grid);
void deltas_destroy(struct deltas *deltas); // NULL is allowed

// Finds how to send the next frame. `can_clear`: an image that clears something can come before it.
struct delta deltas_next(struct deltas *deltas, const struct frame *frame, bool can_clear);

// Writes the pixels to send, straight 0xAARRGGBB words, packed: rect.width x rect.height.
void deltas_write(const struct deltas *deltas, const struct delta *delta, uint32_t *pixels);
