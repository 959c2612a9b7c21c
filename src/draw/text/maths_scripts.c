// SPDX-License-Identifier: GPL-3.0-or-later
// Subscripts, superscripts and limits.
#include "draw/text/maths_setter.h"

#include <math.h>

// Scripts above and below, as a display has them at sums.
static struct maths_box set_limits(struct maths_setter *setter, const struct maths_node *node,
                                   const struct maths_style *style) {
    struct maths_mark marks[4];
    struct maths_box parts[3] = {{0}};
    double width = 0;
    for (int i = 0; i < 3; i++) {
        struct maths_style script = maths_script_style(style, i == 1);
        marks[i] = maths_mark(setter);
        if (node->parts[i])
            parts[i] = maths_set(setter, node->parts[i], i == 0 ? style : &script);
        width = fmax(width, parts[i].width);
    }
    marks[3] = maths_mark(setter);
    struct maths_box whole = parts[0];
    whole.width = width;
    double lean = parts[0].italic / 2;
    maths_move(setter, marks[0], marks[1], (width - parts[0].width) / 2, 0);
    if (node->parts[1]) {
        double down =
            fmax(maths_constant(setter, style, FACE_LOWER_LIMIT_BASELINE_DROP_MIN),
                 maths_constant(setter, style, FACE_LOWER_LIMIT_GAP_MIN) + parts[1].height) +
            parts[0].depth;
        maths_move(setter, marks[1], marks[2], (width - parts[1].width) / 2 - lean, -down);
        whole.depth = down + parts[1].depth;
    }
    if (node->parts[2]) {
        double up = fmax(maths_constant(setter, style, FACE_UPPER_LIMIT_BASELINE_RISE_MIN),
                         maths_constant(setter, style, FACE_UPPER_LIMIT_GAP_MIN) + parts[2].depth) +
                    parts[0].height;
        maths_move(setter, marks[2], marks[3], (width - parts[2].width) / 2 + lean, up);
        whole.height = up + parts[2].height;
    }
    whole.italic = 0;
    whole.is_char = false;
    return whole;
}

// Rule 18.
struct maths_box maths_set_scripts(struct maths_setter *setter, const struct maths_node *node,
                                   const struct maths_style *style) {
    const struct maths_node *base = node->parts[0];
    if (style->display && base->has_limits)
        return set_limits(setter, node, style);
    struct maths_box whole = maths_set(setter, base, style), sub = {0}, super = {0};
    struct maths_style sub_style = maths_script_style(style, true),
                       super_style = maths_script_style(style, false);
    struct maths_mark before_sub = maths_mark(setter);
    if (node->parts[1])
        sub = maths_set(setter, node->parts[1], &sub_style);
    struct maths_mark before_super = maths_mark(setter);
    if (node->parts[2])
        super = maths_set(setter, node->parts[2], &super_style);
    double down = maths_constant(setter, style, FACE_SUBSCRIPT_SHIFT_DOWN);
    double up = maths_constant(setter, style,
                               style->cramped ? FACE_SUPERSCRIPT_SHIFT_UP_CRAMPED
                                              : FACE_SUPERSCRIPT_SHIFT_UP);
    if (!whole.is_char) {
        down = fmax(down,
                    whole.depth + maths_constant(setter, style, FACE_SUBSCRIPT_BASELINE_DROP_MIN));
        up = fmax(up,
                  whole.height - maths_constant(setter, style, FACE_SUPERSCRIPT_BASELINE_DROP_MAX));
    }
    up = fmax(up, super.depth + maths_constant(setter, style, FACE_SUPERSCRIPT_BOTTOM_MIN));
    if (!node->parts[2]) {
        down = fmax(down, sub.height - maths_constant(setter, style, FACE_SUBSCRIPT_TOP_MAX));
    } else if (node->parts[1]) {
        double gap = up - super.depth - (sub.height - down);
        double least = maths_constant(setter, style, FACE_SUB_SUPERSCRIPT_GAP_MIN);
        if (gap < least) {
            double bottom =
                maths_constant(setter, style, FACE_SUPERSCRIPT_BOTTOM_MAX_WITH_SUBSCRIPT);
            double raise = fmin(fmax(bottom - (up - super.depth), 0), least - gap);
            up += raise;
            down += least - gap - raise;
        }
    }
    double x = whole.width;
    if (node->parts[1]) {
        // The lower limit of an integral stands under its slant.
        double lean = base->is_big ? whole.italic : 0;
        maths_move(setter, before_sub, before_super, x - lean, -down);
        whole.depth = fmax(whole.depth, down + sub.depth);
        whole.width = fmax(whole.width, x - lean + sub.width);
    }
    if (node->parts[2]) {
        maths_move(setter, before_super, maths_mark(setter), x + whole.italic, up);
        whole.height = fmax(whole.height, up + super.height);
        whole.width = fmax(whole.width, x + whole.italic + super.width);
    }
    whole.width += maths_constant(setter, style, FACE_SPACE_AFTER_SCRIPT);
    whole.italic = 0;
    whole.is_char = false;
    return whole;
}
