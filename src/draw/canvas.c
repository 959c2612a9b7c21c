// SPDX-License-Identifier: GPL-3.0-or-later
// Hands each call to the kind of the canvas, without what is too far away for it.
#include "draw/canvas.h"

#include "draw/canvas_backend.h"

#include <math.h>

struct rect rect_around(struct box box) {
    int x = (int)floor(box.x), y = (int)floor(box.y);
    return (struct rect){x, y, (int)ceil(box.x + box.width) - x, (int)ceil(box.y + box.height) - y};
}

// Liang and Barsky.
bool box_cut(struct box box, const double from[2], const double to[2], double part[2]) {
    const double low[2] = {box.x, box.y}, high[2] = {box.x + box.width, box.y + box.height};
    part[0] = 0;
    part[1] = 1;
    for (int d = 0; d < 2; d++) {
        double delta = to[d] - from[d], bounds[2] = {low[d] - from[d], high[d] - from[d]};
        if (!isfinite(delta) || (delta == 0 && (bounds[0] > 0 || bounds[1] < 0)))
            return false;
        if (delta == 0)
            continue;
        part[0] = fmax(part[0], bounds[delta < 0] / delta);
        part[1] = fmin(part[1], bounds[delta > 0] / delta);
    }
    return part[0] < part[1];
}

// How far from the origin lines are drawn as they are, in pixels: cairo loses some that span
// 200,000 pixels both across and down. The outlines of segments reach a little further than the
// segments.
static const double segment_reach = 100000, line_reach = 120000;

static bool is_near(const double at[2], double reach) {
    return fabs(at[0]) <= reach && fabs(at[1]) <= reach;
}

// Cuts a line that reaches, or spans, more than `reach` to what is within half of that. False if
// nothing is left.
static bool cut_far(double from[2], double to[2], double reach) {
    double part[2], span = fmin(fabs(to[0] - from[0]), fabs(to[1] - from[1]));
    if (is_near(from, reach) && is_near(to, reach) && span <= reach)
        return true;
    reach /= 2;
    if (!box_cut((struct box){-reach, -reach, 2 * reach, 2 * reach}, from, to, part))
        return false;
    for (int d = 0; d < 2; d++) {
        double begin = from[d], delta = to[d] - begin;
        if (part[0] > 0)
            from[d] = fmax(-reach, fmin(begin + part[0] * delta, reach));
        if (part[1] < 1)
            to[d] = fmax(-reach, fmin(begin + part[1] * delta, reach));
    }
    return true;
}

struct canvas *canvas_create_kind(enum canvas_kind kind, int width, int height) {
    const struct canvas_backend *backend = canvas_backends[kind];
    struct canvas *canvas = backend->create(kind, width, height);
    if (canvas) {
        canvas->backend = backend;
        canvas->kind = kind;
        canvas->width = width;
        canvas->height = height;
    }
    return canvas;
}

struct canvas *canvas_create(int width, int height) {
    return canvas_create_kind(CANVAS_PIXELS, width, height);
}

void canvas_destroy(struct canvas *canvas) {
    if (canvas)
        canvas->backend->destroy(canvas);
}

#ifndef NO_PIXELS
bool canvas_has_pixels(const struct canvas *canvas) {
    return canvas->backend->pixels;
}
#endif

const char *canvas_failure(const struct canvas *canvas) {
    return canvas->backend->failure ? canvas->backend->failure(canvas) : NULL;
}

uint8_t *canvas_pixels(struct canvas *canvas, int *stride) {
    return canvas->backend->pixels(canvas, stride);
}

struct rect canvas_take_damage(struct canvas *canvas) {
    struct rect damage = canvas->damage;
    canvas->damage = (struct rect){0};
    return damage;
}

void canvas_add_damage(struct canvas *canvas, struct rect rect) {
    canvas->damage = rect_union(canvas->damage, rect);
}

void canvas_clear(struct canvas *canvas) {
    canvas->backend->clear(canvas);
    canvas->damage = (struct rect){0};
}

void canvas_erase(struct canvas *canvas, struct rect rect) {
    canvas->backend->erase(canvas, rect);
}

void canvas_copy(struct canvas *canvas, struct canvas *from, struct rect rect) {
    if (!rect_is_empty(rect))
        canvas->backend->copy(canvas, from, rect);
}

void canvas_blend(struct canvas *canvas, struct canvas *over, struct rect rect, double alpha) {
    if (!rect_is_empty(rect) && alpha > 0)
        canvas->backend->blend(canvas, over, rect, alpha);
}

