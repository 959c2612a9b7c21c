// SPDX-License-Identifier: GPL-3.0-or-later
// Recorded series over the epochs, on one or two vertical axes.
#include "figure/axes.h"
#include "figure/ground.h"
#include "figure/legend.h"
#include "figure/series.h"

#include "base/memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SERIES_MAX = 8 };

// One vertical axis as the scene asks for it.
struct side {
    const struct series *series[SERIES_MAX];
    size_t count;
    double range[2];
    bool has_range;
    const char *label;
    bool has_label;
    int scale; // 0 linear, 1 log
};

struct curves_options {
    struct side left, right;
    double x[2];
    bool has_x;
    const char *x_label;
};

// One line: a series of a run.
struct curve {
    const struct series *series;
    size_t run;
    const struct axis *axis;
    uint32_t color;
    double dash[2];
    double length; // pixels drawn so far, so that dashes go on from segment to segment
    char *label;   // owned
};

struct curves_state {
    struct axes axes;
    struct curve *curves; // owned
    size_t count;
};

static bool read_series(const struct node *node, void *field, struct error *error) {
    struct side *side = field;
    side->count = 0;
    if (node->kind != NODE_LIST)
        return node_expected(node, "a list of series, such as [w0, w1]", error);
    for (size_t i = 0; i < node->count; i++) {
        const char *name;
        if (!node_string(node->items[i], &name, error))
            return false;
        if (side->count == SERIES_MAX)
            return error_at(error, node->items[i]->place, "more than %d series on an axis",
                            SERIES_MAX);
        const struct series *series = series_find(name);
        if (!series) {
            const char *names[32];
            size_t count = 0;
            for (; series_table[count].name; count++)
                names[count] = series_table[count].name;
            return error_unknown(error, node->items[i]->place, "series", name, names, count);
        }
        side->series[side->count++] = series;
    }
    return true;
}

static const char *const scales[] = {"linear", "log", NULL};

static const struct setting side_settings[] = {
    {.name = "series",
     .type = SETTING_CUSTOM,
     .read = read_series,
     .form = "list of names",
     .help = "what is drawn"},
    {SETTING(side, range), .type = SETTING_RANGE, .given = offsetof(struct side, has_range),
     .form = "[low, high]", .help = "range of the axis"},
    {SETTING(side, label), .type = SETTING_STRING, .given = offsetof(struct side, has_label),
     .help = "label of the axis"},
    {SETTING(side, scale), .type = SETTING_CHOICE, .choices = scales, .help = "linear or log"},
    {0},
};

// A list is short for {series: list}.
static bool read_side(const struct node *node, void *field, struct error *error) {
    struct side *side = field;
    if (node->kind == NODE_LIST)
        return read_series(node, side, error);
    if (!settings_read(side_settings, side, node, "an axis of curves", error))
        return false;
    if (side->has_range && side->scale == 1 && side->range[0] <= 0)
        return error_at(error, node_get(node, "range")->place,
                        "a log axis must begin above 0, not at %g", side->range[0]);
    return true;
}

static bool side_has(const struct side *side, const char *name) {
    for (size_t i = 0; i < side->count; i++)
        if (strcmp(side->series[i]->name, name) == 0)
            return true;
    return false;
}

static bool is_weights(const struct side *side) {
    return side->count > 0 && side_has(side, "w0") + side_has(side, "w1") == (int)side->count;
}

static void default_label(struct side *side) {
    if (side->has_label || side->count == 0)
        return;
    side->label = is_weights(side) ? "weights" : side->series[0]->name;
}

static bool check(struct panel *panel, struct error *error) {
    struct curves_options *options = panel->options;
    bool is_single = stage_is_single(panel->stage);
    (void)error;
    if (options->left.count == 0 && options->right.count == 0) {
        // The post's curves for one optimizer; its losses for many.
        if (is_single) {
            options->left.series[options->left.count++] = series_find("w0");
            options->left.series[options->left.count++] = series_find("w1");
            options->right.series[options->right.count++] = series_find("loss");
        } else {
            options->left.series[options->left.count++] = series_find("loss");
        }
    }
    default_label(&options->left);
    default_label(&options->right);
    if (panel->title && !*panel->title) {
        bool weights = is_weights(&options->left), losses = side_has(&options->right, "loss");
        panel->title = weights && losses                  ? "Weights & Loss"
                       : weights                          ? "Weights"
                       : side_has(&options->left, "loss") ? "Loss"
                                                          : NULL;
    }
    return true;
}

