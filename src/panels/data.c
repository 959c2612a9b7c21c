// SPDX-License-Identifier: GPL-3.0-or-later
// The data, and the lines or curves that are fitted to them.
#include "base/memory.h"
#include "draw/text/label.h"
#include "plot/axes.h"
#include "plot/ground.h"
#include "plot/legend.h"
#include "problem/dataset.h"
#include "problem/samples.h"
#include "sim/simulation.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

// What `show` may contain.
enum { SHOW_POINTS = 1, SHOW_LINES = 2, SHOW_Y = 4, SHOW_Y_HAT = 8 };

struct data_options {
    double x[2], y[2];
    bool has_x, has_y;
    unsigned show;
    const char *x_label, *y_label;
};

// Segments of a curve, enough for it to look smooth.
enum { PIECES = 96 };

struct data_state {
    struct axes axes;
    const double *x, *y;                      // the points
    size_t count, train;                      // the first `train` are trained on
    double *w;                                // weights of a run; owned
    double *predicted;                        // by a model, at the points; owned
    double at[PIECES + 1], curve[PIECES + 1]; // a model over the x axis
};

static bool read_show(const struct node *node, void *field, struct error *error) {
    static const char *const names[] = {"points", "lines", "y", "y_hat", NULL};
    unsigned *show = field;
    *show = 0;
    if (node->kind != NODE_LIST)
        return node_expected(node, "a list such as [points, lines]", error);
    for (size_t i = 0; i < node->count; i++) {
        size_t bit;
        if (!node_named(node->items[i], (struct name_table)NAME_ROWS(names), "thing to show", &bit,
                        error))
            return false;
        *show |= 1u << bit;
    }
    return true;
}

static bool check(struct panel *panel, struct error *error) {
    struct data_options *options = panel->options;
    struct data_state *state = panel->state;
    const struct problem *problem = panel->stage->scene->problem;
    if (!problem->kind->data && !problem->kind->samples)
        return error_at(error, panel->place,
                        "a data panel needs a regression; a function has no data");
    if (problem->kind->samples) {
        const struct samples *samples = problem->kind->samples(problem);
        if (samples->features != 1)
            return error_at(error, panel->place,
                            "a data panel draws a curve over 1 feature, and these data have %zu%s",
                            samples->features,
                            samples->features == 2 && samples->classes > 0
                                ? "; a boundary panel draws two"
                                : "");
        if (samples->classes > 2)
            return error_at(error, panel->place,
                            "a data panel draws values or two classes, and these data have %zu",
                            samples->classes);
        state->x = samples->x;
        state->y = samples->y;
        state->count = samples->count;
        state->train = samples->train;
    } else {
        const struct dataset *data = problem->kind->data(problem);
        state->x = data->x;
        state->y = data->y;
        state->count = state->train = data->count;
    }
    if (!options->show)
        options->show = SHOW_POINTS | SHOW_LINES;
    if (panel->title && !*panel->title)
        panel->title = "Ground truth & Model";
    return true;
}

static void data_range(const double *values, size_t count, double range[2]) {
    range[0] = INFINITY;
    range[1] = -INFINITY;
    for (size_t i = 0; i < count; i++)
        range_include(range, values[i]);
    range_pad(range, 0.06);
}

static unsigned record(const struct panel *panel) {
    return panel->stage->scene->problem->kind->samples ? RECORD_ALL_WEIGHTS : 0;
}

// Writes the weights of a run at a position to state->w. False if the run has diverged by then.
static bool find_weights(const struct panel *panel, const struct run *run, double position) {
    const struct data_state *state = panel->state;
    size_t n = run->shape->n;
    double on_plane[2], loss;
    if (!stage_point(run, position, on_plane, &loss))
        return false;
    if (n == 2) {
        memcpy(state->w, on_plane, sizeof on_plane);
        return true;
    }
    position = run_position(run, position);
    long k = (long)floor(position);
    double part = position - (double)k;
    const double *from = run->weights + (size_t)k * n;
    bool between = part > 0 && (run->diverged < 0 || k + 1 < run->diverged);
    for (size_t i = 0; i < n; i++)
        state->w[i] = from[i] + (between ? (from[n + i] - from[i]) * part : 0);
    return true;
}

