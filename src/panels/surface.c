// SPDX-License-Identifier: GPL-3.0-or-later
// The loss as a surface in space, with the paths of all optimizers on it. Parts of a path that the
// surface hides are drawn fainter.
#include "base/maths.h"
#include "base/memory.h"
#include "draw/text/label.h"
#include "panels/surface_paths.h"
#include "plot/axes.h"
#include "plot/box3d_draw.h"
#include "plot/box3d_fit.h"
#include "plot/box3d_path.h"
#include "plot/box3d_texts.h"
#include "plot/colorbar.h"
#include "plot/colormap_read.h"
#include "plot/landscape.h"
#include "plot/legend.h"
#include "plot/path_style.h"

#include <math.h>
#include <stdlib.h>

// Samples a side at edges; motion makes the coarser sampling of a moving camera invisible.
enum { SAMPLES_STILL = 4, SAMPLES_MOVING = 2 };

// A box beside the legend is at least this part of the size it would have without one; otherwise it
// is better seen in part than whole.
static const double least_beside_legend = 0.35;

static bool check(struct panel *panel, struct error *error) {
    struct surface_state *state = panel->state;
    struct surface_options *options = panel->options;
    // camera_read was not called, so the camera needs its defaults.
    if (options->camera.from.height == 0)
        camera_default(&options->camera);
    if (options->scale == SCALE_LOG && options->has_z && options->z[0] <= 0)
        return error_at(
            error, node_place(node_get(node_get(panel->stage->scene->panels, panel->name), "z")),
            "a log scale needs heights above 0");
    if (!shown_loss_init(&state->shown, panel, error))
        return false;
    if (panel->title && !*panel->title)
        panel->title = state->shown.loss ? state->shown.loss->title : "Loss";
    return true;
}

// Extends the height range of a landscape to include the paths in view, as a coarse grid may miss
// narrow features. Diverged runs are left out.
static void hold_paths(const struct panel *panel, struct landscape *landscape) {
    const struct surface_state *state = panel->state;
    const struct trace *trace = panel->stage->trace;
    // each point costs a sum over the data
    long stride = state->shown.loss ? trace->states / 1000 + 1 : 1;
    for (size_t i = 0; i < trace->run_count; i++) {
        const struct run *run = &trace->runs[i];
        for (long k = 0; k < trace->states && run->diverged < 0; k = trace_next(trace, k, stride)) {
            bool is_in_view = true;
            for (int d = 0; d < 2; d++)
                is_in_view = is_in_view && run->w[k][d] >= state->view.axis[d][0] &&
                             run->w[k][d] <= state->view.axis[d][1];
            double height = is_in_view ? shown_loss_value(&state->shown, run->w[k], run->loss[k])
                                       : landscape->low;
            if (!isfinite(height))
                continue;
            landscape->low = fmin(landscape->low, height);
            landscape->high = fmax(landscape->high, height);
        }
    }
}

// Computes the range of heights from a coarse landscape. A log axis shows at most twelve decades;
// lower values, such as a minimum of 0, are drawn at its lower end. The axis is linear if nothing
// is above 0, and there is no colour bar if all heights are equal.
static void find_heights(struct panel *panel, double z[2]) {
    struct surface_state *state = panel->state;
    const struct surface_options *options = panel->options;
    struct landscape landscape;
    landscape_init(&landscape, state->shown.problem, &state->view, 121, 121);
    hold_paths(panel, &landscape);
    z[0] = landscape.low;
    z[1] = landscape.high;
    state->is_log = options->scale == SCALE_LOG && (z[1] > 0 || options->has_z);
    state->has_bar = options->color_bar && (z[0] < z[1] || options->has_z);
    if (options->scale == SCALE_LOG && !state->is_log)
        stage_warn(panel->stage,
                   "panel '%s': the loss is nowhere above 0, so its scale is linear, not log",
                   panel->name);
    if (options->color_bar && !state->has_bar)
        stage_warn(panel->stage,
                   "panel '%s': the loss is the same everywhere, so there is no colour bar",
                   panel->name);
    if (state->is_log) {
        double least = INFINITY;
        for (size_t i = 0; i < landscape.count[0] * landscape.count[1]; i++)
            if (landscape.value[i] > 0)
                least = fmin(least, landscape.value[i]);
        z[1] = z[1] > 0 ? m_log10(z[1]) : 0;
        z[0] = isfinite(least) ? fmax(m_log10(least), z[1] - 12) : z[1] - 1;
    }
    landscape_finish(&landscape);
    range_pad(z, 0.02);
    for (int end = 0; options->has_z && end < 2; end++)
        z[end] = state->is_log ? m_log10(options->z[end]) : options->z[end];
    if (!(z[0] < z[1]))
        range_pad(z, 0); // neighbouring doubles can have the same logarithm
}

