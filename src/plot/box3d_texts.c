// SPDX-License-Identifier: GPL-3.0-or-later
#include "plot/box3d_texts.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

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

// What the functions below share while they place the texts of an axis.
struct placing {
    const struct box3d *space;
    const struct panel *panel;
    int d; // the axis
    double presence;
    struct taken taken;
    box3d_text_visitor *visit;
    void *context;
};

// Where the numbers of an axis are on the screen.
struct number_row {
    int count;
    double at[TICKS_MAX][2], width[TICKS_MAX], height;
};

// Returns the distance in pixels between two numbers; negative if they overlap.
static double gap_between(const struct number_row *numbers, int i, int k) {
    double across =
        fabs(numbers->at[i][0] - numbers->at[k][0]) - (numbers->width[i] + numbers->width[k]) / 2;
    return fmax(across, fabs(numbers->at[i][1] - numbers->at[k][1]) - numbers->height);
}

// Returns the opacity of a number among those of its axis, as a moving camera sees them: where they
// come close, every second one fades, then every second one of the rest. The one that is nearest to
// zero, with the index `origin`, stays.
static double opacity_among(const struct number_row *numbers, int i, int origin, double unit) {
    double opacity = 1;
    int step = 1, from = abs(i - origin);
    if (from == 0)
        return 1;
    while (from % (2 * step) == 0)
        step *= 2;
    for (int k = i - step; k <= i + step; k += 2 * step)
        if (k >= 0 && k < numbers->count)
            opacity = fmin(opacity, box3d_smooth_step(gap_between(numbers, i, k) / (4 * unit)));
    return opacity;
}

static void place_numbers(struct placing *placing) {
    const struct box3d *space = placing->space;
    const struct stage *stage = placing->panel->stage;
    const struct ticks *ticks = &space->axes[placing->d].ticks;
    double unit = stage->unit, size = stage->theme->tick_size * unit;
    struct number_row numbers = {.height = size * FONT_CAP_HEIGHT};
    int origin = 0;
    numbers.count = space->omits == OMIT_NOTHING ? ticks->count : 0;
    for (int i = 0; i < numbers.count; i++) {
        double out[2];
        struct spot spot = box3d_edge_at(space, placing->d, ticks->value[i], out);
        numbers.width[i] = font_width(stage->font, ticks->label[i], size);
        text_place(&spot, out, (BOX3D_TICK + tick_gap) * unit, numbers.width[i], numbers.height,
                   numbers.at[i]);
        if (fabs(ticks->value[i]) < fabs(ticks->value[origin]))
            origin = i;
    }
    struct taken others = placing->taken;
    for (int i = 0; i < numbers.count; i++) {
        const double *at = numbers.at[i];
        double width = numbers.width[i], height = numbers.height, alpha = placing->presence;
        if (space->moves)
            alpha *= fmin(opacity_among(&numbers, i, origin, unit),
                          box3d_smooth_step(clearance(&others, at, width, height) / (4 * unit)));
        if (alpha > 0 &&
            (take_place(&placing->taken, at, width, height, 0.5 * unit) || space->moves))
            placing->visit(placing->context, ticks->label[i], at, width, height, size, alpha);
    }
}

// The label of an axis, measured.
struct axis_label {
    const char *text;
    double size, width, caps, whole; // pixels; from the baseline, and with what is below it
};

static void show_label(struct placing *placing, const struct axis_label *label,
                       const double at[2]) {
    placing->visit(placing->context, label->text, at, label->width, label->whole, label->size,
                   placing->presence);
}

// Places the label among the numbers, between the last two that leave enough room. False if none
// do.
static bool place_between(struct placing *placing, const struct axis_label *label) {
    const struct box3d *space = placing->space;
    const struct ticks *ticks = &space->axes[placing->d].ticks;
    double unit = placing->panel->stage->unit;
    for (int i = ticks->count - 1; i > 0; i--) {
        double out[2], at[2], middle = ticks->value[i] / 2 + ticks->value[i - 1] / 2;
        struct spot spot = box3d_edge_at(space, placing->d, middle, out);
        text_place(&spot, out, (BOX3D_TICK + tick_gap) * unit, label->width, label->caps, at);
        if (take_place(&placing->taken, at, label->width, label->whole, 2 * unit)) {
            show_label(placing, label, at);
            return true;
        }
    }
    return false;
}