static double value_of(const struct panel *panel, const struct curve *curve, long state) {
    return curve->series->value(panel->stage->scene, &panel->stage->trace->runs[curve->run], state);
}

static void include(double range[2], double value, bool is_log) {
    if (!isfinite(value) || (is_log && value <= 0))
        return;
    range[0] = fmin(range[0], value);
    range[1] = fmax(range[1], value);
}

// The range of all curves on an axis over the whole film. A run that diverges gives its beginning
// and 0, not the heights that it reaches, so that where it came from can be read.
static void find_range(const struct panel *panel, const struct side *side, const struct axis *axis,
                       double range[2]) {
    const struct curves_state *state = panel->state;
    const struct trace *trace = panel->stage->trace;
    bool is_log = side->scale == 1;
    range[0] = INFINITY;
    range[1] = -INFINITY;
    for (size_t i = 0; i < state->count; i++) {
        const struct curve *curve = &state->curves[i];
        if (curve->axis != axis)
            continue;
        bool diverges = trace->runs[curve->run].diverged >= 0;
        for (long k = 0; k < (diverges ? 1 : trace->states); k++)
            include(range, value_of(panel, curve, k), is_log);
        if (diverges) {
            include(range, 0, is_log);
            include(range, 1.5 * value_of(panel, curve, 0), is_log);
        }
    }
    if (range[0] > range[1]) {
        range[0] = is_log ? 0.1 : 0;
        range[1] = 1;
    } else if (is_log) {
        range[0] = pow(10, floor(log10(range[0]) * 2) / 2);
        range[1] = pow(10, ceil(log10(range[1] * 1.001) * 2) / 2);
    } else {
        bool starts_at_zero = range[0] >= 0 && range[0] < 0.25 * range[1];
        if (starts_at_zero)
            range[0] = 0;
        double margin = 0.02 * (range[1] - range[0]);
        range_pad(range, 0); // a width, where there is none
        range[0] -= starts_at_zero ? 0 : margin;
        range[1] += margin;
        range_round(range);
    }
}

