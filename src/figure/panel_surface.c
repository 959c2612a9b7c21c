// SPDX-License-Identifier: GPL-3.0-or-later
// The loss as a surface in space with the paths of all optimizers on it. The surface hides what
// lies behind it: hidden parts of a path are drawn fainter.
#include "base/memory.h"
#include "figure/axes.h"
#include "figure/label.h"
#include "figure/landscape.h"
#include "figure/legend.h"
#include "figure/space_path.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { CELLS = 120, SAMPLES = 4 }; // of the sheet, a side; of a pixel, a side
enum { PATH_CHORD, PATH_DRAPE, PATH_NONE };
enum { LAYER_HIDDEN, LAYER_SEEN };

struct surface_options {
    struct plane_options plane; // first: shares its rows
    struct camera camera;
    double z[2];
    bool has_z;
    int path;
    double alpha;
    const char *z_label;
};

struct surface_state {
    struct plane plane;
    struct view view;
    struct space space;
    struct raster raster; // at the corner of the plot
};

static const struct setting camera_settings[] = {
    {SETTING(camera, elevation), .fallback = 50, .min = 0, .max = 90,
     .help = "degrees above the floor"},
    {SETTING(camera, azimuth), .fallback = 70, .min = -360, .max = 360,
     .help = "degrees around the vertical axis"},
    {SETTING(camera, height), .fallback = 0.75, .min = 0.1, .max = 5,
     .help = "of the box, its floor being 1 by 1"},
    {SETTING(camera, stretch), .fallback = 1.3, .min = 1, .max = 3,
     .help = "how much wider than true the picture may be drawn to fill its cell"},
    {0},
};

static bool read_camera(const struct node *node, void *field, struct error *error) {
    settings_default(camera_settings, field);
    return settings_read(camera_settings, field, node, "the camera", error);
}

static bool check(struct panel *panel, struct error *error) {
    struct surface_state *state = panel->state;
    struct surface_options *options = panel->options;
    // The camera's own defaults stand unless read_camera has filled it.
    struct camera fallback;
    settings_default(camera_settings, &fallback);
    if (options->camera.height == 0)
        options->camera = fallback;
    if (!plane_init(&state->plane, panel, error))
        return false;
    if (panel->title && !*panel->title)
        panel->title = state->plane.loss ? state->plane.loss->title : "Loss";
    return true;
}

static bool prepare(struct panel *panel, struct error *error) {
    (void)error;
    struct surface_state *state = panel->state;
    const struct surface_options *options = panel->options;
    state->view = plane_final_view(panel);
    state->space.camera = options->camera;
    // A coarse look finds the range of heights; draw_static evaluates the sheet itself.
    struct landscape landscape;
    landscape_init(&landscape, state->plane.problem, &state->view, 61, 61);
    double z[2] = {landscape.low, landscape.high};
    landscape_finish(&landscape);
    range_pad(z, 0.02);
    if (options->has_z)
        memcpy(z, options->z, sizeof z);
    state->space.axes[0] = (struct space_axis){
        .low = state->view.axis[0][0], .high = state->view.axis[0][1], .label = "w0"};
    state->space.axes[1] = (struct space_axis){
        .low = state->view.axis[1][0], .high = state->view.axis[1][1], .label = "w1"};
    state->space.axes[2] = (struct space_axis){
        .low = z[0], .high = z[1], .label = options->z_label ? options->z_label : "Loss"};
    return true;
}

static void measure(struct panel *panel, struct margins *margins) {
    *margins = (struct margins){.top = axes_title_height(panel)};
}

