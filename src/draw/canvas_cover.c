// SPDX-License-Identifier: GPL-3.0-or-later
// Path coverage, and painting through it: letters, and lines that lie behind what is there.
#include "base/maths.h"
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
    cairo_path_t *path = cairo_copy_path(cairo_in(canvas));
    cairo_set_tolerance(cairo, cairo_get_tolerance(cairo_in(canvas)));
    cairo_translate(cairo, -rect.x, -rect.y);
    cairo_append_path(cairo, path);
    cairo_fill(cairo);
    cairo_path_destroy(path);
    cairo_destroy(cairo);
    cairo_surface_flush(surface);
    cairo_surface_destroy(surface);
    cairo_canvas_drop_path(canvas);
}

void canvas_cover(struct canvas *canvas, struct cover *cover) {
    cover->rect = rect_around(canvas_extents(canvas));
    if (rect_is_empty(cover->rect)) {
        cover->rect = (struct rect){0};
        cairo_canvas_drop_path(canvas);
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
        cairo_canvas_drop_path(canvas);
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
        for (int i = cover_next(parts, 0, rect.width); i < rect.width;
             i = cover_next(parts, i + 1, rect.width))
            pixels[i] = add_under(pixels[i], premultiplied, parts[i]);
    }
    cover_finish(&cover);
    canvas_forget_clear(canvas);
    canvas_add_damage(canvas, rect);
}

// Adds the rectangle of a segment with square ends to the path. It runs clockwise, as circles do,
// so that the nonzero winding rule joins them.
static void add_box(struct canvas *canvas, double width, const double from[2], const double to[2]) {
    double step[2] = {to[0] - from[0], to[1] - from[1]}, length = m_hypot(step[0], step[1]);
    if (length == 0)
        return;
    double x = -step[1] / length * width / 2, y = step[0] / length * width / 2;
    canvas_move(canvas, from[0] - x, from[1] - y);
    canvas_line(canvas, to[0] - x, to[1] - y);
    canvas_line(canvas, to[0] + x, to[1] + y);
    canvas_line(canvas, from[0] + x, from[1] + y);
    canvas_close(canvas);
}

// Whether all pixels that a segment may reach are opaque, so that nothing is added behind them.
static bool is_full(struct canvas *canvas, const struct segment *segment) {
    const double *from = segment->from, *to = segment->to;
    double step[2] = {to[0] - from[0], to[1] - from[1]}, reach = segment->width / 2 + 1;
    double side = reach * m_hypot(step[0], step[1]) / fabs(step[1]); // along a row
    struct rect rect =
        canvas_pixels_of(canvas, fmin(from[0], to[0]) - reach, fmin(from[1], to[1]) - reach,
                         fmax(from[0], to[0]) + reach, fmax(from[1], to[1]) + reach);
    ptrdiff_t stride;
    const uint32_t *pixels = canvas_pixel(canvas, rect.x, rect.y, &stride);
    for (int row = 0; row < rect.height; row++, pixels += stride) {
        // Not a number where the segment is level: fmax and fmin then return the other value.
        double middle = from[0] - rect.x + (rect.y + row + 0.5 - from[1]) * (step[0] / step[1]);
        int first = (int)fmin(rect.width, fmax(0, floor(middle - side)));
        int end = (int)fmax(0, fmin(rect.width, ceil(middle + side)));
        for (int x = first; x < end; x++)
            if (pixels[x] >> 24 < 255)
                return false;
    }
    return true;
}

// Where the square ends of two segments meet, each covers a part of the pixel. Filled behind what
// is there, the parts add up to the whole pixel.
void cairo_canvas_segment_under(struct canvas *canvas, const struct segment *segment) {
    const double *from = segment->from, *to = segment->to;
    if (is_full(canvas, segment))
        return;
    add_box(canvas, segment->width, from, to);
    if (segment->round_from)
        canvas_circle(canvas, from[0], from[1], segment->width / 2);
    if (segment->round_to)
        canvas_circle(canvas, to[0], to[1], segment->width / 2);
    canvas_fill_under(canvas, segment->color, segment->alpha);
}

// Each glyph is filled separately, so that its pixels depend only on itself and its position; but
// rotated ones as one path.
void cairo_canvas_glyphs(struct canvas *canvas, const struct glyph_run *run) {
    struct cover cover = {0};
    cairo_matrix_t matrix;
    cairo_get_matrix(cairo_in(canvas), &matrix);
    bool is_turned = matrix.xy != 0 || matrix.yx != 0;
    for (size_t i = 0; i < run->count; i++) {
        static const double far = 1 << 24;  // pixels; larger than any canvas
        static const double most_area = 64; // of a glyph with a cover, ems squared
        const struct canvas_glyph *glyph = &run->glyphs[i];
        double x = floor(glyph->x), y = floor(glyph->y);
        if (is_turned) {
            canvas_glyph(canvas, run->font, glyph->glyph, glyph->x, glyph->y, run->size);
        } else if (fabs(x) < far && fabs(y) < far) {
            canvas_glyph(canvas, run->font, glyph->glyph, glyph->x - x, glyph->y - y, run->size);
            struct box ink = canvas_extents(canvas);
            if (ink.width * ink.height > most_area * run->size * run->size) {
                cairo_canvas_drop_path(canvas);
                canvas_glyph(canvas, run->font, glyph->glyph, glyph->x, glyph->y, run->size);
                canvas_fill(canvas, run->color, 1);
                continue;
            }
            canvas_cover(canvas, &cover);
            canvas_paint_cover(canvas, &cover, (int)x, (int)y, run->color);
        }
    }
    if (is_turned)
        canvas_fill(canvas, run->color, 1);
    cover_finish(&cover);
}