static void set_axis(const struct panel *panel, const struct side *side, struct axis *axis) {
    double range[2] = {side->range[0], side->range[1]};
    if (!side->has_range)
        find_range(panel, side, axis, range);
    *axis = (struct axis){.low = range[0],
                          .high = range[1],
                          .is_log = side->scale == 1,
                          .is_shown = side->count > 0,
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
    return theme->cycle[(index + 2) % theme->cycle_count];
}

static void add_curves(struct panel *panel, const struct side *side, const struct axis *axis,
                       size_t first) {
    static const double dashes[][2] = {{0, 0}, {5, 2.5}, {1.5, 2}, {8, 2}};
    struct curves_state *state = panel->state;
    const struct trace *trace = panel->stage->trace;
    const struct curves_options *options = panel->options;
    bool is_single = stage_is_single(panel->stage);
    bool is_named = panel->stage->scene->optimizer_count > 1;
    bool several = options->left.count + options->right.count > 1;
    for (size_t s = 0; s < side->count; s++) {
        for (size_t run = 0; run < trace->run_count; run++) {
            struct curve *curve = &state->curves[state->count++];
            struct text label = {0};
            if (is_named)
                text_printf(&label, "%s%s", trace->runs[run].config->label, several ? " " : "");
            if (!is_named || several)
                text_add(&label, side->series[s]->name);
            *curve = (struct curve){.series = side->series[s],
                                    .run = run,
                                    .axis = axis,
                                    .color = curve_color(panel, side->series[s], run, first + s),
                                    .label = text_take(&label)};
            for (int d = 0; !is_single && d < 2; d++)
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
    double last = fmax((double)trace->states / (double)trace->steps_per_epoch,
                       1.0 / (double)trace->steps_per_epoch);
    state->axes.x = (struct axis){.low = options->has_x ? options->x[0] : 0,
                                  .high = options->has_x ? options->x[1] : last,
                                  .label = options->x_label ? options->x_label : "epochs"};
    return true;
}

static void measure(struct panel *panel, struct margins *margins) {
    struct curves_state *state = panel->state;
    axes_measure(&state->axes, panel, margins);
}

static void point_of(const struct panel *panel, const struct curve *curve, double x, double value,
                     double at[2]) {
    const struct curves_state *state = panel->state;
    double epochs = x / (double)panel->stage->trace->steps_per_epoch;
    at[0] = axes_x(&state->axes, &panel->plot, epochs);
    at[1] = axes_y(curve->axis, &panel->plot, value);
}

// Draws a curve's way from a state towards the next one. Returns its length in pixels; draws
// nothing where either end is unknown.
static double draw_segment(const struct panel *panel, const struct curve *curve,
                           struct canvas *canvas, long from, double part) {
    double a = value_of(panel, curve, from), b = value_of(panel, curve, from + 1);
    if (isnan(a) || isnan(b))
        return 0;
    double start[2], end[2];
    point_of(panel, curve, (double)from, a, start);
    point_of(panel, curve, (double)from + part, isinf(b) ? b : a + (b - a) * part, end);
    const struct stage *stage = panel->stage;
    struct stroke stroke = {.color = curve->color,
                            .alpha = 1,
                            .width = stage->theme->line_width * stage->unit,
                            .dash = {curve->dash[0], curve->dash[1]},
                            .dash_offset = curve->length,
                            .butt = curve->dash[0] > 0};
    canvas_clip(canvas, panel->plot);
    canvas_move(canvas, start[0], start[1]);
    canvas_line(canvas, end[0], end[1]);
    canvas_stroke(canvas, &stroke);
    canvas_unclip(canvas);
    return hypot(end[0] - start[0], end[1] - start[1]);
}

static void grow(struct panel *panel, long state) {
    struct curves_state *curves = panel->state;
    struct canvas *canvas = panel_layer(panel, 0, 1);
    for (size_t i = 0; i < curves->count; i++) {
        struct curve *curve = &curves->curves[i];
        curve->length =
            state ? curve->length + draw_segment(panel, curve, canvas, state - 1, 1) : 0;
    }
}

static void draw_moving(struct panel *panel, struct canvas *canvas, double position) {
    const struct curves_state *state = panel->state;
    double part = position - floor(position);
    for (size_t i = 0; part > 0 && i < state->count; i++)
        draw_segment(panel, &state->curves[i], canvas, (long)floor(position), part);
}

static void draw_static(struct panel *panel, struct canvas *canvas) {
    const struct curves_state *state = panel->state;
    ground_draw(&state->axes, panel, canvas);
    axes_draw(&state->axes, panel, canvas);
}

static void draw_cover(struct panel *panel, struct canvas *canvas) {
    const struct curves_state *state = panel->state;
    const struct trace *trace = panel->stage->trace;
    const struct curves_options *options = panel->options;
    if (panel->stage->scene->optimizer_count * (options->left.count + options->right.count) < 2)
        return; // one series is named by its axis
    struct legend legend = {0};
    long stride = trace->states / 500 + 1;
    for (size_t i = 0; i < state->count; i++) {
        const struct curve *curve = &state->curves[i];
        if (run_is_first(trace, curve->run))
            legend_add(&legend, (struct legend_entry){.label = curve->label,
                                                      .color = curve->color,
                                                      .mark = MARK_LINE,
                                                      .dash = {curve->dash[0], curve->dash[1]}});
        for (long k = 0; k + stride < trace->states; k += stride) {
            double a = value_of(panel, curve, k), b = value_of(panel, curve, k + stride);
            double from[2], to[2];
            if (!isfinite(a) || !isfinite(b))
                break;
            point_of(panel, curve, (double)k, a, from);
            point_of(panel, curve, (double)(k + stride), b, to);
            legend_avoid_line(&legend, from, to, 1);
        }
    }
    legend_draw(&legend, panel, canvas);
    legend_finish(&legend);
}

static void finish(struct panel *panel) {
    struct curves_state *state = panel->state;
    for (size_t i = 0; i < state->count; i++)
        free(state->curves[i].label);
    free(state->curves);
}

static const struct setting settings[] = {
    {SETTING(curves_options, left), .type = SETTING_CUSTOM, .read = read_side,
     .form = "[series, ...] or {series, range, label, scale}", .help = "the left axis"},
    {SETTING(curves_options, right), .type = SETTING_CUSTOM, .read = read_side,
     .form = "[series, ...] or {series, range, label, scale}", .help = "the right axis"},
    {SETTING(curves_options, x), .type = SETTING_RANGE,
     .given = offsetof(struct curves_options, has_x), .form = "[low, high]",
     .help = "range of epochs"},
    {SETTING(curves_options, x_label), .type = SETTING_STRING, .help = "label of the x axis"},
    {0},
};

const struct panel_type panel_curves = {
    .name = "curves",
    .help = "recorded series over the epochs",
    .settings = settings,
    .options_size = sizeof(struct curves_options),
    .state_size = sizeof(struct curves_state),
    .check = check,
    .prepare = prepare,
    .measure = measure,
    .draw_static = draw_static,
    .grow = grow,
    .draw_moving = draw_moving,
    .draw_cover = draw_cover,
    .finish = finish,
};
