// SPDX-License-Identifier: GPL-3.0-or-later
// Rules are those of The TeXbook, appendix G, in the form that the OpenType MATH table gives them.
#include "base/memory.h"
#include "base/text.h"
#include "draw/text/maths.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

// How large and how tight a part is set.
struct style {
    int level;    // 0 in the line, 1 script, 2 script of a script
    bool display; // at level 0
    bool cramped; // superscripts are raised less
};

// What a part takes up, from its begin on the baseline; in ems of the text around.
struct maths_box {
    double width, height, depth;
    double italic;   // by how much its last character leans over its width
    double accent_x; // where an accent stands
    bool is_char;    // one character alone
};

struct setter {
    struct face *face, *text_face;
    struct maths_picture *picture;
};

static struct maths_box set(struct setter *setter, const struct maths_node *node,
                            const struct style *style);

static double size_of(const struct setter *setter, const struct style *style) {
    return style->level == 0   ? 1
           : style->level == 1 ? face_constant(setter->face, FACE_SCRIPT_SCALE)
                               : face_constant(setter->face, FACE_SCRIPT_SCRIPT_SCALE);
}

static double constant(const struct setter *setter, const struct style *style,
                       enum face_constant name) {
    return face_constant(setter->face, name) * size_of(setter, style);
}

static struct style script_of(const struct style *style, bool cramped) {
    return (struct style){.level = style->level < 2 ? style->level + 1 : 2,
                          .cramped = style->cramped || cramped};
}

// How much of the picture is made: what comes later may be moved by itself.
struct mark {
    size_t glyphs, rules;
};

static struct mark mark_of(const struct setter *setter) {
    return (struct mark){setter->picture->glyph_count, setter->picture->rule_count};
}

static void move(struct setter *setter, struct mark from, struct mark to, double x, double y) {
    for (size_t i = from.glyphs; i < to.glyphs; i++) {
        setter->picture->glyphs[i].x += x;
        setter->picture->glyphs[i].y += y;
    }
    for (size_t i = from.rules; i < to.rules; i++) {
        setter->picture->rules[i].x += x;
        setter->picture->rules[i].y += y;
    }
}

static void add_glyph(struct setter *setter, struct face *face, uint32_t glyph, double x, double y,
                      double size) {
    struct maths_picture *picture = setter->picture;
    picture->glyphs = mem_grow(picture->glyphs, &picture->glyph_capacity, picture->glyph_count + 1,
                               sizeof *picture->glyphs);
    picture->glyphs[picture->glyph_count++] = (struct maths_glyph){face, glyph, x, y, size};
}

static void add_rule(struct setter *setter, double x, double y, double width, double height) {
    struct maths_picture *picture = setter->picture;
    picture->rules = mem_grow(picture->rules, &picture->rule_capacity, picture->rule_count + 1,
                              sizeof *picture->rules);
    picture->rules[picture->rule_count++] = (struct maths_rule){x, y, width, height};
}

// Sets a glyph with its baseline at `y`.
static struct maths_box set_glyph(struct setter *setter, struct face *face, uint32_t glyph,
                                  double y, double size) {
    struct glyph_metrics metrics;
    face_measure(face, glyph, &metrics);
    add_glyph(setter, face, glyph, 0, y, size);
    return (struct maths_box){.width = metrics.advance * size,
                              .height = metrics.height * size + y,
                              .depth = metrics.depth * size - y,
                              .italic = metrics.italic * size,
                              .accent_x = metrics.accent_x * size,
                              .is_char = true};
}

// Sets a glyph whose ink is centred on the axis of fractions.
static struct maths_box set_centred(struct setter *setter, uint32_t glyph,
                                    const struct style *style) {
    double size = size_of(setter, style);
    struct glyph_metrics metrics;
    face_measure(setter->face, glyph, &metrics);
    double middle = (metrics.height - metrics.depth) / 2 * size;
    return set_glyph(setter, setter->face, glyph,
                     constant(setter, style, FACE_AXIS_HEIGHT) - middle, size);
}

static struct maths_box set_char(struct setter *setter, const struct maths_node *node,
                                 const struct style *style) {
    uint32_t glyph = face_glyph(setter->face, node->point);
    struct face *face = setter->face;
    if (!glyph && face_glyph(setter->text_face, node->point)) {
        face = setter->text_face;
        glyph = face_glyph(face, node->point);
    }
    if (!node->is_big || face != setter->face)
        return set_glyph(setter, face, glyph, 0, size_of(setter, style));
    if (style->display)
        glyph = face_variant(face, glyph, face_constant(face, FACE_DISPLAY_OPERATOR_MIN_HEIGHT));
    struct maths_box extent = set_centred(setter, glyph, style);
    extent.is_char = false;
    return extent;
}

