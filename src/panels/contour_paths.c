// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/contour_paths.h"

#include "base/maths.h"
#include "base/memory.h"
#include "base/vector.h"
#include "draw/line_piece.h"
#include "plot/heads.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LAYER_CASING, LAYER_PATH };

void contour_paths_init(struct contour_paths *paths, const struct panel *panel,
                        const struct axes *axes, const struct path_style *style) {
    *paths = (struct contour_paths){.panel = panel, .axes = axes, .style = style};
    paths->lengths = mem_zero(panel->stage->trace->run_count, sizeof *paths->lengths);
}

void contour_paths_finish(struct contour_paths *paths) {
    free(paths->lengths);
    paths->lengths = NULL;
}

void contour_paths_point(const struct contour_paths *paths, const double w[2], double at[2]) {
    at[0] = axes_x(paths->axes, &paths->panel->plot, w[0]);
    at[1] = axes_y(&paths->axes->left, &paths->panel->plot, w[1]);
}

static struct stroke path_stroke(const struct stage *stage, const struct run *run) {
    struct stroke stroke = {.color = stage_color(stage, run, stage->theme->path),
                            .alpha = 1,
                            .width = stage->theme->path_width * stage->unit};
    stage_dash(stage, run, stroke.dash);
    stroke.butt = stroke.dash[0] > 0;
    return stroke;
}

// The stroke of the casing: a rim in the background colour that separates a path from the field and
// from other paths.
static struct stroke casing_stroke(const struct stage *stage) {
    const struct theme *theme = stage->theme;
    return (struct stroke){.color = theme_casing(theme),
                           .alpha = 1,
                           .width = (theme->path_width + 2 * theme->casing_width) * stage->unit};
}

static double path_alpha(const struct stage *stage) {
    return fmax(stage->theme->path_alpha, stage_is_single(stage) ? 0.85 : 0.95);
}

// The stroke of what stays: all of the path or, where its newest part is drawn apart, its ghost.
static struct stroke lasting_stroke(const struct stage *stage, const struct run *run) {
    const struct theme *theme = stage->theme;
    struct stroke stroke = path_stroke(stage, run);
    if (theme->ghost_width > 0)
        stroke.width = theme->ghost_width * stage->unit;
    return stroke;
}

static double lasting_alpha(const struct stage *stage) {
    return stage->theme->ghost_width > 0 ? stage->theme->ghost_alpha : path_alpha(stage);
}

static double step_length(const struct contour_paths *paths, const struct run *run, long k) {
    double from[2], to[2];
    if (k < 1 || k > run_last(run, paths->panel->stage->trace))
        return INFINITY;
    contour_paths_point(paths, run->w[k - 1], from);
    contour_paths_point(paths, run->w[k], to);
    return m_hypot(to[0] - from[0], to[1] - from[1]);
}

// Returns the radius of the dot at a state; 0 for the first state if the start has a mark of its
// own.
static double dot_radius(const struct contour_paths *paths, const struct run *run, long k) {
    const struct path_style *style = paths->style;
    if (k == 0 && style->start)
        return 0;
    return path_dot_radius(style, paths->panel->stage, step_length(paths, run, k),
                           step_length(paths, run, k + 1));
}

static void draw_dot(struct canvas *canvas, const double at[2], double radius, uint32_t color) {
    if (radius <= 0)
        return;
    canvas_circle(canvas, at[0], at[1], radius);
    canvas_fill(canvas, color, 1);
}

// Returns true if the step from state k does not move.
static bool rests_at(const struct run *run, long k) {
    return run->w[k][0] == run->w[k + 1][0] && run->w[k][1] == run->w[k + 1][1];
}

