// SPDX-License-Identifier: GPL-3.0-or-later
// The still of a page, which is in base64 and should be small.
#pragma once
#include "base/frame.h"
#include "base/text.h"
#include "encode/film.h"

// Appends a frame as a PNG of at most 256 colours, the theme's exact; one with transparent pixels
// keeps all of its colours.
void still_make(const struct film *film, const struct frame *frame, struct text *out);
