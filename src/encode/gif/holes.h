// SPDX-License-Identifier: GPL-3.0-or-later
// Where a frame of a transparent film becomes transparent again. Images of a GIF are laid over what
// is shown, so such pixels must be cleared before.
#pragma once
#include "base/frame.h"

enum { HOLES_RECENT = 8 };

struct holes {
    struct rect rect; // around those of the next frame; empty: it has none
    bool are_new;     // they were transparent until the current frame
    struct rect recent[HOLES_RECENT];
    unsigned count; // of frames that had some
};

// Finds the pixels of the next frame that are 0 and have a colour in `current`. That and `shown`,
// which is on the screen until the current frame is, are indices in packed rows of `width`.
void holes_find(struct holes *holes, const struct frame *next, const uint8_t *current,
                const uint8_t *shown, uint8_t transparent, int width);

// Returns a rectangle around the holes of the newest frames: what is cleared of it now need not be
// where there is no time for that.
struct rect holes_of_late(const struct holes *holes);
