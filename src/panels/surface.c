// SPDX-License-Identifier: GPL-3.0-or-later
// The loss as a surface in space, with the paths of all optimizers on it. Parts of a path that the
// surface hides are drawn fainter.
#include "base/maths.h"
#include "base/memory.h"
#include "base/sort.h"
#include "draw/text/label.h"
#include "panels/surface_azimuth.h"
#include "panels/surface_hold.h"
#include "panels/surface_obstacles.h"
#include "panels/surface_pick.h"
#include "panels/surface_reach.h"
#include "plot/axes.h"
#include "plot/box3d_draw.h"
#include "plot/box3d_path.h"
#include "plot/colorbar.h"
#include "plot/colormap_read.h"
#include "plot/landscape.h"
#include "plot/legend.h"
#include "plot/path_style.h"
#include "scene/timeline.h"
#include "sim/hold.h"
#include "sim/plane_fit.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

// Samples a side at edges; motion makes the coarser sampling of a moving camera invisible.
enum { SAMPLES_STILL = 4, SAMPLES_MOVING = 2 };

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
    panel_set_title(panel, state->shown.loss ? state->shown.loss->title : "Loss", "Landscape");
    return true;
}

// Extends the height range of a landscape to include the paths in view, as a coarse grid may miss
// narrow features. Diverged runs are left out.
static void hold_paths(const struct panel *panel, struct landscape *landscape) {
    const struct surface_state *state = panel->state;
    const struct trace *trace = panel->stage->trace;
    double range[2] = {landscape->low, landscape->high};
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
            range_include(range, height);
        }
    }
    const struct held *held = hold_still(trace->hold, "heights", panel->name, range, sizeof range);
    if (held)
        memcpy(range, held->bytes, sizeof range);
    landscape->low = fmin(landscape->low, range[0]);
    landscape->high = fmax(landscape->high, range[1]);
}

// Returns the knee of a log scale: the power of ten up to which the lowest fiftieth of the area
// reaches, of what is above 0. Less would show nothing but narrow pits.
static double find_knee(const struct landscape *landscape) {
    enum { STRIDE = 7, PART = 50 };
    size_t total = landscape->count[0] * landscape->count[1], count = 0;
    double *sorted = mem_zero(total / STRIDE + 1, sizeof *sorted), knee = 1;
    for (size_t i = 0; i < total; i += STRIDE)
        if (landscape->value[i] > 0 && isfinite(landscape->value[i]))
            sorted[count++] = landscape->value[i];
    sort_numbers(sorted, count);
    if (count > 0)
        knee = m_pow(10, floor(m_log10(sorted[count / PART])));
    free(sorted);
    return fmax(DBL_MIN, knee);
}

// Computes the range of heights from a coarse landscape. A log scale is the plain logarithm where
// the scene gives its range. The axis is linear if nothing is above 0, and there is no colour bar
// if all heights are equal.
static void find_heights(struct panel *panel, double z[2]) {
    struct surface_state *state = panel->state;
    const struct surface_options *options = panel->options;
    struct landscape landscape;
    landscape_of_film(&landscape, panel, state->shown.problem, &state->view, 121);
    hold_paths(panel, &landscape);
    z[0] = landscape.low;
    z[1] = landscape.high;
    state->scale.is_log = options->scale == SCALE_LOG && (z[1] > 0 || options->has_z);
    state->has_bar = options->color_bar && (z[0] < z[1] || options->has_z);
    if (options->scale == SCALE_LOG && !state->scale.is_log)
        stage_warn(panel->stage,
                   "panel '%s': the loss is nowhere above 0, so its scale is linear, not log",
                   panel->name);
    if (options->color_bar && !state->has_bar)
        stage_warn(panel->stage,
                   "panel '%s': the loss is the same everywhere, so there is no colour bar",
                   panel->name);
    if (state->scale.is_log && !options->has_z)
        state->scale.knee = find_knee(&landscape);
    landscape_finish(&landscape);
    for (int end = 0; end < 2; end++)
        z[end] = height_of_loss(&state->scale, options->has_z ? options->z[end] : z[end]);
    if (!options->has_z)
        range_pad(z, 0.02);
    if (!(z[0] < z[1]))
        range_pad(z, 0); // neighbouring doubles can have the same logarithm
}