static struct maths_box set_text(struct setter *setter, const char *text, struct face *face,
                                 const struct style *style) {
    enum { LONGEST = 512 };
    uint32_t points[LONGEST];
    int count = 0;
    for (const char *s = text, *end = text + strlen(text); s < end && count < LONGEST;)
        points[count++] = utf8_next(&s, end);
    size_t glyphs;
    double advance, size = size_of(setter, style);
    const struct placed_glyph *placed =
        face_shape(face, points, count, 0, count, false, &glyphs, &advance);
    struct maths_box extent = {.width = advance * size, .accent_x = advance * size / 2};
    for (size_t i = 0; i < glyphs; i++) {
        struct glyph_metrics metrics;
        face_measure(face, placed[i].glyph, &metrics);
        add_glyph(setter, face, placed[i].glyph, placed[i].x * size, placed[i].y * size, size);
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

static struct maths_box set_row(struct setter *setter, const struct maths_node *row,
                                const struct style *outer) {
    struct style style = *outer;
    struct maths_box whole = {0};
    int previous = -1;
    double em = size_of(setter, &style);
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
        struct mark before = mark_of(setter);
        struct maths_box part = set(setter, item, &style);
        move(setter, before, mark_of(setter), whole.width, 0);
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

// Scripts above and below, as a display has them at sums.
static struct maths_box set_limits(struct setter *setter, const struct maths_node *node,
                                   const struct style *style) {
    struct mark marks[4];
    struct maths_box parts[3] = {{0}};
    double width = 0;
    for (int i = 0; i < 3; i++) {
        struct style script = script_of(style, i == 1);
        marks[i] = mark_of(setter);
        if (node->parts[i])
            parts[i] = set(setter, node->parts[i], i == 0 ? style : &script);
        width = fmax(width, parts[i].width);
    }
    marks[3] = mark_of(setter);
    struct maths_box whole = parts[0];
    whole.width = width;
    double lean = parts[0].italic / 2;
    move(setter, marks[0], marks[1], (width - parts[0].width) / 2, 0);
    if (node->parts[1]) {
        double down = fmax(constant(setter, style, FACE_LOWER_LIMIT_BASELINE_DROP_MIN),
                           constant(setter, style, FACE_LOWER_LIMIT_GAP_MIN) + parts[1].height) +
                      parts[0].depth;
        move(setter, marks[1], marks[2], (width - parts[1].width) / 2 - lean, -down);
        whole.depth = down + parts[1].depth;
    }
    if (node->parts[2]) {
        double up = fmax(constant(setter, style, FACE_UPPER_LIMIT_BASELINE_RISE_MIN),
                         constant(setter, style, FACE_UPPER_LIMIT_GAP_MIN) + parts[2].depth) +
                    parts[0].height;
        move(setter, marks[2], marks[3], (width - parts[2].width) / 2 + lean, up);
        whole.height = up + parts[2].height;
    }
    whole.italic = 0;
    whole.is_char = false;
    return whole;
}

// Rule 18.
static struct maths_box set_scripts(struct setter *setter, const struct maths_node *node,
                                    const struct style *style) {
    const struct maths_node *base = node->parts[0];
    if (style->display && base->has_limits)
        return set_limits(setter, node, style);
    struct maths_box whole = set(setter, base, style), sub = {0}, super = {0};
    struct style sub_style = script_of(style, true), super_style = script_of(style, false);
    struct mark before_sub = mark_of(setter);
    if (node->parts[1])
        sub = set(setter, node->parts[1], &sub_style);
    struct mark before_super = mark_of(setter);
    if (node->parts[2])
        super = set(setter, node->parts[2], &super_style);
    double down = constant(setter, style, FACE_SUBSCRIPT_SHIFT_DOWN);
    double up =
        constant(setter, style,
                 style->cramped ? FACE_SUPERSCRIPT_SHIFT_UP_CRAMPED : FACE_SUPERSCRIPT_SHIFT_UP);
    if (!whole.is_char) {
        down = fmax(down, whole.depth + constant(setter, style, FACE_SUBSCRIPT_BASELINE_DROP_MIN));
        up = fmax(up, whole.height - constant(setter, style, FACE_SUPERSCRIPT_BASELINE_DROP_MAX));
    }
    up = fmax(up, super.depth + constant(setter, style, FACE_SUPERSCRIPT_BOTTOM_MIN));
    if (!node->parts[2]) {
        down = fmax(down, sub.height - constant(setter, style, FACE_SUBSCRIPT_TOP_MAX));
    } else if (node->parts[1]) {
        double gap = up - super.depth - (sub.height - down);
        double least = constant(setter, style, FACE_SUB_SUPERSCRIPT_GAP_MIN);
        if (gap < least) {
            double bottom = constant(setter, style, FACE_SUPERSCRIPT_BOTTOM_MAX_WITH_SUBSCRIPT);
            double raise = fmin(fmax(bottom - (up - super.depth), 0), least - gap);
            up += raise;
            down += least - gap - raise;
        }
    }
    double x = whole.width;
    if (node->parts[1]) {
        // The lower limit of an integral stands beneath its slant.
        double lean = base->is_big ? whole.italic : 0;
        move(setter, before_sub, before_super, x - lean, -down);
        whole.depth = fmax(whole.depth, down + sub.depth);
        whole.width = fmax(whole.width, x - lean + sub.width);
    }
    if (node->parts[2]) {
        move(setter, before_super, mark_of(setter), x + whole.italic, up);
        whole.height = fmax(whole.height, up + super.height);
        whole.width = fmax(whole.width, x + whole.italic + super.width);
    }
    whole.width += constant(setter, style, FACE_SPACE_AFTER_SCRIPT);
    whole.italic = 0;
    whole.is_char = false;
    return whole;
}

// Rule 15.
static struct maths_box set_fraction(struct setter *setter, const struct maths_node *node,
                                     const struct style *style) {
    bool display = style->display;
    // A fraction in a line has parts of the size of scripts.
    struct style upper =
        display ? (struct style){0, false, style->cramped} : script_of(style, false);
    struct style lower = display ? (struct style){0, false, true} : script_of(style, true);
    struct mark first = mark_of(setter);
    struct maths_box top = set(setter, node->parts[0], &upper);
    struct mark second = mark_of(setter);
    struct maths_box bottom = set(setter, node->parts[1], &lower);
    struct mark last = mark_of(setter);
    double rule = constant(setter, style, FACE_FRACTION_RULE);
    double axis = constant(setter, style, FACE_AXIS_HEIGHT);
    double up = constant(setter, style,
                         display ? FACE_NUMERATOR_DISPLAY_SHIFT_UP : FACE_NUMERATOR_SHIFT_UP);
    double down = constant(
        setter, style, display ? FACE_DENOMINATOR_DISPLAY_SHIFT_DOWN : FACE_DENOMINATOR_SHIFT_DOWN);
    double top_gap =
        constant(setter, style, display ? FACE_NUMERATOR_DISPLAY_GAP_MIN : FACE_NUMERATOR_GAP_MIN);
    double bottom_gap = constant(
        setter, style, display ? FACE_DENOMINATOR_DISPLAY_GAP_MIN : FACE_DENOMINATOR_GAP_MIN);
    up = fmax(up, axis + rule / 2 + top_gap + top.depth);
    down = fmax(down, bottom.height + bottom_gap + rule / 2 - axis);
    double side = 0.12 * size_of(setter, style); // TeX's \nulldelimiterspace
    double width = fmax(top.width, bottom.width);
    move(setter, first, second, side + (width - top.width) / 2, up);
    move(setter, second, last, side + (width - bottom.width) / 2, -down);
    add_rule(setter, side, axis - rule / 2, width, rule);
    return (struct maths_box){.width = width + 2 * side,
                              .height = up + top.height,
                              .depth = down + bottom.depth,
                              .accent_x = side + width / 2};
}

// Rule 11.
static struct maths_box set_radical(struct setter *setter, const struct maths_node *node,
                                    const struct style *style) {
    struct style cramped = {style->level, style->display, true};
    double size = size_of(setter, style);
    double rule = constant(setter, style, FACE_RADICAL_RULE);
    double gap =
        constant(setter, style, style->display ? FACE_RADICAL_DISPLAY_GAP : FACE_RADICAL_GAP);
    struct mark first = mark_of(setter);
    struct maths_box body = set(setter, node->parts[0], &cramped);
    struct mark second = mark_of(setter);
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
        struct style small = {2, false, true};
        struct mark before = mark_of(setter);
        struct maths_box degree = set(setter, node->parts[1], &small);
        double raise = constant(setter, style, FACE_RADICAL_DEGREE_RAISE) / size * tall;
        x = constant(setter, style, FACE_RADICAL_KERN_BEFORE_DEGREE);
        move(setter, before, mark_of(setter), x, top - tall + raise + degree.depth);
        x += degree.width + constant(setter, style, FACE_RADICAL_KERN_AFTER_DEGREE);
    }
    double end = x + metrics.advance * size;
    add_glyph(setter, setter->face, sign, x, top - metrics.height * size, size);
    move(setter, first, second, end, 0);
    add_rule(setter, end, top - rule, body.width, rule);
    return (struct maths_box){.width = end + body.width,
                              .height = top + constant(setter, style, FACE_RADICAL_EXTRA),
                              .depth = fmax(body.depth, tall - top),
                              .accent_x = (end + body.width) / 2};
}

// Rule 12.
static struct maths_box set_accent(struct setter *setter, const struct maths_node *node,
                                   const struct style *style) {
    struct style cramped = {style->level, style->display, true};
    struct maths_box body = set(setter, node->parts[0], &cramped);
    uint32_t glyph = face_glyph(setter->face, node->point);
    double size = size_of(setter, style);
    double base = constant(setter, style, FACE_ACCENT_BASE_HEIGHT);
    struct glyph_metrics metrics;
    face_measure(setter->face, glyph, &metrics);
    double y = body.height - fmin(body.height, base);
    add_glyph(setter, setter->face, glyph, body.accent_x - metrics.accent_x * size, y, size);
    body.height = fmax(body.height, y + metrics.height * size);
    return body;
}

static struct maths_box set_overline(struct setter *setter, const struct maths_node *node,
                                     const struct style *style) {
    struct style cramped = {style->level, style->display, true};
    struct maths_box body = set(setter, node->parts[0], &cramped);
    double rule = constant(setter, style, FACE_FRACTION_RULE);
    add_rule(setter, 0, body.height + 3 * rule, body.width, rule);
    body.height += 5 * rule;
    body.is_char = false;
    return body;
}

// Delimiters as high as what they hold, on both sides of the axis.
static struct maths_box set_fenced(struct setter *setter, const struct maths_node *node,
                                   const struct style *style) {
    struct mark first = mark_of(setter);
    struct maths_box whole = set(setter, node->parts[0], style);
    struct mark last = mark_of(setter);
    double axis = constant(setter, style, FACE_AXIS_HEIGHT);
    double reach = fmax(whole.height - axis, whole.depth + axis);
    // TeX lets a delimiter be a tenth short, or half an em's tenth (\delimiterfactor and
    // \delimitershortfall of plain TeX).
    double wanted = fmax(2 * reach * 0.901, 2 * reach - 0.5) / size_of(setter, style);
    const uint32_t points[2] = {node->point, node->close};
    double x = 0;
    for (int side = 0; side < 2; side++) {
        if (side == 1) {
            move(setter, first, last, x, 0);
            x += whole.width;
        }
        if (!points[side])
            continue;
        struct mark before = mark_of(setter);
        struct maths_box fence = set_centred(
            setter, face_variant(setter->face, face_glyph(setter->face, points[side]), wanted),
            style);
        move(setter, before, mark_of(setter), x, 0);
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

static struct maths_box set(struct setter *setter, const struct maths_node *node,
                            const struct style *style) {
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
        return set_scripts(setter, node, style);
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
    case MATHS_SPACE:
        return (struct maths_box){.width = node->width * size_of(setter, style)};
    case MATHS_STYLE:
        break;
    }
    return (struct maths_box){0};
}

void maths_layout(const struct maths *maths, struct face *face, struct face *text_face,
                  bool display, struct maths_picture *picture) {
    struct setter setter = {face, text_face, picture};
    struct style style = {.display = display};
    *picture = (struct maths_picture){0};
    struct maths_box whole = set(&setter, maths->root, &style);
    picture->width = whole.width + whole.italic;
    picture->height = whole.height;
    picture->depth = whole.depth;
}

void maths_picture_finish(struct maths_picture *picture) {
    free(picture->glyphs);
    free(picture->rules);
    *picture = (struct maths_picture){0};
}
