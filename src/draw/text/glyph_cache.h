// SPDX-License-Identifier: GPL-3.0-or-later
// Glyphs as coverage, kept for when they are painted again at the same place between pixels: the
// numbers of a title return every few frames. Each glyph is filled for itself, so that its pixels
// follow from nothing but itself and its place.
#pragma once
#include "draw/text/face.h"

struct glyph_cache;

struct glyph_cache *glyph_cache_create(void);
void glyph_cache_destroy(struct glyph_cache *letters); // NULL is allowed

// Paints a glyph with its origin at (x, y), pixels; `size` is that of an em. The canvas has pixels,
// is not turned and has no path begun. Returns the box around the glyph's ink.
struct box glyph_cache_paint(struct glyph_cache *letters, struct face *face, uint32_t glyph,
                             struct canvas *canvas, const double at[2], double size,
                             uint32_t color);
