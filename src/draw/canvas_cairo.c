// SPDX-License-Identifier: GPL-3.0-or-later
#include "draw/canvas.h"

#include "base/memory.h"

#include "draw/canvas_cairo.h"

#include <math.h>
#include <stdlib.h>

void canvas_forget_clear(struct canvas *canvas) {
    cairo_surface_mark_dirty(cairo_of(canvas)->surface);
}

struct canvas *cairo_canvas_create(enum canvas_kind kind, int width, int height) {
    struct cairo_canvas *own = mem_zero(1, sizeof *own);
    cairo_rectangle_t extents = {0, 0, width, height};
    // An SVG canvas needs cairo to build paths, but draws nothing on this surface.
    own->surface = kind == CANVAS_PIXELS
                       ? cairo_image_surface_create(CAIRO_FORMAT_ARGB32, width, height)
                       : cairo_recording_surface_create(CAIRO_CONTENT_COLOR_ALPHA, &extents);
    own->cairo = cairo_create(own->surface);
    if (cairo_status(own->cairo) != CAIRO_STATUS_SUCCESS) {
        cairo_canvas_destroy(&own->canvas);
        return NULL;
    }
    cairo_set_tolerance(own->cairo, 0.05);
    canvas_forget_clear(&own->canvas);
    return &own->canvas;
}

void cairo_canvas_destroy(struct canvas *canvas) {
    struct cairo_canvas *own = cairo_of(canvas);
    cairo_destroy(own->cairo);
    for (size_t i = 0; i < own->letters_count; i++)
        cairo_font_face_destroy(own->letters[i].face);
    free(own->letters);
    free(own->text);
    cairo_surface_destroy(own->surface);
    svg_finish(&own->svg);
    cover_finish(&own->line);
    free(own->spans);
    free(own);
}

const char *cairo_canvas_failure(const struct canvas *canvas) {
    const struct cairo_canvas *own = (const struct cairo_canvas *)canvas;
    cairo_status_t status = cairo_status(own->cairo);
    if (status == CAIRO_STATUS_SUCCESS)
        status = cairo_surface_status(own->surface);
    if (status == CAIRO_STATUS_NO_MEMORY)
        mem_exhausted();
    return status == CAIRO_STATUS_SUCCESS ? NULL : cairo_status_to_string(status);
}

static uint8_t *pixels_of(struct canvas *canvas, int *stride) {
    cairo_surface_t *surface = cairo_of(canvas)->surface;
    cairo_surface_flush(surface);
    *stride = cairo_image_surface_get_stride(surface);
    return cairo_image_surface_get_data(surface);
}

struct rect canvas_pixels_of(struct canvas *canvas, double x0, double y0, double x1, double y1) {
    double corners[4][2] = {{x0, y0}, {x1, y0}, {x0, y1}, {x1, y1}};
    double low[2] = {INFINITY, INFINITY}, high[2] = {-INFINITY, -INFINITY};
    for (int i = 0; i < 4; i++) {
        cairo_user_to_device(cairo_in(canvas), &corners[i][0], &corners[i][1]);
        for (int d = 0; d < 2; d++) {
            low[d] = fmin(low[d], corners[i][d]);
            high[d] = fmax(high[d], corners[i][d]);
        }
    }
    double clip[4];
    cairo_save(cairo_in(canvas));
    cairo_identity_matrix(cairo_in(canvas));
    cairo_clip_extents(cairo_in(canvas), &clip[0], &clip[1], &clip[2], &clip[3]);
    cairo_restore(cairo_in(canvas));
    low[0] = fmax(low[0], clip[0]);
    low[1] = fmax(low[1], clip[1]);
    high[0] = fmin(high[0], clip[2]);
    high[1] = fmin(high[1], clip[3]);
    if (low[0] >= high[0] || low[1] >= high[1])
        return (struct rect){0};
    return rect_around((struct box){low[0], low[1], high[0] - low[0], high[1] - low[1]});
}

void cairo_canvas_set_color(struct canvas *canvas, uint32_t color, double alpha) {
    cairo_set_source_rgba(cairo_in(canvas), (color >> 16 & 255) / 255.0, (color >> 8 & 255) / 255.0,
                          (color & 255) / 255.0, alpha);
}

void cairo_canvas_clear(struct canvas *canvas) {
    cairo_save(cairo_in(canvas));
    cairo_set_operator(cairo_in(canvas), CAIRO_OPERATOR_CLEAR);
    cairo_paint(cairo_in(canvas));
    cairo_restore(cairo_in(canvas));
    canvas_forget_clear(canvas);
}