static void draw_sheet(struct panel *panel, struct canvas *canvas) {
    struct surface_state *state = panel->state;
    const struct surface_options *options = panel->options;
    const struct space_axis *z = &state->space.axes[2];
    struct landscape landscape;
    landscape_init(&landscape, state->plane.problem, &state->view, CELLS + 1, CELLS + 1);
    struct vertex *corners = mem_zero((CELLS + 1) * (CELLS + 1), sizeof *corners);
    for (size_t j = 0; j <= CELLS; j++) {
        for (size_t i = 0; i <= CELLS; i++) {
            size_t at = j * (CELLS + 1) + i;
            double point[3] = {landscape.w[0][i], landscape.w[1][j], landscape.value[at]};
            struct spot spot = space_project(&state->space, point);
            corners[at] = (struct vertex){spot.x - panel->plot.x, spot.y - panel->plot.y,
                                          spot.nearness, (point[2] - z->low) / (z->high - z->low)};
        }
    }
    const struct colormap *map = colormap_find(panel->stage->theme->map);
    uint32_t colors[256];
    for (int i = 0; i < 256; i++)
        colors[i] = colormap_at(map, i / 255.0);
    raster_finish(&state->raster);
    raster_init(&state->raster, (int)panel->plot.width, (int)panel->plot.height);
    raster_sheet(&state->raster, corners, CELLS + 1, CELLS + 1, colors, options->alpha, SAMPLES);
    canvas_image(canvas, state->raster.pixels, state->raster.width, state->raster.height,
                 (int)panel->plot.x, (int)panel->plot.y);
    free(corners);
    landscape_finish(&landscape);
}

// The legend keeps off the surface, the box, its labels and the targets.
static void avoid_all(const struct panel *panel, struct legend *legend) {
    enum { GRID = 41 };
    const struct surface_state *state = panel->state;
    struct landscape landscape;
    landscape_init(&landscape, state->plane.problem, &state->view, GRID, GRID);
    for (size_t i = 0; i < (size_t)GRID * GRID; i++) {
        double point[3] = {landscape.w[0][i % GRID], landscape.w[1][i / GRID], landscape.value[i]};
        struct spot spot = space_project(&state->space, point);
        if (space_holds(&state->space, point))
            legend_avoid(legend, spot.x, spot.y, 1);
    }
    landscape_finish(&landscape);
    struct box texts[SPACE_TEXTS];
    size_t count = space_text_boxes(&state->space, panel, texts);
    for (size_t i = 0; i < count; i++)
        for (int corner = 0; corner < 9; corner++)
            legend_avoid(legend, texts[i].x + texts[i].width * (corner % 3) / 2,
                         texts[i].y + texts[i].height * (corner / 3) / 2.0, 4);
    for (int edge = 0; edge < 12; edge++) {
        double ends[2][2];
        space_edge(&state->space, edge, ends);
        legend_avoid_line(legend, ends[0], ends[1], 0.5);
    }
}

static void fill_legend(const struct panel *panel, struct legend *legend) {
    const struct surface_options *options = panel->options;
    const struct stage *stage = panel->stage;
    const struct trace *trace = stage->trace;
    if (stage->scene->target_count > 0)
        legend_add(legend, (struct legend_entry){.label = "Target",
                                                 .color = stage->theme->target,
                                                 .mark = MARK_CROSS});
    for (size_t i = 0; options->path != PATH_NONE && i < trace->run_count; i++)
        if (run_is_first(trace, i))
            legend_add(legend, (struct legend_entry){
                                   .label = stage->scene->optimizer_count == 1
                                                ? "loss"
                                                : trace->runs[i].config->label,
                                   .color = stage_color(stage, &trace->runs[i], stage->theme->path),
                                   .mark = MARK_PATH});
    if (legend->count > 0)
        avoid_all(panel, legend);
}

// Fits the box into the plot, beside the legend where the two would overlap.
static void fit(struct panel *panel) {
    struct surface_state *state = panel->state;
    struct box room = panel->plot, legend_box = {0};
    double covered = 0;
    space_fit(&state->space, panel, room);
    struct legend legend = {0};
    fill_legend(panel, &legend);
    if (legend.count > 0)
        legend_measure(&legend, panel, &legend_box, &covered);
    legend_finish(&legend);
    double rest = room.width - legend_box.width - 8 * panel->stage->unit;
    if (covered > 0 && rest > 0.5 * room.width) {
        room.width = rest;
        space_fit(&state->space, panel, room);
    }
}

