// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/surface_stalks.h"

#include "base/maths.h"

#include <math.h>
#include <string.h>

void surface_stalks_draw(const struct panel *panel, struct canvas *canvas, double position) {
    static const double width = 1, foot = 1.6, seen_alpha = 0.9, least = 1; // points; pixels
    const struct surface_state *state = panel->state;
    const struct stage *stage = panel->stage;
    const struct box3d_axis *z = &state->space.axes[2];
    struct path_pen pen =
        surface_paths_pen(panel, canvas, canvas, stage->theme->hidden_alpha, seen_alpha);
    pen.width = width * stage->unit;
    for (size_t i = 0; i < stage->trace->run_count; i++) {
        const struct run *run = &stage->trace->runs[i];
        double w[2], loss, head[3], sheet[3];
        if (run->shape->n == 2 || !stage_point(run, position, w, &loss))
            continue;
        surface_point(panel, w, loss, head);
        memcpy(sheet, head, sizeof sheet);
        sheet[2] =
            fmax(z->low, fmin(z->high, box3d_height(z, problem_value(state->shown.problem, w))));
        struct spot top = box3d_project(&state->space, head);
        struct spot bottom = box3d_project(&state->space, sheet);
        if (!(m_hypot(top.x - bottom.x, top.y - bottom.y) >= least))
            continue;
        pen.color = stage_color(stage, run, stage->theme->path);
        path_line(&pen, head, sheet);
        path_end(&pen);
        path_dot(&pen, sheet, foot * stage->unit);
        path_end_dots(&pen);
    }
}
