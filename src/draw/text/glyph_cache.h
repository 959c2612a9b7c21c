// SPDX-License-Identifier: GPL-3.0-or-later
// A cache of glyph coverage, keyed by glyph, size and subpixel position: the numbers in a title
// return every few frames. Each glyph is filled separately, so that its pixels depend only on
// itself and its position.
#pragma once
#include "draw/text/face.h"

struct glyph_cache;

struct glyph_cache *glyph_cache_create(void);
void glyph_cache_destroy(struct glyph_cache *letters); // NULL is allowed

// Paints a glyph with its origin at `at`, in pixels; `size` is pixels an em. The canvas must have
// pixels, no rotation and no open path. Returns the bounding box of the glyph's ink.
struct box glyph_cache_paint(struct glyph_cache *letters, struct face *face, uint32_t glyph,
                             struct canvas *canvas, const double at[2], double size,
                             uint32_t color);
