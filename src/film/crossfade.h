// SPDX-License-Identifier: GPL-3.0-or-later
// A crossfade between two frames, for seamless films.
#pragma once
#include "base/frame.h"

struct crossfade {
    int width, height;
    uint32_t *from, *to, *mixed; // owned, rows without padding
    struct rect differs;         // bounding box of the pixels that differ
};

// Set the two frames, which are copied; both must have the size given to crossfade_init. {0} is an
// empty fade. Call crossfade_from before crossfade_to.
void crossfade_init(struct crossfade *fade, int width, int height);
void crossfade_from(struct crossfade *fade, const struct frame *frame);
void crossfade_to(struct crossfade *fade, const struct frame *frame);
void crossfade_finish(struct crossfade *fade);

// Mixes `part` (0 to 1) of the second frame into the first. The pixels belong to the fade and hold
// until the next call; `changed` is relative to either frame and to any other mix.
struct frame crossfade_at(struct crossfade *fade, double part);