// Computes what the model with the weights state->w says at `count` places x.
static void predict(const struct panel *panel, const double *x, size_t count, double *out) {
    const struct data_state *state = panel->state;
    const struct problem *problem = panel->stage->scene->problem;
    if (problem->kind->outputs)
        problem->kind->outputs(problem, state->w, x, count, out);
    for (size_t i = 0; !problem->kind->outputs && i < count; i++)
        out[i] = problem->kind->predict(problem, state->w, x[i]);
}

static bool prepare(struct panel *panel, struct error *error) {
    (void)error;
    const struct data_options *options = panel->options;
    struct data_state *state = panel->state;
    double x[2], y[2];
    data_range(state->x, state->count, x);
    data_range(state->y, state->count, y);
    if (options->has_x)
        memcpy(x, options->x, sizeof x);
    if (options->has_y)
        memcpy(y, options->y, sizeof y);
    state->axes.x = (struct axis){.low = x[0], .high = x[1], .label = options->x_label};
    state->axes.left = (struct axis){.low = y[0], .high = y[1], .label = options->y_label};
    state->w = mem_zero(panel->stage->scene->problem->shape.n, sizeof *state->w);
    if (options->show & SHOW_Y_HAT)
        state->predicted = mem_zero(state->count, sizeof *state->predicted);
    for (int i = 0; i <= PIECES; i++)
        state->at[i] = x[0] + (x[1] - x[0]) * i / PIECES;
    return true;
}

static void measure(struct panel *panel, struct margins *margins) {
    struct data_state *state = panel->state;
    axes_measure(&state->axes, panel, margins);
}

static void position_of(const struct panel *panel, double x, double y, double at[2]) {
    const struct data_state *state = panel->state;
    at[0] = axes_x(&state->axes, &panel->plot, x);
    at[1] = axes_y(&state->axes.left, &panel->plot, y);
}

static double dot_radius(const struct panel *panel) {
    // Smaller dots if there are many, so that they do not merge.
    double count = (double)((const struct data_state *)panel->state)->count;
    double shrink = count > 400 ? fmax(0.35, sqrt(400 / count)) : 1;
    return panel->stage->theme->dot_radius * panel->stage->unit * 1.15 * shrink;
}

// Draws a dot at each point's x and its `y`; those of points that are held out are rings. Dots
// within a quarter of a pixel of another are skipped, as there may be a million.
static void draw_points(const struct panel *panel, struct canvas *canvas, const double *y,
                        uint32_t color) {
    const struct data_state *state = panel->state;
    double radius = dot_radius(panel);
    size_t cells_x = (size_t)fmax(1, panel->plot.width * 4);
    size_t cells_y = (size_t)fmax(1, panel->plot.height * 4);
    unsigned char *taken = mem_zero(cells_x * cells_y, 1);
    canvas_clip(canvas, panel->plot);
    for (size_t i = 0; i < state->count; i++) {
        double at[2];
        position_of(panel, state->x[i], y[i], at);
        double cx = (at[0] - panel->plot.x) * 4, cy = (at[1] - panel->plot.y) * 4;
        if (cx > -8 * radius && cy > -8 * radius && cx < (double)cells_x + 8 * radius &&
            cy < (double)cells_y + 8 * radius) {
            if (cx >= 0 && cy >= 0 && cx < (double)cells_x && cy < (double)cells_y) {
                size_t cell = (size_t)cy * cells_x + (size_t)cx;
                if (taken[cell])
                    continue;
                taken[cell] = 1;
            }
            bool is_ring = i >= state->train;
            canvas_circle(canvas, at[0], at[1], is_ring ? 0.8 * radius : radius);
            if (is_ring)
                canvas_stroke(canvas, &(struct stroke){color, 1, 0.4 * radius});
            else
                canvas_fill(canvas, color, 1);
        }
    }
    canvas_unclip(canvas);
    free(taken);
}