// Raises the posts to the sheet.
static void raise_posts(struct surface_state *state) {
    for (size_t i = 0; i < 4; i++)
        state->space.corners[i] = sheet_corner(&state->sheet, i & 1, i >> 1);
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
    state->space.axes[2] =
        (struct box3d_axis){.low = z[0],
                            .high = z[1],
                            .scale = state->scale,
                            .label = options->z_label ? options->z_label : "Loss"};
    const char *map = panel->stage->theme->map;
    bool moves = panel->redraws = camera_moves(&options->camera) || panel->follows;
    struct sheet_options sheet = {.map = options->map ? options->map : colormap_find(map),
                                  .shading = options->shading > 0 ? options->shading - 1
                                                                  : panel->stage->theme->shading,
                                  .light = panel->stage->theme->light,
                                  .opacity = options->alpha,
                                  .background = panel->stage->theme->background,
                                  .fade = panel->stage->theme->surface_fade,
                                  .cells = options->cells,
                                  .lines = options->lines,
                                  .has_floor = options->floor == FLOOR_CONTOURS,
                                  .has_levels = panel->stage->theme->level_line_alpha > 0,
                                  .samples = moves ? SAMPLES_MOVING : SAMPLES_STILL};
    sheet_init(&state->sheet, &sheet, state->shown.problem, &state->space);
    surface_reach(panel);
    surface_score_azimuths(panel);
    surface_use_azimuth(panel);
    raise_posts(state);
    state->bar = (struct colorbar){.map = sheet.map,
                                   .low = z[0],
                                   .high = z[1],
                                   .scale = state->scale,
                                   .fade = sheet.fade,
                                   .label = state->space.axes[2].label};
    for (int i = 0; moves && i < 3; i++)
        state->ink[i] = stage_layer(panel->stage, PANEL_LAYERS + i, 1);
    state->lengths = mem_zero(panel->stage->trace->run_count, sizeof *state->lengths);
    state->dots = mem_zero(panel->stage->trace->run_count, sizeof *state->dots);
    if (moves && options->path != PATH_NONE)
        surface_paths_thin(panel);
    return true;
}

// Panels of a comparison are seen from the same side.
static void share(struct panel *panel, const struct panel *other) {
    surface_share_azimuth(panel, other);
    surface_use_azimuth(panel);
}

static void measure(struct panel *panel, struct margins *margins) {
    *margins = (struct margins){.top = axes_title_height(panel)};
}

static bool has_target_in_view(const struct panel *panel) {
    double point[3];
    for (size_t i = 0; i < panel->stage->scene->target_count; i++)
        if (surface_target_point(panel, i, point))
            return true;
    return false;
}

