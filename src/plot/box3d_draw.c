// SPDX-License-Identifier: GPL-3.0-or-later
#include "plot/box3d_draw.h"

#include "plot/box3d_texts.h"

#include <math.h>

static void move_to(const struct box3d *space, struct canvas *canvas, const double point[3],
                    bool is_first) {
    struct spot spot = box3d_project(space, point);
    if (is_first)
        canvas_move(canvas, spot.x, spot.y);
    else
        canvas_line(canvas, spot.x, spot.y);
}

// Draws a line on a wall. The wall is at the far end of the axis `fixed`; the line is at `value` of
// the axis `at` and runs along the third axis.
static void wall_line(const struct box3d *space, struct canvas *canvas, int fixed, int at,
                      double value) {
    int along = 3 - fixed - at;
    double point[3];
    point[fixed] = fixed == 2 ? space->axes[2].low : box3d_far_end(space, fixed);
    point[at] = value;
    point[along] = space->axes[along].low;
    move_to(space, canvas, point, true);
    point[along] = space->axes[along].high;
    move_to(space, canvas, point, false);
}

static void draw_wall(const struct box3d *space, const struct panel *panel, struct canvas *canvas,
                      int fixed) {
    const struct theme *theme = panel->stage->theme;
    double unit = panel->stage->unit;
    int u = fixed == 0 ? 1 : 0, v = fixed == 2 ? 1 : 2;
    double point[3];
    point[fixed] = fixed == 2 ? space->axes[2].low : box3d_far_end(space, fixed);
    for (int pass = 0; pass < 2; pass++) {
        for (int corner = 0; corner < 4; corner++) {
            point[u] = corner == 1 || corner == 2 ? space->axes[u].high : space->axes[u].low;
            point[v] = corner >= 2 ? space->axes[v].high : space->axes[v].low;
            move_to(space, canvas, point, corner == 0);
        }
        canvas_close(canvas);
        if (pass == 0) {
            canvas_fill(canvas, theme->wall, 1);
            struct stroke grid = {
                .color = theme->grid, .alpha = 1, .width = theme->grid_width * unit};
            for (int t = 0; t < space->axes[u].ticks.count; t++)
                wall_line(space, canvas, fixed, u, space->axes[u].ticks.value[t]);
            for (int t = 0; t < space->axes[v].ticks.count; t++)
                wall_line(space, canvas, fixed, v, space->axes[v].ticks.value[t]);
            canvas_stroke(canvas, &grid);
        } else {
            struct stroke rim = {
                .color = theme->wall_edge, .alpha = 1, .width = theme->grid_width * unit};
            canvas_stroke(canvas, &rim);
        }
    }
}

static const double floor_width = 0.7, post_width = 0.6; // design points

// Draws the floor's outline, and posts from its corners up to the surface.
static void draw_posts(const struct box3d *space, const struct panel *panel,
                       struct canvas *canvas) {
    const struct box3d_axis *axes = space->axes;
    struct stroke stroke = {.color = panel->stage->theme->spine, .alpha = 1};
    static const int around[] = {0, 1, 3, 2};
    double corners[4][3];
    for (int i = 0; i < 4; i++) {
        int corner = around[i];
        corners[i][0] = corner & 1 ? axes[0].high : axes[0].low;
        corners[i][1] = corner & 2 ? axes[1].high : axes[1].low;
        corners[i][2] = axes[2].low;
        move_to(space, canvas, corners[i], i == 0);
    }
    canvas_close(canvas);
    stroke.width = floor_width * panel->stage->unit;
    canvas_stroke(canvas, &stroke);
    for (int i = 0; i < 4; i++) {
        move_to(space, canvas, corners[i], true);
        corners[i][2] = space->corners[around[i]];
        move_to(space, canvas, corners[i], false);
    }
    stroke.width = post_width * panel->stage->unit;
    canvas_stroke(canvas, &stroke);
}

struct text_target {
    const struct panel *panel;
    struct canvas *canvas;
};

static void draw_text(void *context, const char *text, const double at[2], double width,
                      double height, double size, double alpha) {
    (void)width;
    (void)height;
    const struct text_target *pen = context;
    struct text_style style = {.size = size,
                               .color = color_mix(pen->panel->stage->theme->background,
                                                  pen->panel->stage->theme->muted_text, alpha),
                               .align = 0.5,
                               .middle = 0.5};
    struct font *font = pen->panel->stage->font;
    double middle = at[1] + (font_rise(font, text, size) - font_drop(font, text, size)) / 2;
    font_draw(font, pen->canvas, text, at[0], middle, &style);
}

void box3d_draw(const struct box3d *space, const struct panel *panel, struct canvas *canvas) {
    const struct theme *theme = panel->stage->theme;
    double unit = panel->stage->unit;
    if (theme->box == BOX_POSTS)
        draw_posts(space, panel, canvas);
    for (int fixed = 0; theme->box == BOX_WALLS && fixed < 3; fixed++)
        draw_wall(space, panel, canvas, fixed);
    struct stroke line = {.color = theme->spine, .alpha = 1, .width = theme->spine_width * unit};
    for (int d = 0; d < 3; d++) {
        const struct box3d_axis *axis = &space->axes[d];
        double out[2];
        struct spot from = box3d_edge_at(space, d, axis->low, out),
                    to = box3d_edge_at(space, d, axis->high, out);
        line.alpha = box3d_axis_presence(space, d);
        canvas_move(canvas, from.x, from.y);
        canvas_line(canvas, to.x, to.y);
        for (int i = 0; i < axis->ticks.count; i++) {
            struct spot spot = box3d_edge_at(space, d, axis->ticks.value[i], out);
            canvas_move(canvas, spot.x, spot.y);
            canvas_line(canvas, spot.x + out[0] * BOX3D_TICK * unit,
                        spot.y + out[1] * BOX3D_TICK * unit);
        }
        canvas_stroke(canvas, &line);
    }
    struct text_target pen = {panel, canvas};
    box3d_visit_texts(space, panel, draw_text, &pen);
}
