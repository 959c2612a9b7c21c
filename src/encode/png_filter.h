// SPDX-License-Identifier: GPL-3.0-or-later
// Rows of a PNG behind their filter bytes (PNG specification, third edition, section 9).
#pragma once
#include <stddef.h>
#include <stdint.h>

enum png_filter { PNG_FILTER_NONE, PNG_FILTER_SUB, PNG_FILTER_UP, PNG_FILTERS };

// Returns the bytes of `height` filtered rows of RGBA.
size_t png_rows_size(int width, int height);

// Writes packed pixels, straight 0xAARRGGBB words, as filtered rows.
void png_put_rows(const uint32_t *pixels, int width, int height, enum png_filter filter,
                  uint8_t *rows);
