// SPDX-License-Identifier: GPL-3.0-or-later
#include "encode/png_filter.h"

#include <string.h>

size_t png_rows_size(int width, int height) {
    return (size_t)height * (1 + 4 * (size_t)width);
}

// Returns the differences of the four channels, each modulo 256.
static uint32_t difference(uint32_t a, uint32_t b) {
    const uint32_t even = 0x00FF00FF, high = 0x01000100;
    uint32_t ag = a >> 8 & even, bg = b >> 8 & even;
    uint32_t low = (((a & even) | high) - (b & even)) & even;
    return low | (((ag | high) - bg) & even) << 8;
}

void png_put_rows(const uint32_t *pixels, int width, int height, enum png_filter filter,
                  uint8_t *rows) {
    for (int y = 0; y < height; y++) {
        const uint32_t *row = pixels + (size_t)y * (size_t)width;
        const uint32_t *above = y > 0 ? row - width : NULL;
        *rows++ = (uint8_t)filter;
        for (int x = 0; x < width; x++) {
            uint32_t before = 0;
            if (filter == PNG_FILTER_SUB && x > 0)
                before = row[x - 1];
            else if (filter == PNG_FILTER_UP && above)
                before = above[x];
            uint32_t left = filter == PNG_FILTER_NONE ? row[x] : difference(row[x], before);
            *rows++ = (uint8_t)(left >> 16);
            *rows++ = (uint8_t)(left >> 8);
            *rows++ = (uint8_t)left;
            *rows++ = (uint8_t)(left >> 24);
        }
    }
}
