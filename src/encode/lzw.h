// SPDX-License-Identifier: GPL-3.0-or-later
// The compression of GIF: LZW with codes of growing width (GIF89a specification, appendix F), lossy
// where that is worth it.
#pragma once
#include "base/text.h"

#include <stdbool.h>

// `count` pixels in reading order, and what they may be written as.
struct lzw_image {
    size_t count;
    const uint32_t *words;   // the colours meant, 0x..RRGGBB
    const uint8_t *nearest;  // the index of the nearest colour
    const uint8_t *shown;    // the index that is shown where `transparent` is written; NULL: nothing is
    const uint32_t *colors;  // of the indices, 0xRRGGBB
    int color_count;
    uint8_t transparent;     // an index of no colour
    int bits;                // of an index, 2 to 8
    // How much squared error above the nearest colour's a pixel more in a string is worth, and how
    // much a pixel may have at most.
    int worth, error_max;
};

// Appends the image data of a GIF: the minimum code size, the sub-blocks and their terminator.
// `written` receives what is shown afterwards.
void lzw_encode(struct text *out, const struct lzw_image *image, uint8_t *written);
