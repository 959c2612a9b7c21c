// SPDX-License-Identifier: GPL-3.0-or-later
#include "draw/text/fonts.h"

#include "base/memory.h"

#include <stdlib.h>

struct face *fonts_open(const struct font_bytes *bytes) {
    struct face *face = face_create(bytes->start, (size_t)(bytes->end - bytes->start));
    if (!face)
        abort();
    return face;
}

void fonts_init(struct fonts *fonts, const struct typeface *typeface, enum font_weight weight) {
    static const int css_weights[WEIGHTS] = {400, 500, 600};
    *fonts = (struct fonts){.typeface = typeface, .css_weight = css_weights[weight]};
    fonts->faces[fonts->count++] = fonts_open(&typeface->text[weight]);
    if (typeface != &typeface_table[0])
        fonts->faces[fonts->count++] = fonts_open(&typeface_table[0].text[weight]);
}

void fonts_finish(struct fonts *fonts) {
    for (int i = 0; i < fonts->count; i++)
        face_destroy(fonts->faces[i]);
    face_destroy(fonts->maths);
    free(fonts->missing);
    free(fonts->is_missing);
}

void fonts_watch(struct fonts *fonts, struct glyph_uses *uses) {
    fonts->uses = uses;
    for (int i = 0; i < fonts->count; i++)
        face_watch(fonts->faces[i], uses, i > 0);
    if (fonts->maths)
        face_watch(fonts->maths, uses, false);
}

bool fonts_add(struct fonts *fonts, const void *bytes, size_t length) {
    struct face *face = fonts->count < FONTS_MAX ? face_create(bytes, length) : NULL;
    if (face)
        fonts->faces[fonts->count++] = face;
    return face != NULL;
}

struct face *fonts_maths(struct fonts *fonts) {
    if (!fonts->maths) {
        fonts->maths = fonts_open(&fonts->typeface->maths);
        face_watch(fonts->maths, fonts->uses, false);
    }
    return fonts->maths;
}

// True for code points that must use the face of the previous character: combining marks, joiners
// and variation selectors.
static bool is_joined(uint32_t point) {
    return (point >= 0x300 && point < 0x370) || (point >= 0x200C && point <= 0x200F) ||
           (point >= 0x202A && point <= 0x202E) || (point >= 0x2060 && point <= 0x2069) ||
           (point & ~15u) == 0xFE00;
}

static void note_missing(struct fonts *fonts, uint32_t point) {
    enum { POINTS = 0x110000 }; // of Unicode
    if (point >= POINTS)
        return;
    if (!fonts->is_missing)
        fonts->is_missing = mem_zero(POINTS / 8, 1);
    if (fonts->is_missing[point / 8] >> point % 8 & 1)
        return;
    fonts->is_missing[point / 8] |= (uint8_t)(1 << point % 8);
    fonts->missing = mem_grow(fonts->missing, &fonts->missing_capacity, fonts->missing_count + 1,
                              sizeof *fonts->missing);
    fonts->missing[fonts->missing_count++] = point;
}

enum { ASCII_END = 0x7F }; // the bundled faces have every character below

int fonts_choose(struct fonts *fonts, uint32_t point, int before) {
    if (point < ASCII_END)
        return 0;
    if (is_joined(point) && face_glyph(fonts->faces[before], point))
        return before;
    for (int i = 0; i < fonts->count; i++)
        if (face_glyph(fonts->faces[i], point))
            return i;
    if (is_joined(point))
        return before;
    note_missing(fonts, point);
    return 0;
}

void fonts_check_formula(struct fonts *fonts, const char *formula, size_t length) {
    for (const char *s = formula, *end = s + length; s < end;) {
        uint32_t point = utf8_next(&s, end);
        if (point >= ASCII_END && !face_glyph(fonts->faces[0], point) &&
            !face_glyph(fonts_maths(fonts), point))
            note_missing(fonts, point);
    }
}

void fonts_report(struct fonts *fonts, struct text *warnings) {
    enum { NAMED = 8 };
    size_t count = fonts->missing_count - fonts->reported_count;
    if (count == 0)
        return;
    const uint32_t *points = fonts->missing + fonts->reported_count;
    text_add(warnings, "the fonts have no glyph for ");
    for (size_t i = 0; i < count && i < NAMED; i++) {
        char bytes[5];
        utf8_write(points[i], bytes);
        text_printf(warnings, "%s'%s' (U+%04X)", i > 0 ? ", " : "", bytes, (unsigned)points[i]);
    }
    if (count > NAMED)
        text_printf(warnings, " and %zu more", count - NAMED);
    text_add(warnings, "; a font file under 'fonts' can add them, such as fonts: [my.otf]\n");
    fonts->reported_count = fonts->missing_count;
}
