// SPDX-License-Identifier: GPL-3.0-or-later
// The loss seen from above: filled levels and the paths of all optimizers.
#include "base/memory.h"
#include "figure/axes.h"
#include "figure/contour_field.h"
#include "figure/ground.h"
#include "figure/legend.h"
#include "figure/path_style.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LAYER_CASING, LAYER_PATH };
enum { ASPECT_AUTO, ASPECT_EQUAL };

struct contour_options {
    struct plane_options plane; // first: shares its rows
    struct field_options field;
    struct path_style path;
    int aspect;
};

struct contour_state {
    struct plane plane;
    struct view view;
    struct axes axes;
    struct contour_labels labels;
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
    state->view = plane_final_view(panel);
    state->axes.x.label = "w0";
    state->axes.left.label = "w1";
    return true;
}

// Widens one range of the view around its middle so that a unit is as long on both axes.
static struct view equal_view(struct view view, const struct box *plot) {
    double scale[2]; // units a pixel
    for (int d = 0; d < 2; d++)
        scale[d] = (view.axis[d][1] - view.axis[d][0]) / (d ? plot->height : plot->width);
    int narrow = scale[0] < scale[1] ? 0 : 1;
    double *range = view.axis[narrow], middle = (range[0] + range[1]) / 2;
    double half = scale[1 - narrow] * (narrow ? plot->height : plot->width) / 2;
    range[0] = middle - half;
    range[1] = middle + half;
    return view;
}

static void measure(struct panel *panel, struct margins *margins) {
    struct contour_state *state = panel->state;
    const struct contour_options *options = panel->options;
    struct view view = state->view;
    if (options->aspect == ASPECT_EQUAL && panel->plot.width > 0 && panel->plot.height > 0)
        view = equal_view(view, &panel->plot);
    state->axes.x.low = view.axis[0][0];
    state->axes.x.high = view.axis[0][1];
    state->axes.left.low = view.axis[1][0];
    state->axes.left.high = view.axis[1][1];
    axes_measure(&state->axes, panel, margins);
}

static void point_of(const struct panel *panel, const double w[2], double at[2]) {
    const struct contour_state *state = panel->state;
    at[0] = axes_x(&state->axes, &panel->plot, w[0]);
    at[1] = axes_y(&state->axes.left, &panel->plot, w[1]);
}

static void add_obstacle(const struct panel *panel, struct contour_obstacles *obstacles,
                         const double at[2]) {
    const struct box *plot = &panel->plot;
    if (!(at[0] >= plot->x && at[0] <= plot->x + plot->width && at[1] >= plot->y &&
          at[1] <= plot->y + plot->height))
        return;
    obstacles->at =
        mem_grow(obstacles->at, &obstacles->capacity, obstacles->count + 1, sizeof *obstacles->at);
    memcpy(obstacles->at[obstacles->count++], at, sizeof obstacles->at[0]);
}

// What numbers along the lines should leave free: the targets and the paths, every few pixels.
static void find_obstacles(const struct panel *panel, struct contour_obstacles *obstacles) {
    const struct scene *scene = panel->stage->scene;
    const struct trace *trace = panel->stage->trace;
    double from[2], to[2], apart = 5 * panel->stage->unit;
    long left = 200000; // points to try
    for (size_t i = 0; i < scene->target_count; i++) {
        point_of(panel, scene->targets[i], to);
        add_obstacle(panel, obstacles, to);
    }
    for (size_t i = 0; i < trace->run_count; i++) {
        point_of(panel, trace->runs[i].w[0], from);
        add_obstacle(panel, obstacles, from);
        for (long k = 1; k <= run_last(&trace->runs[i], trace); k++) {
            point_of(panel, trace->runs[i].w[k], to);
            double length = hypot(to[0] - from[0], to[1] - from[1]);
            if (length < apart)
                continue;
            for (double way = apart; way < length && left-- > 0; way += apart) {
                double part = way / length;
                add_obstacle(panel, obstacles,
                             (double[]){from[0] + (to[0] - from[0]) * part,
                                        from[1] + (to[1] - from[1]) * part});
            }
            memcpy(from, to, sizeof from);
        }
    }
}

static void draw_static(struct panel *panel, struct canvas *canvas) {
    struct contour_state *state = panel->state;
    const struct contour_options *options = panel->options;
    const struct axis *x = &state->axes.x, *y = &state->axes.left;
    struct view view = {{{x->low, x->high}, {y->low, y->high}}};
    struct contour_obstacles obstacles = {0};
    if (!options->field.fill)
        ground_draw(&state->axes, panel, canvas);
    find_obstacles(panel, &obstacles);
    field_draw(panel, canvas, state->plane.problem, &view, &options->field, &obstacles,
               &state->labels);
    free(obstacles.at);
    axes_draw(&state->axes, panel, canvas);
}

