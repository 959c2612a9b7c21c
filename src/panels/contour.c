// SPDX-License-Identifier: GPL-3.0-or-later
// The loss seen from above: filled contours, level lines, and the paths of all optimizers.
#include "base/maths.h"
#include "base/memory.h"
#include "panels/contour_follow.h"
#include "plot/axes.h"
#include "plot/colorbar.h"
#include "plot/colormap_read.h"
#include "plot/ground.h"
#include "plot/legend.h"
#include "plot/path_losses.h"
#include "sim/hold.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { ASPECT_AUTO, ASPECT_EQUAL };

struct contour_options {
    struct landscape_options landscape; // must be first, as its settings are shared
    struct field_options field;
    struct path_style path;
    int aspect;
};

struct contour_state {
    struct shown_loss shown;
    struct view view;
    struct axes axes;
    // Levels that are written as numbers must be known before the plot is drawn, as the numbers
    // need space. So they are chosen from a coarse landscape.
    struct landscape coarse; // over coarse_view; empty if no numbers are written
    struct view coarse_view;
    struct levels levels;
    bool has_bar;
    struct path_losses passed;
    struct level_labels labels;
    struct contour_paths paths;
};

// The mark of a start must be at least this fraction of an axis away from its ends.
static const double start_room = 0.04;

static bool check(struct panel *panel, struct error *error) {
    struct contour_state *state = panel->state;
    struct contour_options *options = panel->options;
    if (!options->field.has_labels)
        options->field.labels = panel->stage->theme->numbers;
    panel_set_title(panel, "Loss", "Paths");
    if (!shown_loss_init(&state->shown, panel, error))
        return false;
    options->field.keeps_levels = panel->plane.kind == PLANE_HERE;
    if (options->field.keeps_levels && !options->field.has_labels)
        options->field.labels = false; // they would jump from line to line
    return true;
}

static bool prepare(struct panel *panel, struct error *error) {
    (void)error;
    struct contour_state *state = panel->state;
    shown_loss_prepare(&state->shown, panel);
    state->view = landscape_final_view(panel);
    landscape_hold_starts(panel, start_room, &state->view);
    shown_loss_warn(&state->shown, panel);
    state->axes.x.label = state->shown.axis[0];
    state->axes.left.label = state->shown.axis[1];
    const struct contour_options *options = panel->options;
    path_losses_init(&state->passed, panel, &state->shown, &state->view);
    contour_paths_init(&state->paths, panel, &state->axes, &options->path);
    panel->redraws = panel->follows != NULL;
    return true;
}

static void share(struct panel *panel, const struct panel *other) {
    struct contour_state *state = panel->state;
    const struct contour_state *theirs = other->state;
    for (int d = 0; d < 2; d++)
        range_join(state->view.axis[d], theirs->view.axis[d]);
    path_losses_join(&state->passed, &theirs->passed);
}

// Widens one range of the view around its middle, so that both axes have the same scale, if the
// result is finite.
static struct view equal_view(struct view view, const struct box *plot) {
    double scale[2]; // units a pixel
    for (int d = 0; d < 2; d++)
        scale[d] = (view.axis[d][1] - view.axis[d][0]) / (d ? plot->height : plot->width);
    int narrow = scale[0] < scale[1] ? 0 : 1;
    double *range = view.axis[narrow], middle = (range[0] + range[1]) / 2;
    double half = scale[1 - narrow] * (narrow ? plot->height : plot->width) / 2;
    double low = middle - half, high = middle + half;
    if (low < high && isfinite(high - low)) {
        range[0] = low;
        range[1] = high;
    }
    return view;
}

static const double bar_gap = 8; // design points between the plot and the colour bar

static const char *bar_label(const struct panel *panel) {
    return panel->omits < OMIT_LABELS ? "Loss" : NULL;
}