void canvas_image(struct canvas *canvas, const uint32_t *pixels, int width, int height, int x,
                  int y) {
    canvas->backend->image(canvas, pixels, width, height, x, y);
}

void canvas_clip(struct canvas *canvas, struct box box) {
    canvas->backend->clip(canvas, box);
}

void canvas_unclip(struct canvas *canvas) {
    canvas->backend->unclip(canvas);
}

void canvas_transform(struct canvas *canvas, double x, double y, double angle) {
    canvas->backend->transform(canvas, x, y, angle);
}

void canvas_untransform(struct canvas *canvas) {
    canvas->backend->untransform(canvas);
}

void canvas_move(struct canvas *canvas, double x, double y) {
    canvas->at[0] = x;
    canvas->at[1] = y;
    if (is_near(canvas->at, line_reach))
        canvas->backend->move(canvas, x, y);
}

void canvas_line(struct canvas *canvas, double x, double y) {
    double from[2] = {canvas->at[0], canvas->at[1]}, to[2] = {x, y};
    bool is_left = cut_far(from, to, line_reach);
    bool is_cut = from[0] != canvas->at[0] || from[1] != canvas->at[1];
    if (is_left && is_cut)
        canvas->backend->move(canvas, from[0], from[1]);
    if (is_left)
        canvas->backend->line(canvas, to[0], to[1]);
    canvas->at[0] = x;
    canvas->at[1] = y;
}

void canvas_curve(struct canvas *canvas, const double control[4], double x, double y) {
    canvas->backend->curve(canvas, control, x, y);
    canvas->at[0] = x;
    canvas->at[1] = y;
}

void canvas_close(struct canvas *canvas) {
    canvas->backend->close(canvas);
}

void canvas_box(struct canvas *canvas, struct box box) {
    canvas->backend->box(canvas, box);
}

void canvas_rounded_box(struct canvas *canvas, struct box box, double radius) {
    canvas->backend->rounded_box(canvas, box, radius);
}

void canvas_circle(struct canvas *canvas, double x, double y, double radius) {
    if (is_near((double[]){x, y}, line_reach))
        canvas->backend->circle(canvas, x, y, radius);
}

struct box canvas_extents(struct canvas *canvas) {
    return canvas->backend->extents(canvas);
}

void canvas_fill_keep(struct canvas *canvas, uint32_t color, double alpha) {
    canvas->backend->fill_keep(canvas, color, alpha);
}

void canvas_fill(struct canvas *canvas, uint32_t color, double alpha) {
    canvas->backend->fill_keep(canvas, color, alpha);
    canvas->backend->drop_path(canvas);
}

void canvas_stroke(struct canvas *canvas, const struct stroke *stroke) {
    canvas->backend->stroke(canvas, stroke);
}

void canvas_segment_under(struct canvas *canvas, const struct segment *segment) {
    struct segment near = *segment;
    if (!cut_far(near.from, near.to, segment_reach))
        return;
    if (canvas->backend->segment_under) {
        canvas->backend->segment_under(canvas, &near);
        return;
    }
    canvas_move(canvas, near.from[0], near.from[1]);
    canvas_line(canvas, near.to[0], near.to[1]);
    canvas_stroke(canvas, &(struct stroke){.color = segment->color,
                                           .alpha = segment->alpha,
                                           .width = segment->width});
}

void canvas_glyph(struct canvas *canvas, const struct canvas_font *font, uint32_t glyph, double x,
                  double y, double size) {
    if (canvas->backend->glyph)
        canvas->backend->glyph(canvas, font, glyph, x, y, size);
    else
        font->outline(font->face, glyph, canvas, x, y, size);
}

void canvas_glyphs(struct canvas *canvas, const struct glyph_run *run) {
    if (canvas->backend->glyphs) {
        canvas->backend->glyphs(canvas, run);
        return;
    }
    for (size_t i = 0; i < run->count; i++)
        canvas_glyph(canvas, run->font, run->glyphs[i].glyph, run->glyphs[i].x, run->glyphs[i].y,
                     run->size);
    canvas_fill(canvas, run->color, 1);
}

bool canvas_text_begin(struct canvas *canvas, const struct canvas_label *label) {
    return canvas->backend->text_begin && canvas->backend->text_begin(canvas, label);
}

void canvas_text_end(struct canvas *canvas) {
    if (canvas->backend->text_end)
        canvas->backend->text_end(canvas);
}

bool canvas_write(struct canvas *canvas, double scale, const char *title, const char *description,
                  canvas_sink *sink, void *context) {
    return canvas->backend->write(canvas, scale, title, description, sink, context);
}
