// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/surface_obstacles.h"

#include "base/memory.h"
#include "plot/axes.h"
#include "plot/box3d_texts.h"
#include "plot/legend.h"

bool surface_target_point(const struct panel *panel, size_t target, double point[3]) {
    const struct surface_state *state = panel->state;
    const double *w = panel->stage->scene->targets[target];
    point[0] = w[0];
    point[1] = w[1];
    point[2] = box3d_height(&state->space.axes[2], problem_value(state->shown.problem, w));
    return box3d_holds(&state->space, point);
}

struct panel surface_titled(const struct panel *panel) {
    const struct surface_state *state = panel->state;
    struct panel shown = *panel;
    shown.plot = state->content;
    return shown;
}

// Points a side of the sheet and of a wall, and cameras of an orbit, that a legend avoids.
enum { GRID = 40, WALL = 10, LOOKS = 9 };

// Adds the walls, of which a legend would hide the grid.
static void avoid_walls(const struct box3d *space, struct legend *legend) {
    for (int wall = 0; wall < 3; wall++)
        for (int i = 0; i <= WALL * (WALL + 2); i++) {
            double point[3],
                part[2] = {i % (WALL + 1) / (double)WALL, i / (WALL + 1) / (double)WALL};
            for (int k = 0; k < 2; k++) {
                const struct box3d_axis *axis = &space->axes[(wall + 1 + k) % 3];
                point[(wall + 1 + k) % 3] = axis->low + (axis->high - axis->low) * part[k];
            }
            point[wall] = wall == 2 ? space->axes[2].low : box3d_far_end(space, wall);
            struct spot spot = box3d_project(space, point);
            legend_avoid(legend, spot.x, spot.y, 0.5);
        }
}

// Adds what the sheet and the box cover as one camera sees them.
static void avoid_look(const struct panel *panel, const struct box3d *space,
                       struct legend *legend) {
    const struct surface_state *state = panel->state;
    const struct mesh *mesh = &state->sheet.mesh;
    for (size_t i = 0; i < (size_t)(GRID + 1) * (GRID + 1); i++) {
        size_t column = i % (GRID + 1) * (mesh->columns - 1) / GRID;
        size_t row = i / (GRID + 1) * (mesh->rows - 1) / GRID;
        const double *point = mesh->at[row * mesh->columns + column];
        struct spot spot = box3d_project(space, point);
        if (box3d_holds(space, point))
            legend_avoid(legend, spot.x, spot.y, 1);
    }
    if (panel->stage->theme->box == BOX_WALLS)
        avoid_walls(space, legend);
    struct box texts[BOX3D_TEXTS];
    size_t count = box3d_text_boxes(space, panel, texts);
    for (size_t i = 0; i < count; i++)
        for (int corner = 0; corner < 9; corner++)
            legend_avoid(legend, texts[i].x + texts[i].width * (corner % 3) / 2,
                         texts[i].y + texts[i].height * (corner / 3) / 2.0, 4);
    double lines[BOX3D_LINES][2][2];
    int line_count = box3d_lines(space, panel->stage->theme->box, lines);
    for (int i = 0; i < line_count; i++)
        legend_avoid_line(legend, lines[i][0], lines[i][1], 0.5);
}

void surface_avoid_bar(const struct panel *panel, struct legend *legend) {
    const struct surface_state *state = panel->state;
    const struct box *bar = &state->bar_box;
    for (int i = 0; state->has_bar && i < 60; i++)
        legend_avoid(legend, bar->x + bar->width * (i % 3) / 2,
                     bar->y + bar->height * (i / 3) / 19.0, 20);
}

int surface_looks(const struct panel *panel) {
    return ((const struct surface_state *)panel->state)->space.moves ? LOOKS : 1;
}

void surface_avoid_look(const struct panel *panel, int look, struct legend *legend) {
    const struct surface_state *state = panel->state;
    const struct surface_options *options = panel->options;
    struct box3d space = state->space;
    if (space.moves)
        box3d_aim(&space, camera_at(&options->camera, look / (LOOKS - 1.0)));
    avoid_look(panel, &space, legend);
}

void surface_avoid(const struct panel *panel, struct legend *legend) {
    for (int look = 0; look < surface_looks(panel); look++)
        surface_avoid_look(panel, look, legend);
    surface_avoid_bar(panel, legend);
}

// Names may stand above the box, but not on the title.
static void avoid_title(const struct panel *panel, struct legend *legend) {
    struct panel shown = surface_titled(panel);
    if (!panel->title || shown.plot.width <= 0)
        return;
    struct box title = axes_title_box(&shown);
    for (int i = 1; i <= 3; i += 2) {
        double y = title.y + title.height * i / 4;
        legend_avoid_line(legend, (double[]){title.x, y}, (double[]){title.x + title.width, y}, 20);
    }
}

static void avoid_targets(const struct panel *panel, const struct box3d *space,
                          struct legend *legend) {
    double point[3];
    for (size_t i = 0; i < panel->stage->scene->target_count; i++)
        if (surface_target_point(panel, i, point)) {
            struct spot spot = box3d_project(space, point);
            legend_avoid(legend, spot.x, spot.y, 50);
        }
}

void surface_avoid_marks(const struct panel *panel, struct legend *legend) {
    const struct surface_state *state = panel->state;
    avoid_title(panel, legend);
    avoid_targets(panel, &state->space, legend);
}

bool surface_avoid_at(const struct panel *panel, double position, struct legend *legend) {
    const struct surface_state *state = panel->state;
    const struct surface_options *options = panel->options;
    struct box3d space = state->space;
    double last = (double)(panel->stage->trace->states - 1);
    if (!space.moves)
        return false;
    box3d_aim(&space, camera_at(&options->camera, last > 0 ? position / last : 1));
    avoid_look(panel, &space, legend);
    surface_avoid_bar(panel, legend);
    avoid_title(panel, legend);
    avoid_targets(panel, &space, legend);
    return true;
}
