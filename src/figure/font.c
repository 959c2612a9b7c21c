// SPDX-License-Identifier: GPL-3.0-or-later
#include "figure/font.h"

#include "base/memory.h"

#include <ft2build.h>
#include FT_FREETYPE_H
#include FT_OUTLINE_H
#include <fribidi.h>
#include <hb.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

extern const char font_sans_start[], font_sans_end[];

enum { CHARACTERS_MAX = 4096 }; // longer lines are cut

struct font {
    FT_Library library;
    FT_Face face;
    hb_font_t *shaper; // in font units
    hb_buffer_t *buffer;
    double units;          // an em
    text_recorder *record; // NULL: none
    void *record_context;
    uint32_t *reported; // code points warned of
    size_t reported_count, reported_capacity;
};

struct font *font_create(void) {
    struct font *font = mem_zero(1, sizeof *font);
    size_t length = (size_t)(font_sans_end - font_sans_start);
    hb_blob_t *blob =
        hb_blob_create(font_sans_start, (unsigned)length, HB_MEMORY_MODE_READONLY, NULL, NULL);
    hb_face_t *face = hb_face_create(blob, 0);
    font->shaper = hb_font_create(face);
    font->buffer = hb_buffer_create();
    font->units = hb_face_get_upem(face);
    hb_face_destroy(face);
    hb_blob_destroy(blob);
    if (FT_Init_FreeType(&font->library) ||
        FT_New_Memory_Face(font->library, (const FT_Byte *)font_sans_start, (FT_Long)length, 0,
                           &font->face)) {
        font_destroy(font);
        abort(); // the bundled font is part of the program
    }
    return font;
}

void font_destroy(struct font *font) {
    if (!font)
        return;
    hb_buffer_destroy(font->buffer);
    hb_font_destroy(font->shaper);
    FT_Done_Face(font->face);
    FT_Done_FreeType(font->library);
    free(font->reported);
    free(font);
}

// Called for each run of one direction, in visual order, with its glyphs in the font's buffer.
// Positions are in font units; `x` is where the run begins.
typedef void run_visitor(struct font *font, double x, void *context);

// Shapes a line of text and visits its runs. Returns the advance in font units.
static double shape(struct font *font, const char *text, run_visitor *visit, void *context) {
    uint32_t points[CHARACTERS_MAX];
    FriBidiCharType types[CHARACTERS_MAX];
    FriBidiBracketType brackets[CHARACTERS_MAX];
    FriBidiLevel levels[CHARACTERS_MAX];
    int count = 0;
    bool is_simple = true;
    for (const char *s = text, *end = text + strlen(text); s < end && count < CHARACTERS_MAX;) {
        points[count] = utf8_next(&s, end);
        is_simple = is_simple && points[count] < 0x590; // nothing written right to left is below
        count++;
    }
    if (is_simple) {
        memset(levels, 0, sizeof levels[0] * (size_t)count);
    } else {
        FriBidiParType direction = FRIBIDI_PAR_ON;
        fribidi_get_bidi_types(points, count, types);
        fribidi_get_bracket_types(points, count, types, brackets);
        if (!fribidi_get_par_embedding_levels_ex(types, brackets, count, &direction, levels))
            memset(levels, 0, sizeof levels[0] * (size_t)count);
    }
    // Runs of one level, put into visual order by reversing every stretch of a level or higher
    // (rule L2 of the bidirectional algorithm).
    struct {
        int start, length;
        FriBidiLevel level;
    } runs[CHARACTERS_MAX], swapped;
    int run_count = 0, highest = 0;
    for (int i = 0; i < count; i++) {
        if (i == 0 || levels[i] != levels[i - 1]) {
            runs[run_count].start = i;
            runs[run_count].length = 0;
            runs[run_count++].level = levels[i];
        }
        runs[run_count - 1].length++;
        highest = levels[i] > highest ? levels[i] : highest;
    }
    for (int level = highest; level > 0; level--) {
        for (int i = 0; i < run_count; i++) {
            int stop = i;
            while (stop < run_count && runs[stop].level >= level)
                stop++;
            for (int a = i, b = stop - 1; a < b; a++, b--) {
                swapped = runs[a];
                runs[a] = runs[b];
                runs[b] = swapped;
            }
            i = stop;
        }
    }
    double x = 0;
    for (int i = 0; i < run_count; i++) {
        hb_buffer_clear_contents(font->buffer);
        hb_buffer_add_utf32(font->buffer, points, count, (unsigned)runs[i].start, runs[i].length);
        hb_buffer_set_direction(font->buffer,
                                runs[i].level & 1 ? HB_DIRECTION_RTL : HB_DIRECTION_LTR);
        hb_buffer_guess_segment_properties(font->buffer);
        hb_shape(font->shaper, font->buffer, NULL, 0);
        if (visit)
            visit(font, x, context);
        unsigned glyphs;
        const hb_glyph_position_t *positions = hb_buffer_get_glyph_positions(font->buffer, &glyphs);
        for (unsigned g = 0; g < glyphs; g++)
            x += positions[g].x_advance;
    }
    return x;
}

double font_width(struct font *font, const char *text, double size) {
    return shape(font, text, NULL, NULL) * size / font->units;
}

// Where glyph outlines go: font units to canvas pixels.
struct pen {
    struct canvas *canvas;
    double scale, x, y; // of the glyph's origin
    double at[2];       // the current point, in font units
    bool open;
};

