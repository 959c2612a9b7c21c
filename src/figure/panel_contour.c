// SPDX-License-Identifier: GPL-3.0-or-later
// The loss seen from above: filled levels and the paths of all optimizers.
#include "base/memory.h"
#include "figure/axes.h"
#include "figure/ground.h"
#include "figure/isolines.h"
#include "figure/landscape.h"
#include "figure/legend.h"

#include <math.h>
#include <stdlib.h>

enum { LEVELS_MAX = 100, GRID_LIMIT = 700 };

struct contour_options {
    struct plane_options plane; // first: shares its rows
    long levels;
    int spacing;
    bool fill;
};

struct contour_state {
    struct plane plane;
    struct axes axes;
};

static bool check(struct panel *panel, struct error *error) {
    struct contour_state *state = panel->state;
    if (panel->title && !*panel->title)
        panel->title = "Loss";
    return plane_init(&state->plane, panel, error);
}

static bool prepare(struct panel *panel, struct error *error) {
    (void)error;
    struct contour_state *state = panel->state;
    struct view view = plane_final_view(panel);
    state->axes.x = (struct axis){.low = view.axis[0][0], .high = view.axis[0][1], .label = "w0"};
    state->axes.left =
        (struct axis){.low = view.axis[1][0], .high = view.axis[1][1], .label = "w1"};
    return true;
}

static void measure(struct panel *panel, struct margins *margins) {
    struct contour_state *state = panel->state;
    axes_measure(&state->axes, panel, margins);
}

static void point_of(const struct panel *panel, const double w[2], double at[2]) {
    const struct contour_state *state = panel->state;
    at[0] = axes_x(&state->axes, &panel->plot, w[0]);
    at[1] = axes_y(&state->axes.left, &panel->plot, w[1]);
}

// The landscape's value at a part of its width and height, between grid points.
static double sample(const struct landscape *landscape, double x, double y) {
    double fx = x * (double)(landscape->count[0] - 1), fy = y * (double)(landscape->count[1] - 1);
    size_t i = (size_t)fx, j = (size_t)fy;
    i = i > landscape->count[0] - 2 ? landscape->count[0] - 2 : i;
    j = j > landscape->count[1] - 2 ? landscape->count[1] - 2 : j;
    const double *row = &landscape->value[j * landscape->count[0] + i];
    const double *next = row + landscape->count[0];
    double px = fx - (double)i, py = fy - (double)j;
    return (row[0] * (1 - px) + row[1] * px) * (1 - py) + (next[0] * (1 - px) + next[1] * px) * py;
}

// Fills each pixel with the colour of the band between levels that it lies in.
static void fill_bands(const struct panel *panel, struct canvas *canvas,
                       const struct landscape *landscape, const double *levels, size_t count) {
    const struct theme *theme = panel->stage->theme;
    const struct colormap *map = colormap_find(theme->map);
    uint32_t colors[LEVELS_MAX + 1];
    for (size_t k = 0; k <= count; k++) {
        uint32_t color = colormap_at(map, count ? (double)k / (double)count : 0.5);
        colors[k] = 0xFF000000u | color_mix(color, theme->background, theme->contour_fade);
    }
    int width = (int)panel->plot.width, height = (int)panel->plot.height;
    uint32_t *pixels = mem_zero((size_t)width * (size_t)height, sizeof *pixels);
    for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
            double value = sample(landscape, (x + 0.5) / width, 1 - (y + 0.5) / height);
            size_t low = 0, high = count; // the number of levels below the value
            while (low < high) {
                size_t middle = (low + high) / 2;
                if (levels[middle] < value)
                    low = middle + 1;
                else
                    high = middle;
            }
            pixels[(size_t)y * (size_t)width + (size_t)x] = colors[isnan(value) ? count : low];
        }
    }
    canvas_image(canvas, pixels, width, height, (int)panel->plot.x, (int)panel->plot.y);
    free(pixels);
}

// Where isolines_visit draws to.
struct line_pen {
    const struct panel *panel;
    const struct landscape *landscape;
    struct canvas *canvas;
};