static struct stroke path_stroke(const struct stage *stage, uint32_t color) {
    return (struct stroke){
        .color = color, .alpha = 1, .width = stage->theme->path_width * stage->unit};
}

// The rim of background colour that parts a path from the field and from other paths.
static struct stroke casing_stroke(const struct stage *stage) {
    return (struct stroke){.color = stage->theme->background,
                           .alpha = 1,
                           .width = (stage->theme->path_width + 1.6) * stage->unit};
}

static double path_alpha(const struct stage *stage) {
    return stage_is_single(stage) ? 0.85 : 0.95;
}

static const double casing_alpha = 0.6;

static double step_length(const struct panel *panel, const struct run *run, long k) {
    double from[2], to[2];
    if (k < 1 || k > run_last(run, panel->stage->trace))
        return INFINITY;
    point_of(panel, run->w[k - 1], from);
    point_of(panel, run->w[k], to);
    return hypot(to[0] - from[0], to[1] - from[1]);
}

// The dot of a state; that of a start is the start's mark, where there is one.
static double dot_radius(const struct panel *panel, const struct run *run, long k) {
    const struct contour_options *options = panel->options;
    if (k == 0 && options->path.start)
        return 0;
    return path_dot_radius(&options->path, panel->stage, step_length(panel, run, k),
                           step_length(panel, run, k + 1));
}

static void draw_dot(struct canvas *canvas, const double at[2], double radius, uint32_t color) {
    if (radius <= 0)
        return;
    canvas_circle(canvas, at[0], at[1], radius);
    canvas_fill(canvas, color, 1);
}

static void grow_run(struct panel *panel, const struct run *run, long k) {
    const struct stage *stage = panel->stage;
    const struct contour_options *options = panel->options;
    struct canvas *casing = panel_layer(panel, LAYER_CASING, casing_alpha);
    struct canvas *canvas = panel_layer(panel, LAYER_PATH, path_alpha(stage));
    struct stroke stroke = path_stroke(stage, stage_color(stage, run, stage->theme->path));
    struct stroke rim = casing_stroke(stage);
    double from[2], to[2], radius = dot_radius(panel, run, k);
    point_of(panel, run->w[k], to);
    if (k > 0 && options->path.tail == 0) {
        point_of(panel, run->w[k - 1], from);
        canvas_move(casing, from[0], from[1]);
        canvas_line(casing, to[0], to[1]);
        canvas_stroke(casing, &rim);
        canvas_move(canvas, from[0], from[1]);
        canvas_line(canvas, to[0], to[1]);
        canvas_stroke(canvas, &stroke);
    }
    if (options->path.tail == 0 && radius > 0) {
        draw_dot(casing, to, radius + (rim.width - stroke.width) / 2, rim.color);
        draw_dot(canvas, to, radius, stroke.color);
    }
}

static bool start_place(const struct panel *panel, const struct run *run, double at[2]) {
    point_of(panel, run->w[0], at);
    return true;
}

static void grow(struct panel *panel, long state) {
    const struct contour_options *options = panel->options;
    const struct trace *trace = panel->stage->trace;
    struct canvas *layers[] = {panel_layer(panel, LAYER_CASING, casing_alpha),
                               panel_layer(panel, LAYER_PATH, path_alpha(panel->stage))};
    for (int k = 0; k < 2; k++)
        canvas_clip(layers[k], panel->plot);
    for (size_t i = 0; i < trace->run_count; i++)
        if (state <= run_last(&trace->runs[i], trace))
            grow_run(panel, &trace->runs[i], state);
    if (options->path.start && state <= 1) // once more over the first step
        path_draw_starts(panel, layers[LAYER_PATH], start_place);
    for (int k = 0; k < 2; k++)
        canvas_unclip(layers[k]);
}

// The part of a run from `position` back to `length` steps before it.
static void collect_tail(const struct panel *panel, const struct run *run, double position,
                         double length, struct path_tail *tail) {
    double last = fmin(position, (double)run_last(run, panel->stage->trace));
    double begin = fmax(0, position - length), w[2], loss, at[2];
    path_tail_clear(tail);
    if (begin >= last)
        return;
    for (long k = (long)floor(begin); (double)k <= last; k++) {
        point_of(panel, run->w[k], at);
        path_tail_add(tail, at, position - (double)k);
    }
    if (last > floor(last) && stage_point(run, last, w, &loss)) {
        point_of(panel, w, at);
        path_tail_add(tail, at, 0);
    }
}

