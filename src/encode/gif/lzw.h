// SPDX-License-Identifier: GPL-3.0-or-later
// The compression of GIF: LZW with variable code width (GIF89a specification, appendix F). It may
// write a pixel in another colour where the bytes saved outweigh the error.
#pragma once
#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

enum { LZW_NEIGHBORS = 16 };

// The palette, 0xRRGGBB by index, and for each index the indices of the nearest colours, itself
// first.
struct lzw_colors {
    uint32_t colors[256];
    uint8_t neighbors[256][LZW_NEIGHBORS];
    int count;
    int exact; // pixels whose nearest index is below this are never written in another colour
};

// The input: `count` pixels in reading order.
struct lzw_image {
    size_t count;
    const uint32_t *words;   // intended colours, 0x..RRGGBB
    const uint8_t *nearest;  // their nearest palette indices
    const uint8_t *shown;    // index that the screen shows now; `transparent`: none
    const uint32_t *periods; // how long the pixel will keep its colour, as weight of its error
    const struct lzw_colors *colors;
    int bits; // bits of an index, 2 to 8; indices above `transparent` are not used
    uint8_t transparent;
    int64_t lambda; // acceptable squared error times periods for one pixel less to write
    int error_max;  // largest squared error of a pixel, unless that of its nearest colour is larger
};

// Returns the squared distance of two colours: the sum over the channels.
static inline int lzw_distance(uint32_t a, uint32_t b) {
    int red = (int)(a >> 16 & 255) - (int)(b >> 16 & 255),
        green = (int)(a >> 8 & 255) - (int)(b >> 8 & 255), blue = (int)(a & 255) - (int)(b & 255);
    return red * red + green * green + blue * blue;
}

// Copies `count` colours and computes the neighbours of each.
void lzw_colors_init(struct lzw_colors *colors, const uint32_t *table, int count, int exact);

// Appends the image data of a GIF: minimum code size, sub-blocks and terminator. `written`, with
// one index a pixel, receives what the screen shows afterwards.
void lzw_encode(struct text *out, const struct lzw_image *image, uint8_t *written);