static void grow_run(struct contour_paths *paths, struct panel *panel, size_t index, long k) {
    const struct stage *stage = panel->stage;
    const struct run *run = &stage->trace->runs[index];
    const struct path_style *style = paths->style;
    struct canvas *casing = panel_layer(panel, LAYER_CASING, stage->theme->casing_alpha);
    struct canvas *canvas = panel_layer(panel, LAYER_PATH, lasting_alpha(stage));
    struct stroke stroke = lasting_stroke(stage, run);
    bool has_casing = stage->theme->casing_width > 0 && stage->theme->ghost_width <= 0;
    double *length = &paths->lengths[index];
    struct stroke rim = casing_stroke(stage);
    double from[2], to[2], before[2], after[2], radius = dot_radius(paths, run, k);
    contour_paths_point(paths, run->w[k], to);
    *length = k > 0 ? *length : 0;
    if (k > 0 && style->tail == 0) {
        // A path that rests is drawn as one that has ended.
        bool begins = k < 2, ends = k >= run_last(run, stage->trace) || rests_at(run, k);
        contour_paths_point(paths, run->w[k - 1], from);
        contour_paths_point(paths, run->w[begins ? 0 : k - 2], before);
        contour_paths_point(paths, run->w[ends ? k : k + 1], after);
        stroke.dash_offset = *length;
        if (has_casing)
            line_piece(casing, &rim, begins ? NULL : before, from, to, ends ? NULL : after);
        line_piece(canvas, &stroke, begins ? NULL : before, from, to, ends ? NULL : after);
        *length += m_hypot(to[0] - from[0], to[1] - from[1]);
    }
    if (style->tail == 0 && radius > 0) {
        draw_dot(casing, to, radius + stage->theme->casing_width * stage->unit, rim.color);
        draw_dot(canvas, to, radius, stroke.color);
    }
}

static bool start_place(const void *paths, const struct run *run, double at[2]) {
    contour_paths_point(paths, run->w[0], at);
    return true;
}

void contour_paths_grow(struct contour_paths *paths, struct panel *panel, long state) {
    const struct path_style *style = paths->style;
    const struct trace *trace = panel->stage->trace;
    struct canvas *layers[] = {panel_layer(panel, LAYER_CASING, panel->stage->theme->casing_alpha),
                               panel_layer(panel, LAYER_PATH, lasting_alpha(panel->stage))};
    for (int k = 0; k < 2; k++)
        canvas_clip(layers[k], panel->plot);
    for (size_t i = 0; i < trace->run_count; i++)
        if (state <= run_last(&trace->runs[i], trace))
            grow_run(paths, panel, i, state);
    if (style->start && state <= 1) // drawn again after the first step, to be on top of it
        path_draw_starts(panel->stage, layers[LAYER_PATH], start_place, paths);
    for (int k = 0; k < 2; k++)
        canvas_unclip(layers[k]);
}

void contour_paths_tail(const struct contour_paths *paths, const struct run *run, double position,
                        double length, struct path_tail *tail) {
    double last = fmin(position, (double)run_last(run, paths->panel->stage->trace));
    double begin = fmax(0, position - length), w[2], loss, at[2];
    path_tail_clear(tail);
    if (begin >= last)
        return;
    for (long k = (long)floor(begin); (double)k <= last; k++) {
        contour_paths_point(paths, run->w[k], at);
        path_tail_add(tail, at, position - (double)k);
    }
    if (last > floor(last) && stage_point(run, last, w, &loss)) {
        contour_paths_point(paths, w, at);
        path_tail_add(tail, at, 0);
    }
}

// How many steps a tail has of its own accord: 60, or a quarter of the run.
static double tail_length(const struct stage *stage) {
    return fmin(60, (double)stage->trace->states / 4);
}

static double step_of(const struct path_tail *tail, size_t k) {
    return m_hypot(tail->at[k + 1][0] - tail->at[k][0], tail->at[k + 1][1] - tail->at[k][1]);
}

// Makes the path of a part of a tail. `before` is the length of the path before that, in pixels. Of
// points that are nearer than `apart` along the path one is taken: a wide line takes long to draw,
// and looks the same.
static void trace_tail(struct canvas *canvas, const struct path_tail *tail, size_t first,
                       size_t last, double before, double apart) {
    canvas_move(canvas, tail->at[first][0], tail->at[first][1]);
    for (size_t k = first; k < last; k++) {
        double length = before + step_of(tail, k);
        if (apart <= 0 || k + 1 == last || floor(length / apart) > floor(before / apart))
            canvas_line(canvas, tail->at[k + 1][0], tail->at[k + 1][1]);
        before = length;
    }
}

