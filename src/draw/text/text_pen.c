// SPDX-License-Identifier: GPL-3.0-or-later
#include "draw/text/text_pen.h"

#include "base/memory.h"
#include "base/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void text_pen_add_ink(struct text_pen *pen, struct box ink) {
    struct box *all = &pen->ink;
    if (ink.width <= 0 || ink.height <= 0)
        return;
    if (all->width <= 0) {
        *all = ink;
        return;
    }
    double right = fmax(all->x + all->width, ink.x + ink.width);
    double bottom = fmax(all->y + all->height, ink.y + ink.height);
    all->x = fmin(all->x, ink.x);
    all->y = fmin(all->y, ink.y);
    all->width = right - all->x;
    all->height = bottom - all->y;
}

// Draws glyphs of one face from the pen on, on a canvas of pixels.
static void paint_glyphs(struct text_pen *pen, struct face *face, const struct placed_glyph *placed,
                         size_t count) {
    for (size_t i = 0; i < count; i++)
        text_pen_add_ink(pen, glyph_cache_paint(pen->painted, face, placed[i].glyph, pen->canvas,
                                                (const double[]){pen->x + placed[i].x * pen->size,
                                                                 pen->y - placed[i].y * pen->size},
                                                pen->size, pen->color));
}

// The same on another canvas, as a run. Where the run is all of the text, each glyph has the bytes
// that it stands for: a character and those that it is joined to.
static void draw_glyphs(struct text_pen *pen, struct face *face, const struct placed_glyph *placed,
                        size_t count, bool is_whole) {
    struct canvas_glyph *glyphs = mem_zero(count + 1, sizeof *glyphs);
    const char *end = pen->text ? pen->text + strlen(pen->text) : NULL, *at = pen->text;
    int point = 0;
    for (size_t i = 0; i < count; i++) {
        glyphs[i] = (struct canvas_glyph){placed[i].glyph, pen->x + placed[i].x * pen->size,
                                          pen->y - placed[i].y * pen->size, 0};
        if (!is_whole || !at || (i > 0 && placed[i].point == placed[i - 1].point))
            continue;
        size_t next = i + 1;
        while (next < count && placed[next].point == placed[i].point)
            next++;
        const char *begin = at;
        for (; at < end && (next == count || point < placed[next].point); point++)
            utf8_next(&at, end);
        glyphs[i].bytes = (int)(at - begin);
    }
    const struct glyph_run run = {face_font(face), pen->size, pen->color, glyphs, count};
    canvas_glyphs(pen->canvas, &run);
    free(glyphs);
}

// Adds them to the path.
static void outline_glyphs(struct text_pen *pen, struct face *face,
                           const struct placed_glyph *placed, size_t count) {
    for (size_t i = 0; i < count; i++)
        canvas_glyph(pen->canvas, face_font(face), placed[i].glyph,
                     pen->x + placed[i].x * pen->size, pen->y - placed[i].y * pen->size, pen->size);
}

void text_pen_draw(struct text_pen *pen, struct face *face, const struct placed_glyph *placed,
                   size_t count, bool is_whole) {
    if (!pen->paints)
        outline_glyphs(pen, face, placed, count);
    else if (canvas_has_pixels(pen->canvas))
        paint_glyphs(pen, face, placed, count);
    else
        draw_glyphs(pen, face, placed, count, is_whole);
}
