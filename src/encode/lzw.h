// SPDX-License-Identifier: GPL-3.0-or-later
// The compression of GIF: LZW with codes of growing width (GIF89a specification, appendix F).
#pragma once
#include "base/text.h"

// `count` pixels in reading order, indices below 2^bits. Where `optional` (NULL: nowhere) is not 0,
// a pixel may as well be written as `transparent`; the encoder takes what makes longer strings.
struct lzw_image {
    const uint8_t *pixels;
    const uint8_t *optional;
    size_t count;
    uint8_t transparent;
    int bits; // 2 to 8
};

// Appends the image data of a GIF: the minimum code size, the sub-blocks and their terminator.
void lzw_encode(struct text *out, const struct lzw_image *image);
