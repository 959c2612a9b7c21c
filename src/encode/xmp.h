// SPDX-License-Identifier: GPL-3.0-or-later
// Title, description and source as XMP metadata (ISO 16684-1), for files that can hold XML.
#pragma once
#include "base/text.h"
#include "encode/film.h"

#include <stdint.h>
#include <stdio.h>

// Appends an XMP packet; nothing if the film has no texts.
void xmp_put(struct text *out, const struct film *film);

// Returns the source from an XMP packet anywhere in the next `length` bytes of a file, owned by the
// caller; NULL if there is none.
char *xmp_source(FILE *file, uint64_t length);
