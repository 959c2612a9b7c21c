// SPDX-License-Identifier: GPL-3.0-or-later
#include "plot/box3d_texts.h"

#include <math.h>
#include <stdio.h>

static const double tick_gap = 3, label_gap = 4; // design points

enum { LABEL_MAX = 256 };

// Computes the centre of a text that is `distance` pixels away from the edge in the direction
// `out`.
static void text_place(const struct spot *spot, const double out[2], double distance, double width,
                       double height, double at[2]) {
    double reach = fabs(out[0]) * width / 2 + fabs(out[1]) * height / 2;
    at[0] = spot->x + out[0] * (distance + reach);
    at[1] = spot->y + out[1] * (distance + reach);
}

// Bounding boxes of the texts placed so far.
struct taken {
    struct box boxes[BOX3D_TEXTS];
    size_t count;
};

// Reserves the place of a text; false if it would overlap another one.
static bool take_place(struct taken *taken, const double at[2], double width, double height,
                       double gap) {
    struct box box = {at[0] - width / 2 - gap, at[1] - height / 2 - gap, width + 2 * gap,
                      height + 2 * gap};
    for (size_t i = 0; i < taken->count; i++) {
        const struct box *other = &taken->boxes[i];
        if (box.x < other->x + other->width && other->x < box.x + box.width &&
            box.y < other->y + other->height && other->y < box.y + box.height)
            return false;
    }
    taken->boxes[taken->count++] = box;
    return true;
}

// Returns the distance in pixels from a text to the nearest one placed before; negative if they
// overlap.
static double clearance(const struct taken *taken, const double at[2], double width,
                        double height) {
    double least = INFINITY;
    for (size_t i = 0; i < taken->count; i++) {
        const struct box *other = &taken->boxes[i];
        double across = fabs(at[0] - other->x - other->width / 2) - (width + other->width) / 2;
        double down = fabs(at[1] - other->y - other->height / 2) - (height + other->height) / 2;
        least = fmin(least, fmax(across, down));
    }
    return least;
}

// Returns the distance of an axis label from its edge that clears all possible numbers of the axis.
// It does not depend on how many numbers are shown, so the label moves smoothly with the camera.
static double label_distance(const struct box3d *space, const struct panel *panel, int d,
                             const double out[2]) {
    const struct stage *stage = panel->stage;
    const struct ticks *ticks = &space->axes[d].ticks;
    double unit = stage->unit, size = stage->theme->tick_size * unit, widest = 0;
    if (space->omits != OMIT_NOTHING)
        return (BOX3D_TICK + tick_gap) * unit;
    for (int i = 0; i < ticks->count; i++)
        widest = fmax(widest, font_width(stage->font, ticks->label[i], size));
    return (BOX3D_TICK + tick_gap + label_gap + 2) * unit + fabs(out[0]) * widest +
           fabs(out[1]) * size * FONT_CAP_HEIGHT;
}

// Returns the axis label, with the common factor or offset of the numbers appended.
static const char *label_of(const struct box3d *space, const struct box3d_axis *axis,
                            char label[LABEL_MAX]) {
    if (axis->ticks.common[0] == '\0' || space->omits != OMIT_NOTHING)
        return axis->label;
    snprintf(label, LABEL_MAX, "%s%s%s", axis->label ? axis->label : "", axis->label ? " " : "",
             axis->ticks.common);
    return label;
}

void box3d_visit_texts(const struct box3d *space, const struct panel *panel,
                       box3d_text_visitor *visit, void *context) {
    const struct stage *stage = panel->stage;
    double unit = stage->unit, size = stage->theme->tick_size * unit;
    double label_size = stage->theme->label_size * unit;
    struct taken taken = {.count = 0};
    for (int d = 0; d < 3; d++) {
        const struct box3d_axis *axis = &space->axes[d];
        double out[2], at[2];
        double height = size * FONT_CAP_HEIGHT;
        double presence = space->moves ? box3d_axis_presence(space, d) : 1;
        int numbers = space->omits == OMIT_NOTHING ? axis->ticks.count : 0;
        for (int i = 0; i < numbers; i++) {
            const char *text = axis->ticks.label[i];
            struct spot spot = box3d_edge_at(space, d, axis->ticks.value[i], out);
            double width = font_width(stage->font, text, size), alpha = presence;
            text_place(&spot, out, (BOX3D_TICK + tick_gap) * unit, width, height, at);
            if (space->moves)
                alpha *= box3d_smooth_step(clearance(&taken, at, width, height) / (4 * unit));
            // Where two axes meet, the first one's label is kept.
            if (alpha > 0 && (take_place(&taken, at, width, height, 0.5 * unit) || space->moves))
                visit(context, text, at, width, height, size, alpha);
        }
        char shared[LABEL_MAX];
        const char *label = label_of(space, axis, shared);
        if (!label || space->omits >= OMIT_LABELS)
            continue;
        struct spot spot = box3d_edge_at(space, d, axis->low / 2 + axis->high / 2, out);
        double width = font_width(stage->font, label, label_size);
        double more =
            font_rise(stage->font, label, label_size) + font_drop(stage->font, label, label_size);
        double whole = label_size + more, caps = label_size * FONT_CAP_HEIGHT + more;
        if (space->moves) {
            text_place(&spot, out, label_distance(space, panel, d, out), width, caps, at);
            presence *= box3d_smooth_step(clearance(&taken, at, width, whole) / (4 * unit));
            if (presence > 0 && take_place(&taken, at, width, whole, 0))
                visit(context, label, at, width, whole, label_size, presence);
            continue;
        }
        double gap = space->omits == OMIT_NOTHING ? label_gap : 0;
        double distance = (BOX3D_TICK + tick_gap + gap) * unit;
        // Outwards until it is clear of the numbers.
        do {
            distance += unit;
            text_place(&spot, out, distance, width, caps, at);
        } while (!take_place(&taken, at, width, whole, 4 * unit) && distance < 200 * unit);
        visit(context, label, at, width, whole, label_size, 1);
    }
}

struct box_list {
    struct box *boxes;
    size_t count;
};

static void collect_box(void *context, const char *text, const double at[2], double width,
                        double height, double size, double alpha) {
    (void)alpha;
    (void)text;
    (void)size;
    struct box_list *list = context;
    list->boxes[list->count++] = (struct box){at[0] - width / 2, at[1] - height / 2, width, height};
}

size_t box3d_text_boxes(const struct box3d *space, const struct panel *panel, struct box *boxes) {
    struct box_list list = {boxes, 0};
    box3d_visit_texts(space, panel, collect_box, &list);
    return list.count;
}