static bool prepare(struct panel *panel, struct error *error) {
    (void)error;
    struct surface_state *state = panel->state;
    const struct surface_options *options = panel->options;
    shown_loss_prepare(&state->shown, panel);
    state->view = landscape_final_view(panel);
    shown_loss_warn(&state->shown, panel);
    box3d_aim(&state->space, camera_at(&options->camera, 0));
    double z[2];
    find_heights(panel, z);
    for (int d = 0; d < 2; d++)
        state->space.axes[d] = (struct box3d_axis){.low = state->view.axis[d][0],
                                                   .high = state->view.axis[d][1],
                                                   .label = state->shown.axis[d]};
    bool is_log = state->is_log;
    state->space.axes[2] =
        (struct box3d_axis){.low = z[0],
                            .high = z[1],
                            .is_log = is_log,
                            .label = options->z_label ? options->z_label : "Loss"};
    const char *map = panel->stage->theme->map;
    bool moves = panel->redraws = camera_moves(&options->camera);
    struct sheet_options sheet = {.map = options->map ? options->map : colormap_find(map),
                                  .shading = options->shading,
                                  .opacity = options->alpha,
                                  .background = panel->stage->theme->background,
                                  .fade = panel->stage->theme->surface_fade,
                                  .cells = options->cells,
                                  .lines = options->lines,
                                  .has_floor = options->floor == FLOOR_CONTOURS,
                                  .samples = moves ? SAMPLES_MOVING : SAMPLES_STILL};
    sheet_init(&state->sheet, &sheet, state->shown.problem, &state->space);
    state->bar = (struct colorbar){.map = sheet.map,
                                   .low = is_log ? box3d_loss(z[0]) : z[0],
                                   .high = is_log ? box3d_loss(z[1]) : z[1],
                                   .is_log = is_log,
                                   .fade = sheet.fade,
                                   .label = state->space.axes[2].label};
    for (int i = 0; moves && i < 3; i++)
        state->ink[i] = stage_canvas(panel->stage);
    state->lengths = mem_zero(panel->stage->trace->run_count, sizeof *state->lengths);
    state->dots = mem_zero(panel->stage->trace->run_count, sizeof *state->dots);
    return true;
}

static void measure(struct panel *panel, struct margins *margins) {
    *margins = (struct margins){.top = axes_title_height(panel)};
}

