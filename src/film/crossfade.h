// SPDX-License-Identifier: GPL-3.0-or-later
// Pictures between two frames, for films that end where they begin.
#pragma once
#include "base/frame.h"

struct crossfade {
    int width, height;
    uint32_t *from, *to, *mixed; // owned; rows packed
    struct rect differs;         // where the two are not equal
};

// Keeps copies of two frames of that size. {0} is empty.
void crossfade_init(struct crossfade *fade, int width, int height);
void crossfade_from(struct crossfade *fade, const struct frame *frame);
void crossfade_to(struct crossfade *fade, const struct frame *frame); // after crossfade_from
void crossfade_finish(struct crossfade *fade);

// Mixes `part` (0 to 1) of the second frame into the first. The pixels belong to the fade and hold
// until the next call; `changed` is relative to either frame and to any other mix.
struct frame crossfade_at(struct crossfade *fade, double part);