static void composite(struct canvas *canvas, struct canvas *from, struct rect rect,
                      cairo_operator_t op, double alpha) {
    cairo_save(cairo_in(canvas));
    cairo_identity_matrix(cairo_in(canvas));
    cairo_rectangle(cairo_in(canvas), rect.x, rect.y, rect.width, rect.height);
    cairo_clip(cairo_in(canvas));
    cairo_set_operator(cairo_in(canvas), op);
    cairo_set_source_surface(cairo_in(canvas), cairo_of(from)->surface, 0, 0);
    if (alpha < 1)
        cairo_paint_with_alpha(cairo_in(canvas), alpha);
    else
        cairo_paint(cairo_in(canvas));
    cairo_restore(cairo_in(canvas));
    canvas->damage = rect_union(canvas->damage, rect);
}

void cairo_canvas_erase(struct canvas *canvas, struct rect rect) {
    cairo_save(cairo_in(canvas));
    cairo_set_operator(cairo_in(canvas), CAIRO_OPERATOR_CLEAR);
    cairo_rectangle(cairo_in(canvas), rect.x, rect.y, rect.width, rect.height);
    cairo_fill(cairo_in(canvas));
    cairo_restore(cairo_in(canvas));
}

void cairo_canvas_copy(struct canvas *canvas, struct canvas *from, struct rect rect) {
    composite(canvas, from, rect, CAIRO_OPERATOR_SOURCE, 1);
}

void cairo_canvas_blend(struct canvas *canvas, struct canvas *over, struct rect rect,
                        double alpha) {
    composite(canvas, over, rect, CAIRO_OPERATOR_OVER, alpha);
}

void cairo_canvas_image(struct canvas *canvas, const uint32_t *pixels, int width, int height, int x,
                        int y) {
    // cairo only reads the source, but its interface lacks the const.
    union {
        const uint32_t *read;
        unsigned char *bytes;
    } data = {.read = pixels};
    cairo_surface_t *image = cairo_image_surface_create_for_data(data.bytes, CAIRO_FORMAT_ARGB32,
                                                                 width, height, width * 4);
    cairo_save(cairo_in(canvas));
    cairo_set_source_surface(cairo_in(canvas), image, x, y);
    cairo_rectangle(cairo_in(canvas), x, y, width, height);
    cairo_fill(cairo_in(canvas));
    cairo_restore(cairo_in(canvas));
    cairo_surface_destroy(image);
    canvas_add_damage(canvas, canvas_pixels_of(canvas, x, y, x + width, y + height));
}

void cairo_canvas_clip(struct canvas *canvas, struct box box) {
    cairo_save(cairo_in(canvas));
    cairo_rectangle(cairo_in(canvas), box.x, box.y, box.width, box.height);
    cairo_clip(cairo_in(canvas));
}

void cairo_canvas_restore(struct canvas *canvas) {
    cairo_restore(cairo_in(canvas));
}

void cairo_canvas_transform(struct canvas *canvas, double x, double y, double angle) {
    cairo_save(cairo_in(canvas));
    cairo_translate(cairo_in(canvas), x, y);
    cairo_rotate(cairo_in(canvas), angle);
}

void cairo_canvas_move(struct canvas *canvas, double x, double y) {
    cairo_move_to(cairo_in(canvas), x, y);
}

void cairo_canvas_line(struct canvas *canvas, double x, double y) {
    cairo_of(canvas)->has_path = true;
    cairo_line_to(cairo_in(canvas), x, y);
}

void cairo_canvas_curve(struct canvas *canvas, const double control[4], double x, double y) {
    cairo_of(canvas)->has_path = true;
    cairo_curve_to(cairo_in(canvas), control[0], control[1], control[2], control[3], x, y);
}

void cairo_canvas_close(struct canvas *canvas) {
    cairo_of(canvas)->has_path = true;
    cairo_close_path(cairo_in(canvas));
}

void cairo_canvas_box(struct canvas *canvas, struct box box) {
    cairo_of(canvas)->has_path = true;
    cairo_rectangle(cairo_in(canvas), box.x, box.y, box.width, box.height);
}

void cairo_canvas_rounded_box(struct canvas *canvas, struct box box, double radius) {
    cairo_of(canvas)->has_path = true;
    double right = box.x + box.width - radius, bottom = box.y + box.height - radius;
    double left = box.x + radius, top = box.y + radius;
    cairo_new_sub_path(cairo_in(canvas));
    cairo_arc(cairo_in(canvas), right, top, radius, -M_PI / 2, 0);
    cairo_arc(cairo_in(canvas), right, bottom, radius, 0, M_PI / 2);
    cairo_arc(cairo_in(canvas), left, bottom, radius, M_PI / 2, M_PI);
    cairo_arc(cairo_in(canvas), left, top, radius, M_PI, 3 * M_PI / 2);
    cairo_close_path(cairo_in(canvas));
}

