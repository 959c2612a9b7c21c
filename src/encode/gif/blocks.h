// SPDX-License-Identifier: GPL-3.0-or-later
// The blocks that a GIF consists of (GIF89a specification), but for the pixels.
#pragma once
#include "base/frame.h"
#include "base/text.h"

// The start of a film, with a table of 2^bits colours, 0xRRGGBB, of which `count` are
// given.
void gif_put_header(struct text *out, int width, int height, const uint32_t *colors, int count,
                    int bits, bool loops);

// A text that no player shows; NULL: none.
void gif_put_comment(struct text *out, const char *comment);

// For how many centiseconds the next image is shown. Where it `goes`, its rectangle is cleared when
// its time is over; else it stays. `transparent` is an index.
void gif_put_delay(struct text *out, int64_t delay, bool goes, uint8_t transparent);

// Where the image is whose pixels follow.
void gif_put_rect(struct text *out, struct rect rect);
