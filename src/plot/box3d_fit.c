// SPDX-License-Identifier: GPL-3.0-or-later
#include "plot/box3d_fit.h"

#include "plot/box3d_texts.h"

#include <math.h>

// The part of its room's width or height that a box has at least beside its texts.
#define LEAST_SHARE 0.55

struct bounds {
    double low[2], high[2];
};

static void extend(struct bounds *extent, double x, double y) {
    extent->low[0] = fmin(extent->low[0], x);
    extent->high[0] = fmax(extent->high[0], x);
    extent->low[1] = fmin(extent->low[1], y);
    extent->high[1] = fmax(extent->high[1], y);
}

// The bounds that texts extend.
struct text_bounds {
    struct bounds *extent;
    struct font *font;
};

// Adds a text: its letters as they stand on their line, and what is below that, as the index of a
// weight, which reaches farther down than as much room above and below the line.
static void extend_text(void *context, const char *text, const double at[2], double width,
                        double height, double size, double alpha) {
    (void)alpha;
    const struct text_bounds *bounds = context;
    double drop = font_drop(bounds->font, text, size), bottom = at[1] + height / 2;
    if (drop > 0) {
        double middle = at[1] + (font_rise(bounds->font, text, size) - drop) / 2;
        bottom = fmax(bottom, middle + (FONT_CAP_HEIGHT / 2 + FONT_DESCENT) * size + drop);
    }
    extend(bounds->extent, at[0] - width / 2, at[1] - height / 2);
    extend(bounds->extent, at[0] + width / 2, bottom);
}

static struct bounds bounds_of(const struct box3d *space, const struct panel *panel) {
    struct bounds extent = {{INFINITY, INFINITY}, {-INFINITY, -INFINITY}};
    double lines[BOX3D_LINES][2][2];
    int count = box3d_lines(space, space->shown ? panel->stage->theme->box : BOX_WALLS, lines);
    for (int i = 0; i < 2 * count; i++)
        extend(&extent, lines[i / 2][i % 2][0], lines[i / 2][i % 2][1]);
    for (size_t i = 0; i < space->shown_count; i++) {
        struct spot spot = box3d_project(space, space->shown[i]);
        extend(&extent, spot.x, spot.y);
    }
    return extent;
}

// Adds the marks around the points of paths.
static void extend_marks(const struct box3d *space, struct bounds *extent) {
    double radius = space->mark_radius;
    for (size_t i = space->shown_count - space->marked_count; i < space->shown_count; i++) {
        struct spot spot = box3d_project(space, space->shown[i]);
        extend(extent, spot.x - radius, spot.y - radius);
        extend(extent, spot.x + radius, spot.y + radius);
    }
}

// True if no neighbouring numbers of an axis touch, horizontally or vertically, from any of the
// cameras.
static bool ticks_fit(struct box3d *space, const struct panel *panel, int d,
                      const struct camera *cameras, size_t count) {
    const struct stage *stage = panel->stage;
    double size = stage->theme->tick_size * stage->unit, widest = 0;
    const struct box3d_axis *axis = &space->axes[d];
    for (int i = 0; i < axis->ticks.count; i++)
        widest = fmax(widest, font_width(stage->font, axis->ticks.label[i], size));
    double step = axis->high - axis->low;
    for (int i = 1; i < axis->ticks.count; i++)
        step = fmin(step, axis->ticks.value[i] - axis->ticks.value[i - 1]);
    double steps = (axis->high - axis->low) / step;
    for (size_t i = 0; i < count; i++) {
        double out[2];
        box3d_aim(space, cameras[i]);
        struct spot from = box3d_edge_at(space, d, axis->low, out);
        struct spot to = box3d_edge_at(space, d, axis->high, out);
        if (fabs(to.x - from.x) / steps > widest + 0.4 * size ||
            fabs(to.y - from.y) / steps > 1.25 * size)
            return true;
    }
    return false;
}

// Returns the axis's ticks, at most `most` of them.
static const struct ticks *ticks_of(struct tick_choices *choices, const struct box3d_axis *axis,
                                    int d, int most) {
    struct ticks *ticks = &choices->made[d][most];
    if (choices->is_made[d][most])
        return ticks;
    choices->is_made[d][most] = true;
    height_ticks(&axis->scale, ticks, axis->low, axis->high, most);
    return ticks;
}

// Chooses ticks as dense as their labels allow on the projected edge.
static void choose_ticks(struct box3d *space, const struct panel *panel,
                         const struct camera *cameras, size_t count, struct tick_choices *choices) {
    for (int d = 0; d < 3; d++) {
        struct box3d_axis *axis = &space->axes[d];
        for (int most = BOX3D_TICKS_MOST; most >= BOX3D_TICKS_LEAST; most--) {
            axis->ticks = *ticks_of(choices, axis, d, most);
            if (ticks_fit(space, panel, d, cameras, count))
                break;
        }
    }
}

static void join(struct bounds *extent, const struct bounds *other) {
    extend(extent, other->low[0], other->low[1]);
    extend(extent, other->high[0], other->high[1]);
}

