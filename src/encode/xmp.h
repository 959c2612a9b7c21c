// SPDX-License-Identifier: GPL-3.0-or-later
// Title, description and source as XMP (ISO 16684-1), for files that hold XML.
#pragma once
#include "base/text.h"
#include "encode/film.h"

// Appends a packet of XMP, nothing where the film has no texts.
void xmp_put(struct text *out, const struct film *film);

// Returns the source that stands in XMP somewhere in `bytes`, owned by the caller; NULL where there
// is none.
char *xmp_source(const char *bytes, size_t length);