// Computes the model with the weights state->w over the x axis.
static void find_curve(const struct panel *panel) {
    struct data_state *state = panel->state;
    predict(panel, state->at, PIECES + 1, state->curve);
}

// Returns the pixel of that model where segment i of the x axis begins.
static void model_at(const struct panel *panel, int i, double at[2]) {
    const struct data_state *state = panel->state;
    position_of(panel, state->at[i], state->curve[i], at);
}

static void fill_legend(const struct panel *panel, struct legend *legend) {
    const struct data_state *state = panel->state;
    const struct data_options *options = panel->options;
    const struct stage *stage = panel->stage;
    const struct trace *trace = stage->trace;
    if (options->show & SHOW_LINES)
        for (size_t i = 0; i < trace->run_count; i++) {
            struct legend_entry entry = {
                .label = stage->scene->optimizer_count > 1 ? trace->runs[i].config->label : "Model",
                .color = stage_color(stage, &trace->runs[i], stage->theme->model),
                .mark = MARK_LINE};
            stage_dash(stage, &trace->runs[i], entry.dash);
            if (run_is_first(trace, i) && stage->scene->optimizer_count > 1)
                legend_add_head(legend, panel, entry);
            else if (run_is_first(trace, i))
                legend_add(legend, entry);
        }
    if (options->show & (SHOW_POINTS | SHOW_Y))
        legend_add(legend,
                   (struct legend_entry){.label = options->show & SHOW_Y ? "y" : "Ground truth",
                                         .color = options->show & SHOW_Y ? stage->theme->cycle[0]
                                                                         : stage->theme->points,
                                         .mark = MARK_DOT});
    if (options->show & SHOW_Y_HAT)
        legend_add(legend, (struct legend_entry){
                               .label = "y_hat",
                               .color = stage->theme->cycle[1 % stage->theme->cycle_count],
                               .mark = MARK_DOT});
    size_t stride = state->count / 5000 + 1;
    for (size_t i = 0; i < state->count; i += stride) {
        double at[2];
        position_of(panel, state->x[i], state->y[i], at);
        legend_avoid(legend, at[0], at[1], 1);
    }
    if (!(options->show & SHOW_LINES))
        return;
    // The fitted lines at the end of the film matter most; before, they may pass under the legend.
    for (size_t i = 0; i < trace->run_count; i++) {
        const struct run *run = &trace->runs[i];
        double from[2], to[2];
        long last = run->diverged > 0 ? run->diverged - 1 : run_last(run, trace);
        if (!find_weights(panel, run, (double)last))
            continue;
        find_curve(panel);
        for (int k = 0; k < PIECES; k++) {
            model_at(panel, k, from);
            model_at(panel, k + 1, to);
            legend_avoid_line(legend, from, to, 0.3);
        }
    }
}

static void draw_static(struct panel *panel, struct canvas *canvas) {
    const struct data_state *state = panel->state;
    const struct data_options *options = panel->options;
    const struct theme *theme = panel->stage->theme;
    ground_draw(&state->axes, panel, canvas);
    if (options->show & (SHOW_POINTS | SHOW_Y))
        draw_points(panel, canvas, state->y,
                    options->show & SHOW_Y ? theme->cycle[0] : theme->points);
    axes_draw(&state->axes, panel, canvas);
}

static void draw_cover(struct panel *panel, struct canvas *canvas) {
    struct legend legend = {.panel = panel};
    fill_legend(panel, &legend);
    legend_draw(&legend, panel, canvas);
    legend_finish(&legend);
}

