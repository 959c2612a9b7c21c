// SPDX-License-Identifier: GPL-3.0-or-later
// Recorded series over the epochs or steps, on one or two vertical axes.
#include "panels/curves.h"
#include "base/maths.h"
#include "base/memory.h"
#include "draw/line_piece.h"
#include "plot/ground.h"
#include "plot/legend.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

double curve_value(const struct panel *panel, const struct curve *curve, long state) {
    const struct run *run = &panel->stage->trace->runs[curve->run];
    bool is_over = run_has_ended(run, (double)state);
    return is_over ? (double)NAN : curve->series->value(panel->stage->scene, run, state);
}

static void include(double range[2], double value, bool is_log) {
    if (!isfinite(value) || (is_log && value <= 0))
        return;
    range[0] = fmin(range[0], value);
    range[1] = fmax(range[1], value);
}

// The range of all curves on an axis over the whole film; false where none has a value that the
// scale can show. A run that diverges gives its beginning and 0, not the heights that it reaches,
// so that where it came from can be read.
static bool find_range(const struct panel *panel, const struct axis *axis, bool is_log,
                       double range[2]) {
    const struct curves_state *state = panel->state;
    const struct trace *trace = panel->stage->trace;
    range[0] = INFINITY;
    range[1] = -INFINITY;
    for (size_t i = 0; i < state->count; i++) {
        const struct curve *curve = &state->curves[i];
        if (curve->axis != axis)
            continue;
        bool diverges = trace->runs[curve->run].diverged >= 0;
        for (long k = 0; k < (diverges ? 1 : trace->states); k = trace_next(trace, k, 1))
            include(range, curve_value(panel, curve, k), is_log);
        if (diverges) {
            include(range, 0, is_log);
            include(range, 1.5 * curve_value(panel, curve, 0), is_log);
        }
    }
    bool is_found = range[0] <= range[1];
    if (!is_found) {
        range[0] = is_log ? 0.1 : 0;
        range[1] = 1;
    } else if (is_log) {
        range_round_log(range, 0.02);
    } else {
        bool starts_at_zero = range[0] >= 0 && range[0] < 0.25 * range[1];
        if (starts_at_zero)
            range[0] = 0;
        double margin = 0.02 * (range[1] - range[0]);
        range_pad(range, 0); // a width, where there is none
        range[0] -= starts_at_zero ? 0 : margin;
        range[1] += margin;
        range_pad(range, 0); // within what can be drawn
        range_round(range);
    }
    return is_found;
}

// What no log scale can show is drawn on a linear one, unless the scene gives a range for it.
static void set_axis(const struct panel *panel, const struct side *side, struct axis *axis) {
    const struct curves_state *state = panel->state;
    bool is_log = side->scale == 1, is_shown = side->count > 0;
    double range[2];
    if (!find_range(panel, axis, is_log, range) && is_log && is_shown) {
        if (panel->stage->warnings)
            text_printf(
                panel->stage->warnings, "panel '%s': nothing on the %s axis is above 0, so %s\n",
                panel->name, axis == &state->axes.right ? "right" : "left",
                side->has_range ? "its log scale shows nothing" : "its scale is linear, not log");
        is_log = side->has_range;
        find_range(panel, axis, is_log, range);
    }
    if (side->has_range)
        memcpy(range, side->range, sizeof range);
    *axis = (struct axis){.low = range[0],
                          .high = range[1],
                          .is_log = is_log,
                          .is_shown = is_shown,
                          .label = side->label};
}

static uint32_t curve_color(const struct panel *panel, const struct series *series, size_t run,
                            size_t index) {
    const struct theme *theme = panel->stage->theme;
    if (!stage_is_single(panel->stage))
        return stage_color(panel->stage, &panel->stage->trace->runs[run], theme->path);
    if (strcmp(series->name, "w0") == 0)
        return theme->w0;
    if (strcmp(series->name, "w1") == 0)
        return theme->w1;
    if (strcmp(series->name, "loss") == 0)
        return theme->loss;
    // The next of the cycle that is none of these three.
    for (size_t i = 0, left = index; i < 2 * theme->cycle_count; i++) {
        uint32_t color = theme->cycle[i % theme->cycle_count];
        if (color != theme->w0 && color != theme->w1 && color != theme->loss && left-- == 0)
            return color;
    }
    return theme->cycle[index % theme->cycle_count];
}

