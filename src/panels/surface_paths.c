// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/surface_paths.h"

#include "base/maths.h"
#include "base/memory.h"
#include "plot/heads.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LAYER_HIDDEN, LAYER_SEEN };

struct path_pen surface_paths_pen(const struct panel *panel, struct canvas *hidden,
                                  struct canvas *seen, double hidden_alpha, double seen_alpha) {
    const struct surface_state *state = panel->state;
    return (struct path_pen){.panel = panel,
                             .space = &state->space,
                             .raster = &state->sheet.raster,
                             .canvas = {hidden, seen},
                             .alpha = {hidden_alpha, seen_alpha}};
}

// Computes the point of a run in the units of the panel's axes.
static void lift(const struct panel *panel, const double w[2], double recorded, double point[3]) {
    const struct surface_state *state = panel->state;
    point[0] = w[0];
    point[1] = w[1];
    point[2] = height_of(&state->space.axes[2], shown_loss_value(&state->shown, w, recorded));
}

// Draws a step between two points of the weight plane, straight or along the surface.
static void draw_between(const struct panel *panel, struct path_pen *pen, const double from[3],
                         const double to[3]) {
    const struct surface_options *options = panel->options;
    const struct surface_state *state = panel->state;
    // On a plane of more weights the path need not lie on the surface.
    if (options->path != PATH_DRAPE || panel->stage->scene->problem->shape.n > 2) {
        path_line(pen, from, to);
        return;
    }
    // Segments of a few pixels each.
    struct spot start = box3d_project(&state->space, from), end = box3d_project(&state->space, to);
    double length = m_hypot(end.x - start.x, end.y - start.y);
    int pieces = (int)fmin(48, fmax(1, ceil(length / 4)));
    double previous[3], point[3];
    memcpy(previous, from, sizeof previous);
    for (int i = 1; i <= pieces; i++) {
        double part = (double)i / pieces;
        point[0] = from[0] + (to[0] - from[0]) * part;
        point[1] = from[1] + (to[1] - from[1]) * part;
        point[2] = height_of(&state->space.axes[2], problem_value(state->shown.problem, point));
        path_line(pen, previous, point);
        memcpy(previous, point, sizeof previous);
    }
}

// Adds the steps that lead to the states `first` to `last` of a run: one line, with dots over it.
static void add_run(const struct panel *panel, struct path_pen *pen, const struct run *run,
                    long first, long last) {
    const struct stage *stage = panel->stage;
    double from[3], to[3];
    if (first > 0)
        lift(panel, run->w[first - 1], run->loss[first - 1], from);
    for (long k = first; k <= last; k = trace_next(stage->trace, k, 1)) {
        lift(panel, run->w[k], run->loss[k], to);
        if (k > 0)
            draw_between(panel, pen, from, to);
        memcpy(from, to, sizeof from);
    }
    path_end(pen);
    for (long k = first; k <= last && stage->trace->states <= 500; k++) {
        lift(panel, run->w[k], run->loss[k], to);
        path_dot(pen, to, stage->theme->dot_radius * stage->unit);
    }
    path_end_dots(pen);
}

static void add_runs(struct panel *panel, struct path_pen pen, long first, long last) {
    const struct stage *stage = panel->stage;
    const struct trace *trace = stage->trace;
    double *lengths = ((struct surface_state *)panel->state)->lengths;
    canvas_clip(pen.canvas[0], panel->plot);
    canvas_clip(pen.canvas[1], panel->plot);
    for (size_t i = 0; i < trace->run_count; i++) {
        const struct run *run = &trace->runs[i];
        long end = run_last(run, trace);
        if (first > end)
            continue;
        stage_dash(stage, run, pen.dash);
        pen.color = stage_color(stage, run, stage->theme->path);
        pen.marker = stage_marker(stage, run);
        pen.length = &lengths[i];
        lengths[i] = first > 0 ? lengths[i] : 0;
        add_run(panel, &pen, run, first, last < end ? last : end);
    }
    canvas_unclip(pen.canvas[0]);
    canvas_unclip(pen.canvas[1]);
}

static double seen_alpha(const struct panel *panel) {
    return stage_is_single(panel->stage) ? panel->stage->theme->path_alpha : 0.85;
}