// Clips a line to the plot, extended by its height above and below; the ends of a steep line are
// beyond cairo's coordinates. False if nothing is left.
static bool cut_line(const struct panel *panel, double from[2], double to[2]) {
    const struct box *plot = &panel->plot;
    double top = plot->y - plot->height, bottom = plot->y + 2 * plot->height;
    if (fmax(from[1], to[1]) < top || fmin(from[1], to[1]) > bottom)
        return false;
    double whole[2] = {from[0], from[1]};
    double slope = (to[0] - from[0]) / (to[1] - from[1]); // dx/dy
    for (int i = 0; i < 2; i++) {
        double *end = i ? to : from, y = fmax(top, fmin(bottom, end[1]));
        if (y != end[1])
            end[0] = whole[0] + slope * (y - whole[1]);
        end[1] = y;
    }
    return true;
}

// Draws the model with the weights state->w.
static void draw_model(const struct panel *panel, struct canvas *canvas, const struct run *run) {
    const struct stage *stage = panel->stage;
    const struct problem *problem = stage->scene->problem;
    struct stroke stroke = {.color = stage_color(stage, run, stage->theme->model),
                            .alpha = 1,
                            .width = stage->theme->line_width * 1.25 * stage->unit};
    stage_dash(stage, run, stroke.dash);
    stroke.butt = stroke.dash[0] > 0;
    double at[2], end[2];
    find_curve(panel);
    model_at(panel, 0, at);
    model_at(panel, PIECES, end);
    bool is_line = problem->kind->is_line && problem->kind->is_line(problem);
    if (is_line && !cut_line(panel, at, end))
        return;
    canvas_clip(canvas, panel->plot);
    canvas_move(canvas, at[0], at[1]);
    for (int i = 1; i < PIECES && !is_line; i++) {
        model_at(panel, i, at);
        canvas_line(canvas, at[0], at[1]);
    }
    canvas_line(canvas, end[0], end[1]);
    canvas_stroke(canvas, &stroke);
    canvas_unclip(canvas);
}

static void draw_moving(struct panel *panel, struct canvas *canvas, double position) {
    const struct data_options *options = panel->options;
    const struct data_state *state = panel->state;
    const struct theme *theme = panel->stage->theme;
    const struct trace *trace = panel->stage->trace;
    for (size_t i = 0; i < trace->run_count; i++) {
        if (!find_weights(panel, &trace->runs[i], position))
            continue;
        if (options->show & SHOW_Y_HAT) {
            predict(panel, state->x, state->count, state->predicted);
            draw_points(panel, canvas, state->predicted,
                        theme->cycle[(1 + i) % theme->cycle_count]);
        }
        if (options->show & SHOW_LINES)
            draw_model(panel, canvas, &trace->runs[i]);
    }
}

static void finish(struct panel *panel) {
    struct data_state *state = panel->state;
    free(state->w);
    free(state->predicted);
}

static const struct setting settings[] = {
    {SETTING(data_options, x), .type = SETTING_RANGE, .given = offsetof(struct data_options, has_x),
     .form = "[low, high]", .help = "range of the x axis; default: the data's"},
    {SETTING(data_options, y), .type = SETTING_RANGE, .given = offsetof(struct data_options, has_y),
     .form = "[low, high]", .help = "range of the y axis; default: the data's"},
    {SETTING(data_options, show), .type = SETTING_CUSTOM, .read = read_show,
     .form = "of points, lines, y, y_hat", .help = "what is drawn", .usual = "[points, lines]"},
    {LABEL_SETTING(data_options, x_label), .help = "label of the x axis"},
    {LABEL_SETTING(data_options, y_label), .help = "label of the y axis"},
    {0},
};

const struct panel_type panel_data = {
    .name = "data",
    .help = "points of one feature and the lines or curves that are fitted to them",
    .settings = settings,
    .options_size = sizeof(struct data_options),
    .state_size = sizeof(struct data_state),
    .check = check,
    .record = record,
    .prepare = prepare,
    .measure = measure,
    .draw_static = draw_static,
    .draw_moving = draw_moving,
    .fill_legend = fill_legend,
    .draw_cover = draw_cover,
    .finish = finish,
};
