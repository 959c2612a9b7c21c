// SPDX-License-Identifier: GPL-3.0-or-later
// face_table.c and bidi_table.c, which stand in for face.c and bidi.c on pages, under names of
// their own, so that a test has both: table_face_create beside face_create.
#pragma once
#define face_create table_face_create
#define face_destroy table_face_destroy
#define face_units table_face_units
#define face_watch table_face_watch
#define face_glyph table_face_glyph
#define face_shape table_face_shape
#define face_outline table_face_outline
#define face_measure table_face_measure
#define face_variant table_face_variant
#define face_font table_face_font
#define face_constant table_face_constant
#define bidi_class table_bidi_class
#define bidi_levels table_bidi_levels
#include "draw/text/bidi_table.c"
#include "draw/text/face_table.c"
#undef face_create
#undef face_destroy
#undef face_units
#undef face_watch
#undef face_glyph
#undef face_shape
#undef face_outline
#undef face_measure
#undef face_variant
#undef face_font
#undef face_constant
#undef bidi_class
#undef bidi_levels
struct face *face_create(const void *bytes, size_t length);
void face_destroy(struct face *face);
double face_units(const struct face *face);
uint32_t face_glyph(struct face *face, uint32_t point);
const struct placed_glyph *face_shape(struct face *face, const uint32_t *points, int count,
                                      int start, int length, bool right_to_left,
                                      size_t *glyph_count, double *advance);
void face_outline(struct face *face, uint32_t glyph, struct canvas *canvas, double x, double y,
                  double size);
void face_measure(struct face *face, uint32_t glyph, struct glyph_metrics *metrics);
uint32_t face_variant(struct face *face, uint32_t glyph, double height);
double face_constant(struct face *face, enum table_face_constant constant); // renamed, too
void bidi_levels(const uint32_t *points, int count, signed char *levels);
