// SPDX-License-Identifier: GPL-3.0-or-later
// Recorded series over the epochs or steps, on one or two vertical axes.
#include "panels/curves.h"
#include "base/maths.h"
#include "base/memory.h"
#include "plot/ground.h"
#include "plot/legend.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

double curve_value(const struct panel *panel, const struct curve *curve, long state) {
    const struct run *run = &panel->stage->trace->runs[curve->run];
    if (run_has_ended(run, (double)state) || (run->diverged >= 0 && state > run->diverged))
        return NAN; // its weights stand still from there on
    if (curve->series->quantity.series)
        return series_value(&curve->series->quantity, panel->stage->scene, run, state);
    bool has_it = curve->column < run->column_count; // else nothing is drawn of this run
    return has_it ? run->state[(size_t)state * run->column_count + curve->column] : (double)NAN;
}

static void include(double range[2], double value, bool is_log) {
    if (!is_log || value > 0)
        range_include(range, value);
}

// The range of all curves on an axis over the whole film; false where none has a value that the
// scale can show. A run that diverges gives its beginning and 0, not the heights that it reaches,
// so that where it came from can be read, and the others; where all do, what they reach is shown.
static bool find_range(const struct panel *panel, const struct axis *axis, bool is_log,
                       double range[2]) {
    const struct curves_state *state = panel->state;
    const struct trace *trace = panel->stage->trace;
    range[0] = INFINITY;
    range[1] = -INFINITY;
    bool all_diverge = true;
    for (size_t i = 0; i < trace->run_count; i++)
        all_diverge = all_diverge && trace->runs[i].diverged >= 0;
    for (size_t i = 0; i < state->count; i++) {
        const struct curve *curve = &state->curves[i];
        if (curve->axis != axis)
            continue;
        const struct run *run = &trace->runs[curve->run];
        bool diverges = run->diverged >= 0;
        long end = diverges && !all_diverge ? 1 : run_last(run, trace) + 1;
        for (long k = 0; k < end; k = trace_next(trace, k, 1))
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

static uint32_t curve_color(const struct panel *panel, const struct shown_series *series,
                            size_t run) {
    const struct theme *theme = panel->stage->theme;
    if (!stage_is_single(panel->stage))
        return stage_color(panel->stage, &panel->stage->trace->runs[run], theme->path);
    if (strcmp(series->name, "w0") == 0 || strcmp(series->name, "p0") == 0)
        return theme->w0;
    if (strcmp(series->name, "w1") == 0 || strcmp(series->name, "p1") == 0)
        return theme->w1;
    if (strcmp(series->name, "loss") == 0)
        return theme->loss;
    // The next of the cycle that is none of these three.
    for (size_t i = 0, left = series->look; i < 2 * theme->cycle_count; i++) {
        uint32_t color = theme->cycle[i % theme->cycle_count];
        if (color != theme->w0 && color != theme->w1 && color != theme->loss && left-- == 0)
            return color;
    }
    return theme->cycle[series->look % theme->cycle_count];
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
            const struct shown_series *series = &side->series[s];
            *curve = (struct curve){.series = series,
                                    .run = run,
                                    .axis = axis,
                                    .color = curve_color(panel, series, run)};
            bool is_listed = run > 0 && trace->runs[run].columns == trace->runs[run - 1].columns;
            if (!series->quantity.series)
                curve->column =
                    is_listed ? curve[-1].column : run_column(&trace->runs[run], series->name);
            // Several series are told apart by dashes; of one, optimizers where the theme says so.
            bool has_own = theme->dash_count > 0 && theme->dashes_by == BY_OPTIMIZER;
            if (has_own && (is_single || several))
                stage_dash_at(panel->stage, first + s, curve->dash);
            else if (theme->dash_count > 0 && !is_single && !several)
                stage_dash(panel->stage, &trace->runs[run], curve->dash);
            bool is_dashed = is_single ? series->is_dashed : several;
            for (int d = 0; !has_own && is_dashed && d < 2; d++)
                curve->dash[d] = dashes[is_single ? 2 : (first + s) % 4][d] * panel->stage->unit;
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
    double room = fmax(state->value_room, panel->name_room);
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

static bool position_at(const struct panel *panel, const double at[2], double *position) {
    const struct curves_state *state = panel->state;
    const struct box *plot = &panel->plot;
    const struct axis *x = &state->axes.x;
    double part = (at[0] - plot->x) / plot->width;
    *position = range_at(x->low, x->high, x->is_log, part) * state->unit;
    return at[0] >= plot->x && at[0] <= plot->x + plot->width && at[1] >= plot->y &&
           at[1] <= plot->y + plot->height && *position >= 0 &&
           *position <= (double)(panel->stage->trace->states - 1);
}

static size_t growth(const struct panel *panel, struct growth_part parts[GROWTH_PARTS]) {
    const struct curves_state *state = panel->state;
    parts[0] = (struct growth_part){state->curves, state->count * sizeof *state->curves};
    return 1;
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

static void draw_static(struct panel *panel, struct canvas *canvas) {
    const struct curves_state *state = panel->state;
    ground_draw(&state->axes, panel, canvas);
    axes_draw(&state->axes, panel, canvas);
}

// Returns the first curve of a run that has a value at some state; NULL: it has none.
static const struct curve *first_curve(const struct panel *panel, size_t run) {
    const struct curves_state *state = panel->state;
    const struct trace *trace = panel->stage->trace;
    for (size_t i = run; i < state->count; i += trace->run_count)
        for (long k = 0; k < trace->states; k = trace_next(trace, k, 1))
            if (!isnan(curve_value(panel, &state->curves[i], k)))
                return &state->curves[i];
    return NULL;
}

// Colours name optimizers and dashes series where there are several of both, rather than an entry
// for each pair. Named directly, an end has the name of its optimizer, or of its series if there is
// one optimizer; with several of both a box tells the dashes. A run that has no curve has no name.
static void name_curves(const struct panel *panel, struct legend *legend) {
    const struct curves_state *state = panel->state;
    const struct stage *stage = panel->stage;
    size_t optimizers = stage->scene->optimizer_count;
    size_t series = state->count / stage->trace->run_count;
    if (optimizers * series < 2 && !legend_is_asked(panel->legend))
        return; // one series is named by its axis
    for (size_t i = 0; i < stage->trace->run_count && optimizers > 1; i++) {
        const struct run *run = &stage->trace->runs[i];
        const struct curve *curve = run_is_first(stage->trace, i) ? first_curve(panel, i) : NULL;
        if (!curve)
            continue;
        const struct theme *theme = stage->theme;
        bool is_marked = theme->marker_count > 0 &&
                         (theme->dashes_by == BY_OPTIMIZER || optimizers > theme->cycle_count);
        struct legend_entry entry = {.label = run->config->label,
                                     .color = curve->color,
                                     .mark = is_marked ? MARK_PATH : MARK_LINE,
                                     .marker = stage_marker(stage, run),
                                     .subject = (size_t)(curve - state->curves)};
        if (series == 1)
            memcpy(entry.dash, curve->dash, sizeof entry.dash);
        legend_add_head(legend, panel, entry);
    }
    for (size_t i = 0; i < state->count && (series > 1 || optimizers == 1);
         i += stage->trace->run_count) {
        const struct curve *curve = &state->curves[i];
        struct legend_entry entry = {.label = curve->series->name,
                                     .color =
                                         optimizers > 1 ? stage->theme->muted_text : curve->color,
                                     .mark = MARK_LINE,
                                     .subject = i};
        memcpy(entry.dash, curve->dash, sizeof entry.dash);
        if (optimizers > 1)
            legend_add(legend, entry);
        else
            legend_add_head(legend, panel, entry);
    }
}

// Marks where the curves run as places that the legend should leave free.
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
    if (legend->count + legend->head_count > 0)
        avoid_curves(panel, legend);
}

static void draw_cover(struct panel *panel, struct canvas *canvas) {
    struct legend legend = {.panel = panel};
    fill_legend(panel, &legend);
    legend_draw(&legend, panel, canvas);
    legend_finish(&legend);
}

static void finish(struct panel *panel) {
    struct curves_state *state = panel->state;
    free(state->curves);
    column_names_finish(&state->names);
    column_names_finish(&state->labels);
}

static unsigned record(const struct panel *panel) {
    const struct curves_state *state = panel->state;
    const struct curves_options *options = panel->options;
    const struct side *const sides[] = {&options->left, &options->right};
    unsigned record = state->names.count > 0 ? RECORD_STATE : 0;
    for (size_t s = 0; s < 2; s++)
        for (size_t i = 0; i < sides[s]->count; i++)
            if (sides[s]->series[i].quantity.series)
                record |= sides[s]->series[i].quantity.series->record;
    return record;
}

const struct panel_type panel_curves = {
    .name = "curves",
    .help = "recorded series over the epochs or steps",
    .settings = curves_settings,
    .options_size = sizeof(struct curves_options),
    .state_size = sizeof(struct curves_state),
    .check = curves_complete,
    .record = record,
    .prepare = prepare,
    .share = share,
    .measure = measure,
    .draw_static = draw_static,
    .grow = curves_grow,
    .growth = growth,
    .draw_moving = curves_draw_moving,
    .fill_legend = fill_legend,
    .head = curves_head,
    .position_at = position_at,
    .names_ends = true,
    .name_share = 1,
    .head_value = curves_head_value,
    .draw_cover = draw_cover,
    .finish = finish,
};