void cairo_canvas_circle(struct canvas *canvas, double x, double y, double radius) {
    cairo_of(canvas)->has_path = true;
    cairo_of(canvas)->circle =
        (struct circle){x, y, radius, !cairo_has_current_point(cairo_in(canvas))};
    cairo_new_sub_path(cairo_in(canvas));
    cairo_arc(cairo_in(canvas), x, y, radius, 0, 2 * M_PI);
    cairo_close_path(cairo_in(canvas));
}

struct box cairo_canvas_extents(struct canvas *canvas) {
    double x0, y0, x1, y1;
    cairo_save(cairo_in(canvas));
    cairo_identity_matrix(cairo_in(canvas));
    cairo_path_extents(cairo_in(canvas), &x0, &y0, &x1, &y1);
    cairo_restore(cairo_in(canvas));
    return (struct box){x0, y0, x1 - x0, y1 - y0};
}

struct rect canvas_path_pixels(struct canvas *canvas, double margin) {
    double x0, y0, x1, y1;
    if (!cairo_of(canvas)->has_path) // for an empty path cairo reports a point at the origin
        return (struct rect){0};
    cairo_path_extents(cairo_in(canvas), &x0, &y0, &x1, &y1);
    return canvas_pixels_of(canvas, x0 - margin, y0 - margin, x1 + margin, y1 + margin);
}

void cairo_canvas_drop_path(struct canvas *canvas) {
    cairo_new_path(cairo_in(canvas));
    cairo_of(canvas)->circle = (struct circle){0};
    cairo_of(canvas)->has_path = false;
}

void cairo_canvas_fill_keep(struct canvas *canvas, uint32_t color, double alpha) {
    if (!cairo_of(canvas)->has_path || alpha <= 0)
        return;
    cairo_canvas_set_color(canvas, color, alpha);
    canvas_add_damage(canvas, canvas_path_pixels(canvas, 1));
    cairo_fill_preserve(cairo_in(canvas));
}

void cairo_canvas_stroke(struct canvas *canvas, const struct stroke *stroke) {
    if (!cairo_of(canvas)->has_path || stroke->alpha <= 0 || stroke->width <= 0) {
        cairo_canvas_drop_path(canvas);
        return;
    }
    if (canvas->kind == CANVAS_PIXELS && !stroke->butt && stroke->dash[0] <= 0) {
        canvas_stroke_round(canvas, stroke);
        return;
    }
    cairo_canvas_set_color(canvas, stroke->color, stroke->alpha);
    cairo_set_line_width(cairo_in(canvas), stroke->width);
    cairo_set_line_cap(cairo_in(canvas), stroke->butt ? CAIRO_LINE_CAP_BUTT : CAIRO_LINE_CAP_ROUND);
    int dashes = stroke->dash[0] <= 0 ? 0 : stroke->dash[2] <= 0 ? 2 : 4;
    bool is_pointed = stroke->butt && dashes == 0; // mitred joints would show as spikes in dashes
    cairo_set_line_join(cairo_in(canvas),
                        is_pointed ? CAIRO_LINE_JOIN_MITER : CAIRO_LINE_JOIN_ROUND);
    cairo_set_dash(cairo_in(canvas), stroke->dash, dashes, stroke->dash_offset);
    // A mitred joint reaches out by up to half of cairo's mitre limit (10) times the width, a round
    // one by half the width.
    canvas_add_damage(canvas,
                      canvas_path_pixels(canvas, stroke->width * (is_pointed ? 5 : 0.5) + 1));
    cairo_stroke(cairo_in(canvas));
    cairo_canvas_drop_path(canvas);
}

const struct canvas_backend canvas_pixels_backend = {
    CAIRO_CANVAS_PATHS,
    .pixels = pixels_of,
    .clear = cairo_canvas_clear,
    .erase = cairo_canvas_erase,
    .copy = cairo_canvas_copy,
    .blend = cairo_canvas_blend,
    .image = cairo_canvas_image,
    .clip = cairo_canvas_clip,
    .unclip = cairo_canvas_restore,
    .fill_keep = cairo_canvas_fill_keep,
    .stroke = cairo_canvas_stroke,
    .segment_under = cairo_canvas_segment_under,
    .glyphs = cairo_canvas_glyphs,
};
