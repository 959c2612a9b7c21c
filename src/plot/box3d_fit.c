// SPDX-License-Identifier: GPL-3.0-or-later
#include "plot/box3d_fit.h"

#include "base/maths.h"
#include "plot/box3d_texts.h"

#include <math.h>

// The part of its room's width or height that a box has at least beside its texts.
#define LEAST_SHARE 0.5

struct bounds {
    double low[2], high[2];
};

static void extend(struct bounds *extent, double x, double y) {
    extent->low[0] = fmin(extent->low[0], x);
    extent->high[0] = fmax(extent->high[0], x);
    extent->low[1] = fmin(extent->low[1], y);
    extent->high[1] = fmax(extent->high[1], y);
}

static void extend_text(void *context, const char *text, const double at[2], double width,
                        double height, double size, double alpha) {
    (void)alpha;
    (void)text;
    (void)size;
    extend(context, at[0] - width / 2, at[1] - height / 2);
    extend(context, at[0] + width / 2, at[1] + height / 2);
}

static struct bounds corners_extent(const struct box3d *space) {
    struct bounds extent = {{INFINITY, INFINITY}, {-INFINITY, -INFINITY}};
    for (int corner = 0; corner < 8; corner++) {
        double point[3];
        for (int d = 0; d < 3; d++)
            point[d] = corner >> d & 1 ? space->axes[d].high : space->axes[d].low;
        struct spot spot = box3d_project(space, point);
        extend(&extent, spot.x, spot.y);
    }
    return extent;
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
    double step = axis->ticks.count > 1 ? axis->ticks.value[1] - axis->ticks.value[0]
                                        : axis->high - axis->low;
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

// Chooses ticks as dense as their labels allow on the projected edge.
static void choose_ticks(struct box3d *space, const struct panel *panel,
                         const struct camera *cameras, size_t count) {
    for (int d = 0; d < 3; d++) {
        struct box3d_axis *axis = &space->axes[d];
        for (int most = 9; most >= 2; most--) {
            if (axis->is_log) {
                ticks_choose(&axis->ticks, box3d_loss(axis->low), box3d_loss(axis->high), most,
                             true);
                for (int i = 0; i < axis->ticks.count; i++)
                    axis->ticks.value[i] = m_log10(axis->ticks.value[i]);
            } else {
                ticks_choose_short(&axis->ticks, axis->low, axis->high, most, false);
            }
            if (ticks_fit(space, panel, d, cameras, count))
                break;
        }
    }
}

static void join(struct bounds *extent, const struct bounds *other) {
    extend(extent, other->low[0], other->low[1]);
    extend(extent, other->high[0], other->high[1]);
}

// Measures what the box, and the box with its texts, cover on the screen from all cameras together.
static void measure_all(struct box3d *space, const struct panel *panel,
                        const struct camera *cameras, size_t count, struct bounds *box,
                        struct bounds *all) {
    *box = *all = (struct bounds){{INFINITY, INFINITY}, {-INFINITY, -INFINITY}};
    for (size_t i = 0; i < count; i++) {
        box3d_aim(space, cameras[i]);
        struct bounds seen = corners_extent(space);
        join(box, &seen);
        box3d_visit_texts(space, panel, extend_text, &seen);
        join(all, &seen);
    }
}

static void fit_texts(struct box3d *space, const struct panel *panel, struct box room,
                      const struct camera *cameras, size_t count) {
    space->x = space->y = 0;
    space->scale[0] = space->scale[1] = fmin(room.width, room.height) * BOX3D_EYE * 0.5;
    // Text keeps its size while the box grows, so the fit is iterated; a few rounds suffice.
    for (int round = 0; round < 6; round++) {
        struct bounds box, all;
        choose_ticks(space, panel, cameras, count);
        measure_all(space, panel, cameras, count, &box, &all);
        double grow[2], size[2] = {room.width, room.height};
        for (int d = 0; d < 2; d++) {
            double text = (all.high[d] - all.low[d]) - (box.high[d] - box.low[d]);
            grow[d] = fmax(1, size[d] - text) / (box.high[d] - box.low[d]);
        }
        space->scale[1] = fmin(space->scale[1] * grow[1], space->scale[0] * grow[0]);
        space->scale[0] = fmin(space->scale[0] * grow[0], space->scale[1] * cameras->stretch);
        measure_all(space, panel, cameras, count, &box, &all);
        space->x += room.x + room.width / 2 - (all.low[0] + all.high[0]) / 2;
        space->y += room.y + room.height / 2 - (all.low[1] + all.high[1]) / 2;
    }
    box3d_aim(space, cameras[0]);
}

// Whether the box is large enough in its room to be the matter of the picture.
static bool is_large(const struct box3d *space, struct box room) {
    struct bounds box = corners_extent(space);
    return box.high[0] - box.low[0] > LEAST_SHARE * room.width ||
           box.high[1] - box.low[1] > LEAST_SHARE * room.height;
}

// With all texts, else with fewer: in a small room numbers would leave none for the box.
static void fit_all(struct box3d *space, const struct panel *panel, struct box room,
                    const struct camera *cameras, size_t count) {
    space->omits = OMIT_NOTHING;
    fit_texts(space, panel, room, cameras, count);
    while (space->omits < OMIT_LABELS && !is_large(space, room)) {
        space->omits++;
        fit_texts(space, panel, room, cameras, count);
    }
}

void box3d_fit(struct box3d *space, const struct panel *panel, struct box room) {
    struct camera camera = space->camera;
    fit_all(space, panel, room, &camera, 1);
}

void box3d_fit_orbit(struct box3d *space, const struct panel *panel, struct box room,
                     const struct camera_motion *motion) {
    enum { LOOKS = 49 };
    struct camera cameras[LOOKS];
    for (int i = 0; i < LOOKS; i++)
        cameras[i] = camera_at(motion, i / (LOOKS - 1.0));
    space->moves = camera_moves(motion);
    // A turning box must not be stretched: it would seem to change its width.
    for (int i = 0; space->moves && i < LOOKS; i++)
        cameras[i].stretch = 1;
    fit_all(space, panel, room, cameras, space->moves ? LOOKS : 1);
}
