// SPDX-License-Identifier: GPL-3.0-or-later
// Records what is drawn.
#include "draw/canvas_list.h"

#include "base/memory.h"
#include "draw/canvas_recorder.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const struct list *canvas_list(const struct canvas *canvas) {
    return canvas->kind == CANVAS_LIST ? &((const struct list_canvas *)canvas)->list : NULL;
}

const struct list_state list_untouched = {.matrix = {1, 0, 0, 1, 0, 0}};

void list_begin_path(struct list_canvas *own) {
    own->path = (long)own->list.count;
    own->kept = NOWHERE;
    own->has_path = false;
    own->low[0] = own->low[1] = INFINITY;
    own->high[0] = own->high[1] = -INFINITY;
}

static struct canvas *list_create(enum canvas_kind kind, int width, int height) {
    struct list_canvas *own = mem_zero(1, sizeof *own);
    (void)kind;
    own->state = list_untouched;
    own->state.high[0] = width;
    own->state.high[1] = height;
    own->last = NOWHERE;
    list_begin_path(own);
    return &own->canvas;
}

static void list_destroy(struct canvas *canvas) {
    struct list_canvas *own = list_of(canvas);
    for (size_t i = 0; i < own->list.image_capacity; i++)
        free(own->list.images[i].pixels);
    free(own->list.images);
    free(own->list.numbers);
    free(own->list.fonts);
    free(own->list.labels);
    text_finish(&own->list.texts);
    free(own->list.clusters);
    free(own->saved);
    free(own);
}

static void list_clear(struct canvas *canvas) {
    struct list_canvas *own = list_of(canvas);
    struct list *list = &own->list;
    list->count = list->image_count = list->label_count = list->cluster_count = 0;
    text_clear(&list->texts);
    list->bounds = (struct rect){0};
    own->last = NOWHERE;
    list_begin_path(own);
}

// Appends numbers; returns where they lie until the next call.
static double *add_numbers(struct list *list, size_t count) {
    list->numbers =
        mem_grow(list->numbers, &list->capacity, list->count + count, sizeof *list->numbers);
    list->count += count;
    return list->numbers + list->count - count;
}

void list_add(struct list_canvas *own, enum list_op op, size_t count, const double *operands) {
    own->last = (long)own->list.count;
    double *at = add_numbers(&own->list, count + 1);
    at[0] = op;
    if (count > 0)
        memcpy(at + 1, operands, count * sizeof *at);
}

void list_cut(struct list_canvas *own, long from) {
    own->list.count = (size_t)from;
    own->last = NOWHERE;
}

static bool is_last(const struct list_canvas *own, enum list_op op) {
    return own->last != NOWHERE && own->list.numbers[own->last] == op;
}

// ---- Where something was drawn

static void to_pixels(const struct list_state *state, double at[2]) {
    const double *m = state->matrix;
    double x = at[0], y = at[1];
    at[0] = m[0] * x + m[2] * y + m[4];
    at[1] = m[1] * x + m[3] * y + m[5];
}

static void include(const struct list_canvas *own, double x, double y, double low[2],
                    double high[2]) {
    double at[2] = {x, y};
    to_pixels(&own->state, at);
    for (int d = 0; d < 2; d++) {
        low[d] = fmin(low[d], at[d]);
        high[d] = fmax(high[d], at[d]);
    }
}

void list_include_box(const struct list_canvas *own, struct box box, double low[2],
                      double high[2]) {
    for (int i = 0; i < 4; i++)
        include(own, box.x + (i & 1 ? box.width : 0), box.y + (i & 2 ? box.height : 0), low, high);
}

// Notes that a box of pixels, with a margin around it, was drawn.
static void note(struct list_canvas *own, const double low[2], const double high[2],
                 double margin) {
    const struct list_state *state = &own->state;
    double x0 = fmax(low[0] - margin, state->low[0]), x1 = fmin(high[0] + margin, state->high[0]);
    double y0 = fmax(low[1] - margin, state->low[1]), y1 = fmin(high[1] + margin, state->high[1]);
    if (!(x0 < x1 && y0 < y1))
        return;
    struct rect rect = rect_around((struct box){x0, y0, x1 - x0, y1 - y0});
    own->list.bounds = rect_union(own->list.bounds, rect);
    canvas_add_damage(&own->canvas, rect);
}

static void note_box(struct list_canvas *own, struct box box, double margin) {
    double low[2] = {INFINITY, INFINITY}, high[2] = {-INFINITY, -INFINITY};
    list_include_box(own, box, low, high);
    note(own, low, high, margin);
}

