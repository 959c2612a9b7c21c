// SPDX-License-Identifier: GPL-3.0-or-later
// One typeface: its glyphs, text shaping, and its constants for formulas. face.c, which alone knows
// FreeType and HarfBuzz, has them from a font; face_table.c, for pages, from a table of glyphs. Lengths are in ems with y upwards, unless stated otherwise.
#pragma once
#include "draw/canvas.h"

struct face;

// Opens a typeface from the bytes of a TrueType or OpenType file; they must outlive it. NULL if
// they are no font with outlines.
struct face *face_create(const void *bytes, size_t length);
void face_destroy(struct face *face); // NULL is allowed

// Returns the font units in an em.
double face_units(const struct face *face);

// Notes from now on in `uses` what is asked of the face (draw/text/glyph_table.h); NULL: nowhere.
// `lends`: it only stands in for characters that another lacks.
struct glyph_uses;
void face_watch(struct face *face, struct glyph_uses *uses, bool lends);

// Returns the glyph of a code point; 0 if the face lacks it.
uint32_t face_glyph(struct face *face, uint32_t point);

// A glyph and its position relative to the start of the line.
struct placed_glyph {
    uint32_t glyph;
    double x, y;
    int point; // index of the first code point that it stands for
};

// Shapes the code points `start` to `start` + `length` - 1 of `count`; all have one direction, the
// others are context. Returns the glyphs in visual order, owned by the face and valid until the
// next call, and their total advance.
const struct placed_glyph *face_shape(struct face *face, const uint32_t *points, int count,
                                      int start, int length, bool right_to_left,
                                      size_t *glyph_count, double *advance);

// Adds a glyph's outline to the canvas's path with its origin at (x, y), in pixels. `size` is
// pixels an em.
void face_outline(struct face *face, uint32_t glyph, struct canvas *canvas, double x, double y,
                  double size);

// The bounding box of a glyph's ink relative to its origin, and its values in the MATH table.
// `depth` is positive below the baseline.
struct glyph_metrics {
    double advance, left, right, height, depth;
    double italic;   // italics correction: how far a slanted top leans over the advance
    double accent_x; // where an accent attaches
};
void face_measure(struct face *face, uint32_t glyph, struct glyph_metrics *metrics);

// Returns the smallest variant of a glyph whose ink is at least `height` high in total, or else the
// largest variant.
uint32_t face_variant(struct face *face, uint32_t glyph, double height);

// Returns the typeface as a canvas knows it; it belongs to the face.
const struct canvas_font *face_font(const struct face *face);

// Constants for formulas, named as in the MATH table of the OpenType specification.
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
    FACE_CONSTANTS
};
double face_constant(struct face *face, enum face_constant constant);

// True for those that a font stores in percent, not in font units.
static inline bool face_constant_is_percent(enum face_constant constant) {
    return constant == FACE_SCRIPT_SCALE || constant == FACE_SCRIPT_SCRIPT_SCALE ||
           constant == FACE_RADICAL_DEGREE_RAISE;
}