// Adds the legend's obstacles: the surface, the box, its labels and the targets. For a moving
// camera, at several times.
static void avoid_all(const struct panel *panel, struct legend *legend) {
    enum { GRID = 40 };
    const struct surface_state *state = panel->state;
    const struct surface_options *options = panel->options;
    const struct landscape *landscape = &state->sheet.landscape;
    struct box3d space = state->space;
    int looks = space.moves ? 9 : 1;
    for (int look = 0; look < looks; look++) {
        if (space.moves)
            box3d_aim(&space, camera_at(&options->camera, look / 8.0));
        for (size_t i = 0; i <= (size_t)GRID * (GRID + 2); i++) {
            size_t column = i % (GRID + 1) * (landscape->count[0] - 1) / GRID;
            size_t row = i / (GRID + 1) * (landscape->count[1] - 1) / GRID;
            double point[3] = {landscape->w[0][column], landscape->w[1][row],
                               landscape->value[row * landscape->count[0] + column]};
            struct spot spot = box3d_project(&space, point);
            if (box3d_holds(&space, point))
                legend_avoid(legend, spot.x, spot.y, 1);
        }
        struct box texts[BOX3D_TEXTS];
        size_t count = box3d_text_boxes(&space, panel, texts);
        for (size_t i = 0; i < count; i++)
            for (int corner = 0; corner < 9; corner++)
                legend_avoid(legend, texts[i].x + texts[i].width * (corner % 3) / 2,
                             texts[i].y + texts[i].height * (corner / 3) / 2.0, 4);
        for (int edge = 0; edge < 12; edge++) {
            double ends[2][2];
            box3d_edge(&space, edge, ends);
            legend_avoid_line(legend, ends[0], ends[1], 0.5);
        }
    }
}

static void avoid_bar(const struct surface_state *state, struct legend *legend) {
    const struct box *bar = &state->bar_box;
    for (int i = 0; i < 60; i++)
        legend_avoid(legend, bar->x + bar->width * (i % 3) / 2,
                     bar->y + bar->height * (i / 3) / 19.0, 20);
}

// Computes a target's point on the surface, in the units of the axes; false if it is outside the
// box.
static bool target_point(const struct panel *panel, size_t target, double point[3]) {
    const struct surface_state *state = panel->state;
    const double *w = panel->stage->scene->targets[target];
    point[0] = w[0];
    point[1] = w[1];
    point[2] = height_of(&state->space.axes[2], problem_value(state->shown.problem, w));
    return box3d_holds(&state->space, point);
}

static bool has_target_in_view(const struct panel *panel) {
    double point[3];
    for (size_t i = 0; i < panel->stage->scene->target_count; i++)
        if (target_point(panel, i, point))
            return true;
    return false;
}

static void draw_targets(struct panel *panel, struct canvas *canvas) {
    const struct theme *theme = panel->stage->theme;
    const struct surface_state *state = panel->state;
    struct path_pen pen = surface_paths_pen(panel, canvas, canvas, 0, 0);
    for (size_t i = 0; i < panel->stage->scene->target_count; i++) {
        double point[3];
        if (!target_point(panel, i, point))
            continue;
        struct spot spot = box3d_project(&state->space, point);
        path_draw_target(panel->stage, canvas, (double[]){spot.x, spot.y}, theme->target,
                         path_is_seen(&pen, &spot));
    }
}

static void fill_legend(const struct panel *panel, struct legend *legend) {
    const struct surface_options *options = panel->options;
    const struct stage *stage = panel->stage;
    const struct trace *trace = stage->trace;
    if (has_target_in_view(panel))
        legend_add(legend, (struct legend_entry){.label = "Target",
                                                 .color = stage->theme->target,
                                                 .mark = MARK_TARGET});
    for (size_t i = 0; options->path != PATH_NONE && i < trace->run_count; i++) {
        const struct run *run = &trace->runs[i];
        struct legend_entry entry = {
            .label = stage->scene->optimizer_count == 1 ? "loss" : run->config->label,
            .color = stage_color(stage, run, stage->theme->path),
            .mark = MARK_PATH,
            .marker = stage_marker(stage, run)};
        stage_dash(stage, run, entry.dash);
        if (run_is_first(trace, i))
            legend_add(legend, entry);
    }
    if (legend->count > 0)
        avoid_all(panel, legend);
    const struct surface_state *state = panel->state;
    if (legend->count > 0 && state->has_bar)
        avoid_bar(state, legend);
}