static void add_curves(struct panel *panel, const struct side *side, const struct axis *axis,
                       size_t first) {
    static const double dashes[][2] = {{0, 0}, {5, 2.5}, {1.5, 2}, {8, 2}};
    struct curves_state *state = panel->state;
    const struct trace *trace = panel->stage->trace;
    const struct curves_options *options = panel->options;
    const struct theme *theme = panel->stage->theme;
    bool is_single = stage_is_single(panel->stage);
    bool several = options->left.count + options->right.count > 1;
    for (size_t s = 0; s < side->count; s++) {
        for (size_t run = 0; run < trace->run_count; run++) {
            struct curve *curve = &state->curves[state->count++];
            *curve = (struct curve){.series = side->series[s],
                                    .run = run,
                                    .axis = axis,
                                    .color = curve_color(panel, side->series[s], run, first + s)};
            // Several series are told apart by dashes; of one, optimizers where the theme says so.
            if (theme->dash_count > 0 && (is_single || several))
                stage_dash_at(panel->stage, first + s, curve->dash);
            else if (theme->dash_count > 0)
                stage_dash(panel->stage, &trace->runs[run], curve->dash);
            for (int d = 0; theme->dash_count == 0 && !is_single && d < 2; d++)
                curve->dash[d] = dashes[(first + s) % 4][d] * panel->stage->unit;
        }
    }
}

static bool prepare(struct panel *panel, struct error *error) {
    (void)error;
    struct curves_state *state = panel->state;
    const struct curves_options *options = panel->options;
    const struct trace *trace = panel->stage->trace;
    size_t count = (options->left.count + options->right.count) * trace->run_count;
    state->curves = mem_zero(count, sizeof *state->curves);
    add_curves(panel, &options->left, &state->axes.left, 0);
    add_curves(panel, &options->right, &state->axes.right, options->left.count);
    set_axis(panel, &options->left, &state->axes.left);
    set_axis(panel, &options->right, &state->axes.right);
    double unit = trace->in_steps ? 1 : (double)trace->steps_per_epoch;
    bool is_log = options->x_scale == 1;
    state->unit = unit;
    state->x_end = fmax((double)trace->states, is_log ? 2 : 1) / unit;
    state->axes.x = (struct axis){.low = options->has_x ? options->x[0]
                                         : is_log       ? 1 / unit
                                                        : 0,
                                  .high = options->has_x ? options->x[1] : state->x_end,
                                  .is_log = is_log,
                                  .label = options->x_label};
    return true;
}

static void share(struct panel *panel, const struct panel *other) {
    struct curves_state *state = panel->state;
    const struct curves_state *theirs = other->state;
    axes_share(&state->axes, &theirs->axes);
}

static void measure(struct panel *panel, struct margins *margins) {
    struct curves_state *state = panel->state;
    const struct curves_options *options = panel->options;
    struct axis *x = &state->axes.x;
    state->is_dense = (double)panel->stage->trace->states > 2 * panel->plot.width;
    if (!options->has_x)
        x->high = state->x_end;
    // Values stand in the margin, or where the right axis is there, in a part of the plot that the
    // curves leave free.
    state->value_room = options->values ? curves_value_width(panel) : 0;
    double room = state->value_room;
    if (room > 0 && state->axes.right.is_shown && !options->has_x && !x->is_log)
        x->high = state->x_end * panel->plot.width /
                  fmax(panel->plot.width - room, 0.5 * panel->plot.width);
    axes_measure(&state->axes, panel, margins);
    if (!state->axes.right.is_shown)
        margins->right = fmax(margins->right, room);
}

void curve_point(const struct panel *panel, const struct curve *curve, double x, double value,
                 double at[2]) {
    const struct curves_state *state = panel->state;
    at[0] = axes_x(&state->axes, &panel->plot, x / state->unit);
    at[1] = axes_y(curve->axis, &panel->plot, value);
}

