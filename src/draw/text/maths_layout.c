// SPDX-License-Identifier: GPL-3.0-or-later
// Rules are those of The TeXbook, appendix G, in the form that the OpenType MATH table gives them.
#include "base/memory.h"
#include "base/text.h"
#include "draw/text/maths_setter.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static struct maths_box set_char(struct maths_setter *setter, const struct maths_node *node,
                                 const struct maths_style *style) {
    uint32_t glyph = face_glyph(setter->face, node->point);
    struct face *face = setter->face;
    if (!glyph && face_glyph(setter->text_face, node->point)) {
        face = setter->text_face;
        glyph = face_glyph(face, node->point);
    }
    if (!node->is_big || face != setter->face)
        return maths_set_glyph(setter, face, glyph, 0, maths_size(setter, style));
    if (style->display)
        glyph = face_variant(face, glyph, face_constant(face, FACE_DISPLAY_OPERATOR_MIN_HEIGHT));
    struct maths_box extent = maths_set_centred(setter, glyph, style);
    extent.is_char = false;
    return extent;
}

static struct maths_box set_text(struct maths_setter *setter, const char *text, struct face *face,
                                 const struct maths_style *style) {
    uint32_t *points = mem_zero(strlen(text) + 1, sizeof *points);
    int count = 0;
    for (const char *s = text, *end = text + strlen(text); s < end;)
        points[count++] = utf8_next(&s, end);
    size_t glyphs;
    double advance, size = maths_size(setter, style);
    const struct placed_glyph *placed =
        face_shape(face, points, count, 0, count, false, &glyphs, &advance);
    free(points);
    struct maths_box extent = {.width = advance * size, .accent_x = advance * size / 2};
    for (size_t i = 0; i < glyphs; i++) {
        struct glyph_metrics metrics;
        face_measure(face, placed[i].glyph, &metrics);
        maths_add_glyph(setter, face, placed[i].glyph, placed[i].x * size, placed[i].y * size,
                        size);
        extent.height = fmax(extent.height, (metrics.height + placed[i].y) * size);
        extent.depth = fmax(extent.depth, (metrics.depth - placed[i].y) * size);
    }
    return extent;
}

// The space between two classes in a row, in eighteenths of an em; negative: in scripts there is
// none (The TeXbook, page 170). What cannot meet has 0.
static int space_between(enum maths_class left, enum maths_class right) {
    static const signed char table[8][8] = {
        // ord op bin rel open close punct inner
        {0, 3, -4, -5, 0, 0, 0, -3},     // ordinary
        {3, 3, 0, -5, 0, 0, 0, -3},      // operator
        {-4, -4, 0, 0, -4, 0, 0, -4},    // binary
        {-5, -5, 0, 0, -5, 0, 0, -5},    // relation
        {0, 0, 0, 0, 0, 0, 0, 0},        // open
        {0, 3, -4, -5, 0, 0, 0, -3},     // close
        {-3, -3, 0, -3, -3, -3, -3, -3}, // punctuation
        {-3, 3, -4, -5, -3, 0, -3, -3},  // inner
    };
    return table[left][right];
}

// A sign is binary only between two things that it joins.
static enum maths_class class_in_row(const struct maths_node *row, size_t index, int previous) {
    enum maths_class class = row->items[index]->class;
    if (class != CLASS_BINARY)
        return class;
    bool begins = previous < 0 || previous == CLASS_BINARY || previous == CLASS_OPERATOR ||
                  previous == CLASS_RELATION || previous == CLASS_OPEN ||
                  previous == CLASS_PUNCTUATION;
    int next = -1;
    for (size_t i = index + 1; next < 0 && i < row->count; i++)
        if (row->items[i]->kind != MATHS_SPACE && row->items[i]->kind != MATHS_STYLE)
            next = (int)row->items[i]->class;
    bool ends =
        next < 0 || next == CLASS_RELATION || next == CLASS_CLOSE || next == CLASS_PUNCTUATION;
    return begins || ends ? CLASS_ORDINARY : class;
}