// Fits the box into a room. Returns the size of the legend that is drawn then, and how much of the
// drawing it covers.
static void fit_into(struct panel *panel, struct box room, struct box *legend_box,
                     double *covered) {
    struct surface_state *state = panel->state;
    const struct surface_options *options = panel->options;
    struct legend legend = {0};
    *legend_box = (struct box){0};
    *covered = 0;
    box3d_fit_orbit(&state->space, panel, room, &options->camera);
    fill_legend(panel, &legend);
    if (legend.count > 0)
        legend_measure(&legend, panel, legend_box, covered);
    legend_finish(&legend);
}

// What a legend of a size leaves of a room on one side of it: 0 left, 1 right, 2 below, 3 above.
static struct box rest_of(struct box room, struct box legend, int side, double gap) {
    double *begin = side < 2 ? &room.x : &room.y, *length = side < 2 ? &room.width : &room.height;
    double taken = (side < 2 ? legend.width : legend.height) + gap;
    *length -= taken;
    if (side == 1 || side == 2)
        *begin += taken;
    return room;
}

// Fits the box into the plot, and where the legend would cover some of it into what the legend
// leaves on a side: where the box is largest, unless it is small everywhere.
static void fit_beside_legend(struct panel *panel, struct box room) {
    const struct stage *stage = panel->stage;
    struct box3d *space = &((struct surface_state *)panel->state)->space;
    struct box legend, other;
    double covered, gap = (1.3 * stage->theme->tick_size + 2) * stage->unit;
    fit_into(panel, room, &legend, &covered);
    if (covered == 0)
        return;
    struct box3d best = *space;
    double most = least_beside_legend * space->scale[0];
    for (int side = 0; side < 4; side++) {
        struct box rest = rest_of(room, legend, side, gap);
        if (!(rest.width > 0 && rest.height > 0))
            continue;
        fit_into(panel, rest, &other, &covered);
        if (covered == 0 && space->scale[0] > most && space->omits <= best.omits) {
            most = space->scale[0];
            best = *space;
        }
    }
    *space = best;
}

// Fits the box into the plot, and beside the legend if they would overlap.
static void fit(struct panel *panel) {
    struct surface_state *state = panel->state;
    struct box room = panel->plot;
    double above, unit = panel->stage->unit;
    if (state->has_bar) {
        struct box *bar = &state->bar_box;
        *bar = (struct box){0, room.y + 0.18 * room.height, 0, 0.64 * room.height};
        bar->width = colorbar_width(&state->bar, panel, bar->height, &above);
        bar->x = room.x + room.width - bar->width - 2 * unit;
        room.width = fmax(10 * unit, room.width - bar->width - 12 * unit);
    }
    fit_beside_legend(panel, room);
}

static void draw_scenery(struct panel *panel, struct canvas *canvas) {
    struct surface_state *state = panel->state;
    box3d_draw(&state->space, panel, canvas);
    sheet_project(&state->sheet, &state->space, panel);
    sheet_draw_floor(&state->sheet, &state->space, panel, canvas);
    sheet_draw(&state->sheet, panel, canvas);
    draw_targets(panel, canvas);
}

static void draw_static(struct panel *panel, struct canvas *canvas) {
    struct surface_state *state = panel->state;
    fit(panel);
    if (!state->space.moves)
        draw_scenery(panel, canvas);
    if (state->has_bar)
        colorbar_draw(&state->bar, panel, canvas, state->bar_box);
    axes_draw_title(panel, canvas);
}

static void grow(struct panel *panel, long k) {
    const struct surface_options *options = panel->options;
    const struct surface_state *state = panel->state;
    if (options->path != PATH_NONE && !state->space.moves)
        surface_paths_grow(panel, k);
}

