// SPDX-License-Identifier: GPL-3.0-or-later
// The data, and the lines that are fitted to them.
#include "base/memory.h"
#include "draw/text/label.h"
#include "plot/axes.h"
#include "plot/ground.h"
#include "plot/legend.h"
#include "problem/dataset.h"

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

struct data_state {
    struct axes axes;
    const struct dataset *data;
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
    if (!problem->kind->data)
        return error_at(error, panel->place,
                        "a data panel needs a regression; a function has no data");
    state->data = problem->kind->data(problem);
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

static bool prepare(struct panel *panel, struct error *error) {
    (void)error;
    const struct data_options *options = panel->options;
    struct data_state *state = panel->state;
    double x[2], y[2];
    data_range(state->data->x, state->data->count, x);
    data_range(state->data->y, state->data->count, y);
    if (options->has_x)
        memcpy(x, options->x, sizeof x);
    if (options->has_y)
        memcpy(y, options->y, sizeof y);
    state->axes.x = (struct axis){.low = x[0], .high = x[1], .label = options->x_label};
    state->axes.left = (struct axis){.low = y[0], .high = y[1], .label = options->y_label};
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
    double count = (double)((const struct data_state *)panel->state)->data->count;
    double shrink = count > 400 ? fmax(0.35, sqrt(400 / count)) : 1;
    return panel->stage->theme->dot_radius * panel->stage->unit * 1.15 * shrink;
}

// Draws one dot a point: the data if `w` is NULL, else the model's predictions with these weights.
// Dots within a quarter of a pixel of another are skipped, as there may be a million.
static void draw_points(const struct panel *panel, struct canvas *canvas, const double *w,
                        uint32_t color) {
    const struct data_state *state = panel->state;
    const struct problem *problem = panel->stage->scene->problem;
    double radius = dot_radius(panel);
    size_t cells_x = (size_t)fmax(1, panel->plot.width * 4);
    size_t cells_y = (size_t)fmax(1, panel->plot.height * 4);
    unsigned char *taken = mem_zero(cells_x * cells_y, 1);
    canvas_clip(canvas, panel->plot);
    for (size_t i = 0; i < state->data->count; i++) {
        double x = state->data->x[i], at[2];
        double y = w ? problem->kind->predict(problem, w, x) : state->data->y[i];
        position_of(panel, x, y, at);
        double cx = (at[0] - panel->plot.x) * 4, cy = (at[1] - panel->plot.y) * 4;
        if (cx > -8 * radius && cy > -8 * radius && cx < (double)cells_x + 8 * radius &&
            cy < (double)cells_y + 8 * radius) {
            if (cx >= 0 && cy >= 0 && cx < (double)cells_x && cy < (double)cells_y) {
                size_t cell = (size_t)cy * cells_x + (size_t)cx;
                if (taken[cell])
                    continue;
                taken[cell] = 1;
            }
            canvas_circle(canvas, at[0], at[1], radius);
            canvas_fill(canvas, color, 1);
        }
    }
    canvas_unclip(canvas);
    free(taken);
}

// Segments of a curve, enough for it to look smooth.
enum { PIECES = 96 };

// Computes the point of the model with the weights `w` at segment i of the x axis.
static void model_at(const struct panel *panel, const double w[2], int i, double at[2]) {
    const struct axis *axis = &((const struct data_state *)panel->state)->axes.x;
    double x = axis->low + (axis->high - axis->low) * i / PIECES;
    const struct problem *problem = panel->stage->scene->problem;
    position_of(panel, x, problem->kind->predict(problem, w, x), at);
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
    size_t stride = state->data->count / 5000 + 1;
    for (size_t i = 0; i < state->data->count; i += stride) {
        double at[2];
        position_of(panel, state->data->x[i], state->data->y[i], at);
        legend_avoid(legend, at[0], at[1], 1);
    }
    if (!(options->show & SHOW_LINES))
        return;
    // The fitted lines at the end of the film matter most; before, they may pass under the legend.
    for (size_t i = 0; i < trace->run_count; i++) {
        const double *w = trace->runs[i].w[run_last(&trace->runs[i], trace)];
        double from[2], to[2];
        for (int k = 0; k < PIECES; k++) {
            model_at(panel, w, k, from);
            model_at(panel, w, k + 1, to);
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
        draw_points(panel, canvas, NULL, options->show & SHOW_Y ? theme->cycle[0] : theme->points);
    axes_draw(&state->axes, panel, canvas);
}

static void draw_cover(struct panel *panel, struct canvas *canvas) {
    struct legend legend = {0};
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

static void draw_model(const struct panel *panel, struct canvas *canvas, const struct run *run,
                       const double w[2]) {
    const struct stage *stage = panel->stage;
    struct stroke stroke = {.color = stage_color(stage, run, stage->theme->model),
                            .alpha = 1,
                            .width = stage->theme->line_width * 1.25 * stage->unit};
    stage_dash(stage, run, stroke.dash);
    stroke.butt = stroke.dash[0] > 0;
    double at[2], end[2];
    model_at(panel, w, 0, at);
    model_at(panel, w, PIECES, end);
    bool is_line = stage->scene->problem->kind->is_line(stage->scene->problem);
    if (is_line && !cut_line(panel, at, end))
        return;
    canvas_clip(canvas, panel->plot);
    canvas_move(canvas, at[0], at[1]);
    for (int i = 1; i < PIECES && !is_line; i++) {
        model_at(panel, w, i, at);
        canvas_line(canvas, at[0], at[1]);
    }
    canvas_line(canvas, end[0], end[1]);
    canvas_stroke(canvas, &stroke);
    canvas_unclip(canvas);
}

static void draw_moving(struct panel *panel, struct canvas *canvas, double position) {
    const struct data_options *options = panel->options;
    const struct stage *stage = panel->stage;
    const struct theme *theme = stage->theme;
    const struct trace *trace = stage->trace;
    for (size_t i = 0; i < trace->run_count; i++) {
        double w[2], loss;
        if (!stage_point(&trace->runs[i], position, w, &loss))
            continue;
        if (options->show & SHOW_Y_HAT)
            draw_points(panel, canvas, w, theme->cycle[(1 + i) % theme->cycle_count]);
        if (options->show & SHOW_LINES)
            draw_model(panel, canvas, &trace->runs[i], w);
    }
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
    .help = "points and the lines that are fitted to them",
    .settings = settings,
    .options_size = sizeof(struct data_options),
    .state_size = sizeof(struct data_state),
    .check = check,
    .prepare = prepare,
    .measure = measure,
    .draw_static = draw_static,
    .draw_moving = draw_moving,
    .fill_legend = fill_legend,
    .draw_cover = draw_cover,
};
