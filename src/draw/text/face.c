// SPDX-License-Identifier: GPL-3.0-or-later
#include "draw/text/face.h"

#include "base/memory.h"
#include "draw/text/glyph_table.h"
#include "draw/text/typeface.h"

#include <ft2build.h>
#include FT_FREETYPE_H
#include FT_OUTLINE_H
#include <hb-ot.h>
#include <hb.h>
#include <stdlib.h>

struct face {
    FT_Library library;
    FT_Face outlines;
    hb_font_t *shaper; // scaled to font units
    hb_buffer_t *buffer;
    double units; // font units in an em
    struct placed_glyph *placed;
    size_t capacity; // elements allocated for `placed`
    struct canvas_font font;
    const void *bytes;
    size_t length;
    struct glyph_use *use; // where to note what is asked; NULL: nowhere
};

static void outline_glyph(void *face, uint32_t glyph, struct canvas *canvas, double x, double y,
                          double size) {
    face_outline(face, glyph, canvas, x, y, size);
}

static double measure_glyph(void *face, uint32_t glyph, struct box *ink) {
    struct glyph_metrics metrics;
    face_measure(face, glyph, &metrics);
    *ink = (struct box){metrics.left, -metrics.height, metrics.right - metrics.left,
                        metrics.height + metrics.depth};
    return metrics.advance;
}

const struct canvas_font *face_font(const struct face *face) {
    return &face->font;
}

struct face *face_create(const void *bytes, size_t length) {
    struct face *face = mem_zero(1, sizeof *face);
    face->font = (struct canvas_font){outline_glyph, measure_glyph, face, typeface_number(bytes)};
    face->bytes = bytes;
    face->length = length;
    hb_blob_t *blob = hb_blob_create(bytes, (unsigned)length, HB_MEMORY_MODE_READONLY, NULL, NULL);
    hb_face_t *tables = hb_face_create(blob, 0);
    face->shaper = hb_font_create(tables);
    face->buffer = hb_buffer_create();
    face->units = hb_face_get_upem(tables);
    // HarfBuzz signals failed allocations by returning inert objects.
    if (face->shaper == hb_font_get_empty() || !hb_buffer_allocation_successful(face->buffer))
        mem_exhausted();
    bool good = hb_face_get_glyph_count(tables) > 0;
    hb_face_destroy(tables);
    hb_blob_destroy(blob);
    good = good && !FT_Init_FreeType(&face->library) &&
           !FT_New_Memory_Face(face->library, bytes, (FT_Long)length, 0, &face->outlines) &&
           FT_IS_SCALABLE(face->outlines);
    if (good)
        return face;
    face_destroy(face);
    return NULL;
}

void face_destroy(struct face *face) {
    if (!face)
        return;
    hb_buffer_destroy(face->buffer);
    hb_font_destroy(face->shaper);
    FT_Done_Face(face->outlines);
    FT_Done_FreeType(face->library);
    free(face->placed);
    free(face);
}

double face_units(const struct face *face) {
    return face->units;
}

void face_watch(struct face *face, struct glyph_uses *uses, bool lends) {
    face->use = uses ? glyph_uses_of(uses, face->bytes, face->length) : NULL;
    if (face->use)
        face->use->only_lends = face->use->only_lends && lends;
}

static void note_run(struct glyph_use *use, const uint32_t *points, int count, bool right_to_left) {
    bool joins = right_to_left;
    for (int i = 0; i < count; i++) {
        glyph_use_point(use, points[i]);
        joins = joins || glyph_use_joins(points[i]);
    }
    if (joins)
        glyph_use_run(use, points, count, right_to_left);
}

uint32_t face_glyph(struct face *face, uint32_t point) {
    hb_codepoint_t glyph;
    if (!hb_font_get_nominal_glyph(face->shaper, point, &glyph))
        return 0;
    if (face->use)
        glyph_use_point(face->use, point);
    return glyph;
}