static struct maths_box set_row(struct maths_setter *setter, const struct maths_node *row,
                                const struct maths_style *outer) {
    struct maths_style style = *outer;
    struct maths_box whole = {0};
    int previous = -1;
    double em = maths_size(setter, &style);
    for (size_t i = 0; i < row->count; i++) {
        const struct maths_node *item = row->items[i];
        if (item->kind == MATHS_STYLE) {
            style.display = item->display && style.level == 0;
            continue;
        }
        if (item->kind == MATHS_SPACE) {
            whole.width += item->width * em;
            continue;
        }
        enum maths_class class = class_in_row(row, i, previous);
        int space = previous < 0 ? 0 : space_between((enum maths_class)previous, class);
        if (space > 0 || style.level == 0)
            whole.width += abs(space) / 18.0 * em;
        struct maths_mark before = maths_mark(setter);
        struct maths_box part = maths_set(setter, item, &style);
        maths_move(setter, before, maths_mark(setter), whole.width, 0);
        bool is_first = whole.width == 0;
        whole.accent_x = is_first ? part.accent_x : whole.accent_x;
        whole.is_char = row->count == 1 && part.is_char;
        whole.width += part.width;
        whole.height = is_first ? part.height : fmax(whole.height, part.height);
        whole.depth = is_first ? part.depth : fmax(whole.depth, part.depth);
        // Italics that lean over the end of a row would touch what follows.
        whole.italic = part.italic;
        previous = (int)class;
    }
    if (row->count != 1)
        whole.accent_x = whole.width / 2;
    return whole;
}

// Rule 15.
static struct maths_box set_fraction(struct maths_setter *setter, const struct maths_node *node,
                                     const struct maths_style *style) {
    bool display = style->display;
    // A fraction in a line has parts of the size of scripts.
    struct maths_style upper =
        display ? (struct maths_style){0, false, style->cramped} : maths_script_style(style, false);
    struct maths_style lower =
        display ? (struct maths_style){0, false, true} : maths_script_style(style, true);
    struct maths_mark first = maths_mark(setter);
    struct maths_box top = maths_set(setter, node->parts[0], &upper);
    struct maths_mark second = maths_mark(setter);
    struct maths_box bottom = maths_set(setter, node->parts[1], &lower);
    struct maths_mark last = maths_mark(setter);
    double rule = maths_constant(setter, style, FACE_FRACTION_RULE);
    double axis = maths_constant(setter, style, FACE_AXIS_HEIGHT);
    double up = maths_constant(setter, style,
                               display ? FACE_NUMERATOR_DISPLAY_SHIFT_UP : FACE_NUMERATOR_SHIFT_UP);
    double down = maths_constant(
        setter, style, display ? FACE_DENOMINATOR_DISPLAY_SHIFT_DOWN : FACE_DENOMINATOR_SHIFT_DOWN);
    double top_gap = maths_constant(
        setter, style, display ? FACE_NUMERATOR_DISPLAY_GAP_MIN : FACE_NUMERATOR_GAP_MIN);
    double bottom_gap = maths_constant(
        setter, style, display ? FACE_DENOMINATOR_DISPLAY_GAP_MIN : FACE_DENOMINATOR_GAP_MIN);
    up = fmax(up, axis + rule / 2 + top_gap + top.depth);
    down = fmax(down, bottom.height + bottom_gap + rule / 2 - axis);
    double side = 0.12 * maths_size(setter, style); // TeX's \nulldelimiterspace
    double width = fmax(top.width, bottom.width);
    maths_move(setter, first, second, side + (width - top.width) / 2, up);
    maths_move(setter, second, last, side + (width - bottom.width) / 2, -down);
    maths_add_rule(setter, side, axis - rule / 2, width, rule);
    return (struct maths_box){.width = width + 2 * side,
                              .height = up + top.height,
                              .depth = down + bottom.depth,
                              .accent_x = side + width / 2};
}

