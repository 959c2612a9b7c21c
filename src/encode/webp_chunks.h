// SPDX-License-Identifier: GPL-3.0-or-later
// The container of animated WebP (RFC 9649).
#pragma once
#include "base/text.h"
#include "encode/film.h"

#include <stdio.h>

// Where the length of the file behind it is, in 4 bytes.
enum { WEBP_LENGTH_AT = 4 };

// Appends a chunk with a four-letter name.
void webp_put_chunk(struct text *out, const char name[4], const void *data, size_t size);

// Appends what stands before the first frame; the length is not known yet.
void webp_put_header(struct text *out, const struct film *film);

// Appends the lossless picture of a WebP, as a frame holds it.
void webp_put_picture(struct text *out, const uint8_t *bytes, size_t length);

// Appends what stands behind the last frame: the film's metadata, if it has any.
void webp_put_end(struct text *out, const struct film *film);

// Returns the source stored in a WebP, owned by the caller; NULL if there is none.
char *webp_source(FILE *file);