// Aims the camera for `position` and draws everything that it sees.
static void draw_moving(struct panel *panel, struct canvas *canvas, double position) {
    struct surface_state *state = panel->state;
    const struct surface_options *options = panel->options;
    if (state->space.moves) {
        long last = panel->stage->trace->states - 1;
        box3d_aim(&state->space,
                  camera_at(&options->camera, last > 0 ? position / (double)last : 1));
        draw_scenery(panel, canvas);
        if (options->path != PATH_NONE)
            surface_paths_draw(panel, canvas, position);
    }
    if (options->path != PATH_NONE)
        surface_paths_draw_heads(panel, canvas, position);
}

static void draw_cover(struct panel *panel, struct canvas *canvas) {
    struct legend legend = {0};
    fill_legend(panel, &legend);
    legend_draw(&legend, panel, canvas);
    legend_finish(&legend);
}

static void finish(struct panel *panel) {
    struct surface_state *state = panel->state;
    shown_loss_finish(&state->shown);
    sheet_finish(&state->sheet);
    for (int i = 0; i < 3; i++)
        canvas_destroy(state->ink[i]);
    free(state->lengths);
    free(state->dots);
}

static const char *const paths[] = {"chord", "drape", "none", NULL};
static const char *const scales[] = {"linear", "log", NULL};
static const char *const shadings[] = {"smooth", "flat", "lit", NULL};
static const char *const floors[] = {"plain", "contours", NULL};

static const struct setting settings[] = {
    LANDSCAPE_SETTINGS,
    {SETTING(surface_options, camera), .type = SETTING_CUSTOM, .read = camera_read,
     .rows = camera_settings, .form = "{elevation, azimuth or orbit, height, stretch}",
     .help = "where the surface is seen from"},
    {SETTING(surface_options, z), .type = SETTING_RANGE,
     .given = offsetof(struct surface_options, has_z), .form = "[low, high]",
     .help = "range of heights; what lies outside is cut off"},
    {SETTING(surface_options, path), .type = SETTING_CHOICE, .choices = paths,
     .help = "how steps are joined: straight, along the surface, or no paths"},
    {SETTING(surface_options, scale), .type = SETTING_CHOICE, .choices = scales,
     .help = "scale of the heights; with log, values of 0 or less lie on the floor"},
    {SETTING(surface_options, shading), .type = SETTING_CHOICE, .choices = shadings,
     .help = "smooth: colour by height; flat: one colour a cell; lit: shaded by a light"},
    {SETTING(surface_options, alpha), .fallback = 1, .min = 0, .max = 1,
     .help = "opacity of the surface"},
    {SETTING(surface_options, cells), .type = SETTING_INTEGER, .fallback = 120, .min = 4,
     .max = 500, .help = "cells of the surface, a side"},
    {SETTING(surface_options, lines), .type = SETTING_INTEGER, .fallback = 0, .min = 0, .max = 200,
     .help = "mesh lines a side; with alpha 0 they form a wire frame"},
    {SETTING(surface_options, floor), .type = SETTING_CHOICE, .choices = floors,
     .help = "contours: draw level lines on the floor"},
    {SETTING(surface_options, color_bar), .type = SETTING_BOOL,
     .help = "a bar that shows the height of each colour"},
    {SETTING(surface_options, map), .type = SETTING_CUSTOM, .schema = SCHEMA_OF("map"),
     .read = colormap_read, .form = "name of a colour map",
     .help = "colours of the heights; default: the theme's"},
    {LABEL_SETTING(surface_options, z_label), .help = "label of the vertical axis"},
    {0},
};

const struct panel_type panel_surface = {
    .name = "surface",
    .help = "the loss as a surface with the paths on it",
    .settings = settings,
    .options_size = sizeof(struct surface_options),
    .state_size = sizeof(struct surface_state),
    .check = check,
    .view = landscape_view,
    .prepare = prepare,
    .measure = measure,
    .draw_static = draw_static,
    .grow = grow,
    .draw_moving = draw_moving,
    .draw_cover = draw_cover,
    .finish = finish,
};