// ---- Paths

static void list_move(struct canvas *canvas, double x, double y) {
    struct list_canvas *own = list_of(canvas);
    ADD(own, LIST_MOVE, x, y);
    include(own, x, y, own->low, own->high);
}

static void list_line(struct canvas *canvas, double x, double y) {
    struct list_canvas *own = list_of(canvas);
    own->has_path = true;
    if (is_last(own, LIST_LINES)) {
        double *at = add_numbers(&own->list, 2);
        at[0] = x;
        at[1] = y;
        own->list.numbers[own->last + 1]++;
    } else {
        ADD(own, LIST_LINES, 1, x, y);
    }
    include(own, x, y, own->low, own->high);
}

static void list_curve(struct canvas *canvas, const double control[4], double x, double y) {
    struct list_canvas *own = list_of(canvas);
    own->has_path = true;
    ADD(own, LIST_CURVE, control[0], control[1], control[2], control[3], x, y);
    include(own, control[0], control[1], own->low, own->high);
    include(own, control[2], control[3], own->low, own->high);
    include(own, x, y, own->low, own->high);
}

static void list_close(struct canvas *canvas) {
    struct list_canvas *own = list_of(canvas);
    own->has_path = true;
    list_add(own, LIST_CLOSE, 0, NULL);
}

static void list_box(struct canvas *canvas, struct box box) {
    struct list_canvas *own = list_of(canvas);
    own->has_path = true;
    ADD(own, LIST_BOX, box.x, box.y, box.width, box.height);
    list_include_box(own, box, own->low, own->high);
}

static void list_rounded_box(struct canvas *canvas, struct box box, double radius) {
    struct list_canvas *own = list_of(canvas);
    own->has_path = true;
    ADD(own, LIST_ROUNDED, box.x, box.y, box.width, box.height, radius);
    list_include_box(own, box, own->low, own->high);
}

static void list_circle(struct canvas *canvas, double x, double y, double radius) {
    struct list_canvas *own = list_of(canvas);
    own->has_path = true;
    ADD(own, LIST_CIRCLE, x, y, radius);
    list_include_box(own, (struct box){x - radius, y - radius, 2 * radius, 2 * radius}, own->low,
                     own->high);
}

static double font_index(struct list *list, const struct canvas_font *font) {
    for (size_t i = 0; i < list->font_count; i++)
        if (list->fonts[i] == font)
            return (double)i;
    list->fonts =
        mem_grow(list->fonts, &list->font_capacity, list->font_count + 1, sizeof *list->fonts);
    list->fonts[list->font_count] = font;
    return (double)list->font_count++;
}

static struct box ink_of(const struct canvas_font *font, uint32_t glyph, double x, double y,
                         double size) {
    struct box ink;
    font->measure(font->face, glyph, &ink);
    return (struct box){x + ink.x * size, y + ink.y * size, ink.width * size, ink.height * size};
}

static void list_glyph(struct canvas *canvas, const struct canvas_font *font, uint32_t glyph,
                       double x, double y, double size) {
    struct list_canvas *own = list_of(canvas);
    own->has_path = true;
    ADD(own, LIST_GLYPH, font_index(&own->list, font), glyph, size, x, y);
    list_include_box(own, ink_of(font, glyph, x, y, size), own->low, own->high);
}

static struct box list_extents(struct canvas *canvas) {
    const struct list_canvas *own = list_of(canvas);
    if (!own->has_path)
        return (struct box){0};
    return (struct box){own->low[0], own->low[1], own->high[0] - own->low[0],
                        own->high[1] - own->low[1]};
}

// ---- Painting

static void list_fill_keep(struct canvas *canvas, uint32_t color, double alpha) {
    struct list_canvas *own = list_of(canvas);
    if (!own->has_path || alpha <= 0)
        return;
    ADD(own, LIST_FILL_KEEP, color, alpha);
    own->kept = own->last;
    note(own, own->low, own->high, 1);
}

static void list_drop_path(struct canvas *canvas) {
    struct list_canvas *own = list_of(canvas);
    if (own->kept != NOWHERE) {
        static const size_t length = 3;
        own->list.numbers[own->kept] = LIST_FILL;
        if (own->list.count > (size_t)own->kept + length)
            list_cut(own, own->kept + (long)length);
    } else if ((long)own->list.count > own->path) {
        list_cut(own, own->path);
    }
    list_begin_path(own);
}