static void draw_piece(void *context, const double from[2], const double to[2]) {
    const struct line_pen *pen = context;
    const struct box *plot = &pen->panel->plot;
    double scale_x = plot->width / (double)(pen->landscape->count[0] - 1);
    double scale_y = plot->height / (double)(pen->landscape->count[1] - 1);
    double bottom = plot->y + plot->height;
    canvas_move(pen->canvas, plot->x + from[0] * scale_x, bottom - from[1] * scale_y);
    canvas_line(pen->canvas, plot->x + to[0] * scale_x, bottom - to[1] * scale_y);
}

static void draw_levels(const struct panel *panel, struct canvas *canvas) {
    const struct contour_state *state = panel->state;
    const struct contour_options *options = panel->options;
    const struct theme *theme = panel->stage->theme;
    struct view view = {
        {{state->axes.x.low, state->axes.x.high}, {state->axes.left.low, state->axes.left.high}}};
    size_t count0 = (size_t)fmin(GRID_LIMIT, fmax(2, panel->plot.width / 1.5));
    size_t count1 = (size_t)fmin(GRID_LIMIT, fmax(2, panel->plot.height / 1.5));
    struct landscape landscape;
    landscape_init(&landscape, state->plane.problem, &view, count0, count1);
    double levels[LEVELS_MAX];
    size_t count = levels_choose(&landscape, (enum level_spacing)options->spacing,
                                 (size_t)options->levels, levels);
    if (options->fill)
        fill_bands(panel, canvas, &landscape, levels, count);
    const struct colormap *map = colormap_find(theme->map);
    struct line_pen pen = {panel, &landscape, canvas};
    canvas_clip(canvas, panel->plot);
    for (size_t k = 0; k < count; k++) {
        uint32_t color = colormap_at(map, (double)k / (double)count);
        struct stroke stroke = {.color = options->fill ? color_mix(color, theme->background, 0.05)
                                                       : color,
                                .alpha = 1,
                                .width = (options->fill ? 0.7 : 1.1) * panel->stage->unit};
        isolines_visit(&landscape, levels[k], draw_piece, &pen);
        canvas_stroke(canvas, &stroke);
    }
    canvas_unclip(canvas);
    landscape_finish(&landscape);
}

static void draw_static(struct panel *panel, struct canvas *canvas) {
    const struct contour_state *state = panel->state;
    if (!((const struct contour_options *)panel->options)->fill)
        ground_draw(&state->axes, panel, canvas);
    draw_levels(panel, canvas);
    axes_draw(&state->axes, panel, canvas);
}

// A dot a step, unless the steps are so many that dots would hide the path.
static bool has_dots(const struct trace *trace) {
    return trace->states <= 500;
}

static void grow(struct panel *panel, long state) {
    const struct stage *stage = panel->stage;
    const struct theme *theme = stage->theme;
    const struct trace *trace = stage->trace;
    bool is_single = stage_is_single(stage);
    struct canvas *canvas = panel_layer(panel, 0, is_single ? 0.8 : 0.9);
    struct stroke stroke = {.alpha = 1, .width = theme->path_width * stage->unit};
    canvas_clip(canvas, panel->plot);
    for (size_t i = 0; i < trace->run_count; i++) {
        const struct run *run = &trace->runs[i];
        if (state > run_last(run, trace))
            continue;
        double from[2], to[2];
        stroke.color = stage_color(stage, &trace->runs[i], theme->path);
        point_of(panel, run->w[state], to);
        if (state > 0) {
            point_of(panel, run->w[state - 1], from);
            canvas_move(canvas, from[0], from[1]);
            canvas_line(canvas, to[0], to[1]);
            canvas_stroke(canvas, &stroke);
        }
        if (has_dots(trace)) {
            canvas_circle(canvas, to[0], to[1], theme->dot_radius * 0.8 * stage->unit);
            canvas_fill(canvas, stroke.color, 1);
        }
    }
    canvas_unclip(canvas);
}

