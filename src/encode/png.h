// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "base/frame.h"
#include "base/text.h"
#include "encode/film.h"

// Appends a frame as a PNG: RGB if all its pixels are opaque, else RGBA.
void png_make(const struct film *film, const struct frame *frame, struct text *out);
