// SPDX-License-Identifier: GPL-3.0-or-later
// The blocks of a GIF except image data (GIF89a specification).
#pragma once
#include "base/text.h"
#include "encode/deltas.h"

// Appends the header, with a global table of 2^bits colours, of which the first `count` are given
// as 0xRRGGBB.
void gif_put_header(struct text *out, int width, int height, const uint32_t *colors, int count,
                    int bits, bool loops);

// Appends a comment, which players do not show. NULL: nothing.
void gif_put_comment(struct text *out, const char *comment);

// Appends a graphic control extension for the next image, shown for `delay` centiseconds.
// `transparent` is an index.
void gif_put_delay(struct text *out, int64_t delay, enum disposal disposal, uint8_t transparent);

// Appends an image descriptor; the image data must follow.
void gif_put_rect(struct text *out, struct rect rect);
