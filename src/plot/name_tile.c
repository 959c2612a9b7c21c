// SPDX-License-Identifier: GPL-3.0-or-later
#include "plot/name_tile.h"

#include "base/memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double halo_alpha = 0.8;

static void keep_ink(void *context, const char *text, struct box ink) {
    (void)text;
    *(struct box *)context = ink;
}

// Draws halo and letters. Returns the box of the letters.
static struct box draw_name(const struct name_look *look, const struct stage *stage,
                            struct canvas *canvas, double x, double y) {
    struct box ink = {0};
    struct text_style style = {.size = look->size, .color = look->color, .middle = 0.5};
    struct stroke halo = {.color = look->ground, .alpha = halo_alpha, .width = look->halo};
    font_outline(stage_font(stage, WEIGHT_SEMIBOLD), canvas, look->text, x,
                 y + 0.5 * FONT_CAP_HEIGHT * look->size, look->size);
    canvas_stroke(canvas, &halo);
    font_record(stage_font(stage, WEIGHT_SEMIBOLD), keep_ink, &ink);
    font_draw(stage_font(stage, WEIGHT_SEMIBOLD), canvas, look->text, x, y, &style);
    font_record(stage_font(stage, WEIGHT_SEMIBOLD), stage->record, stage->record_context);
    return ink;
}

// Makes the picture.
static void make_tile(struct name_tile *tile, const struct name_look *look,
                      const struct stage *stage) {
    struct text_extents extents;
    double margin = look->halo + 2;
    font_measure(stage_font(stage, WEIGHT_SEMIBOLD), look->text, look->size, false, &extents);
    tile->left = (int)ceil(margin);
    tile->above = (int)ceil(extents.ascent + margin);
    tile->width = 2 * tile->left + (int)ceil(extents.width);
    tile->height = tile->above + (int)ceil(look->size + extents.descent + margin);
    struct canvas *canvas = canvas_create(tile->width, tile->height);
    if (!canvas)
        mem_exhausted();
    tile->ink = draw_name(look, stage, canvas, tile->left, tile->above);
    tile->ink.x -= tile->left;
    tile->ink.y -= tile->above;
    int stride;
    const uint8_t *rows = canvas_pixels(canvas, &stride);
    size_t width = (size_t)tile->width, height = (size_t)tile->height;
    tile->pixels = mem_zero(width * height, sizeof *tile->pixels);
    for (size_t y = 0; y < height; y++)
        memcpy(tile->pixels + y * width, rows + y * (size_t)stride, width * sizeof *tile->pixels);
    canvas_destroy(canvas);
}

// Scales all four channels of premultiplied pixels.
static void fade(uint32_t *to, const uint32_t *from, size_t count, double alpha) {
    unsigned part = (unsigned)lround(256 * alpha);
    for (size_t i = 0; i < count; i++) {
        uint32_t odd = (from[i] >> 8 & 0x00FF00FF) * part, even = (from[i] & 0x00FF00FF) * part;
        to[i] = (odd & 0xFF00FF00) | (even >> 8 & 0x00FF00FF);
    }
}

static void draw_faded(const struct name_look *look, const struct stage *stage,
                       struct canvas *canvas, const double at[2], double alpha) {
    struct rect whole = {0, 0, stage->width, stage->height};
    struct canvas *group = stage_canvas(stage);
    if (!group)
        mem_exhausted();
    draw_name(look, stage, group, at[0], at[1]);
    canvas_blend(canvas, group, whole, alpha);
    canvas_destroy(group);
}

void name_tile_draw(struct name_tile *tile, const struct name_look *look, const struct stage *stage,
                    struct canvas *canvas, const double at[2], double alpha) {
    static const double least = 1 / 255.0;
    if (alpha < least)
        return;
    int x = (int)lround(at[0]), y = (int)lround(at[1]);
    if (!canvas_has_pixels(canvas)) {
        if (alpha < 1)
            draw_faded(look, stage, canvas, (double[]){x, y}, alpha);
        else
            draw_name(look, stage, canvas, x, y);
        return;
    }
    if (!tile->pixels)
        make_tile(tile, look, stage);
    size_t count = (size_t)tile->width * (size_t)tile->height;
    uint32_t *faded = NULL;
    if (alpha < 1) {
        faded = mem_zero(count, sizeof *faded);
        fade(faded, tile->pixels, count, alpha);
    }
    canvas_image(canvas, faded ? faded : tile->pixels, tile->width, tile->height, x - tile->left,
                 y - tile->above);
    free(faded);
    struct box ink = tile->ink;
    ink.x += x;
    ink.y += y;
    if (stage->record)
        stage->record(stage->record_context, look->text, ink);
}

void name_tile_finish(struct name_tile *tile) {
    free(tile->pixels);
    *tile = (struct name_tile){0};
}