// Rule 11.
static struct maths_box set_radical(struct maths_setter *setter, const struct maths_node *node,
                                    const struct maths_style *style) {
    struct maths_style cramped = {style->level, style->display, true};
    double size = maths_size(setter, style);
    double rule = maths_constant(setter, style, FACE_RADICAL_RULE);
    double gap =
        maths_constant(setter, style, style->display ? FACE_RADICAL_DISPLAY_GAP : FACE_RADICAL_GAP);
    struct maths_mark first = maths_mark(setter);
    struct maths_box body = maths_set(setter, node->parts[0], &cramped);
    struct maths_mark second = maths_mark(setter);
    uint32_t sign = face_variant(setter->face, face_glyph(setter->face, 0x221A),
                                 (body.height + body.depth + gap + rule) / size);
    struct glyph_metrics metrics;
    face_measure(setter->face, sign, &metrics);
    double tall = (metrics.height + metrics.depth) * size;
    // A sign that is taller than need be shares the rest between above and below.
    double rest = tall - rule - body.height - body.depth - gap;
    gap += rest > 0 ? rest / 2 : 0;
    double top = body.height + gap + rule;
    double x = 0;
    if (node->parts[1]) {
        struct maths_style small = {2, false, true};
        struct maths_mark before = maths_mark(setter);
        struct maths_box degree = maths_set(setter, node->parts[1], &small);
        double raise = maths_constant(setter, style, FACE_RADICAL_DEGREE_RAISE) / size * tall;
        x = maths_constant(setter, style, FACE_RADICAL_KERN_BEFORE_DEGREE);
        maths_move(setter, before, maths_mark(setter), x, top - tall + raise + degree.depth);
        x += degree.width + maths_constant(setter, style, FACE_RADICAL_KERN_AFTER_DEGREE);
    }
    double end = x + metrics.advance * size;
    maths_add_glyph(setter, setter->face, sign, x, top - metrics.height * size, size);
    maths_move(setter, first, second, end, 0);
    maths_add_rule(setter, end, top - rule, body.width, rule);
    return (struct maths_box){.width = end + body.width,
                              .height = top + maths_constant(setter, style, FACE_RADICAL_EXTRA),
                              .depth = fmax(body.depth, tall - top),
                              .accent_x = (end + body.width) / 2};
}

// Rule 12.
static struct maths_box set_accent(struct maths_setter *setter, const struct maths_node *node,
                                   const struct maths_style *style) {
    struct maths_style cramped = {style->level, style->display, true};
    struct maths_box body = maths_set(setter, node->parts[0], &cramped);
    uint32_t glyph = face_glyph(setter->face, node->point);
    double size = maths_size(setter, style);
    double base = maths_constant(setter, style, FACE_ACCENT_BASE_HEIGHT);
    struct glyph_metrics metrics;
    face_measure(setter->face, glyph, &metrics);
    double y = body.height - fmin(body.height, base);
    maths_add_glyph(setter, setter->face, glyph, body.accent_x - metrics.accent_x * size, y, size);
    body.height = fmax(body.height, y + metrics.height * size);
    return body;
}

static struct maths_box set_overline(struct maths_setter *setter, const struct maths_node *node,
                                     const struct maths_style *style) {
    struct maths_style cramped = {style->level, style->display, true};
    struct maths_box body = maths_set(setter, node->parts[0], &cramped);
    double rule = maths_constant(setter, style, FACE_FRACTION_RULE);
    maths_add_rule(setter, 0, body.height + 3 * rule, body.width, rule);
    body.height += 5 * rule;
    body.is_char = false;
    return body;
}

// Delimiters as high as what they hold, on both sides of the axis.
static struct maths_box set_fenced(struct maths_setter *setter, const struct maths_node *node,
                                   const struct maths_style *style) {
    struct maths_mark first = maths_mark(setter);
    struct maths_box whole = maths_set(setter, node->parts[0], style);
    struct maths_mark last = maths_mark(setter);
    double axis = maths_constant(setter, style, FACE_AXIS_HEIGHT);
    double reach = fmax(whole.height - axis, whole.depth + axis);
    // TeX lets a delimiter be a tenth short, or half an em's tenth (\delimiterfactor and
    // \delimitershortfall of plain TeX).
    double wanted = fmax(2 * reach * 0.901, 2 * reach - 0.5) / maths_size(setter, style);
    const uint32_t points[2] = {node->point, node->close};
    double x = 0;
    for (int side = 0; side < 2; side++) {
        if (side == 1) {
            maths_move(setter, first, last, x, 0);
            x += whole.width;
        }
        if (!points[side])
            continue;
        struct maths_mark before = maths_mark(setter);
        struct maths_box fence = maths_set_centred(
            setter, face_variant(setter->face, face_glyph(setter->face, points[side]), wanted),
            style);
        maths_move(setter, before, maths_mark(setter), x, 0);
        x += fence.width;
        whole.height = fmax(whole.height, fence.height);
        whole.depth = fmax(whole.depth, fence.depth);
    }
    whole.width = x;
    whole.accent_x = x / 2;
    whole.italic = 0;
    whole.is_char = false;
    return whole;
}