// Measures what the box, and the box with its texts and marks, cover on the screen from all cameras
// together.
static void measure_all(struct box3d *space, const struct panel *panel,
                        const struct camera *cameras, size_t count, struct bounds *box,
                        struct bounds *all) {
    *box = *all = (struct bounds){{INFINITY, INFINITY}, {-INFINITY, -INFINITY}};
    for (size_t i = 0; i < count; i++) {
        box3d_aim(space, cameras[i]);
        struct bounds seen = bounds_of(space, panel);
        join(box, &seen);
        struct text_bounds texts = {&seen, panel->stage->font};
        box3d_visit_texts(space, panel, extend_text, &texts);
        extend_marks(space, &seen);
        join(all, &seen);
    }
}

// Returns the bounds of the box with its texts.
static struct bounds fit_texts(struct box3d *space, const struct panel *panel, struct box room,
                               const struct camera *cameras, size_t count,
                               struct tick_choices *choices) {
    struct bounds box, all = {{0}, {0}};
    space->x = space->y = 0;
    space->scale[0] = space->scale[1] = fmin(room.width, room.height) * BOX3D_EYE * 0.5;
    // Text keeps its size while the box grows, so the fit is iterated until it has settled. Where
    // texts come and go with the size that does not happen: the last rounds only shrink the box.
    enum { ROUNDS = 6, ROUNDS_MOST = 24 };
    static const double settled = 1e-3;
    bool fits = false;
    for (int round = 0; round < ROUNDS || (!fits && round < ROUNDS_MOST); round++) {
        choose_ticks(space, panel, cameras, count, choices);
        measure_all(space, panel, cameras, count, &box, &all);
        double grow[2], size[2] = {room.width, room.height};
        for (int d = 0; d < 2; d++) {
            double text = (all.high[d] - all.low[d]) - (box.high[d] - box.low[d]);
            grow[d] = fmax(1, size[d] - text) / (box.high[d] - box.low[d]);
            grow[d] = round < ROUNDS ? grow[d] : fmin(1, grow[d]);
        }
        double before[2] = {space->scale[0], space->scale[1]};
        space->scale[1] = fmin(space->scale[1] * grow[1], space->scale[0] * grow[0]);
        space->scale[0] = fmin(space->scale[0] * grow[0], space->scale[1] * cameras->stretch);
        measure_all(space, panel, cameras, count, &box, &all);
        fits = true;
        for (int d = 0; d < 2; d++)
            fits = fits && all.high[d] - all.low[d] < size[d] + 1;
        double shift[2] = {room.x + room.width / 2 - (all.low[0] + all.high[0]) / 2,
                           room.y + room.height / 2 - (all.low[1] + all.high[1]) / 2};
        box3d_shift(space, shift[0], shift[1]);
        for (int d = 0; d < 2; d++) {
            all.low[d] += shift[d];
            all.high[d] += shift[d];
        }
        if (fits && fabs(space->scale[0] / before[0] - 1) < settled &&
            fabs(space->scale[1] / before[1] - 1) < settled &&
            fabs(shift[0]) + fabs(shift[1]) < 0.1)
            break;
    }
    box3d_aim(space, cameras[0]);
    return all;
}

// Whether the box is large enough in its room to be the matter of the picture. What counts is the
// direction in which it cannot grow.
static bool is_large(const struct box3d *space, const struct panel *panel, struct box room,
                     const struct bounds *all) {
    struct bounds box = bounds_of(space, panel);
    double size[2] = {room.width, room.height}, whole[2], own[2];
    for (int d = 0; d < 2; d++) {
        whole[d] = (all->high[d] - all->low[d]) / size[d];
        own[d] = (box.high[d] - box.low[d]) / size[d];
    }
    return own[whole[1] > whole[0]] > LEAST_SHARE;
}

struct box box3d_bounds(const struct box3d *space, const struct panel *panel) {
    struct bounds box = bounds_of(space, panel);
    return (struct box){box.low[0], box.low[1], box.high[0] - box.low[0], box.high[1] - box.low[1]};
}

void box3d_shift(struct box3d *space, double x, double y) {
    space->x += x;
    space->y += y;
}

struct box box3d_fit(struct box3d *space, const struct panel *panel, struct box room,
                     const struct camera_motion *motion, struct tick_choices *choices) {
    enum { LOOKS = 49 };
    struct camera cameras[LOOKS];
    for (int i = 0; i < LOOKS; i++)
        cameras[i] = camera_at(motion, i / (LOOKS - 1.0));
    space->moves = camera_moves(motion);
    // A turning box must not be stretched: it would seem to change its width.
    for (int i = 0; space->moves && i < LOOKS; i++)
        cameras[i].stretch = 1;
    size_t count = space->moves ? LOOKS : 1;
    // With all texts, else with fewer: in a small room numbers would leave none for the box.
    space->omits = OMIT_NOTHING;
    struct bounds all = fit_texts(space, panel, room, cameras, count, choices);
    while (space->omits < OMIT_LABELS && !is_large(space, panel, room, &all)) {
        space->omits++;
        all = fit_texts(space, panel, room, cameras, count, choices);
    }
    return (struct box){all.low[0], all.low[1], all.high[0] - all.low[0], all.high[1] - all.low[1]};
}
