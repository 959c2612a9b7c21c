// SPDX-License-Identifier: GPL-3.0-or-later
#include "draw/canvas.h"

#include "base/memory.h"

#include "draw/canvas_cairo.h"

#include <math.h>
#include <stdlib.h>

struct rect rect_around(struct box box) {
    int x = (int)floor(box.x), y = (int)floor(box.y);
    return (struct rect){x, y, (int)ceil(box.x + box.width) - x, (int)ceil(box.y + box.height) - y};
}

void canvas_forget_clear(struct canvas *canvas) {
    cairo_surface_mark_dirty(canvas->surface);
}

struct canvas *canvas_create(int width, int height) {
    return canvas_create_kind(CANVAS_PIXELS, width, height);
}

struct canvas *canvas_create_kind(enum canvas_kind kind, int width, int height) {
    struct canvas *canvas = mem_zero(1, sizeof *canvas);
    cairo_rectangle_t extents = {0, 0, width, height};
    canvas->kind = kind;
    canvas->width = width;
    canvas->height = height;
    // An SVG canvas needs cairo to build paths, but draws nothing on this surface.
    canvas->surface = kind == CANVAS_PIXELS
                          ? cairo_image_surface_create(CAIRO_FORMAT_ARGB32, width, height)
                          : cairo_recording_surface_create(CAIRO_CONTENT_COLOR_ALPHA, &extents);
    canvas->cairo = cairo_create(canvas->surface);
    if (cairo_status(canvas->cairo) != CAIRO_STATUS_SUCCESS) {
        canvas_destroy(canvas);
        return NULL;
    }
    cairo_set_tolerance(canvas->cairo, 0.05);
    canvas_forget_clear(canvas);
    return canvas;
}

void canvas_destroy(struct canvas *canvas) {
    if (!canvas)
        return;
    cairo_destroy(canvas->cairo);
    for (size_t i = 0; i < canvas->letters_count; i++)
        cairo_font_face_destroy(canvas->letters[i].face);
    free(canvas->letters);
    cairo_surface_destroy(canvas->surface);
    svg_finish(&canvas->svg);
    cover_finish(&canvas->line);
    free(canvas->spans);
    free(canvas);
}

const char *canvas_failure(const struct canvas *canvas) {
    cairo_status_t status = cairo_status(canvas->cairo);
    if (status == CAIRO_STATUS_SUCCESS)
        status = cairo_surface_status(canvas->surface);
    if (status == CAIRO_STATUS_NO_MEMORY)
        mem_exhausted();
    return status == CAIRO_STATUS_SUCCESS ? NULL : cairo_status_to_string(status);
}

uint8_t *canvas_pixels(struct canvas *canvas, int *stride) {
    cairo_surface_flush(canvas->surface);
    *stride = cairo_image_surface_get_stride(canvas->surface);
    return cairo_image_surface_get_data(canvas->surface);
}

struct rect canvas_take_damage(struct canvas *canvas) {
    struct rect damage = canvas->damage;
    canvas->damage = (struct rect){0};
    return damage;
}

struct rect canvas_pixels_of(struct canvas *canvas, double x0, double y0, double x1, double y1) {
    double corners[4][2] = {{x0, y0}, {x1, y0}, {x0, y1}, {x1, y1}};
    double low[2] = {INFINITY, INFINITY}, high[2] = {-INFINITY, -INFINITY};
    for (int i = 0; i < 4; i++) {
        cairo_user_to_device(canvas->cairo, &corners[i][0], &corners[i][1]);
        for (int d = 0; d < 2; d++) {
            low[d] = fmin(low[d], corners[i][d]);
            high[d] = fmax(high[d], corners[i][d]);
        }
    }
    double clip[4];
    cairo_save(canvas->cairo);
    cairo_identity_matrix(canvas->cairo);
    cairo_clip_extents(canvas->cairo, &clip[0], &clip[1], &clip[2], &clip[3]);
    cairo_restore(canvas->cairo);
    low[0] = fmax(low[0], clip[0]);
    low[1] = fmax(low[1], clip[1]);
    high[0] = fmin(high[0], clip[2]);
    high[1] = fmin(high[1], clip[3]);
    if (low[0] >= high[0] || low[1] >= high[1])
        return (struct rect){0};
    return rect_around((struct box){low[0], low[1], high[0] - low[0], high[1] - low[1]});
}

void canvas_add_damage(struct canvas *canvas, struct rect rect) {
    canvas->damage = rect_union(canvas->damage, rect);
}

static void set_color(struct canvas *canvas, uint32_t color, double alpha) {
    cairo_set_source_rgba(canvas->cairo, (color >> 16 & 255) / 255.0, (color >> 8 & 255) / 255.0,
                          (color & 255) / 255.0, alpha);
}

void canvas_clear(struct canvas *canvas) {
    cairo_save(canvas->cairo);
    cairo_set_operator(canvas->cairo, CAIRO_OPERATOR_CLEAR);
    cairo_paint(canvas->cairo);
    cairo_restore(canvas->cairo);
    canvas_forget_clear(canvas);
    canvas->damage = (struct rect){0};
}