bool curve_between(const struct panel *panel, const struct curve *curve, double position,
                   double *value) {
    long state = (long)floor(position);
    double part = position - (double)state;
    *value = curve_value(panel, curve, state);
    if (part > 0) {
        double next = curve_value(panel, curve, state + 1);
        *value = isinf(next) ? next : *value + (next - *value) * part;
    }
    return !isnan(*value);
}

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
// length of that way.
static double draw_bundle(const struct panel *panel, const struct curve *curve,
                          struct canvas *canvas) {
    const struct bundle *bundle = &curve->bundle;
    bool falls = bundle->exit[1] > bundle->entry[1];
    const double *way[] = {bundle->has_before ? bundle->before : bundle->entry, bundle->entry,
                           falls ? bundle->low : bundle->high, falls ? bundle->high : bundle->low,
                           bundle->exit};
    double length = 0;
    if (bundle->count == 0 || (bundle->count == 1 && !bundle->has_before))
        return 0;
    canvas_move(canvas, way[0][0], way[0][1]);
    for (int i = 1; i < 5; i++) {
        double piece = m_hypot(way[i][0] - way[i - 1][0], way[i][1] - way[i - 1][1]);
        if (piece > 0)
            canvas_line(canvas, way[i][0], way[i][1]);
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

static void grow(struct panel *panel, long state) {
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

// Draws what the growing layer does not hold yet: the last bundle and the way to the next state.
static void draw_moving(struct panel *panel, struct canvas *canvas, double position) {
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

static void draw_static(struct panel *panel, struct canvas *canvas) {
    const struct curves_state *state = panel->state;
    ground_draw(&state->axes, panel, canvas);
    axes_draw(&state->axes, panel, canvas);
}

// Colours name optimizers and dashes series where there are several of both, rather than an entry
// for each pair.
static void name_curves(const struct panel *panel, struct legend *legend) {
    const struct curves_state *state = panel->state;
    const struct stage *stage = panel->stage;
    size_t optimizers = stage->scene->optimizer_count;
    size_t series = state->count / stage->trace->run_count;
    if (optimizers * series < 2 && !legend_is_asked(panel->legend))
        return; // one series is named by its axis
    for (size_t i = 0; i < state->count && optimizers > 1; i++) {
        const struct curve *curve = &state->curves[i];
        const struct run *run = &stage->trace->runs[curve->run];
        bool is_marked = stage->theme->marker_count > 0;
        struct legend_entry entry = {.label = run->config->label,
                                     .color = curve->color,
                                     .mark = is_marked ? MARK_PATH : MARK_LINE,
                                     .marker = stage_marker(stage, run)};
        if (series == 1)
            memcpy(entry.dash, curve->dash, sizeof entry.dash);
        if (i < stage->trace->run_count && run_is_first(stage->trace, curve->run))
            legend_add(legend, entry);
    }
    for (size_t i = 0; i < state->count && (series > 1 || optimizers == 1);
         i += stage->trace->run_count) {
        const struct curve *curve = &state->curves[i];
        struct legend_entry entry = {.label = curve->series->name,
                                     .color =
                                         optimizers > 1 ? stage->theme->muted_text : curve->color,
                                     .mark = MARK_LINE};
        memcpy(entry.dash, curve->dash, sizeof entry.dash);
        legend_add(legend, entry);
    }
}

// Marks the ways of all curves as places that the legend should leave free.
static void avoid_curves(const struct panel *panel, struct legend *legend) {
    const struct curves_state *state = panel->state;
    const struct trace *trace = panel->stage->trace;
    long stride = trace->states / 500 + 1;
    for (size_t i = 0; i < state->count; i++) {
        const struct curve *curve = &state->curves[i];
        for (long k = 0; k + stride < trace->states; k = trace_next(trace, k, stride)) {
            double a = curve_value(panel, curve, k), b = curve_value(panel, curve, k + stride);
            double from[2], to[2];
            if (!isfinite(a) || !isfinite(b))
                break;
            curve_point(panel, curve, (double)k, a, from);
            curve_point(panel, curve, (double)(k + stride), b, to);
            legend_avoid_line(legend, from, to, 1);
            if (state->value_room > 0)
                legend_avoid(legend, to[0] + 0.8 * state->value_room, to[1], 1);
        }
    }
}

static void fill_legend(const struct panel *panel, struct legend *legend) {
    name_curves(panel, legend);
    if (legend->count > 0)
        avoid_curves(panel, legend);
}

static void draw_cover(struct panel *panel, struct canvas *canvas) {
    struct legend legend = {0};
    fill_legend(panel, &legend);
    legend_draw(&legend, panel, canvas);
    legend_finish(&legend);
}

static void finish(struct panel *panel) {
    struct curves_state *state = panel->state;
    free(state->curves);
}

const struct panel_type panel_curves = {
    .name = "curves",
    .help = "recorded series over the epochs or steps",
    .settings = curves_settings,
    .options_size = sizeof(struct curves_options),
    .state_size = sizeof(struct curves_state),
    .check = curves_complete,
    .prepare = prepare,
    .share = share,
    .measure = measure,
    .draw_static = draw_static,
    .grow = grow,
    .draw_moving = draw_moving,
    .fill_legend = fill_legend,
    .draw_cover = draw_cover,
    .finish = finish,
};
