// SPDX-License-Identifier: GPL-3.0-or-later
// Encodes pictures for terminals. Pixels are 0xRRGGBB words, in rows without padding.
#pragma once
#include "base/text.h"

struct picture {
    const uint32_t *pixels;
    int width, height;
};

// Two pixels per cell, drawn by the character "upper half block" in two colours. `height` must be
// even.
void picture_blocks(const struct picture *picture, bool true_color, struct text *out);

// Sixel graphics in the 240 fixed colours of 256-colour terminals.
// https://vt100.net/docs/vt3xx-gp/chapter14.html
void picture_sixel(const struct picture *picture, struct text *out);

// https://sw.kovidgoyal.net/kitty/graphics-protocol: every frame replaces the one of the same `id`,
// and the cursor stays.
void picture_kitty(const struct picture *picture, int id, struct text *out);
