// SPDX-License-Identifier: GPL-3.0-or-later
// Path coverage, and painting through it.
#include "base/memory.h"
#include "draw/canvas_cairo.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

// Rasterizes the current path into the cover, whose rectangle is set, and drops the path.
static void fill_cover(struct canvas *canvas, struct cover *cover) {
    struct rect rect = cover->rect;
    cover->stride = (rect.width + 3) & ~3; // cairo wants rows of whole words
    size_t size = (size_t)cover->stride * (size_t)rect.height;
    cover->parts = mem_grow(cover->parts, &cover->capacity, size, 1);
    memset(cover->parts, 0, size);
    cairo_surface_t *surface = cairo_image_surface_create_for_data(
        cover->parts, CAIRO_FORMAT_A8, rect.width, rect.height, cover->stride);
    cairo_t *cairo = cairo_create(surface);
    cairo_path_t *path = cairo_copy_path(canvas->cairo);
    cairo_set_tolerance(cairo, cairo_get_tolerance(canvas->cairo));
    cairo_translate(cairo, -rect.x, -rect.y);
    cairo_append_path(cairo, path);
    cairo_fill(cairo);
    cairo_path_destroy(path);
    cairo_destroy(cairo);
    cairo_surface_flush(surface);
    cairo_surface_destroy(surface);
    canvas_new_path(canvas);
}

void canvas_cover(struct canvas *canvas, struct cover *cover) {
    cover->rect = rect_around(canvas_extents(canvas));
    if (rect_is_empty(cover->rect)) {
        cover->rect = (struct rect){0};
        canvas_new_path(canvas);
        return;
    }
    fill_cover(canvas, cover);
}

void cover_finish(struct cover *cover) {
    free(cover->parts);
    *cover = (struct cover){0};
}

static const uint8_t *parts_of(const struct cover *cover, int x, int y) {
    return cover->parts + (ptrdiff_t)(y - cover->rect.y) * cover->stride + (x - cover->rect.x);
}

void canvas_paint_cover(struct canvas *canvas, const struct cover *cover, int x, int y,
                        uint32_t color) {
    const struct rect *all = &cover->rect;
    double left = (double)all->x + x, top = (double)all->y + y;
    struct rect rect = canvas_pixels_of(canvas, left, top, left + all->width, top + all->height);
    if (rect_is_empty(rect))
        return;
    uint32_t opaque = color | 0xFF000000;
    ptrdiff_t stride;
    uint32_t *pixels = canvas_pixel(canvas, rect.x, rect.y, &stride);
    for (int row = rect.y; row < rect.y + rect.height; row++, pixels += stride) {
        const uint8_t *parts = parts_of(cover, rect.x - x, row - y);
        for (int i = 0; i < rect.width; i++)
            if (parts[i])
                pixels[i] = pixel_over(pixels[i], opaque, parts[i]);
    }
    canvas_forget_clear(canvas);
    canvas_add_damage(canvas, rect);
}

// Adds part/255 of a premultiplied colour to a pixel, limited to the alpha that the pixel has left.
static uint32_t add_under(uint32_t pixel, const unsigned color[4], unsigned part) {
    unsigned left = 255 - (pixel >> 24), alpha = pixel_part(color[3], part);
    for (int i = 0; i < 4; i++) {
        unsigned value = pixel_part(color[i], part);
        if (alpha > left)
            value = (value * left + alpha / 2) / alpha;
        pixel += value << 8 * i;
    }
    return pixel;
}

void canvas_fill_under(struct canvas *canvas, uint32_t color, double alpha) {
    struct cover cover = {.rect = canvas_path_pixels(canvas, 0)};
    struct rect rect = cover.rect;
    if (rect_is_empty(rect)) {
        canvas_new_path(canvas);
        return;
    }
    unsigned opacity = (unsigned)lround(alpha * 255);
    const unsigned premultiplied[4] = {pixel_part(color & 255, opacity),
                                       pixel_part(color >> 8 & 255, opacity),
                                       pixel_part(color >> 16 & 255, opacity), opacity};
    fill_cover(canvas, &cover);
    ptrdiff_t stride;
    uint32_t *pixels = canvas_pixel(canvas, rect.x, rect.y, &stride);
    for (int row = rect.y; row < rect.y + rect.height; row++, pixels += stride) {
        const uint8_t *parts = parts_of(&cover, rect.x, row);
        for (int i = 0; i < rect.width; i++)
            if (parts[i])
                pixels[i] = add_under(pixels[i], premultiplied, parts[i]);
    }
    cover_finish(&cover);
    canvas_forget_clear(canvas);
    canvas_add_damage(canvas, rect);
}
