// SPDX-License-Identifier: GPL-3.0-or-later
// The container of WebP (RFC 9649), laid anew around the pictures of an encoder.
#pragma once
#include "base/text.h"
#include "encode/film.h"

// Appends a WebP with the pictures of another, its loop and its texts those of the film, and its
// last picture shown until the film's end. False where `bytes` are no WebP.
bool webp_rewrite(struct text *out, const uint8_t *bytes, size_t length, const struct film *film);

// Returns the source that a WebP holds, owned by the caller; NULL where there is none.
char *webp_source(const uint8_t *bytes, size_t length);