static struct colorbar bar_of(const struct panel *panel) {
    const struct contour_state *state = panel->state;
    const struct contour_options *options = panel->options;
    const struct theme *theme = panel->stage->theme;
    return (struct colorbar){
        .map = options->field.map ? options->field.map : colormap_find(theme->map),
        .low = -1,
        .high = 1,
        .label = bar_label(panel),
        .levels = &state->levels,
        .fade = options->field.fill ? theme->contour_fade : 0,
    };
}

// Draws the colour bar beside the plot, as high as that.
static void draw_bar(const struct panel *panel, struct canvas *canvas) {
    const struct box *plot = &panel->plot;
    struct colorbar bar = bar_of(panel);
    double x = plot->x + plot->width + bar_gap * panel->stage->unit;
    colorbar_draw(&bar, panel, canvas, (struct box){x, plot->y, 0, plot->height});
}

// Evaluates a coarse landscape over the view, with fewer points if the loss is expensive, and
// chooses the levels.
static void choose_levels(struct panel *panel, const struct view *view) {
    enum { SIDE = 121, SIDE_LEAST = 33 };
    static const double terms_most = 2e7;
    struct contour_state *state = panel->state;
    const struct contour_options *options = panel->options;
    const struct problem *problem = state->shown.problem;
    bool is_new = !state->coarse.value;
    for (int d = 0; d < 2; d++)
        for (int end = 0; end < 2; end++)
            is_new = is_new || state->coarse_view.axis[d][end] != view->axis[d][end];
    if (is_new) {
        double side = floor(sqrt(terms_most / fmax(1, problem->landscape_cost)));
        size_t count = (size_t)fmin(SIDE, fmax(SIDE_LEAST, side));
        if (problem->landscape_side > 0) // the plot needs the same points
            count = SIDE;
        landscape_finish(&state->coarse);
        landscape_of_film(&state->coarse, panel, problem, view, count);
        state->coarse_view = *view;
    }
    state->coarse.passed = state->passed.values;
    state->coarse.passed_count = state->passed.count;
    field_choose_levels(panel, &state->coarse, &options->field, &state->levels);
    state->has_bar = options->field.color_bar && field_has_level(&state->coarse, &state->levels);
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
    if (field_needs_levels(&options->field))
        choose_levels(panel, &view);
    if (!state->has_bar)
        return;
    struct colorbar bar = bar_of(panel);
    double above;
    margins->right +=
        bar_gap * panel->stage->unit + colorbar_width(&bar, panel, panel->plot.height, &above);
    margins->top = fmax(margins->top, above);
}

static void point_of(const struct panel *panel, const double w[2], double at[2]) {
    const struct contour_state *state = panel->state;
    contour_paths_point(&state->paths, w, at);
}

static void add_obstacle(const struct panel *panel, struct level_obstacles *obstacles,
                         const double at[2]) {
    const struct box *plot = &panel->plot;
    if (!(at[0] >= plot->x && at[0] <= plot->x + plot->width && at[1] >= plot->y &&
          at[1] <= plot->y + plot->height))
        return;
    obstacles->at =
        mem_grow(obstacles->at, &obstacles->capacity, obstacles->count + 1, sizeof *obstacles->at);
    memcpy(obstacles->at[obstacles->count++], at, sizeof obstacles->at[0]);
}

// Collects what the numbers on lines should not cover: the targets, and points along the paths.
static void find_obstacles(const struct panel *panel, struct level_obstacles *obstacles) {
    const struct scene *scene = panel->stage->scene;
    const struct trace *trace = panel->stage->trace;
    double from[2], to[2], apart = 5 * panel->stage->unit;
    double reach = path_target_reach(panel->stage);
    long left = 200000; // points to examine, at most
    for (size_t i = 0; i < scene->target_count; i++) {
        point_of(panel, scene->targets[i], from);
        for (int part = 0; part < 9; part++)
            add_obstacle(
                panel, obstacles,
                (double[]){from[0] + (part % 3 - 1) * reach, from[1] + (part / 3 - 1) * reach});
    }
    for (size_t i = 0; i < trace->run_count; i++) {
        point_of(panel, trace->runs[i].w[0], from);
        add_obstacle(panel, obstacles, from);
        for (long k = 1; k <= run_last(&trace->runs[i], trace); k = trace_next(trace, k, 1)) {
            point_of(panel, trace->runs[i].w[k], to);
            double length = m_hypot(to[0] - from[0], to[1] - from[1]);
            if (length < apart)
                continue;
            for (double along = apart; along < length && left-- > 0; along += apart) {
                double part = along / length;
                add_obstacle(panel, obstacles,
                             (double[]){from[0] + (to[0] - from[0]) * part,
                                        from[1] + (to[1] - from[1]) * part});
            }
            memcpy(from, to, sizeof from);
        }
    }
    obstacles->at = hold_still_array(trace->hold, "obstacles", panel->name, obstacles->at,
                                     &obstacles->count, sizeof *obstacles->at);
}