static void draw_moving(struct panel *panel, struct canvas *canvas, double position) {
    const struct stage *stage = panel->stage;
    const struct trace *trace = stage->trace;
    double part = position - floor(position);
    struct stroke stroke = {.alpha = 1, .width = stage->theme->path_width * stage->unit};
    struct stroke ring = {
        .color = stage->theme->background, .alpha = 1, .width = 1.1 * stage->unit};
    canvas_clip(canvas, panel->plot);
    for (size_t i = 0; i < trace->run_count; i++) {
        double w[2], loss, at[2], from[2];
        if (!stage_point(&trace->runs[i], position, w, &loss))
            continue;
        stroke.color = stage_color(stage, &trace->runs[i], stage->theme->path);
        point_of(panel, w, at);
        if (part > 0) {
            point_of(panel, trace->runs[i].w[(long)floor(position)], from);
            canvas_move(canvas, from[0], from[1]);
            canvas_line(canvas, at[0], at[1]);
            canvas_stroke(canvas, &stroke);
        }
        canvas_circle(canvas, at[0], at[1], stage->theme->dot_radius * 1.75 * stage->unit);
        canvas_fill_keep(canvas, stroke.color, 1);
        canvas_stroke(canvas, &ring);
    }
    canvas_unclip(canvas);
}

static void draw_cover(struct panel *panel, struct canvas *canvas) {
    const struct stage *stage = panel->stage;
    const struct scene *scene = stage->scene;
    const struct trace *trace = stage->trace;
    struct legend legend = {0};
    canvas_clip(canvas, panel->plot);
    for (size_t i = 0; i < scene->target_count; i++) {
        double at[2];
        point_of(panel, scene->targets[i], at);
        legend_avoid(&legend, at[0], at[1], 50);
        draw_cross(canvas, at[0], at[1], 4.2 * stage->unit, 2.6 * stage->unit,
                   stage->theme->background, 0.9);
        draw_cross(canvas, at[0], at[1], 3.8 * stage->unit, 1.3 * stage->unit, stage->theme->text,
                   1);
    }
    canvas_unclip(canvas);
    for (size_t i = 0; i < trace->run_count; i++) {
        const struct run *run = &trace->runs[i];
        long stride = trace->states / 500 + 1, last = run_last(run, trace);
        if (stage->scene->optimizer_count > 1 && run_is_first(trace, i))
            legend_add(&legend, (struct legend_entry){.label = run->config->label,
                                                      .color = stage_color(stage, run, 0),
                                                      .mark = MARK_PATH});
        for (long k = 0; k + stride <= last; k += stride) {
            double from[2], to[2];
            point_of(panel, run->w[k], from);
            point_of(panel, run->w[k + stride], to);
            legend_avoid_line(&legend, from, to, 1);
        }
    }
    legend_draw(&legend, panel, canvas);
    legend_finish(&legend);
}

static void finish(struct panel *panel) {
    struct contour_state *state = panel->state;
    plane_finish(&state->plane);
}

static const char *const spacings[] = {"quantile", "log", "linear", NULL};

static const struct setting settings[] = {
    PLANE_SETTINGS,
    {SETTING(contour_options, levels), .type = SETTING_INTEGER, .fallback = 14, .min = 1,
     .max = LEVELS_MAX, .help = "number of levels"},
    {SETTING(contour_options, spacing), .type = SETTING_CHOICE, .choices = spacings,
     .help = "how the levels are spaced"},
    {SETTING(contour_options, fill), .type = SETTING_BOOL, .fallback = 1,
     .help = "fill between the levels"},
    {0},
};

const struct panel_type panel_contour = {
    .name = "contour",
    .help = "levels of the loss and the paths of all optimizers",
    .settings = settings,
    .options_size = sizeof(struct contour_options),
    .state_size = sizeof(struct contour_state),
    .check = check,
    .view = plane_view,
    .prepare = prepare,
    .measure = measure,
    .draw_static = draw_static,
    .grow = grow,
    .draw_moving = draw_moving,
    .draw_cover = draw_cover,
    .finish = finish,
};
