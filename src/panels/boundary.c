// SPDX-License-Identifier: GPL-3.0-or-later
// The regions that a network assigns to its classes, with the samples; of several runs a grid.
#include "panels/boundary.h"
#include "base/memory.h"
#include "draw/text/label.h"
#include "draw/text/shorten.h"
#include "plot/legend.h"
#include "sim/simulation.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void boundary_point(const struct boundary_state *state, const struct boundary_cell *cell,
                    const double *x, double at[2]) {
    at[0] = axes_x(&state->axes, &cell->plot, x[0]);
    at[1] = axes_y(&state->axes.left, &cell->plot, x[1]);
}

uint32_t boundary_color(const struct theme *theme, size_t class) {
    return theme->classes[class % theme->class_count];
}

static bool check(struct panel *panel, struct error *error) {
    const struct boundary_options *options = panel->options;
    struct boundary_state *state = panel->state;
    const struct problem *problem = panel->stage->scene->problem;
    if (!problem->kind->samples)
        return error_at(error, panel->place,
                        "a boundary lies between the classes of a network's data, and this "
                        "problem is no network");
    state->samples = problem->kind->samples(problem);
    if (state->samples->classes == 0)
        return error_at(error, panel->place,
                        "a boundary lies between classes, and these data have values");
    if (state->samples->features != 2)
        return error_at(error, panel->place,
                        "a boundary is drawn in the plane of 2 features, and these data have %zu",
                        state->samples->features);
    state->optimizer = SIZE_MAX;
    if (options->optimizer &&
        !stage_find_optimizer(panel->stage, options->optimizer, &state->optimizer, error))
        return false;
    bool is_one = state->optimizer != SIZE_MAX && panel->stage->scene->optimizer_count > 1;
    if (is_one)
        panel_set_title(panel, panel->stage->scene->optimizers[state->optimizer].label, NULL);
    return true;
}

static unsigned record(const struct panel *panel) {
    (void)panel;
    return RECORD_ALL_WEIGHTS;
}

// Adds the runs that are shown. Where they are too many, each optimizer has its first.
static void find_runs(struct panel *panel) {
    struct boundary_state *state = panel->state;
    const struct trace *trace = panel->stage->trace;
    size_t count = 0;
    for (size_t i = 0; i < trace->run_count; i++)
        count += state->optimizer == SIZE_MAX || trace->runs[i].optimizer == state->optimizer;
    bool has_all = count <= BOUNDARY_CELLS_MAX;
    for (size_t i = 0; i < trace->run_count && state->count < BOUNDARY_CELLS_MAX; i++) {
        const struct run *run = &trace->runs[i];
        if (state->optimizer != SIZE_MAX && run->optimizer != state->optimizer)
            continue;
        if (has_all || run_is_first(trace, i))
            state->cells[state->count++].run = run;
    }
    if (!has_all)
        stage_warn(panel->stage, "panel '%s' shows %zu of %zu runs", panel->name, state->count,
                   count);
}

static void sample_range(const struct samples *samples, size_t feature, double range[2]) {
    range[0] = INFINITY;
    range[1] = -INFINITY;
    for (size_t i = 0; i < samples->count; i++)
        range_include(range, samples->x[i * samples->features + feature]);
    range_pad(range, 0.1);
}

static bool prepare(struct panel *panel, struct error *error) {
    (void)error;
    const struct boundary_options *options = panel->options;
    struct boundary_state *state = panel->state;
    double x[2], y[2];
    find_runs(panel);
    sample_range(state->samples, 0, x);
    sample_range(state->samples, 1, y);
    if (options->has_x)
        memcpy(x, options->x, sizeof x);
    if (options->has_y)
        memcpy(y, options->y, sizeof y);
    state->axes.x = (struct axis){.low = x[0], .high = x[1], .label = options->x_label};
    state->axes.left = (struct axis){.low = y[0], .high = y[1], .label = options->y_label};
    state->regions = regions_create(panel);
    for (size_t i = 0; i < state->samples->classes; i++)
        snprintf(state->names[i], sizeof state->names[i], "class %zu", i);
    panel->redraws = true;
    return true;
}

// The space between cells, in design points.
static const double cell_gap = 8;

