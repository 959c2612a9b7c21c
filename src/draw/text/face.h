// SPDX-License-Identifier: GPL-3.0-or-later
// One typeface: its glyphs, how they are shaped, and what it says of formulas; the only place that
// knows FreeType and HarfBuzz. Lengths are in ems, y up, unless a size says otherwise.
#pragma once
#include "draw/canvas.h"

struct face;

// Opens a typeface from bytes, TrueType or OpenType, that outlive it; NULL where they are none with
// outlines.
struct face *face_create(const void *bytes, size_t length);
void face_destroy(struct face *face); // NULL is allowed

// The glyph of a code point; 0 where the face has none.
uint32_t face_glyph(struct face *face, uint32_t point);

// A glyph and where it stands in its line, from the line's begin.
struct placed_glyph {
    uint32_t glyph;
    double x, y;
    int point; // the first code point that it stands for
};

// Shapes `length` of `count` code points from `start` on, all of one direction. Returns the glyphs
// in visual order, valid until the next call, and the advance of the whole.
const struct placed_glyph *face_shape(struct face *face, const uint32_t *points, int count,
                                      int start, int length, bool right_to_left,
                                      size_t *glyph_count, double *advance);

// Adds the outline of a glyph to the canvas's path, its origin at (x, y), pixels; `size` is that of
// an em.
void face_outline(struct face *face, uint32_t glyph, struct canvas *canvas, double x, double y,
                  double size);

// The box of a glyph's ink above and below the baseline (depth is positive below), and what a font
// for formulas says of it.
struct glyph_metrics {
    double advance, left, right, height, depth;
    double italic;   // how far the slanted top leans over the advance
    double accent_x; // where an accent stands
};
void face_measure(struct face *face, uint32_t glyph, struct glyph_metrics *metrics);

// The smallest variant of a glyph that is at least so high in all, or the largest there is.
uint32_t face_variant(struct face *face, uint32_t glyph, double height);

// Constants of a font for formulas, named as in the OpenType specification's MATH table.
enum face_constant {
    FACE_SCRIPT_SCALE, // a factor
    FACE_SCRIPT_SCRIPT_SCALE,
    FACE_DISPLAY_OPERATOR_MIN_HEIGHT,
    FACE_AXIS_HEIGHT,
    FACE_ACCENT_BASE_HEIGHT,
    FACE_SUBSCRIPT_SHIFT_DOWN,
    FACE_SUBSCRIPT_TOP_MAX,
    FACE_SUBSCRIPT_BASELINE_DROP_MIN,
    FACE_SUPERSCRIPT_SHIFT_UP,
    FACE_SUPERSCRIPT_SHIFT_UP_CRAMPED,
    FACE_SUPERSCRIPT_BOTTOM_MIN,
    FACE_SUPERSCRIPT_BASELINE_DROP_MAX,
    FACE_SUB_SUPERSCRIPT_GAP_MIN,
    FACE_SUPERSCRIPT_BOTTOM_MAX_WITH_SUBSCRIPT,
    FACE_SPACE_AFTER_SCRIPT,
    FACE_UPPER_LIMIT_GAP_MIN,
    FACE_UPPER_LIMIT_BASELINE_RISE_MIN,
    FACE_LOWER_LIMIT_GAP_MIN,
    FACE_LOWER_LIMIT_BASELINE_DROP_MIN,
    FACE_NUMERATOR_SHIFT_UP,
    FACE_NUMERATOR_DISPLAY_SHIFT_UP,
    FACE_DENOMINATOR_SHIFT_DOWN,
    FACE_DENOMINATOR_DISPLAY_SHIFT_DOWN,
    FACE_NUMERATOR_GAP_MIN,
    FACE_NUMERATOR_DISPLAY_GAP_MIN,
    FACE_DENOMINATOR_GAP_MIN,
    FACE_DENOMINATOR_DISPLAY_GAP_MIN,
    FACE_FRACTION_RULE,
    FACE_RADICAL_GAP,
    FACE_RADICAL_DISPLAY_GAP,
    FACE_RADICAL_RULE,
    FACE_RADICAL_EXTRA,
    FACE_RADICAL_KERN_BEFORE_DEGREE,
    FACE_RADICAL_KERN_AFTER_DEGREE,
    FACE_RADICAL_DEGREE_RAISE, // a factor of the radical's height
};
double face_constant(struct face *face, enum face_constant constant);