void surface_paths_grow(struct panel *panel, long k) {
    struct canvas *hidden = panel_layer(panel, LAYER_HIDDEN, panel->stage->theme->hidden_alpha);
    struct canvas *seen = panel_layer(panel, LAYER_SEEN, seen_alpha(panel));
    add_runs(panel, surface_paths_pen(panel, hidden, seen, 1, 1), k, k);
}

void surface_paths_draw(struct panel *panel, struct canvas *canvas, double position) {
    struct surface_state *state = panel->state;
    double alpha[2] = {panel->stage->theme->hidden_alpha, seen_alpha(panel)};
    struct rect whole = {0, 0, panel->stage->width, panel->stage->height};
    add_runs(panel, surface_paths_pen(panel, state->ink[0], state->ink[1], 1, 1), 0,
             (long)floor(position));
    for (int i = 0; i < 2; i++) {
        bool is_kept = !canvas_has_pixels(state->ink[i]); // a canvas of shapes has one picture only
        struct rect drawn = is_kept ? whole : canvas_take_damage(state->ink[i]);
        canvas_blend(canvas, state->ink[i], drawn, alpha[i]);
        if (!is_kept)
            canvas_erase(state->ink[i], drawn);
    }
}

// Draws the part of the path from the state before `position` to there.
static void draw_newest(const struct panel *panel, struct canvas *canvas, double position) {
    const struct surface_state *state = panel->state;
    const struct stage *stage = panel->stage;
    const struct theme *theme = stage->theme;
    struct path_pen pen =
        surface_paths_pen(panel, canvas, canvas, theme->hidden_alpha, theme->path_alpha);
    long before = (long)floor(position);
    if (position <= (double)before)
        return;
    for (size_t i = 0; i < stage->trace->run_count; i++) {
        const struct run *run = &stage->trace->runs[i];
        double w[2], loss, point[3], from[3], length = state->lengths[i];
        if (run_has_ended(run, position) || !stage_point(run, position, w, &loss))
            continue;
        stage_dash(stage, run, pen.dash);
        pen.length = &length;
        pen.color = stage_color(stage, run, theme->path);
        lift(panel, w, loss, point);
        lift(panel, run->w[before], run->loss[before], from);
        draw_between(panel, &pen, from, point);
        path_end(&pen);
    }
}

void surface_paths_draw_heads(struct panel *panel, struct canvas *canvas, double position) {
    const struct surface_state *state = panel->state;
    const struct stage *stage = panel->stage;
    const struct theme *theme = stage->theme;
    const struct trace *trace = stage->trace;
    struct path_pen head = surface_paths_pen(panel, canvas, canvas, theme->hidden_alpha, 1);
    struct path_pen ring =
        surface_paths_pen(panel, canvas, canvas, 0, 1); // no rings where heads are hidden
    struct heads heads = {.ring = theme->dot_radius * 0.45 * stage->unit};
    double(*points)[3] = mem_zero(trace->run_count, sizeof *points);
    canvas_clip(canvas, panel->plot);
    draw_newest(panel, canvas, position);
    for (size_t i = 0; i < trace->run_count; i++) {
        const struct run *run = &trace->runs[i];
        double w[2], loss, *point = points[heads.count];
        if (!stage_point(run, position, w, &loss))
            continue;
        lift(panel, w, loss, point);
        struct spot spot = box3d_project(&state->space, point);
        if (box3d_holds(&state->space, point))
            heads_add(&heads, (struct head){.at = {spot.x, spot.y},
                                            .radius = theme->dot_radius * 1.45 * stage->unit,
                                            .color = stage_color(stage, run, theme->path),
                                            .marker = stage_marker(stage, run),
                                            .is_open = run_has_ended(run, position)});
    }
    heads_nest(&heads, stage->unit);
    for (size_t i = 0; i < heads.count; i++) {
        if (heads_is_hidden(&heads, i))
            continue;
        bool is_open = heads.items[i].is_open;
        head.color = is_open ? theme->background : heads.items[i].color;
        ring.color = is_open ? heads.items[i].color : theme->background;
        head.marker = ring.marker = heads.items[i].marker;
        path_dot(&ring, points[i], heads.items[i].radius + heads_ring(&heads, i));
        path_end_dots(&ring);
        path_dot(&head, points[i], heads.items[i].radius);
        path_end_dots(&head);
    }
    canvas_unclip(canvas);
    heads_finish(&heads);
    free(points);
}