static double name_size(const struct panel *panel) {
    return stage_text_size(panel->stage, panel->stage->theme->name_size);
}

static void measure(struct panel *panel, struct margins *margins) {
    struct boundary_state *state = panel->state;
    if (state->count == 1) {
        axes_measure(&state->axes, panel, margins);
        return;
    }
    state->name_height = ceil(name_size(panel) * 1.45);
    *margins = (struct margins){.top = axes_title_height(panel)};
}

// Returns how large a unit of the data may be drawn with so many columns, relative to others.
static double scale_of(const struct panel *panel, size_t columns) {
    const struct boundary_state *state = panel->state;
    size_t rows = (state->count + columns - 1) / columns;
    double gap = cell_gap * panel->stage->unit;
    double width = (panel->plot.width + gap) / (double)columns - gap;
    double height = (panel->plot.height + gap) / (double)rows - gap - state->name_height;
    return fmin(width / (state->axes.x.high - state->axes.x.low),
                height / (state->axes.left.high - state->axes.left.low));
}

// Places the cells in as many columns as make the data largest.
static void place_cells(struct panel *panel) {
    struct boundary_state *state = panel->state;
    const struct box *plot = &panel->plot;
    double gap = cell_gap * panel->stage->unit;
    size_t columns = 1;
    for (size_t i = 2; i <= state->count; i++)
        if (scale_of(panel, i) > scale_of(panel, columns))
            columns = i;
    size_t rows = (state->count + columns - 1) / columns;
    for (size_t i = 0; i < state->count; i++) {
        double x[2], y[2];
        for (int end = 0; end < 2; end++) {
            double column = (double)(i % columns + (size_t)end);
            double row = (double)(i / columns + (size_t)end);
            x[end] = plot->x + column * (plot->width + gap) / (double)columns - end * gap;
            y[end] = plot->y + row * (plot->height + gap) / (double)rows - end * gap;
        }
        struct boundary_cell *cell = &state->cells[i];
        double top = state->count > 1 ? state->name_height : 0;
        cell->cell = (struct box){round(x[0]), round(y[0]), round(x[1]) - round(x[0]),
                                  round(y[1]) - round(y[0])};
        cell->plot = cell->cell;
        cell->plot.y += top;
        cell->plot.height = fmax(1, cell->plot.height - top);
        cell->plot.width = fmax(1, cell->plot.width);
    }
    // Points shrink where many share a cell.
    const struct stage *stage = panel->stage;
    double area = state->cells[0].plot.width * state->cells[0].plot.height;
    double room = 0.17 * sqrt(area / (double)state->samples->count);
    double most = 1.15 * stage->theme->dot_radius * stage->unit;
    state->radius = fmax(fmin(room, most), fmin(1, most));
}

static void draw_static(struct panel *panel, struct canvas *canvas) {
    const struct boundary_state *state = panel->state;
    place_cells(panel);
    if (state->count == 1)
        axes_draw(&state->axes, panel, canvas);
    else
        axes_draw_title(panel, canvas);
}

static void draw_moving(struct panel *panel, struct canvas *canvas, double position) {
    struct boundary_state *state = panel->state;
    for (size_t i = 0; i < state->count; i++)
        regions_draw(state->regions, panel, &state->cells[i], canvas, position);
}

// Draws the samples: those trained on as discs, those held out as rings.
static void draw_samples(const struct panel *panel, const struct boundary_cell *cell,
                         struct canvas *canvas) {
    const struct boundary_state *state = panel->state;
    const struct theme *theme = panel->stage->theme;
    const struct samples *samples = state->samples;
    double radius = state->radius, rim = fmin(0.8 * panel->stage->unit, 0.45 * radius);
    canvas_clip(canvas, cell->plot);
    for (size_t i = 0; i < samples->count; i++) {
        bool is_test = i >= samples->train;
        double at[2];
        uint32_t color = color_mix(boundary_color(theme, (size_t)samples->y[i]), theme->text, 0.12);
        boundary_point(state, cell, samples->x + 2 * i, at);
        canvas_circle(canvas, at[0], at[1], radius + rim);
        canvas_fill(canvas, theme->background, 0.85);
        if (is_test) {
            canvas_circle(canvas, at[0], at[1], 0.8 * radius);
            canvas_stroke(canvas, &(struct stroke){color, 1, 0.55 * radius});
        } else {
            canvas_circle(canvas, at[0], at[1], radius);
            canvas_fill(canvas, color, 1);
        }
    }
    canvas_unclip(canvas);
}

