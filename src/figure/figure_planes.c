// SPDX-License-Identifier: GPL-3.0-or-later
// Panels that show another plane than the scene's.
#include "base/memory.h"
#include "figure/figure_state.h"

#include <stdlib.h>

bool figure_open_planes(struct figure *figure, struct error *error) {
    size_t count = figure->layout.count;
    figure->planes = mem_zero(count, sizeof *figure->planes);
    for (size_t i = 0; i < count; i++) {
        struct panel *panel = &figure->panels[i];
        const struct stage *stage = panel->stage;
        bool turns = panel->plane.kind == PLANE_HERE;
        if (!panel->sees_plane ||
            (plane_choice_equals(&panel->plane, &stage->scene->plane) && !turns))
            continue;
        struct own_plane *own = &figure->planes[figure->plane_count++];
        own->stage = *stage;
        own->stage.trace = &own->view.trace;
        panel->stage = &own->stage;
        panel->follows = turns ? &own->view : NULL;
        if (!plane_view_init(&own->view, stage->trace, &panel->plane, stage->scene->problem,
                             stage->scene->seed, error))
            return false;
    }
    return true;
}

void figure_close_planes(struct figure *figure) {
    for (size_t i = 0; i < figure->plane_count; i++)
        plane_view_finish(&figure->planes[i].view);
    free(figure->planes);
}

void figure_warn_planes(const struct figure *figure) {
    for (size_t i = 0; i < figure->layout.count; i++) {
        const struct panel *panel = &figure->panels[i];
        if (panel->follows && panel->omits >= OMIT_LABELS)
            stage_warn(&figure->stage, "panel '%s' has no room for the names of its axes",
                       panel->name);
    }
}