static void draw_targets(const struct panel *panel, struct canvas *canvas) {
    const struct stage *stage = panel->stage;
    canvas_clip(canvas, panel->plot);
    for (size_t i = 0; i < stage->scene->target_count; i++) {
        double at[2];
        point_of(panel, stage->scene->targets[i], at);
        path_draw_target(stage, canvas, at, stage->theme->text, true);
    }
    canvas_unclip(canvas);
}

static void draw_static(struct panel *panel, struct canvas *canvas) {
    struct contour_state *state = panel->state;
    const struct contour_options *options = panel->options;
    const struct axis *x = &state->axes.x, *y = &state->axes.left;
    struct view view = {{{x->low, x->high}, {y->low, y->high}}};
    struct level_obstacles obstacles = {0};
    if (!options->field.fill)
        ground_draw(&state->axes, panel, canvas);
    find_obstacles(panel, &obstacles);
    if (!panel->follows)
        field_draw(panel, canvas, state->shown.problem, &view, &state->passed, &options->field,
                   &obstacles, &state->labels, &state->levels);
    if (state->has_bar)
        draw_bar(panel, canvas);
    draw_targets(panel, canvas);
    free(obstacles.at);
    axes_draw(&state->axes, panel, canvas);
}

static void grow(struct panel *panel, long state) {
    struct contour_state *own = panel->state;
    if (!panel->follows)
        contour_paths_grow(&own->paths, panel, state);
}

static size_t growth(const struct panel *panel, struct growth_part parts[GROWTH_PARTS]) {
    const struct contour_state *own = panel->state;
    size_t runs = panel->stage->trace->run_count;
    parts[0] = (struct growth_part){own->paths.lengths, runs * sizeof *own->paths.lengths};
    return 1;
}

static void draw_moving(struct panel *panel, struct canvas *canvas, double position) {
    struct contour_state *state = panel->state;
    const struct contour_options *options = panel->options;
    if (panel->follows)
        contour_follow_draw(&state->paths, canvas, position, state->shown.problem, &state->passed,
                            &options->field, &state->levels);
    contour_paths_draw(&state->paths, canvas, position);
}

static void fill_legend(const struct panel *panel, struct legend *legend) {
    const struct contour_state *state = panel->state;
    const struct stage *stage = panel->stage;
    const struct trace *trace = stage->trace;
    bool is_named = stage->scene->optimizer_count > 1 || legend_is_asked(panel->legend);
    for (size_t i = 0; i < stage->scene->target_count; i++) {
        double at[2];
        point_of(panel, stage->scene->targets[i], at);
        legend_avoid(legend, at[0], at[1], 50);
    }
    for (size_t i = 0; i < state->labels.count; i++)
        legend_avoid(legend, state->labels.items[i].x, state->labels.items[i].y, 2);
    for (size_t i = 0; i < trace->run_count; i++) {
        const struct run *run = &trace->runs[i];
        long stride = trace->states / 500 + 1, last = run_last(run, trace);
        if (is_named && run_is_first(trace, i)) {
            struct legend_entry entry = {.label = run->config->label,
                                         .color = stage_color(stage, run, stage->theme->path),
                                         .mark = MARK_PATH,
                                         .marker = stage_marker(stage, run),
                                         .subject = i};
            stage_dash(stage, run, entry.dash);
            legend_add_head(legend, panel, entry);
        }
        for (long k = 0; k + stride <= last && !legend->ignores_paths;
             k = trace_next(trace, k, stride)) {
            double from[2], to[2];
            point_of(panel, run->w[k], from);
            point_of(panel, run->w[k + stride], to);
            legend_avoid_line(legend, from, to, 1);
        }
    }
}