static void composite(struct canvas *canvas, struct canvas *from, struct rect rect,
                      cairo_operator_t op, double alpha) {
    if (rect_is_empty(rect) || (op == CAIRO_OPERATOR_OVER && alpha <= 0))
        return;
    if (canvas->kind >= CANVAS_SVG) {
        svg_group(&canvas->svg, &from->svg, alpha);
        return;
    }
    cairo_save(canvas->cairo);
    cairo_identity_matrix(canvas->cairo);
    cairo_rectangle(canvas->cairo, rect.x, rect.y, rect.width, rect.height);
    cairo_clip(canvas->cairo);
    cairo_set_operator(canvas->cairo, op);
    cairo_set_source_surface(canvas->cairo, from->surface, 0, 0);
    if (alpha < 1)
        cairo_paint_with_alpha(canvas->cairo, alpha);
    else
        cairo_paint(canvas->cairo);
    cairo_restore(canvas->cairo);
    canvas->damage = rect_union(canvas->damage, rect);
}

void canvas_erase(struct canvas *canvas, struct rect rect) {
    cairo_save(canvas->cairo);
    cairo_set_operator(canvas->cairo, CAIRO_OPERATOR_CLEAR);
    cairo_rectangle(canvas->cairo, rect.x, rect.y, rect.width, rect.height);
    cairo_fill(canvas->cairo);
    cairo_restore(canvas->cairo);
}

void canvas_copy(struct canvas *canvas, struct canvas *from, struct rect rect) {
    composite(canvas, from, rect, CAIRO_OPERATOR_SOURCE, 1);
}

void canvas_blend(struct canvas *canvas, struct canvas *over, struct rect rect, double alpha) {
    composite(canvas, over, rect, CAIRO_OPERATOR_OVER, alpha);
}

void canvas_image(struct canvas *canvas, const uint32_t *pixels, int width, int height, int x,
                  int y) {
    if (canvas->kind >= CANVAS_SVG) {
        canvas_svg_image(canvas, pixels, width, height, x, y);
        return;
    }
    // cairo only reads the source, but its interface lacks the const.
    union {
        const uint32_t *read;
        unsigned char *bytes;
    } data = {.read = pixels};
    cairo_surface_t *image = cairo_image_surface_create_for_data(data.bytes, CAIRO_FORMAT_ARGB32,
                                                                 width, height, width * 4);
    cairo_save(canvas->cairo);
    cairo_set_source_surface(canvas->cairo, image, x, y);
    cairo_rectangle(canvas->cairo, x, y, width, height);
    cairo_fill(canvas->cairo);
    cairo_restore(canvas->cairo);
    cairo_surface_destroy(image);
    canvas_add_damage(canvas, canvas_pixels_of(canvas, x, y, x + width, y + height));
}

void canvas_clip(struct canvas *canvas, struct box box) {
    cairo_save(canvas->cairo);
    cairo_rectangle(canvas->cairo, box.x, box.y, box.width, box.height);
    cairo_clip(canvas->cairo);
    if (canvas->kind >= CANVAS_SVG)
        svg_clip(&canvas->svg, box);
}

void canvas_unclip(struct canvas *canvas) {
    cairo_restore(canvas->cairo);
    if (canvas->kind >= CANVAS_SVG)
        svg_unclip(&canvas->svg);
}

void canvas_transform(struct canvas *canvas, double x, double y, double angle) {
    cairo_save(canvas->cairo);
    cairo_translate(canvas->cairo, x, y);
    cairo_rotate(canvas->cairo, angle);
}

void canvas_untransform(struct canvas *canvas) {
    cairo_restore(canvas->cairo);
}

void canvas_move(struct canvas *canvas, double x, double y) {
    cairo_move_to(canvas->cairo, x, y);
}

void canvas_line(struct canvas *canvas, double x, double y) {
    canvas->has_path = true;
    cairo_line_to(canvas->cairo, x, y);
}

void canvas_curve(struct canvas *canvas, const double control[4], double x, double y) {
    canvas->has_path = true;
    cairo_curve_to(canvas->cairo, control[0], control[1], control[2], control[3], x, y);
}

void canvas_close(struct canvas *canvas) {
    canvas->has_path = true;
    cairo_close_path(canvas->cairo);
}

void canvas_box(struct canvas *canvas, struct box box) {
    canvas->has_path = true;
    cairo_rectangle(canvas->cairo, box.x, box.y, box.width, box.height);
}

