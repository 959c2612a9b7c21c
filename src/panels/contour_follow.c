// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/contour_follow.h"

#include "sim/plane_fit.h"

#include <math.h>

// Draws the paths behind their newest parts.
static void draw_past(const struct contour_paths *paths, struct canvas *canvas, double position) {
    const struct panel *panel = paths->panel;
    const struct theme *theme = panel->stage->theme;
    const struct trace *trace = panel->stage->trace;
    double width = theme->ghost_width > 0 ? theme->ghost_width : theme->path_width;
    struct stroke stroke = {.alpha =
                                theme->ghost_width > 0 ? theme->ghost_alpha : theme->path_alpha,
                            .width = width * panel->stage->unit};
    struct path_tail tail = {0};
    for (size_t i = 0; i < trace->run_count; i++) {
        const struct run *run = &trace->runs[i];
        contour_paths_tail(paths, run, floor(position), INFINITY, &tail);
        path_tail_thin(&tail, panel->plot);
        if (tail.count == 0)
            continue;
        canvas_move(canvas, tail.at[0][0], tail.at[0][1]);
        path_tail_trace(&tail, canvas, 1);
        stroke.color = stage_color(panel->stage, run, theme->path);
        stage_dash(panel->stage, run, stroke.dash);
        stroke.butt = stroke.dash[0] > 0;
        canvas_stroke(canvas, &stroke);
    }
    path_tail_finish(&tail);
}

void contour_follow_draw(const struct contour_paths *paths, struct canvas *canvas, double position,
                         const struct problem *problem, const struct path_losses *passed,
                         const struct field_options *options, struct levels *levels) {
    const struct panel *panel = paths->panel;
    const struct axis *x = &paths->axes->x, *y = &paths->axes->left;
    struct view view = {{{x->low, x->high}, {y->low, y->high}}};
    struct level_labels labels = {0};
    struct level_obstacles obstacles = {0};
    plane_view_turn(panel->follows, position);
    field_draw(panel, canvas, problem, &view, passed, options, &obstacles, &labels, levels);
    canvas_clip(canvas, panel->plot);
    if (paths->style->tail == 0)
        draw_past(paths, canvas, position);
    canvas_unclip(canvas);
}