// Rows above each other, around the axis, in two columns that begin on the left.
static struct maths_box set_stack(struct maths_setter *setter, const struct maths_node *node,
                                  const struct maths_style *outer) {
    struct maths_style style = {outer->level, false, outer->cramped};
    double em = maths_size(setter, &style), width[2] = {0}, y = 0, top = 0, bottom = 0;
    struct maths_box *cells = mem_zero(node->count, sizeof *cells);
    struct maths_mark *marks = mem_zero(node->count + 1, sizeof *marks);
    double *lines = mem_zero(node->count, sizeof *lines);
    for (size_t i = 0; i < node->count; i++) {
        marks[i] = maths_mark(setter);
        cells[i] = maths_set(setter, node->items[i], &style);
        width[i % 2] = fmax(width[i % 2], cells[i].width + cells[i].italic);
    }
    marks[node->count] = maths_mark(setter);
    for (size_t i = 0; i + 1 < node->count; i += 2) {
        double height = fmax(cells[i].height, cells[i + 1].height);
        if (i > 0)
            y -= fmax(1.4 * em, height - bottom + y + 0.3 * em);
        else
            top = height;
        lines[i] = lines[i + 1] = y;
        bottom = y - fmax(cells[i].depth, cells[i + 1].depth);
    }
    double up = maths_constant(setter, &style, FACE_AXIS_HEIGHT) - (top + bottom) / 2;
    for (size_t i = 0; i < node->count; i++)
        maths_move(setter, marks[i], marks[i + 1], i % 2 ? width[0] + em : 0, lines[i] + up);
    free(cells);
    free(marks);
    free(lines);
    double whole = width[1] > 0 ? width[0] + em + width[1] : width[0];
    return (struct maths_box){
        .width = whole, .height = top + up, .depth = -bottom - up, .accent_x = whole / 2};
}

struct maths_box maths_set(struct maths_setter *setter, const struct maths_node *node,
                           const struct maths_style *style) {
    switch (node->kind) {
    case MATHS_ROW:
        return set_row(setter, node, style);
    case MATHS_CHAR:
        return set_char(setter, node, style);
    case MATHS_NAME:
        return set_text(setter, node->text, setter->face, style);
    case MATHS_TEXT:
        return set_text(setter, node->text, setter->text_face, style);
    case MATHS_SCRIPTS:
        return maths_set_scripts(setter, node, style);
    case MATHS_FRACTION:
        return set_fraction(setter, node, style);
    case MATHS_RADICAL:
        return set_radical(setter, node, style);
    case MATHS_ACCENT:
        return set_accent(setter, node, style);
    case MATHS_OVERLINE:
        return set_overline(setter, node, style);
    case MATHS_FENCED:
        return set_fenced(setter, node, style);
    case MATHS_STACK:
        return set_stack(setter, node, style);
    case MATHS_SPACE:
        return (struct maths_box){.width = node->width * maths_size(setter, style)};
    case MATHS_STYLE:
        break;
    }
    return (struct maths_box){0};
}

void maths_layout(const struct maths *maths, struct face *face, struct face *text_face,
                  bool display, struct maths_picture *picture) {
    struct maths_setter setter = {face, text_face, picture};
    struct maths_style style = {.display = display};
    *picture = (struct maths_picture){0};
    struct maths_box whole = maths_set(&setter, maths->root, &style);
    picture->width = whole.width + whole.italic;
    picture->height = whole.height;
    picture->depth = whole.depth;
}

void maths_picture_finish(struct maths_picture *picture) {
    free(picture->glyphs);
    free(picture->rules);
    *picture = (struct maths_picture){0};
}
