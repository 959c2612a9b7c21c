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
    for (size_t i = 0; i < trace->run_count; i++) {
        const struct run *run = &trace->runs[i];
        long last = (long)fmin(floor(position), (double)run_last(run, trace));
        double at[2];
        for (long k = 0; k <= last; k++) {
            contour_paths_point(paths, run->w[k], at);
            if (k == 0)
                canvas_move(canvas, at[0], at[1]);
            else
                canvas_line(canvas, at[0], at[1]);
        }
        stroke.color = stage_color(panel->stage, run, theme->path);
        stage_dash(panel->stage, run, stroke.dash);
        stroke.butt = stroke.dash[0] > 0;
        canvas_stroke(canvas, &stroke);
    }
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
