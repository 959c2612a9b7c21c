// SPDX-License-Identifier: GPL-3.0-or-later
// The container of WebP (RFC 9649), rewritten around the images of an encoder.
#pragma once
#include "base/text.h"
#include "encode/film.h"

// Appends a WebP with the images in `bytes`, a WebP by an encoder, and with the film's loop count
// and metadata. The last image is shown until the end of the film. False if `bytes` are not a WebP.
bool webp_rewrite(struct text *out, const uint8_t *bytes, size_t length, const struct film *film);

// Returns the source stored in a WebP, owned by the caller; NULL if there is none.
char *webp_source(const uint8_t *bytes, size_t length);
