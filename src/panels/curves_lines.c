// SPDX-License-Identifier: GPL-3.0-or-later
// The lines of the curves, as they grow from state to state.
#include "base/maths.h"
#include "draw/line_piece.h"
#include "panels/curves.h"

#include <math.h>
#include <string.h>

static struct stroke curve_stroke(const struct panel *panel, const struct curve *curve) {
    const struct stage *stage = panel->stage;
    struct stroke stroke = {.color = curve->color,
                            .alpha = 1,
                            .width = stage->theme->line_width * stage->unit,
                            .dash_offset = curve->length,
                            .butt = curve->dash[0] > 0};
    memcpy(stroke.dash, curve->dash, sizeof stroke.dash);
    return stroke;
}

// Where a state stands; false where the curve has none there.
static bool state_point(const struct panel *panel, const struct curve *curve, long state,
                        double at[2]) {
    if (state < 0 || state >= panel->stage->trace->states)
        return false;
    double value = curve_value(panel, curve, state);
    if (!isfinite(value))
        return false;
    curve_point(panel, curve, (double)state, value, at);
    return true;
}

// Draws the step to `state`, which is alone in its bundle. Returns its length.
static double draw_step(const struct panel *panel, const struct curve *curve, struct canvas *canvas,
                        long state) {
    const struct bundle *bundle = &curve->bundle;
    const double *from = bundle->before, *to = bundle->entry;
    double before[2], after[2];
    struct stroke stroke = curve_stroke(panel, curve);
    if (bundle->count == 0 || !bundle->has_before)
        return 0;
    bool begins = !state_point(panel, curve, state - 2, before);
    bool ends = !state_point(panel, curve, state + 1, after);
    line_piece(canvas, &stroke, begins ? NULL : before, from, to, ends ? NULL : after);
    return m_hypot(to[0] - from[0], to[1] - from[1]);
}

// Draws the states of a bundle: into their column, over its heights, and out of it. Returns the
// length of that line.
static double draw_bundle(const struct panel *panel, const struct curve *curve,
                          struct canvas *canvas) {
    const struct bundle *bundle = &curve->bundle;
    bool falls = bundle->exit[1] > bundle->entry[1];
    const double *points[] = {bundle->has_before ? bundle->before : bundle->entry, bundle->entry,
                              falls ? bundle->low : bundle->high,
                              falls ? bundle->high : bundle->low, bundle->exit};
    double length = 0;
    if (bundle->count == 0 || (bundle->count == 1 && !bundle->has_before))
        return 0;
    canvas_move(canvas, points[0][0], points[0][1]);
    for (int i = 1; i < 5; i++) {
        double piece = m_hypot(points[i][0] - points[i - 1][0], points[i][1] - points[i - 1][1]);
        if (piece > 0)
            canvas_line(canvas, points[i][0], points[i][1]);
        length += piece;
    }
    struct stroke stroke = curve_stroke(panel, curve);
    canvas_stroke(canvas, &stroke);
    return length;
}

static void copy_point(double to[2], const double from[2]) {
    to[0] = from[0];
    to[1] = from[1];
}

// Ends the bundle, which is `state` alone or, where that is -1, any: what comes next begins where
// it left off.
static void flush_bundle(const struct panel *panel, struct curve *curve, struct canvas *canvas,
                         long state) {
    struct bundle *bundle = &curve->bundle;
    if (bundle->count == 0)
        return;
    bool is_step = state >= 0;
    curve->length +=
        is_step ? draw_step(panel, curve, canvas, state) : draw_bundle(panel, curve, canvas);
    copy_point(bundle->before, bundle->exit);
    bundle->has_before = true;
    bundle->count = 0;
}

// Takes a state into the bundle of its column. A film of many more steps than pixels so draws a
// few lines a column, not one a step.
static void take_state(const struct panel *panel, struct curve *curve, struct canvas *canvas,
                       long state) {
    struct bundle *bundle = &curve->bundle;
    double value = curve_value(panel, curve, state), at[2];
    if (isnan(value)) {
        flush_bundle(panel, curve, canvas, -1);
        bundle->has_before = false;
        return;
    }
    curve_point(panel, curve, (double)state, value, at);
    double column = floor(2 * at[0]);
    if (bundle->count > 0 && column != bundle->column)
        flush_bundle(panel, curve, canvas, -1);
    if (bundle->count++ == 0) {
        bundle->column = column;
        copy_point(bundle->entry, at);
        copy_point(bundle->low, at);
        copy_point(bundle->high, at);
    }
    if (at[1] < bundle->low[1])
        copy_point(bundle->low, at);
    if (at[1] > bundle->high[1])
        copy_point(bundle->high, at);
    copy_point(bundle->exit, at);
}

void curves_grow(struct panel *panel, long state) {
    struct curves_state *curves = panel->state;
    struct canvas *canvas = panel_layer(panel, 0, 1);
    canvas_clip(canvas, panel->plot);
    for (size_t i = 0; i < curves->count; i++) {
        struct curve *curve = &curves->curves[i];
        if (state == 0) {
            curve->length = 0;
            curve->bundle = (struct bundle){0};
        }
        take_state(panel, curve, canvas, state);
        // Where steps are wide each is drawn at once.
        if (!curves->is_dense)
            flush_bundle(panel, curve, canvas, state);
    }
    canvas_unclip(canvas);
}

// Draws what the growing layer does not hold yet: the last bundle and the line to the next state.
void curves_draw_moving(struct panel *panel, struct canvas *canvas, double position) {
    const struct curves_state *state = panel->state;
    canvas_clip(canvas, panel->plot);
    for (size_t i = 0; i < state->count; i++) {
        struct curve tip = state->curves[i];
        tip.length += draw_bundle(panel, &tip, canvas);
        const double *from = tip.bundle.count ? tip.bundle.exit : tip.bundle.before;
        double value, to[2];
        if (position <= floor(position) || (tip.bundle.count == 0 && !tip.bundle.has_before) ||
            !curve_between(panel, &tip, position, &value))
            continue;
        curve_point(panel, &tip, position, value, to);
        canvas_move(canvas, from[0], from[1]);
        canvas_line(canvas, to[0], to[1]);
        struct stroke stroke = curve_stroke(panel, &tip);
        canvas_stroke(canvas, &stroke);
    }
    canvas_unclip(canvas);
    curves_draw_heads(panel, canvas, position);
}
