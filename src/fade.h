// SPDX-License-Identifier: GPL-3.0-or-later
// Pictures between two frames, for films that end where they begin.
#pragma once
#include "encode/encoder.h"

struct fade {
    int width, height;
    uint32_t *from, *to, *mixed; // owned; rows packed
    struct rect differs;         // where the two are not equal
};

// Keeps copies of two frames of that size. {0} is empty.
void fade_init(struct fade *fade, int width, int height);
void fade_from(struct fade *fade, const struct frame *frame);
void fade_to(struct fade *fade, const struct frame *frame); // after fade_from
void fade_finish(struct fade *fade);

// Mixes `part` (0 to 1) of the second frame into the first. The pixels belong to the fade and hold
// until the next call; `changed` is relative to either frame and to any other mix.
struct frame fade_at(struct fade *fade, double part);