void canvas_rounded_box(struct canvas *canvas, struct box box, double radius) {
    canvas->has_path = true;
    double right = box.x + box.width - radius, bottom = box.y + box.height - radius;
    double left = box.x + radius, top = box.y + radius;
    cairo_new_sub_path(canvas->cairo);
    cairo_arc(canvas->cairo, right, top, radius, -M_PI / 2, 0);
    cairo_arc(canvas->cairo, right, bottom, radius, 0, M_PI / 2);
    cairo_arc(canvas->cairo, left, bottom, radius, M_PI / 2, M_PI);
    cairo_arc(canvas->cairo, left, top, radius, M_PI, 3 * M_PI / 2);
    cairo_close_path(canvas->cairo);
}

void canvas_circle(struct canvas *canvas, double x, double y, double radius) {
    canvas->has_path = true;
    canvas->circle = (struct circle){x, y, radius, !cairo_has_current_point(canvas->cairo)};
    cairo_new_sub_path(canvas->cairo);
    cairo_arc(canvas->cairo, x, y, radius, 0, 2 * M_PI);
    cairo_close_path(canvas->cairo);
}

struct box canvas_extents(struct canvas *canvas) {
    double x0, y0, x1, y1;
    cairo_save(canvas->cairo);
    cairo_identity_matrix(canvas->cairo);
    cairo_path_extents(canvas->cairo, &x0, &y0, &x1, &y1);
    cairo_restore(canvas->cairo);
    return (struct box){x0, y0, x1 - x0, y1 - y0};
}

struct rect canvas_path_pixels(struct canvas *canvas, double margin) {
    double x0, y0, x1, y1;
    if (!canvas->has_path) // for an empty path cairo reports a point at the origin
        return (struct rect){0};
    cairo_path_extents(canvas->cairo, &x0, &y0, &x1, &y1);
    return canvas_pixels_of(canvas, x0 - margin, y0 - margin, x1 + margin, y1 + margin);
}

void canvas_new_path(struct canvas *canvas) {
    cairo_new_path(canvas->cairo);
    canvas->circle = (struct circle){0};
    canvas->has_path = false;
}

void canvas_fill_keep(struct canvas *canvas, uint32_t color, double alpha) {
    if (!canvas->has_path || alpha <= 0)
        return;
    if (canvas->kind >= CANVAS_SVG) {
        canvas_svg_fill(canvas, color, alpha);
        return;
    }
    set_color(canvas, color, alpha);
    canvas_add_damage(canvas, canvas_path_pixels(canvas, 1));
    cairo_fill_preserve(canvas->cairo);
}

bool canvas_has_pixels(const struct canvas *canvas) {
    return canvas->kind == CANVAS_PIXELS;
}

void canvas_fill(struct canvas *canvas, uint32_t color, double alpha) {
    canvas_fill_keep(canvas, color, alpha);
    canvas_new_path(canvas);
}

bool canvas_keeps_text(const struct canvas *canvas) {
    return canvas->kind == CANVAS_SVG_TEXT || canvas->kind == CANVAS_PDF_TEXT;
}

void canvas_text(struct canvas *canvas, const struct canvas_label *label) {
    cairo_matrix_t matrix;
    if (canvas->kind == CANVAS_PDF_TEXT) {
        canvas_pdf_text(canvas, label);
        return;
    }
    cairo_get_matrix(canvas->cairo, &matrix);
    svg_text(&canvas->svg, label,
             (const double[]){matrix.xx, matrix.yx, matrix.xy, matrix.yy, matrix.x0, matrix.y0});
    canvas_new_path(canvas);
}

void canvas_stroke(struct canvas *canvas, const struct stroke *stroke) {
    if (!canvas->has_path || stroke->alpha <= 0 || stroke->width <= 0) {
        canvas_new_path(canvas);
        return;
    }
    if (canvas->kind >= CANVAS_SVG) {
        canvas_svg_stroke(canvas, stroke);
        canvas_new_path(canvas);
        return;
    }
    if (canvas->kind == CANVAS_PIXELS && !stroke->butt && stroke->dash[0] <= 0) {
        canvas_stroke_round(canvas, stroke);
        return;
    }
    set_color(canvas, stroke->color, stroke->alpha);
    cairo_set_line_width(canvas->cairo, stroke->width);
    cairo_set_line_cap(canvas->cairo, stroke->butt ? CAIRO_LINE_CAP_BUTT : CAIRO_LINE_CAP_ROUND);
    int dashes = stroke->dash[0] <= 0 ? 0 : stroke->dash[2] <= 0 ? 2 : 4;
    bool is_pointed = stroke->butt && dashes == 0; // mitred joints would show as spikes in dashes
    cairo_set_line_join(canvas->cairo, is_pointed ? CAIRO_LINE_JOIN_MITER : CAIRO_LINE_JOIN_ROUND);
    cairo_set_dash(canvas->cairo, stroke->dash, dashes, stroke->dash_offset);
    // A mitred joint reaches out by up to half of cairo's mitre limit (10) times the width, a round
    // one by half the width.
    canvas_add_damage(canvas,
                      canvas_path_pixels(canvas, stroke->width * (is_pointed ? 5 : 0.5) + 1));
    cairo_stroke(canvas->cairo);
    canvas_new_path(canvas);
}