static void draw_static(struct panel *panel, struct canvas *canvas) {
    struct surface_state *state = panel->state;
    fit(panel);
    space_draw(&state->space, panel, canvas);
    draw_sheet(panel, canvas);
    axes_draw_title(panel, canvas);
}

// A point of a run in the space of this panel.
static void lift(const struct panel *panel, const double w[2], double recorded, double point[3]) {
    const struct surface_state *state = panel->state;
    point[0] = w[0];
    point[1] = w[1];
    point[2] = plane_value(&state->plane, w, recorded);
}

static struct path_pen pen_of(const struct panel *panel, struct canvas *hidden, struct canvas *seen,
                              double hidden_alpha, double seen_alpha) {
    const struct surface_state *state = panel->state;
    return (struct path_pen){.panel = panel,
                             .space = &state->space,
                             .raster = &state->raster,
                             .canvas = {hidden, seen},
                             .alpha = {hidden_alpha, seen_alpha}};
}

// Strokes the way between two points of the weight plane, as a chord or along the surface.
static void stroke_way(const struct panel *panel, const struct path_pen *pen, uint32_t color,
                       const double from[3], const double to[3]) {
    const struct surface_options *options = panel->options;
    const struct surface_state *state = panel->state;
    enum { PIECES = 24 };
    if (options->path != PATH_DRAPE) {
        path_stroke(pen, color, from, to);
        return;
    }
    double previous[3], point[3];
    memcpy(previous, from, sizeof previous);
    for (int i = 1; i <= PIECES; i++) {
        double part = (double)i / PIECES;
        struct evaluation evaluation;
        point[0] = from[0] + (to[0] - from[0]) * part;
        point[1] = from[1] + (to[1] - from[1]) * part;
        problem_evaluate(state->plane.problem, NULL, point, WANT_VALUE, &evaluation);
        point[2] = evaluation.value;
        path_stroke(pen, color, previous, point);
        memcpy(previous, point, sizeof previous);
    }
}

static void grow(struct panel *panel, long k) {
    const struct surface_options *options = panel->options;
    const struct stage *stage = panel->stage;
    const struct theme *theme = stage->theme;
    const struct trace *trace = stage->trace;
    if (options->path == PATH_NONE)
        return;
    double seen_alpha = stage_is_single(stage) ? theme->path_alpha : 0.85;
    struct path_pen pen = pen_of(panel, panel_layer(panel, LAYER_HIDDEN, theme->hidden_alpha),
                                 panel_layer(panel, LAYER_SEEN, seen_alpha), 1, 1);
    canvas_clip(pen.canvas[0], panel->plot);
    canvas_clip(pen.canvas[1], panel->plot);
    for (size_t i = 0; i < trace->run_count; i++) {
        const struct run *run = &trace->runs[i];
        if (k > run_last(run, trace))
            continue;
        uint32_t color = stage_color(stage, &trace->runs[i], theme->path);
        double from[3], to[3];
        lift(panel, run->w[k], run->loss[k], to);
        if (k > 0) {
            lift(panel, run->w[k - 1], run->loss[k - 1], from);
            stroke_way(panel, &pen, color, from, to);
        }
        if (trace->states <= 500)
            path_dot(&pen, color, to, theme->dot_radius * stage->unit);
    }
    canvas_unclip(pen.canvas[0]);
    canvas_unclip(pen.canvas[1]);
}