// The path as far as it is not in the growing layer.
static void draw_newest(const struct panel *panel, struct canvas *canvas, double position) {
    const struct stage *stage = panel->stage;
    const struct contour_options *options = panel->options;
    bool has_tail = options->path.tail > 0;
    double length = has_tail ? (double)options->path.tail : position - floor(position);
    struct path_tail tail = {0};
    for (size_t i = 0; i < 2 * stage->trace->run_count; i++) {
        bool is_casing = i < stage->trace->run_count;
        const struct run *run = &stage->trace->runs[i % stage->trace->run_count];
        struct stroke stroke =
            is_casing ? casing_stroke(stage)
                      : path_stroke(stage, stage_color(stage, run, stage->theme->path));
        stroke.alpha = is_casing ? casing_alpha : path_alpha(stage);
        collect_tail(panel, run, position, length, &tail);
        if (has_tail) {
            path_draw_tail(&tail, canvas, length, &stroke);
        } else if (tail.count == 2) {
            canvas_move(canvas, tail.at[0][0], tail.at[0][1]);
            canvas_line(canvas, tail.at[1][0], tail.at[1][1]);
            canvas_stroke(canvas, &stroke);
        }
    }
    path_tail_finish(&tail);
}

static void draw_arrow(const struct panel *panel, struct canvas *canvas, const struct run *run,
                       double position, const double at[2], uint32_t color) {
    const struct trace *trace = panel->stage->trace;
    long next = (long)floor(position) + 1;
    double to[2];
    if (next > run_last(run, trace))
        return;
    point_of(panel, run->w[next], to);
    path_draw_arrow(panel->stage, canvas, at, to, color);
}

static void draw_moving(struct panel *panel, struct canvas *canvas, double position) {
    const struct stage *stage = panel->stage;
    const struct contour_options *options = panel->options;
    const struct trace *trace = stage->trace;
    struct stroke ring = {
        .color = stage->theme->background, .alpha = 1, .width = 1.1 * stage->unit};
    canvas_clip(canvas, panel->plot);
    draw_newest(panel, canvas, position);
    for (size_t i = 0; i < trace->run_count; i++) {
        double w[2], loss, at[2];
        if (!stage_point(&trace->runs[i], position, w, &loss))
            continue;
        uint32_t color = stage_color(stage, &trace->runs[i], stage->theme->path);
        point_of(panel, w, at);
        if (options->path.arrow)
            draw_arrow(panel, canvas, &trace->runs[i], position, at, color);
        canvas_circle(canvas, at[0], at[1], stage->theme->dot_radius * 1.75 * stage->unit);
        canvas_fill_keep(canvas, color, 1);
        canvas_stroke(canvas, &ring);
    }
    canvas_unclip(canvas);
}

static void draw_cover(struct panel *panel, struct canvas *canvas) {
    const struct contour_state *state = panel->state;
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
    for (size_t i = 0; i < state->labels.count; i++)
        legend_avoid(&legend, state->labels.items[i].x, state->labels.items[i].y, 2);
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
static const char *const aspects[] = {"auto", "equal", NULL};

#define FIELD(member) .name = #member, .offset = offsetof(struct contour_options, field.member)

static const struct setting settings[] = {
    PLANE_SETTINGS,
    {FIELD(levels), .type = SETTING_CUSTOM, .read = field_read_levels,
     .form = "a number or a list of values",
     .help = "level lines; default: 14, fewer in a small plot"},
    {FIELD(spacing), .type = SETTING_CHOICE, .choices = spacings,
     .help = "how a number of levels is spaced"},
    {FIELD(fill), .type = SETTING_BOOL, .fallback = 1, .help = "fill between the levels"},
    {FIELD(lines), .type = SETTING_BOOL, .fallback = 1, .help = "draw lines at the levels"},
    {FIELD(labels), .type = SETTING_BOOL, .help = "write the levels along their lines"},
    {FIELD(map), .type = SETTING_CUSTOM, .read = field_read_map, .form = "name of a colour map",
     .help = "colours of the bands; default: the theme's"},
    {SETTING(contour_options, aspect), .type = SETTING_CHOICE, .choices = aspects,
     .help = "equal: units as long on both axes, by showing more of one"},
    PATH_SETTINGS(contour_options),
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
