// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/surface_paths.h"

#include "base/maths.h"
#include "base/memory.h"
#include "panels/surface_stalks.h"
#include "plot/heads.h"
#include "plot/path_cells.h"
#include "plot/path_style.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct path_pen surface_paths_pen(const struct panel *panel, struct canvas *hidden,
                                  struct canvas *seen, double hidden_alpha, double seen_alpha) {
    const struct surface_state *state = panel->state;
    return (struct path_pen){.panel = panel,
                             .space = &state->space,
                             .raster = &state->sheet.raster,
                             .canvas = {hidden, seen},
                             .alpha = {hidden_alpha, seen_alpha}};
}

void surface_point(const struct panel *panel, const double w[2], double recorded, double point[3]) {
    const struct surface_state *state = panel->state;
    point[0] = w[0];
    point[1] = w[1];
    point[2] = box3d_height(&state->space.axes[2], shown_loss_value(&state->shown, w, recorded));
}

bool surface_paths_are_straight(const struct panel *panel) {
    const struct surface_options *options = panel->options;
    // On a plane of more weights the path need not lie on the surface.
    return options->path != PATH_DRAPE || panel->stage->scene->problem->shape.n > 2;
}

// Of a head alone; where heads meet, the outer ones grow by rings.
static double head_radius(const struct stage *stage) {
    return stage->theme->dot_radius * 1.45 * stage->unit;
}

double surface_paths_mark_radius(const struct panel *panel) {
    const struct stage *stage = panel->stage;
    return head_radius(stage) + stage->theme->dot_radius * 0.45 * stage->unit;
}

// Draws a step between two points of the weight plane, straight or along the surface.
static void draw_between(const struct panel *panel, struct path_pen *pen, const double from[3],
                         const double to[3]) {
    const struct surface_state *state = panel->state;
    if (surface_paths_are_straight(panel)) {
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
        point[2] = box3d_height(&state->space.axes[2], problem_value(state->shown.problem, point));
        path_line(pen, previous, point);
        memcpy(previous, point, sizeof previous);
    }
}

// True if a state of a run has a dot: where those of the states before are not too near. `to` is
// the state's point.
static bool takes_dot(const struct panel *panel, size_t run, long k, const double to[3]) {
    const struct surface_state *state = panel->state;
    const struct stage *stage = panel->stage;
    struct step_dot *last = &state->dots[run];
    double at[3] = {0}, gap = stage->theme->step_gap * stage->unit;
    last->is_set = last->is_set && k > 0; // the path may begin anew
    if (!box3d_holds(&state->space, to))
        return false;
    if (state->space.moves) {
        for (int d = 0; d < 3; d++)
            at[d] = range_part(state->space.axes[d].low, state->space.axes[d].high, false, to[d]) *
                    state->space.scale[0] / BOX3D_EYE;
        at[2] *= state->space.camera.height;
    } else {
        struct spot spot = box3d_project(&state->space, to);
        at[0] = spot.x;
        at[1] = spot.y;
    }
    double apart = m_hypot(m_hypot(at[0] - last->at[0], at[1] - last->at[1]), at[2] - last->at[2]);
    if (last->is_set && apart < gap)
        return false;
    memcpy(last->at, at, sizeof at);
    last->is_set = true;
    return true;
}

// Computes the point of a state in parts of the axes.
static void part_of(const struct panel *panel, const struct run *run, long k, double part[3]) {
    const struct box3d_axis *axes = ((const struct surface_state *)panel->state)->space.axes;
    double point[3];
    surface_point(panel, run->w[k], run->loss[k], point);
    for (int d = 0; d < 3; d++)
        part[d] = range_part(axes[d].low, axes[d].high, false, point[d]);
}

// Returns the word and the bit of a state in what is hidden.
static uint64_t *hidden_word(const struct panel *panel, size_t run, long k, uint64_t *bit) {
    const struct surface_state *state = panel->state;
    size_t at = run * (size_t)panel->stage->trace->states + (size_t)k;
    *bit = (uint64_t)1 << at % 64;
    return &state->hidden[at / 64];
}

static bool is_hidden(const struct panel *panel, size_t run, long k) {
    const struct surface_state *state = panel->state;
    uint64_t bit;
    return state->hidden && *hidden_word(panel, run, k, &bit) & bit;
}

void surface_paths_thin(struct panel *panel) {
    struct surface_state *state = panel->state;
    const struct trace *trace = panel->stage->trace;
    free(state->hidden);
    state->hidden =
        mem_zero(trace->run_count * (size_t)trace->states / 64 + 1, sizeof *state->hidden);
    for (size_t i = 0; i < trace->run_count; i++) {
        const struct run *run = &trace->runs[i];
        struct path_cells cells = {.side = 1024, .pairs = 3};
        double from[3], to[3];
        for (long k = 0; k <= run_last(run, trace); k = trace_next(trace, k, 1)) {
            uint64_t bit, *word = hidden_word(panel, i, k, &bit);
            part_of(panel, run, k, to);
            if (k > 0 && !path_cells_add(&cells, from, to))
                *word |= bit;
            memcpy(from, to, sizeof from);
        }
        path_cells_finish(&cells);
    }
}