// Places the label of the height above its axis. False if something is there.
static bool place_above(struct placing *placing, const struct axis_label *label) {
    const struct box3d_axis *axis = &placing->space->axes[placing->d];
    const struct stage *stage = placing->panel->stage;
    double out[2], unit = stage->unit, size = stage->theme->tick_size * unit;
    struct spot spot = box3d_edge_at(placing->space, placing->d, axis->high, out);
    double number = size * FONT_CAP_HEIGHT, top = spot.y;
    if (axis->ticks.count > 0) {
        double last = axis->ticks.value[axis->ticks.count - 1];
        top = fmin(top, box3d_edge_at(placing->space, placing->d, last, out).y - number / 2);
    }
    double at[2] = {spot.x - (BOX3D_TICK + tick_gap) * unit - label->width / 2,
                    top - label_gap * unit - label->whole / 2};
    if (!take_place(&placing->taken, at, label->width, label->whole, 0))
        return false;
    show_label(placing, label, at);
    return true;
}

// Places the label outside of the numbers: at a fixed distance if the camera moves.
static void place_outside(struct placing *placing, const struct axis_label *label) {
    const struct box3d *space = placing->space;
    const struct box3d_axis *axis = &space->axes[placing->d];
    double out[2], at[2], unit = placing->panel->stage->unit;
    struct spot spot = box3d_edge_at(space, placing->d, axis->low / 2 + axis->high / 2, out);
    if (space->moves) {
        text_place(&spot, out, label_distance(space, placing->panel, placing->d, out), label->width,
                   label->caps, at);
        placing->presence *= box3d_smooth_step(
            clearance(&placing->taken, at, label->width, label->whole) / (4 * unit));
        if (placing->presence > 0 && take_place(&placing->taken, at, label->width, label->whole, 0))
            show_label(placing, label, at);
        return;
    }
    double gap = space->omits == OMIT_NOTHING ? label_gap : 0;
    double distance = (BOX3D_TICK + tick_gap + gap) * unit;
    // Outwards until it is clear of the numbers.
    do {
        distance += unit;
        text_place(&spot, out, distance, label->width, label->caps, at);
    } while (!take_place(&placing->taken, at, label->width, label->whole, 4 * unit) &&
             distance < 200 * unit);
    show_label(placing, label, at);
}

static void place_label(struct placing *placing) {
    const struct box3d *space = placing->space;
    const struct stage *stage = placing->panel->stage;
    char shared[LABEL_MAX];
    struct axis_label label = {.text = label_of(space, &space->axes[placing->d], shared),
                               .size = stage->theme->label_size * stage->unit};
    if (!label.text || space->omits >= OMIT_LABELS)
        return;
    double more = font_rise(stage->font, label.text, label.size) +
                  font_drop(stage->font, label.text, label.size);
    label.width = font_width(stage->font, label.text, label.size);
    label.whole = label.size + more;
    label.caps = label.size * FONT_CAP_HEIGHT + more;
    bool is_among = stage->theme->box == BOX_POSTS && space->omits == OMIT_NOTHING;
    if (is_among && placing->d == 2 && place_above(placing, &label))
        return;
    if (is_among && placing->d < 2 && !space->moves && place_between(placing, &label))
        return;
    place_outside(placing, &label);
}

void box3d_visit_texts(const struct box3d *space, const struct panel *panel,
                       box3d_text_visitor *visit, void *context) {
    struct placing placing = {.space = space, .panel = panel, .visit = visit, .context = context};
    // Where texts of two axes meet, those of the later one yield. Under a moving camera the height
    // comes first: its axis is short, and the others have numbers to spare.
    for (int i = 0; i < 3; i++) {
        placing.d = space->moves ? (i + 2) % 3 : i;
        placing.presence = box3d_axis_presence(space, placing.d);
        place_numbers(&placing);
        place_label(&placing);
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