// Strokes the newest part of a path, which grows wider towards the head. `before` is the length of
// the path before it, in pixels.
static void taper(struct canvas *canvas, const struct path_tail *tail, struct stroke stroke,
                  double before) {
    enum { PIECES = 12 };
    static const double least = 0.6;
    double full = stroke.width;
    stroke.dash_offset = before;
    for (size_t piece = 0, first = 0; piece < PIECES && first + 1 < tail->count; piece++) {
        size_t last = (tail->count - 1) * (piece + 1) / PIECES;
        if (last <= first)
            continue;
        stroke.width = full * (least + (1 - least) * (double)(piece + 1) / PIECES);
        trace_tail(canvas, tail, first, last, 0, 0);
        canvas_stroke(canvas, &stroke);
        for (; first < last; first++)
            stroke.dash_offset += step_of(tail, first);
    }
}

static double length_of(const struct path_tail *tail, size_t last) {
    double length = 0;
    for (size_t k = 0; k < last; k++)
        length += step_of(tail, k);
    return length;
}

// Draws the newest parts of all paths over their ghosts: light, casings, then the paths.
static void draw_tails(const struct contour_paths *paths, struct canvas *canvas, double position) {
    const struct stage *stage = paths->panel->stage;
    const struct theme *theme = stage->theme;
    const struct {
        double wider, alpha; // in parts of the path's width
    } layers[] = {{4.7, 0.05 * theme->glow},
                  {2.9, 0.08 * theme->glow},
                  {1.75, 0.12 * theme->glow},
                  {1 + 2 * theme->casing_width / theme->path_width, theme->casing_alpha},
                  {1, 1}};
    enum { CASING = 3, PATH = 4, LAYERS = 5 };
    size_t count = stage->trace->run_count;
    struct path_tail *tails = mem_zero(count, sizeof *tails);
    for (size_t i = 0; i < count; i++)
        contour_paths_tail(paths, &stage->trace->runs[i], position, tail_length(stage), &tails[i]);
    for (int layer = 0; layer < LAYERS; layer++)
        for (size_t i = 0; i < count; i++) {
            const struct path_tail *tail = &tails[i];
            struct stroke stroke = path_stroke(stage, &stage->trace->runs[i]);
            if (tail->count < 2)
                continue;
            // The point between two states, if there is one, is not of the lasting path.
            bool has_tip = position > floor(position) && tail->age[tail->count - 1] == 0;
            double before = paths->lengths[i] - length_of(tail, tail->count - 1 - has_tip);
            before = fmax(0, before);
            if (layer == PATH) {
                taper(canvas, tail, stroke, before);
                continue;
            }
            memset(stroke.dash, 0, sizeof stroke.dash);
            stroke.butt = false;
            stroke.width *= layers[layer].wider;
            stroke.alpha = layers[layer].alpha;
            if (layer == CASING)
                stroke.color = theme_casing(theme);
            trace_tail(canvas, tail, 0, tail->count - 1, before, 0.4 * stroke.width);
            canvas_stroke(canvas, &stroke);
        }
    for (size_t i = 0; i < count; i++)
        path_tail_finish(&tails[i]);
    free(tails);
}