static void draw_moving(struct panel *panel, struct canvas *canvas, double position) {
    const struct surface_options *options = panel->options;
    const struct stage *stage = panel->stage;
    const struct theme *theme = stage->theme;
    const struct trace *trace = stage->trace;
    if (options->path == PATH_NONE)
        return;
    struct path_pen pen = pen_of(panel, canvas, canvas, theme->hidden_alpha, theme->path_alpha);
    struct path_pen head = pen_of(panel, canvas, canvas, theme->hidden_alpha, 1);
    struct path_pen ring = pen_of(panel, canvas, canvas, 0, 1); // none where it is hidden
    canvas_clip(canvas, panel->plot);
    for (size_t i = 0; i < trace->run_count; i++) {
        const struct run *run = &trace->runs[i];
        uint32_t color = stage_color(stage, &trace->runs[i], theme->path);
        double w[2], loss, point[3], from[3];
        if (!stage_point(run, position, w, &loss))
            continue;
        lift(panel, w, loss, point);
        long state = (long)floor(position);
        if (position > (double)state) {
            lift(panel, run->w[state], run->loss[state], from);
            stroke_way(panel, &pen, color, from, point);
        }
        path_dot(&ring, theme->background, point, theme->dot_radius * 1.9 * stage->unit);
        path_dot(&head, color, point, theme->dot_radius * 1.45 * stage->unit);
    }
    canvas_unclip(canvas);
}

// Where a target lies on the surface; false where that is out of the box.
static bool target_spot(const struct panel *panel, size_t target, struct spot *spot) {
    const struct surface_state *state = panel->state;
    const double *w = panel->stage->scene->targets[target];
    struct evaluation evaluation;
    problem_evaluate(state->plane.problem, NULL, w, WANT_VALUE, &evaluation);
    double point[3] = {w[0], w[1], evaluation.value};
    *spot = space_project(&state->space, point);
    return space_holds(&state->space, point);
}

static void draw_cover(struct panel *panel, struct canvas *canvas) {
    const struct theme *theme = panel->stage->theme;
    double unit = panel->stage->unit;
    struct path_pen pen = pen_of(panel, canvas, canvas, 0, 0);
    for (size_t i = 0; i < panel->stage->scene->target_count; i++) {
        struct spot spot;
        if (!target_spot(panel, i, &spot))
            continue;
        bool seen = path_is_seen(&pen, &spot);
        draw_cross(canvas, spot.x, spot.y, 4.2 * unit, 2.8 * unit, theme->background,
                   seen ? 0.9 : 0.15);
        draw_cross(canvas, spot.x, spot.y, 3.8 * unit, 1.4 * unit, theme->target,
                   seen ? 1 : theme->hidden_alpha);
    }
    struct legend legend = {0};
    fill_legend(panel, &legend);
    legend_draw(&legend, panel, canvas);
    legend_finish(&legend);
}

static void finish(struct panel *panel) {
    struct surface_state *state = panel->state;
    plane_finish(&state->plane);
    raster_finish(&state->raster);
}

static const char *const paths[] = {"chord", "drape", "none", NULL};

static const struct setting settings[] = {
    PLANE_SETTINGS,
    {SETTING(surface_options, camera), .type = SETTING_CUSTOM, .read = read_camera,
     .form = "{elevation, azimuth, height, stretch}", .help = "where the surface is seen from"},
    {SETTING(surface_options, z), .type = SETTING_RANGE,
     .given = offsetof(struct surface_options, has_z), .form = "[low, high]",
     .help = "range of heights; what lies outside is cut off"},
    {SETTING(surface_options, path), .type = SETTING_CHOICE, .choices = paths,
     .help = "how steps are joined: straight, along the surface, or no paths"},
    {SETTING(surface_options, alpha), .fallback = 1, .min = 0, .max = 1,
     .help = "opacity of the surface"},
    {LABEL_SETTING(surface_options, z_label), .help = "label of the heights"},
    {0},
};

const struct panel_type panel_surface = {
    .name = "surface",
    .help = "the loss as a surface with the paths on it",
    .settings = settings,
    .options_size = sizeof(struct surface_options),
    .state_size = sizeof(struct surface_state),
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