const struct placed_glyph *face_shape(struct face *face, const uint32_t *points, int count,
                                      int start, int length, bool right_to_left,
                                      size_t *glyph_count, double *advance) {
    if (face->use)
        note_run(face->use, points + start, length, right_to_left);
    hb_buffer_clear_contents(face->buffer);
    hb_buffer_add_utf32(face->buffer, points, count, (unsigned)start, length);
    hb_buffer_set_direction(face->buffer, right_to_left ? HB_DIRECTION_RTL : HB_DIRECTION_LTR);
    hb_buffer_guess_segment_properties(face->buffer);
    // Tabular figures, where the face has them: a number that changes moves nothing beside it.
    static const hb_feature_t tabular = {HB_TAG('t', 'n', 'u', 'm'), 1, HB_FEATURE_GLOBAL_START,
                                         HB_FEATURE_GLOBAL_END};
    hb_shape(face->shaper, face->buffer, &tabular, 1);
    if (!hb_buffer_allocation_successful(face->buffer))
        mem_exhausted();
    unsigned glyphs;
    const hb_glyph_info_t *infos = hb_buffer_get_glyph_infos(face->buffer, &glyphs);
    const hb_glyph_position_t *positions = hb_buffer_get_glyph_positions(face->buffer, &glyphs);
    face->placed = mem_grow(face->placed, &face->capacity, glyphs + 1, sizeof *face->placed);
    double x = 0;
    for (unsigned i = 0; i < glyphs; i++) {
        face->placed[i] =
            (struct placed_glyph){infos[i].codepoint, (x + positions[i].x_offset) / face->units,
                                  positions[i].y_offset / face->units, (int)infos[i].cluster};
        x += positions[i].x_advance;
    }
    *glyph_count = glyphs;
    *advance = x / face->units;
    return face->placed;
}

// The state of FreeType's outline callbacks, which turn font units into canvas pixels.
struct outline_pen {
    struct canvas *canvas;
    double scale, x, y; // position of the glyph's origin, pixels
    double at[2];       // the current point, in font units
    bool open;
};

static int pen_move(const FT_Vector *to, void *user) {
    struct outline_pen *pen = user;
    if (pen->open)
        canvas_close(pen->canvas);
    pen->open = true;
    pen->at[0] = (double)to->x;
    pen->at[1] = (double)to->y;
    canvas_move(pen->canvas, pen->x + pen->at[0] * pen->scale, pen->y - pen->at[1] * pen->scale);
    return 0;
}

static int pen_line(const FT_Vector *to, void *user) {
    struct outline_pen *pen = user;
    pen->at[0] = (double)to->x;
    pen->at[1] = (double)to->y;
    canvas_line(pen->canvas, pen->x + pen->at[0] * pen->scale, pen->y - pen->at[1] * pen->scale);
    return 0;
}

static int pen_cubic(const FT_Vector *a, const FT_Vector *b, const FT_Vector *to, void *user) {
    struct outline_pen *pen = user;
    double control[4] = {pen->x + (double)a->x * pen->scale, pen->y - (double)a->y * pen->scale,
                         pen->x + (double)b->x * pen->scale, pen->y - (double)b->y * pen->scale};
    pen->at[0] = (double)to->x;
    pen->at[1] = (double)to->y;
    canvas_curve(pen->canvas, control, pen->x + pen->at[0] * pen->scale,
                 pen->y - pen->at[1] * pen->scale);
    return 0;
}