// Adds the steps that lead to the states `first` to `last` of a run, as one line.
static void add_line(const struct panel *panel, struct path_pen *pen, size_t index, long first,
                     long last) {
    const struct run *run = &panel->stage->trace->runs[index];
    double from[3], to[3];
    bool goes_on = false; // `from` is the state before
    for (long k = first; k <= last; k = trace_next(panel->stage->trace, k, 1)) {
        if (is_hidden(panel, index, k)) {
            goes_on = false;
            continue;
        }
        if (!goes_on && k > 0)
            surface_point(panel, run->w[k - 1], run->loss[k - 1], from);
        surface_point(panel, run->w[k], run->loss[k], to);
        if (k > 0)
            draw_between(panel, pen, from, to);
        memcpy(from, to, sizeof from);
        goes_on = true;
    }
    path_end(pen);
}

// Adds the dots of these states.
static void add_dots(const struct panel *panel, struct path_pen *pen, size_t index, long first,
                     long last) {
    const struct stage *stage = panel->stage;
    const struct run *run = &stage->trace->runs[index];
    double to[3];
    pen->color = color_mix(pen->color, 0xFFFFFF, stage->theme->step_white);
    for (long k = first; k <= last; k = trace_next(stage->trace, k, 1)) {
        if (is_hidden(panel, index, k))
            continue;
        surface_point(panel, run->w[k], run->loss[k], to);
        if (takes_dot(panel, index, k, to))
            path_dot(pen, to, stage->theme->step_radius * stage->unit);
    }
    path_end_dots(pen);
}

enum { LAYER_HIDDEN, LAYER_CASING, LAYER_SEEN };

static bool has_casing(const struct panel *panel) {
    return panel->stage->theme->casing_width > 0;
}

// Prepares a pen for a run. The casing is drawn by the same pen, wider, only where it is seen.
static void take_look(const struct panel *panel, const struct run *run, bool is_casing,
                      struct path_pen *pen) {
    const struct stage *stage = panel->stage;
    const struct theme *theme = stage->theme;
    pen->width = theme->path_width * stage->unit;
    pen->color = stage_color(stage, run, theme->path);
    pen->marker = stage_marker(stage, run);
    memset(pen->dash, 0, sizeof pen->dash);
    if (is_casing) {
        pen->width += 2 * theme->casing_width * stage->unit;
        pen->color = theme_casing(theme);
        pen->alpha[0] = 0;
    } else {
        stage_dash(stage, run, pen->dash);
    }
}

// Adds the states `first` to `last` of all runs to their three layers.
static void add_runs(struct panel *panel, struct canvas *const layers[3], long first, long last) {
    const struct stage *stage = panel->stage;
    const struct surface_state *state = panel->state;
    const struct trace *trace = stage->trace;
    for (int i = 0; i < 3; i++)
        canvas_clip(layers[i], panel->plot);
    for (size_t i = 0; i < trace->run_count; i++) {
        const struct run *run = &trace->runs[i];
        long end = run_last(run, trace) < last ? run_last(run, trace) : last;
        if (first > end)
            continue;
        struct path_pen casing =
            surface_paths_pen(panel, layers[LAYER_HIDDEN], layers[LAYER_CASING], 0, 1);
        struct path_pen pen =
            surface_paths_pen(panel, layers[LAYER_HIDDEN], layers[LAYER_SEEN], 1, 1);
        take_look(panel, run, true, &casing);
        take_look(panel, run, false, &pen);
        pen.length = &state->lengths[i];
        state->lengths[i] = first > 0 ? state->lengths[i] : 0;
        if (has_casing(panel))
            add_line(panel, &casing, i, first, end);
        add_line(panel, &pen, i, first, end);
        add_dots(panel, &pen, i, first, end);
    }
    for (int i = 0; i < 3; i++)
        canvas_unclip(layers[i]);
}

static void layer_alphas(const struct panel *panel, double alpha[3]) {
    const struct theme *theme = panel->stage->theme;
    alpha[LAYER_HIDDEN] = theme->hidden_alpha;
    alpha[LAYER_CASING] = theme->casing_alpha;
    alpha[LAYER_SEEN] =
        stage_is_single(panel->stage) ? theme->path_alpha : fmax(theme->path_alpha, 0.85);
}

void surface_paths_grow(struct panel *panel, long k) {
    struct canvas *layers[3];
    double alpha[3];
    layer_alphas(panel, alpha);
    for (int i = 0; i < 3; i++)
        layers[i] = panel_layer(panel, i, alpha[i]);
    add_runs(panel, layers, k, k);
}

