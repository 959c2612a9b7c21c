// SPDX-License-Identifier: GPL-3.0-or-later
// The chunks of a PNG (PNG specification, third edition).
#pragma once
#include "base/text.h"
#include "encode/film.h"

#include <stdio.h>

// Offset at which text chunks may be inserted: after the signature and IHDR.
enum { PNG_TEXT_AT = 8 + 25 };

// What the bytes of a pixel are; the palette is a chunk of its own.
enum png_color { PNG_RGB = 2, PNG_PALETTE = 3, PNG_RGBA = 6 };

// Appends the signature and IHDR of an image of 8 bits a channel or index.
void png_put_header(struct text *out, int width, int height, enum png_color color);

// Appends a chunk with a four-letter type, its length and CRC.
void png_put_chunk(struct text *out, const char type[4], const void *data, size_t length);

// Appends the film's title, description and source as iTXt chunks.
void png_put_texts(struct text *out, const struct film *film);

// Returns the source stored in a PNG or APNG, owned by the caller; NULL if there is none.
char *png_source(FILE *file);
