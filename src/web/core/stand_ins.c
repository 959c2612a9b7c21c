// SPDX-License-Identifier: GPL-3.0-or-later
// The only kind of canvas of the module is the list, which the page paints; rules that are text
// come with the page.
#include "base/memory.h"
#include "draw/canvas_backend.h"
#include "draw/canvas_list.h"
#include "draw/text/glyph_cache.h"
#include "optim/optimizer_table.h"

const struct canvas_backend *const canvas_backends[CANVAS_KINDS] = {
    [CANVAS_PIXELS] = &canvas_list_backend,
    [CANVAS_LIST] = &canvas_list_backend,
};

// Glyphs of pixels are never asked for.
struct glyph_cache *glyph_cache_create(void) {
    return NULL;
}

void glyph_cache_destroy(struct glyph_cache *letters) {
    (void)letters;
}

struct box glyph_cache_paint(struct glyph_cache *letters, struct face *face, uint32_t glyph,
                             struct canvas *canvas, const double at[2], double size,
                             uint32_t color) {
    (void)letters, (void)face, (void)glyph, (void)canvas, (void)at, (void)size, (void)color;
    return (struct box){0};
}

void optimizer_make_ready(const struct optimizer *optimizer) {
    (void)optimizer;
}
