// SPDX-License-Identifier: GPL-3.0-or-later
#include "draw/text/maths_setter.h"

#include "base/memory.h"

double maths_size(const struct maths_setter *setter, const struct maths_style *style) {
    return style->level == 0   ? 1
           : style->level == 1 ? face_constant(setter->face, FACE_SCRIPT_SCALE)
                               : face_constant(setter->face, FACE_SCRIPT_SCRIPT_SCALE);
}

double maths_constant(const struct maths_setter *setter, const struct maths_style *style,
                      enum face_constant name) {
    return face_constant(setter->face, name) * maths_size(setter, style);
}

struct maths_style maths_script_style(const struct maths_style *style, bool cramped) {
    return (struct maths_style){.level = style->level < 2 ? style->level + 1 : 2,
                                .cramped = style->cramped || cramped};
}

struct maths_mark maths_mark(const struct maths_setter *setter) {
    return (struct maths_mark){setter->picture->glyph_count, setter->picture->rule_count};
}

void maths_move(struct maths_setter *setter, struct maths_mark from, struct maths_mark to, double x,
                double y) {
    for (size_t i = from.glyphs; i < to.glyphs; i++) {
        setter->picture->glyphs[i].x += x;
        setter->picture->glyphs[i].y += y;
    }
    for (size_t i = from.rules; i < to.rules; i++) {
        setter->picture->rules[i].x += x;
        setter->picture->rules[i].y += y;
    }
}

void maths_add_glyph(struct maths_setter *setter, struct face *face, uint32_t glyph, double x,
                     double y, double size) {
    struct maths_picture *picture = setter->picture;
    picture->glyphs = mem_grow(picture->glyphs, &picture->glyph_capacity, picture->glyph_count + 1,
                               sizeof *picture->glyphs);
    picture->glyphs[picture->glyph_count++] = (struct maths_glyph){face, glyph, x, y, size};
}

void maths_add_rule(struct maths_setter *setter, double x, double y, double width, double height) {
    struct maths_picture *picture = setter->picture;
    picture->rules = mem_grow(picture->rules, &picture->rule_capacity, picture->rule_count + 1,
                              sizeof *picture->rules);
    picture->rules[picture->rule_count++] = (struct maths_rule){x, y, width, height};
}

struct maths_box maths_set_glyph(struct maths_setter *setter, struct face *face, uint32_t glyph,
                                 double y, double size) {
    struct glyph_metrics metrics;
    face_measure(face, glyph, &metrics);
    maths_add_glyph(setter, face, glyph, 0, y, size);
    return (struct maths_box){.width = metrics.advance * size,
                              .height = metrics.height * size + y,
                              .depth = metrics.depth * size - y,
                              .italic = metrics.italic * size,
                              .accent_x = metrics.accent_x * size,
                              .is_char = true};
}

struct maths_box maths_set_centred(struct maths_setter *setter, uint32_t glyph,
                                   const struct maths_style *style) {
    double size = maths_size(setter, style);
    struct glyph_metrics metrics;
    face_measure(setter->face, glyph, &metrics);
    double middle = (metrics.height - metrics.depth) / 2 * size;
    return maths_set_glyph(setter, setter->face, glyph,
                           maths_constant(setter, style, FACE_AXIS_HEIGHT) - middle, size);
}
