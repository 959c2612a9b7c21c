// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/contour_paths.h"

#include "base/maths.h"
#include "base/memory.h"
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
    return (struct stroke){.color = stage->theme->background,
                           .alpha = 1,
                           .width = (stage->theme->path_width + 1.6) * stage->unit};
}

static double path_alpha(const struct stage *stage) {
    return stage_is_single(stage) ? 0.85 : 0.95;
}

static const double casing_alpha = 0.6;

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

static void grow_run(struct contour_paths *paths, struct panel *panel, size_t index, long k) {
    const struct stage *stage = panel->stage;
    const struct run *run = &stage->trace->runs[index];
    const struct path_style *style = paths->style;
    struct canvas *casing = panel_layer(panel, LAYER_CASING, casing_alpha);
    struct canvas *canvas = panel_layer(panel, LAYER_PATH, path_alpha(stage));
    struct stroke stroke = path_stroke(stage, run);
    double *length = &paths->lengths[index];
    struct stroke rim = casing_stroke(stage);
    double from[2], to[2], before[2], after[2], radius = dot_radius(paths, run, k);
    contour_paths_point(paths, run->w[k], to);
    *length = k > 0 ? *length : 0;
    if (k > 0 && style->tail == 0) {
        bool begins = k < 2, ends = k >= run_last(run, stage->trace);
        contour_paths_point(paths, run->w[k - 1], from);
        contour_paths_point(paths, run->w[begins ? 0 : k - 2], before);
        contour_paths_point(paths, run->w[ends ? k : k + 1], after);
        stroke.dash_offset = *length;
        line_piece(casing, &rim, begins ? NULL : before, from, to, ends ? NULL : after);
        line_piece(canvas, &stroke, begins ? NULL : before, from, to, ends ? NULL : after);
        *length += m_hypot(to[0] - from[0], to[1] - from[1]);
    }
    if (style->tail == 0 && radius > 0) {
        draw_dot(casing, to, radius + (rim.width - stroke.width) / 2, rim.color);
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
    struct canvas *layers[] = {panel_layer(panel, LAYER_CASING, casing_alpha),
                               panel_layer(panel, LAYER_PATH, path_alpha(panel->stage))};
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

// Collects the part of a run from `position` back to `length` steps before it.
static void collect_tail(const struct contour_paths *paths, const struct run *run, double position,
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
        struct stroke stroke = is_casing ? casing_stroke(stage) : path_stroke(stage, run);
        stroke.alpha = is_casing ? casing_alpha : path_alpha(stage);
        collect_tail(paths, run, position, length, &tail);
        stroke.dash_offset = paths->lengths[index];
        if (has_tail) {
            // The strokes of a tail begin at different ages, so their dashes would not match.
            memset(stroke.dash, 0, sizeof stroke.dash);
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

void contour_paths_draw(const struct contour_paths *paths, struct canvas *canvas, double position) {
    const struct stage *stage = paths->panel->stage;
    const struct path_style *style = paths->style;
    const struct trace *trace = stage->trace;
    struct heads heads = {.ring = 1.1 * stage->unit};
    canvas_clip(canvas, paths->panel->plot);
    draw_newest(paths, canvas, position);
    for (size_t i = 0; i < trace->run_count; i++) {
        double w[2], loss, at[2];
        if (!stage_point(&trace->runs[i], position, w, &loss))
            continue;
        uint32_t color = stage_color(stage, &trace->runs[i], stage->theme->path);
        contour_paths_point(paths, w, at);
        if (style->arrow)
            draw_arrow(paths, canvas, &trace->runs[i], position, at, color);
        heads_add(&heads, (struct head){.at = {at[0], at[1]},
                                        .radius = stage->theme->dot_radius * 1.75 * stage->unit,
                                        .color = color,
                                        .marker = stage_marker(stage, &trace->runs[i]),
                                        .is_open = run_has_ended(&trace->runs[i], position)});
    }
    heads_draw(&heads, stage->unit, stage->theme->background, canvas);
    heads_finish(&heads);
    canvas_unclip(canvas);
}