static int pen_move(const FT_Vector *to, void *user) {
    struct pen *pen = user;
    if (pen->open)
        canvas_close(pen->canvas);
    pen->open = true;
    pen->at[0] = (double)to->x;
    pen->at[1] = (double)to->y;
    canvas_move(pen->canvas, pen->x + pen->at[0] * pen->scale, pen->y - pen->at[1] * pen->scale);
    return 0;
}

static int pen_line(const FT_Vector *to, void *user) {
    struct pen *pen = user;
    pen->at[0] = (double)to->x;
    pen->at[1] = (double)to->y;
    canvas_line(pen->canvas, pen->x + pen->at[0] * pen->scale, pen->y - pen->at[1] * pen->scale);
    return 0;
}

static int pen_cubic(const FT_Vector *a, const FT_Vector *b, const FT_Vector *to, void *user) {
    struct pen *pen = user;
    double control[4] = {pen->x + (double)a->x * pen->scale, pen->y - (double)a->y * pen->scale,
                         pen->x + (double)b->x * pen->scale, pen->y - (double)b->y * pen->scale};
    pen->at[0] = (double)to->x;
    pen->at[1] = (double)to->y;
    canvas_curve(pen->canvas, control, pen->x + pen->at[0] * pen->scale,
                 pen->y - pen->at[1] * pen->scale);
    return 0;
}

// A quadratic curve is the cubic whose control points lie two thirds of the way to its own.
static int pen_conic(const FT_Vector *c, const FT_Vector *to, void *user) {
    struct pen *pen = user;
    double cx = (double)c->x, cy = (double)c->y, tx = (double)to->x, ty = (double)to->y;
    double ax = pen->at[0] + (cx - pen->at[0]) * 2 / 3, ay = pen->at[1] + (cy - pen->at[1]) * 2 / 3;
    double bx = tx + (cx - tx) * 2 / 3, by = ty + (cy - ty) * 2 / 3;
    double control[4] = {pen->x + ax * pen->scale, pen->y - ay * pen->scale,
                         pen->x + bx * pen->scale, pen->y - by * pen->scale};
    pen->at[0] = tx;
    pen->at[1] = ty;
    canvas_curve(pen->canvas, control, pen->x + tx * pen->scale, pen->y - ty * pen->scale);
    return 0;
}

static void draw_run(struct font *font, double x, void *context) {
    static const FT_Outline_Funcs funcs = {pen_move, pen_line, pen_conic, pen_cubic, 0, 0};
    struct pen *pen = context;
    double left = pen->x;
    unsigned count;
    const hb_glyph_info_t *infos = hb_buffer_get_glyph_infos(font->buffer, &count);
    const hb_glyph_position_t *positions = hb_buffer_get_glyph_positions(font->buffer, &count);
    double baseline = pen->y;
    for (unsigned i = 0; i < count; i++) {
        if (FT_Load_Glyph(font->face, infos[i].codepoint, FT_LOAD_NO_SCALE) == 0) {
            pen->x = left + (x + positions[i].x_offset) * pen->scale;
            pen->y = baseline - positions[i].y_offset * pen->scale;
            pen->open = false;
            FT_Outline_Decompose(&font->face->glyph->outline, &funcs, pen);
            if (pen->open)
                canvas_close(pen->canvas);
        }
        x += positions[i].x_advance;
    }
    pen->x = left;
    pen->y = baseline;
}

void font_draw(struct font *font, struct canvas *canvas, const char *text, double x, double y,
               const struct text_style *style) {
    struct pen pen = {.canvas = canvas, .scale = style->size / font->units};
    if (style->align != 0)
        pen.x = -style->align * font_width(font, text, style->size);
    pen.y = style->middle * FONT_CAP_HEIGHT * style->size;
    if (style->angle != 0) {
        canvas_transform(canvas, x, y, style->angle);
    } else {
        pen.x += x;
        pen.y += y;
    }
    double width = shape(font, text, draw_run, &pen) * pen.scale;
    if (font->record)
        font->record(font->record_context, text, canvas_extents(canvas));
    struct canvas_label label = {text, pen.x, pen.y, style->size, width, style->color};
    if (strchr(text, '$') || !canvas_text(canvas, &label))
        canvas_fill(canvas, style->color, 1);
    if (style->angle != 0)
        canvas_untransform(canvas);
}

void font_record(struct font *font, text_recorder *record, void *context) {
    font->record = record;
    font->record_context = context;
}

void font_check(struct font *font, const char *text, struct text *warnings) {
    for (const char *s = text, *end = text + strlen(text); s < end;) {
        const char *start = s;
        uint32_t point = utf8_next(&s, end);
        hb_codepoint_t glyph;
        bool known = point < 0x20 || hb_font_get_nominal_glyph(font->shaper, point, &glyph);
        for (size_t i = 0; i < font->reported_count && !known; i++)
            known = font->reported[i] == point;
        if (known)
            continue;
        font->reported = mem_grow(font->reported, &font->reported_capacity,
                                  font->reported_count + 1, sizeof *font->reported);
        font->reported[font->reported_count++] = point;
        text_printf(warnings, "the font has no glyph for '%.*s' (U+%04X)\n", (int)(s - start),
                    start, (unsigned)point);
    }
}
