// SPDX-License-Identifier: GPL-3.0-or-later
// Pictures as terminals read them. Pixels are 0xRRGGBB words, rows packed.
#pragma once
#include "base/text.h"

struct picture {
    const uint32_t *pixels;
    int width, height;
};

// Two pixels a cell, as the upper half block in two colours; `height` is even.
void picture_blocks(const struct picture *picture, bool true_color, struct text *out);

// https://vt100.net/docs/vt3xx-gp/chapter14.html, in the 240 fixed colours of 256-colour terminals.
void picture_sixel(const struct picture *picture, struct text *out);

// https://sw.kovidgoyal.net/kitty/graphics-protocol: every frame replaces the one of the same `id`,
// and the cursor stays.
void picture_kitty(const struct picture *picture, int id, struct text *out);