void surface_paths_draw(struct panel *panel, struct canvas *canvas, double position) {
    struct surface_state *state = panel->state;
    double alpha[3];
    layer_alphas(panel, alpha);
    add_runs(panel, state->ink, 0, (long)floor(position));
    for (int i = 0; i < 3; i++) {
        struct rect drawn = canvas_take_damage(state->ink[i]);
        canvas_blend(canvas, state->ink[i], drawn, alpha[i]);
        canvas_erase(state->ink[i], drawn);
    }
}

// Draws the part of the path from the state before `position` to there, its casing first.
static void draw_newest(const struct panel *panel, struct canvas *canvas, double position) {
    const struct surface_state *state = panel->state;
    const struct stage *stage = panel->stage;
    double alpha[3];
    long before = (long)floor(position);
    if (position <= (double)before)
        return;
    layer_alphas(panel, alpha);
    for (size_t i = 0; i < 2 * stage->trace->run_count; i++) {
        bool is_casing = i < stage->trace->run_count;
        size_t index = is_casing ? i : i - stage->trace->run_count;
        const struct run *run = &stage->trace->runs[index];
        double w[2], loss, point[3], from[3], length = state->lengths[index];
        if ((is_casing && !has_casing(panel)) || run_has_ended(run, position) ||
            !stage_point(run, position, w, &loss))
            continue;
        struct path_pen pen = surface_paths_pen(panel, canvas, canvas, alpha[LAYER_HIDDEN],
                                                alpha[is_casing ? LAYER_CASING : LAYER_SEEN]);
        take_look(panel, run, is_casing, &pen);
        pen.length = &length;
        surface_point(panel, w, loss, point);
        surface_point(panel, run->w[before], run->loss[before], from);
        draw_between(panel, &pen, from, point);
        path_end(&pen);
    }
}

static bool start_place(const void *context, const struct run *run, double at[2]) {
    const struct panel *panel = context;
    const struct surface_state *state = panel->state;
    double point[3];
    surface_point(panel, run->w[0], run->loss[0], point);
    struct spot spot = box3d_project(&state->space, point);
    struct path_pen pen = surface_paths_pen(panel, NULL, NULL, 0, 0);
    at[0] = spot.x;
    at[1] = spot.y;
    return box3d_holds(&state->space, point) && path_is_seen(&pen, &spot);
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
    surface_stalks_draw(panel, canvas, position);
    if (theme->surface_starts)
        path_draw_starts(stage, canvas, start_place, panel);
    for (size_t i = 0; i < trace->run_count; i++) {
        const struct run *run = &trace->runs[i];
        double w[2], loss, *point = points[heads.count];
        if (!stage_point(run, position, w, &loss))
            continue;
        surface_point(panel, w, loss, point);
        struct spot spot = box3d_project(&state->space, point);
        if (box3d_holds(&state->space, point))
            heads_add(&heads, (struct head){.at = {spot.x, spot.y},
                                            .radius = head_radius(stage),
                                            .color = stage_color(stage, run, theme->path),
                                            .marker = stage_marker(stage, run),
                                            .is_open = run_has_ended(run, position)});
    }
    for (size_t i = 0; i < heads.count; i++) {
        struct spot spot = box3d_project(&state->space, points[i]);
        heads_draw_halo(&heads, i, theme, path_is_seen(&head, &spot) ? 1 : theme->hidden_alpha,
                        canvas);
    }
    heads_nest(&heads, stage->unit);
    for (size_t i = 0; i < heads.count; i++) {
        if (heads_is_hidden(&heads, i))
            continue;
        bool is_open = heads.items[i].is_open;
        struct spot spot = box3d_project(&state->space, points[i]);
        double alpha = path_is_seen(&head, &spot) ? 1 : theme->hidden_alpha;
        head.color = is_open ? theme_casing(theme) : heads.items[i].color;
        ring.color = is_open ? heads.items[i].color : theme_casing(theme);
        head.marker = ring.marker = heads.items[i].marker;
        path_dot(&ring, points[i], heads.items[i].radius + heads_ring(&heads, i));
        path_end_dots(&ring);
        path_dot(&head, points[i], heads.items[i].radius);
        path_end_dots(&head);
        heads_draw_core(&heads.items[i], theme, alpha, canvas);
    }
    canvas_unclip(canvas);
    heads_finish(&heads);
    free(points);
}

bool surface_paths_head(const struct panel *panel, size_t run, double position, double at[2]) {
    const struct surface_state *state = panel->state;
    const struct surface_options *options = panel->options;
    long last = panel->stage->trace->states - 1;
    double w[2], loss, point[3];
    if (!panel_point(panel, run, position, w, &loss))
        return false;
    surface_point(panel, w, loss, point);
    struct box3d space = state->space;
    if (!box3d_holds(&space, point))
        return false;
    if (space.moves)
        box3d_aim(&space, camera_at(&options->camera, last > 0 ? position / (double)last : 1));
    struct spot spot = box3d_project(&space, point);
    at[0] = spot.x;
    at[1] = spot.y;
    return true;
}