static void draw_name(const struct panel *panel, const struct boundary_cell *cell,
                      struct canvas *canvas) {
    const struct stage *stage = panel->stage;
    struct font *font = stage_font(stage, WEIGHT_SEMIBOLD);
    struct text fitted = {0};
    double size = name_size(panel);
    size = shorten_line(font, cell->run->label, size, stage_text_least(stage, size),
                        cell->cell.width, &fitted);
    uint32_t color = theme_letters(stage->theme, stage_color(stage, cell->run, stage->theme->path));
    font_draw(font, canvas, fitted.data, cell->cell.x, cell->plot.y - 0.42 * size,
              &(struct text_style){.size = size, .color = color});
    if (strcmp(fitted.data, cell->run->label) != 0)
        stage_warn(stage, WARNING_CUT, cell->run->label);
    text_finish(&fitted);
}

static void draw_frame(const struct panel *panel, const struct boundary_cell *cell,
                       struct canvas *canvas) {
    const struct theme *theme = panel->stage->theme;
    if (theme->frame != FRAME_BOX)
        return;
    double width = fmax(1, round(theme->spine_width * panel->stage->unit)), half = width / 2;
    const struct box *plot = &cell->plot;
    canvas_box(canvas, (struct box){plot->x + half, plot->y + half, plot->width - width,
                                    plot->height - width});
    canvas_stroke(canvas, &(struct stroke){theme->spine, 1, width});
}

static void fill_legend(const struct panel *panel, struct legend *legend) {
    const struct boundary_state *state = panel->state;
    const struct theme *theme = panel->stage->theme;
    if (!legend_is_asked(panel->legend))
        return; // that there are two colours says it
    for (size_t i = 0; i < state->samples->classes; i++)
        legend_add(legend, (struct legend_entry){.label = state->names[i],
                                                 .color = boundary_color(theme, i),
                                                 .mark = MARK_DOT});
}

static void draw_cover(struct panel *panel, struct canvas *canvas) {
    const struct boundary_state *state = panel->state;
    struct legend legend = {.panel = panel};
    for (size_t i = 0; i < state->count; i++) {
        draw_samples(panel, &state->cells[i], canvas);
        draw_frame(panel, &state->cells[i], canvas);
        if (state->count > 1)
            draw_name(panel, &state->cells[i], canvas);
    }
    fill_legend(panel, &legend);
    legend_draw(&legend, panel, canvas);
    legend_finish(&legend);
}

static void finish(struct panel *panel) {
    regions_destroy(((struct boundary_state *)panel->state)->regions);
}

static const struct setting settings[] = {
    {SETTING(boundary_options, optimizer), .type = SETTING_CUSTOM, .read = setting_keep_node,
     .form = "a label", .help = "the optimizer to show; default: all, each in a cell of its own"},
    {SETTING(boundary_options, x), .type = SETTING_RANGE,
     .given = offsetof(struct boundary_options, has_x), .form = "[low, high]",
     .help = "range of the first feature; default: the data's"},
    {SETTING(boundary_options, y), .type = SETTING_RANGE,
     .given = offsetof(struct boundary_options, has_y), .form = "[low, high]",
     .help = "range of the second feature; default: the data's"},
    {LABEL_SETTING(boundary_options, x_label), .help = "label of the x axis of a single run"},
    {LABEL_SETTING(boundary_options, y_label), .help = "label of the y axis of a single run"},
    {SETTING(boundary_options, mistakes), .type = SETTING_BOOL, .fallback = 1,
     .help = "ring the samples whose class is not found"},
    {0},
};

const struct panel_type panel_boundary = {
    .name = "boundary",
    .help = "the regions of a network's classes over two features, with the samples",
    .settings = settings,
    .options_size = sizeof(struct boundary_options),
    .state_size = sizeof(struct boundary_state),
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