static bool head(const struct panel *panel, size_t subject, double position, double at[2]) {
    double w[2], loss;
    if (!panel_point(panel, subject, position, w, &loss))
        return false;
    point_of(panel, w, at);
    return true;
}

static bool weights_at(const struct panel *panel, const double at[2], double w[2]) {
    const struct contour_state *state = panel->state;
    const struct box *plot = &panel->plot;
    const struct axis *x = &state->axes.x, *y = &state->axes.left;
    w[0] = range_at(x->low, x->high, false, (at[0] - plot->x) / plot->width);
    w[1] = range_at(y->low, y->high, false, 1 - (at[1] - plot->y) / plot->height);
    return at[0] >= plot->x && at[0] <= plot->x + plot->width && at[1] >= plot->y &&
           at[1] <= plot->y + plot->height;
}

static void draw_cover(struct panel *panel, struct canvas *canvas) {
    struct legend legend = {.panel = panel};
    fill_legend(panel, &legend);
    legend_draw(&legend, panel, canvas);
    legend_finish(&legend);
}

static void finish(struct panel *panel) {
    struct contour_state *state = panel->state;
    contour_paths_finish(&state->paths);
    path_losses_finish(&state->passed);
    landscape_finish(&state->coarse);
    shown_loss_finish(&state->shown);
}

static const char *const spacings[] = {"quantile", "log", "linear", NULL};
static const char *const aspects[] = {"auto", "equal", NULL};

#define FIELD(member) .name = #member, .offset = offsetof(struct contour_options, field.member)

static const struct setting settings[] = {
    LANDSCAPE_SETTINGS,
    {FIELD(levels), .type = SETTING_CUSTOM,
     .schema = SCHEMA_EITHER("\"type\": \"integer\", \"minimum\": 1",
                             SCHEMA_LIST("\"type\": \"number\"")),
     .read = field_read_levels, .form = "a number or a list of values",
     .help = "how many levels, or their values; default: 14, fewer in a small plot"},
    {FIELD(spacing), .type = SETTING_CHOICE, .choices = spacings,
     .given = offsetof(struct contour_options, field.has_spacing),
     .help = "how levels are spaced if only their number is given"},
    {FIELD(fill), .type = SETTING_BOOL, .fallback = 1, .help = "fill between the levels"},
    {FIELD(lines), .type = SETTING_BOOL, .fallback = 1, .help = "draw lines at the levels"},
    {FIELD(labels), .type = SETTING_BOOL, .help = "write the levels along their lines",
     .given = offsetof(struct contour_options, field.has_labels)},
    {FIELD(color_bar), .type = SETTING_BOOL, .help = "a bar that shows the value of each colour"},
    {FIELD(map), .type = SETTING_CUSTOM, .schema = SCHEMA_OF("map"), .read = colormap_read,
     .form = "name of a colour map", .help = "colours of the bands; default: the theme's"},
    {SETTING(contour_options, aspect), .type = SETTING_CHOICE, .choices = aspects,
     .help = "equal: the same scale on both axes, by extending one of them"},
    PATH_SETTINGS(contour_options),
    {0},
};

const struct panel_type panel_contour = {
    .name = "contour",
    .help = "level lines of the loss and the paths of all optimizers",
    .settings = settings,
    .options_size = sizeof(struct contour_options),
    .state_size = sizeof(struct contour_state),
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
    .head = head,
    .weights_at = weights_at,
    .name_share = 1,
    .draw_cover = draw_cover,
    .finish = finish,
};