// Draws the part of the path that is not in the growing layer.
static void draw_newest(const struct contour_paths *paths, struct canvas *canvas, double position) {
    const struct stage *stage = paths->panel->stage;
    const struct path_style *style = paths->style;
    bool has_tail = style->tail > 0;
    double length = has_tail ? (double)style->tail : position - floor(position);
    struct path_tail tail = {0};
    size_t count = stage->trace->run_count;
    for (size_t i = 0; i < 2 * count; i++) {
        bool is_casing = i < count;
        size_t index = is_casing ? i : i - count;
        const struct run *run = &stage->trace->runs[index];
        if (is_casing && stage->theme->casing_width <= 0)
            continue;
        struct stroke stroke = is_casing ? casing_stroke(stage) : path_stroke(stage, run);
        stroke.alpha = is_casing ? stage->theme->casing_alpha : path_alpha(stage);
        contour_paths_tail(paths, run, position, length, &tail);
        stroke.dash_offset = paths->lengths[index];
        if (has_tail) {
            // The strokes of a tail begin at different ages, so their dashes would not match.
            memset(stroke.dash, 0, sizeof stroke.dash);
            path_tail_thin(&tail, paths->panel->plot);
            path_draw_tail(&tail, canvas, length, &stroke);
        } else if (tail.count == 2) {
            canvas_move(canvas, tail.at[0][0], tail.at[0][1]);
            canvas_line(canvas, tail.at[1][0], tail.at[1][1]);
            canvas_stroke(canvas, &stroke);
        }
    }
    path_tail_finish(&tail);
}

static void draw_arrow(const struct contour_paths *paths, struct canvas *canvas,
                       const struct run *run, double position, const double at[2], uint32_t color) {
    const struct stage *stage = paths->panel->stage;
    const struct trace *trace = stage->trace;
    long next = (long)floor(position) + 1;
    double to[2];
    if (next > run_last(run, trace))
        return;
    contour_paths_point(paths, run->w[next], to);
    path_draw_arrow(stage, canvas, at, to, color);
}

// Returns how near the weights of a run are to the plane, from 0 to 1: 1 on it, and 1/2 as far from
// it as a corner of the plot is from its middle.
static double nearness_of(const struct contour_paths *paths, const struct run *run,
                          double position) {
    const struct plane *plane = run->plane;
    const struct axis *axes[2] = {&paths->axes->x, &paths->axes->left};
    double off = stage_off_plane(run, position), reach[2];
    if (off <= 0)
        return 1;
    for (int d = 0; d < 2; d++)
        reach[d] = (axes[d]->high - axes[d]->low) / 2 *
                   (plane->direction[d] ? vector_norm(plane->n, plane->direction[d]) : 1);
    return 1 / (1 + off / m_hypot(reach[0], reach[1]));
}

void contour_paths_draw(const struct contour_paths *paths, struct canvas *canvas, double position) {
    // What is far off the plane has a smaller head in a fainter colour.
    static const double least_radius = 0.6, most_faint = 0.5;
    const struct stage *stage = paths->panel->stage;
    const struct path_style *style = paths->style;
    const struct trace *trace = stage->trace;
    struct heads heads = {.ring = 1.1 * stage->unit};
    canvas_clip(canvas, paths->panel->plot);
    bool has_tails = stage->theme->ghost_width > 0 && style->tail == 0;
    if (has_tails)
        draw_tails(paths, canvas, position);
    else
        draw_newest(paths, canvas, position);
    if (has_tails && style->start)
        path_draw_starts(stage, canvas, start_place, paths); // again, over the tails
    for (size_t i = 0; i < trace->run_count; i++) {
        double w[2], loss, at[2];
        if (!stage_point(&trace->runs[i], position, w, &loss))
            continue;
        uint32_t color = stage_color(stage, &trace->runs[i], stage->theme->path);
        contour_paths_point(paths, w, at);
        if (style->arrow)
            draw_arrow(paths, canvas, &trace->runs[i], position, at, color);
        double nearness = nearness_of(paths, &trace->runs[i], position);
        heads_add(&heads, (struct head){.at = {at[0], at[1]},
                                        .radius = stage->theme->dot_radius * 1.75 * stage->unit *
                                                  (least_radius + (1 - least_radius) * nearness),
                                        .color = color_mix(color, stage->theme->background,
                                                           most_faint * (1 - nearness)),
                                        .marker = stage_marker(stage, &trace->runs[i]),
                                        .is_open = run_has_ended(&trace->runs[i], position)});
    }
    heads_draw(&heads, stage, stage->theme->background, canvas);
    heads_finish(&heads);
    canvas_unclip(canvas);
}