static void draw_targets(struct panel *panel, struct canvas *canvas) {
    const struct theme *theme = panel->stage->theme;
    const struct surface_state *state = panel->state;
    struct path_pen pen = surface_paths_pen(panel, canvas, canvas, 0, 0);
    for (size_t i = 0; i < panel->stage->scene->target_count; i++) {
        double point[3];
        if (!surface_target_point(panel, i, point))
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
    bool is_single = stage->scene->optimizer_count == 1;
    if (!panel->is_direct && has_target_in_view(panel))
        legend_add(legend, (struct legend_entry){.label = "Target",
                                                 .color = stage->theme->target,
                                                 .mark = MARK_TARGET});
    for (size_t i = 0; options->path != PATH_NONE && i < trace->run_count; i++) {
        const struct run *run = &trace->runs[i];
        struct legend_entry entry = {.label = is_single && !panel->is_direct ? "loss"
                                                                             : run->config->label,
                                     .color = stage_color(stage, run, stage->theme->path),
                                     .mark = MARK_PATH,
                                     .marker = stage_marker(stage, run),
                                     .subject = i};
        stage_dash(stage, run, entry.dash);
        bool is_named = !panel->is_direct || !is_single || legend_is_asked(panel->legend);
        if (is_named && run_is_first(trace, i))
            legend_add_head(legend, panel, entry);
    }
    if (legend->count + legend->head_count > 0)
        surface_avoid(panel, legend);
    if (legend->head_count > 0)
        surface_avoid_marks(panel, legend);
}

static void draw_scenery(struct panel *panel, struct canvas *canvas) {
    struct surface_state *state = panel->state;
    box3d_draw(&state->space, panel, canvas);
    sheet_project(&state->sheet, &state->space, panel);
    sheet_draw_floor(&state->sheet, &state->space, panel, canvas);
    sheet_draw(&state->sheet, &state->space, panel, canvas);
    draw_targets(panel, canvas);
}

static void draw_static(struct panel *panel, struct canvas *canvas) {
    struct surface_state *state = panel->state;
    surface_hold_fit(panel, fill_legend);
    panel->omits = state->space.omits;
    sheet_light(&state->sheet, &state->space);
    if (!panel->redraws)
        draw_scenery(panel, canvas);
    if (state->has_bar)
        colorbar_draw(&state->bar, panel, canvas, state->bar_box);
    struct panel shown = surface_titled(panel);
    axes_draw_title(&shown, canvas);
}

static void grow(struct panel *panel, long k) {
    const struct surface_options *options = panel->options;
    if (options->path != PATH_NONE && !panel->redraws)
        surface_paths_grow(panel, k);
}

static size_t growth(const struct panel *panel, struct growth_part parts[GROWTH_PARTS]) {
    const struct surface_state *state = panel->state;
    size_t runs = panel->stage->trace->run_count;
    parts[0] = (struct growth_part){state->lengths, runs * sizeof *state->lengths};
    parts[1] = (struct growth_part){state->dots, runs * sizeof *state->dots};
    return 2;
}

// Returns the camera at a position.
static struct camera camera_for(const struct panel *panel, double position) {
    const struct surface_options *options = panel->options;
    long last = panel->stage->trace->states - 1;
    return camera_at(&options->camera, last > 0 ? position / (double)last : 1);
}

// Aims the camera for `position`, and finds that of the frame before.
static void aim(struct panel *panel, double position) {
    struct surface_state *state = panel->state;
    const struct stage *stage = panel->stage;
    struct timeline timeline = timeline_of(&stage->scene->video, stage->trace->states);
    double part = timeline_progress(&timeline, position), last = (double)(timeline.frames - 1);
    long before = (long)fmax(0, round(part * last) - 1);
    box3d_aim(&state->space, camera_for(panel, position));
    state->space.before = camera_for(panel, timeline_position(&timeline, before));
}

// Brings the sheet of a plane that turns to a position.
static void turn_sheet(struct panel *panel, double position) {
    struct surface_state *state = panel->state;
    struct sheet_options options = state->sheet.options;
    plane_view_turn(panel->follows, position);
    sheet_finish(&state->sheet);
    sheet_init(&state->sheet, &options, state->shown.problem, &state->space);
    sheet_light(&state->sheet, &state->space);
    raise_posts(state);
    surface_paths_thin(panel);
}

// Draws everything that a moving camera sees, or that a plane that turns shows.
static void draw_moving(struct panel *panel, struct canvas *canvas, double position) {
    struct surface_state *state = panel->state;
    const struct surface_options *options = panel->options;
    if (panel->redraws) {
        if (state->space.moves)
            aim(panel, position);
        if (panel->follows)
            turn_sheet(panel, position);
        draw_scenery(panel, canvas);
        if (options->path != PATH_NONE)
            surface_paths_draw(panel, canvas, position);
    }
    if (options->path != PATH_NONE)
        surface_paths_draw_heads(panel, canvas, position);
}

static void find_camera(const struct panel *panel, double position, struct camera *camera) {
    const struct surface_state *state = panel->state;
    *camera = state->space.moves ? camera_for(panel, position) : state->space.camera;
}

static void draw_cover(struct panel *panel, struct canvas *canvas) {
    const struct surface_state *state = panel->state;
    struct legend legend = {.panel = panel};
    struct panel shown = *panel;
    shown.plot = state->room;
    fill_legend(panel, &legend);
    legend_draw(&legend, &shown, canvas);
    legend_finish(&legend);
}

static void finish(struct panel *panel) {
    struct surface_state *state = panel->state;
    shown_loss_finish(&state->shown);
    sheet_finish(&state->sheet);
    free(state->reach);
    free(state->lengths);
    free(state->dots);
    free(state->hidden);
}

static const char *const paths[] = {"chord", "drape", "none", NULL};
static const char *const scales[] = {"linear", "log", NULL};
// The first is the theme's; then those of enum shading.
static const char *const shadings[] = {"auto", "smooth", "flat", "lit", NULL};
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
     .help =
         "smooth: colour by height; flat: one colour a cell; lit: shaded by a light; auto: as the "
         "theme has it"},
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
    .share = share,
    .measure = measure,
    .draw_static = draw_static,
    .grow = grow,
    .growth = growth,
    .draw_moving = draw_moving,
    .fill_legend = fill_legend,
    .avoid_at = surface_avoid_at,
    .places_legend = true,
    .head = surface_paths_head,
    .name_share = 0.6,
    .weights_at = surface_weights_at,
    .camera = find_camera,
    .draw_cover = draw_cover,
    .fills_cell = true,
    .finish = finish,
};
