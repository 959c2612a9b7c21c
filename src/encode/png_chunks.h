// SPDX-License-Identifier: GPL-3.0-or-later
// What stands in a PNG beside its pixels (PNG specification, third edition).
#pragma once
#include "base/text.h"
#include "encode/encoder.h"

// Where chunks of text may stand: behind the signature and IHDR.
enum { PNG_TEXT_AT = 8 + 25 };

// Appends the film's title, description and source as iTXt chunks.
void png_put_texts(struct text *out, const struct film *film);

// Returns the source that a PNG or APNG holds, owned by the caller; NULL where there is none.
char *png_source(const uint8_t *bytes, size_t length);
