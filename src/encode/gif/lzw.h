// SPDX-License-Identifier: GPL-3.0-or-later
// The compression of GIF: LZW with codes of growing width (GIF89a specification, appendix F), which
// may write a pixel as another colour where the bytes saved are worth the error.
#pragma once
#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

enum { LZW_NEIGHBORS = 16 };

// The colours of indices, 0xRRGGBB, and for each the indices of the nearest, itself first.
struct lzw_colors {
    uint32_t colors[256];
    uint8_t neighbors[256][LZW_NEIGHBORS];
    int count;
    int exact; // pixels whose nearest index is below are never written as another
};

// `count` pixels in reading order, and what they may be written as.
struct lzw_image {
    size_t count;
    const uint32_t *words;   // the colours meant, 0x..RRGGBB
    const uint8_t *nearest;  // the index to write where there is no reason for another
    const uint8_t *shown;    // the index that shows through; `transparent`: none does
    const uint32_t *periods; // for how long the pixel will stay, the weight of its error
    const struct lzw_colors *colors;
    int bits; // of an index, 2 to 8; indices from `transparent` on are not written
    uint8_t transparent;
    int64_t lambda; // squared error times periods that one pixel less to write may cost
    int error_max;  // the most squared error of a pixel, unless its nearest has more
};

// Returns the sum of squared differences of the channels.
static inline int lzw_distance(uint32_t a, uint32_t b) {
    int red = (int)(a >> 16 & 255) - (int)(b >> 16 & 255),
        green = (int)(a >> 8 & 255) - (int)(b >> 8 & 255), blue = (int)(a & 255) - (int)(b & 255);
    return red * red + green * green + blue * blue;
}

// Fills in the neighbours.
void lzw_colors_init(struct lzw_colors *colors, const uint32_t *table, int count, int exact);

// Appends the image data of a GIF: the minimum code size, the sub-blocks and their terminator.
// `written` receives the index that each pixel shows afterwards.
void lzw_encode(struct text *out, const struct lzw_image *image, uint8_t *written);