static void list_stroke(struct canvas *canvas, const struct stroke *stroke) {
    struct list_canvas *own = list_of(canvas);
    if (!own->has_path || stroke->alpha <= 0 || stroke->width <= 0) {
        list_drop_path(canvas);
        return;
    }
    const double *dash = stroke->dash;
    ADD(own, LIST_STROKE, stroke->color, stroke->alpha, stroke->width, stroke->butt,
        stroke->dash_offset, dash[0], dash[1], dash[2], dash[3]);
    bool is_pointed = stroke->butt && dash[0] <= 0; // mitres reach far
    note(own, own->low, own->high, stroke->width * (is_pointed ? 5 : 0.5) + 1);
    list_begin_path(own);
}

static void list_segment_under(struct canvas *canvas, const struct segment *segment) {
    struct list_canvas *own = list_of(canvas);
    const double *from = segment->from, *to = segment->to;
    double low[2] = {INFINITY, INFINITY}, high[2] = {-INFINITY, -INFINITY};
    ADD(own, LIST_SEGMENT, segment->color, segment->alpha, segment->width, from[0], from[1], to[0],
        to[1], segment->round_from + 2 * segment->round_to);
    include(own, from[0], from[1], low, high);
    include(own, to[0], to[1], low, high);
    note(own, low, high, segment->width / 2 + 1);
    list_begin_path(own);
}

static void list_glyphs(struct canvas *canvas, const struct glyph_run *run) {
    struct list_canvas *own = list_of(canvas);
    struct list *list = &own->list;
    ADD(own, LIST_GLYPHS, font_index(list, run->font), run->size, run->color,
        (double)list->cluster_count, (double)run->count);
    double *at = add_numbers(list, 3 * run->count);
    list->clusters = mem_grow(list->clusters, &list->cluster_capacity,
                              list->cluster_count + run->count, sizeof *list->clusters);
    for (size_t i = 0; i < run->count; i++, at += 3) {
        const struct canvas_glyph *glyph = &run->glyphs[i];
        at[0] = glyph->glyph;
        at[1] = glyph->x;
        at[2] = glyph->y;
        list->clusters[list->cluster_count++] = glyph->bytes;
        note_box(own, ink_of(run->font, glyph->glyph, glyph->x, glyph->y, run->size), 1);
    }
    list_begin_path(own);
}

static void list_image(struct canvas *canvas, const uint32_t *pixels, int width, int height, int x,
                       int y) {
    struct list_canvas *own = list_of(canvas);
    struct list *list = &own->list;
    size_t count = (size_t)width * (size_t)height;
    list->images =
        mem_grow(list->images, &list->image_capacity, list->image_count + 1, sizeof *list->images);
    struct list_image *image = &list->images[list->image_count];
    image->width = width;
    image->height = height;
    image->pixels = mem_grow(image->pixels, &image->capacity, count, sizeof *pixels);
    if (count > 0)
        memcpy(image->pixels, pixels, count * sizeof *pixels);
    ADD(own, LIST_IMAGE, (double)list->image_count, x, y);
    list->image_count++;
    note_box(own, (struct box){x, y, width, height}, 0);
    list_begin_path(own);
}

// Where nothing is left, the list is empty again.
void list_erase(struct canvas *canvas, struct rect rect) {
    struct list_canvas *own = list_of(canvas);
    struct rect all = rect_union(own->list.bounds, rect);
    bool is_all =
        all.x == rect.x && all.y == rect.y && all.width == rect.width && all.height == rect.height;
    if (is_all && own->saved_count == 0) {
        list_clear(canvas);
    } else if (!rect_is_empty(rect)) {
        ADD(own, LIST_ERASE, rect.x, rect.y, rect.width, rect.height);
        list_begin_path(own);
    }
}

const struct canvas_backend canvas_list_backend = {
    .create = list_create,
    .destroy = list_destroy,
    .clear = list_clear,
    .erase = list_erase,
    .copy = list_copy,
    .blend = list_blend,
    .image = list_image,
    .clip = list_clip,
    .unclip = list_unclip,
    .transform = list_transform,
    .untransform = list_untransform,
    .move = list_move,
    .line = list_line,
    .curve = list_curve,
    .close = list_close,
    .box = list_box,
    .rounded_box = list_rounded_box,
    .circle = list_circle,
    .extents = list_extents,
    .fill_keep = list_fill_keep,
    .stroke = list_stroke,
    .drop_path = list_drop_path,
    .segment_under = list_segment_under,
    .glyph = list_glyph,
    .glyphs = list_glyphs,
    .text_begin = list_text_begin,
    .text_end = list_text_end,
};