// Degree elevation: a quadratic Bezier curve is the cubic whose control points are 2/3 of the
// distance from each end point to the quadratic's control point.
static int pen_conic(const FT_Vector *c, const FT_Vector *to, void *user) {
    struct outline_pen *pen = user;
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

void face_outline(struct face *face, uint32_t glyph, struct canvas *canvas, double x, double y,
                  double size) {
    static const FT_Outline_Funcs funcs = {pen_move, pen_line, pen_conic, pen_cubic, 0, 0};
    struct outline_pen pen = {.canvas = canvas, .scale = size / face->units, .x = x, .y = y};
    FT_Error failure = FT_Load_Glyph(face->outlines, glyph, FT_LOAD_NO_SCALE);
    if (failure == FT_Err_Out_Of_Memory)
        mem_exhausted();
    if (failure)
        return;
    FT_Outline_Decompose(&face->outlines->glyph->outline, &funcs, &pen);
    if (pen.open)
        canvas_close(canvas);
}

void face_measure(struct face *face, uint32_t glyph, struct glyph_metrics *metrics) {
    hb_glyph_extents_t box = {0};
    double em = 1 / face->units;
    hb_font_get_glyph_extents(face->shaper, glyph, &box);
    metrics->advance = hb_font_get_glyph_h_advance(face->shaper, glyph) * em;
    metrics->left = box.x_bearing * em;
    metrics->right = (box.x_bearing + box.width) * em;
    metrics->height = box.y_bearing * em;
    metrics->depth = -(box.y_bearing + box.height) * em;
    metrics->italic = hb_ot_math_get_glyph_italics_correction(face->shaper, glyph) * em;
    metrics->accent_x = hb_ot_math_get_glyph_top_accent_attachment(face->shaper, glyph) * em;
}

uint32_t face_variant(struct face *face, uint32_t glyph, double height) {
    enum { VARIANTS = 32 };
    hb_ot_math_glyph_variant_t variants[VARIANTS];
    unsigned count = VARIANTS;
    hb_ot_math_get_glyph_variants(face->shaper, glyph, HB_DIRECTION_BTT, 0, &count, variants);
    for (unsigned i = 0; i < count; i++) {
        glyph = variants[i].glyph;
        if (variants[i].advance >= height * face->units)
            break;
    }
    return glyph;
}

double face_constant(struct face *face, enum face_constant constant) {
    static const hb_ot_math_constant_t names[] = {
        [FACE_SCRIPT_SCALE] = HB_OT_MATH_CONSTANT_SCRIPT_PERCENT_SCALE_DOWN,
        [FACE_SCRIPT_SCRIPT_SCALE] = HB_OT_MATH_CONSTANT_SCRIPT_SCRIPT_PERCENT_SCALE_DOWN,
        [FACE_DISPLAY_OPERATOR_MIN_HEIGHT] = HB_OT_MATH_CONSTANT_DISPLAY_OPERATOR_MIN_HEIGHT,
        [FACE_AXIS_HEIGHT] = HB_OT_MATH_CONSTANT_AXIS_HEIGHT,
        [FACE_ACCENT_BASE_HEIGHT] = HB_OT_MATH_CONSTANT_ACCENT_BASE_HEIGHT,
        [FACE_SUBSCRIPT_SHIFT_DOWN] = HB_OT_MATH_CONSTANT_SUBSCRIPT_SHIFT_DOWN,
        [FACE_SUBSCRIPT_TOP_MAX] = HB_OT_MATH_CONSTANT_SUBSCRIPT_TOP_MAX,
        [FACE_SUBSCRIPT_BASELINE_DROP_MIN] = HB_OT_MATH_CONSTANT_SUBSCRIPT_BASELINE_DROP_MIN,
        [FACE_SUPERSCRIPT_SHIFT_UP] = HB_OT_MATH_CONSTANT_SUPERSCRIPT_SHIFT_UP,
        [FACE_SUPERSCRIPT_SHIFT_UP_CRAMPED] = HB_OT_MATH_CONSTANT_SUPERSCRIPT_SHIFT_UP_CRAMPED,
        [FACE_SUPERSCRIPT_BOTTOM_MIN] = HB_OT_MATH_CONSTANT_SUPERSCRIPT_BOTTOM_MIN,
        [FACE_SUPERSCRIPT_BASELINE_DROP_MAX] = HB_OT_MATH_CONSTANT_SUPERSCRIPT_BASELINE_DROP_MAX,
        [FACE_SUB_SUPERSCRIPT_GAP_MIN] = HB_OT_MATH_CONSTANT_SUB_SUPERSCRIPT_GAP_MIN,
        [FACE_SUPERSCRIPT_BOTTOM_MAX_WITH_SUBSCRIPT] =
            HB_OT_MATH_CONSTANT_SUPERSCRIPT_BOTTOM_MAX_WITH_SUBSCRIPT,
        [FACE_SPACE_AFTER_SCRIPT] = HB_OT_MATH_CONSTANT_SPACE_AFTER_SCRIPT,
        [FACE_UPPER_LIMIT_GAP_MIN] = HB_OT_MATH_CONSTANT_UPPER_LIMIT_GAP_MIN,
        [FACE_UPPER_LIMIT_BASELINE_RISE_MIN] = HB_OT_MATH_CONSTANT_UPPER_LIMIT_BASELINE_RISE_MIN,
        [FACE_LOWER_LIMIT_GAP_MIN] = HB_OT_MATH_CONSTANT_LOWER_LIMIT_GAP_MIN,
        [FACE_LOWER_LIMIT_BASELINE_DROP_MIN] = HB_OT_MATH_CONSTANT_LOWER_LIMIT_BASELINE_DROP_MIN,
        [FACE_NUMERATOR_SHIFT_UP] = HB_OT_MATH_CONSTANT_FRACTION_NUMERATOR_SHIFT_UP,
        [FACE_NUMERATOR_DISPLAY_SHIFT_UP] =
            HB_OT_MATH_CONSTANT_FRACTION_NUMERATOR_DISPLAY_STYLE_SHIFT_UP,
        [FACE_DENOMINATOR_SHIFT_DOWN] = HB_OT_MATH_CONSTANT_FRACTION_DENOMINATOR_SHIFT_DOWN,
        [FACE_DENOMINATOR_DISPLAY_SHIFT_DOWN] =
            HB_OT_MATH_CONSTANT_FRACTION_DENOMINATOR_DISPLAY_STYLE_SHIFT_DOWN,
        [FACE_NUMERATOR_GAP_MIN] = HB_OT_MATH_CONSTANT_FRACTION_NUMERATOR_GAP_MIN,
        [FACE_NUMERATOR_DISPLAY_GAP_MIN] = HB_OT_MATH_CONSTANT_FRACTION_NUM_DISPLAY_STYLE_GAP_MIN,
        [FACE_DENOMINATOR_GAP_MIN] = HB_OT_MATH_CONSTANT_FRACTION_DENOMINATOR_GAP_MIN,
        [FACE_DENOMINATOR_DISPLAY_GAP_MIN] =
            HB_OT_MATH_CONSTANT_FRACTION_DENOM_DISPLAY_STYLE_GAP_MIN,
        [FACE_FRACTION_RULE] = HB_OT_MATH_CONSTANT_FRACTION_RULE_THICKNESS,
        [FACE_RADICAL_GAP] = HB_OT_MATH_CONSTANT_RADICAL_VERTICAL_GAP,
        [FACE_RADICAL_DISPLAY_GAP] = HB_OT_MATH_CONSTANT_RADICAL_DISPLAY_STYLE_VERTICAL_GAP,
        [FACE_RADICAL_RULE] = HB_OT_MATH_CONSTANT_RADICAL_RULE_THICKNESS,
        [FACE_RADICAL_EXTRA] = HB_OT_MATH_CONSTANT_RADICAL_EXTRA_ASCENDER,
        [FACE_RADICAL_KERN_BEFORE_DEGREE] = HB_OT_MATH_CONSTANT_RADICAL_KERN_BEFORE_DEGREE,
        [FACE_RADICAL_KERN_AFTER_DEGREE] = HB_OT_MATH_CONSTANT_RADICAL_KERN_AFTER_DEGREE,
        [FACE_RADICAL_DEGREE_RAISE] = HB_OT_MATH_CONSTANT_RADICAL_DEGREE_BOTTOM_RAISE_PERCENT,
    };
    return hb_ot_math_get_constant(face->shaper, names[constant]) /
           (face_constant_is_percent(constant) ? 100 : face->units);
}
