// SPDX-License-Identifier: GPL-3.0-or-later
#include "plot/ground.h"

#include <math.h>

// Aligns a line to whole pixels.
static double snap(double position, double width) {
    return (long)width % 2 ? floor(position) + 0.5 : round(position);
}

void ground_draw(const struct axes *axes, const struct panel *panel, struct canvas *canvas) {
    const struct theme *theme = panel->stage->theme;
    const struct box *plot = &panel->plot;
    if (theme->plot != theme->background) {
        canvas_box(canvas, *plot);
        canvas_fill(canvas, theme->plot, 1);
    }
    if (theme->plot_grid == theme->plot)
        return;
    double width = fmax(1, round(theme->grid_width * panel->stage->unit));
    struct stroke stroke = {.color = theme->plot_grid, .alpha = 1, .width = width, .butt = true};
    canvas_clip(canvas, *plot);
    for (int i = 0; i < axes->x.ticks.count && theme->grid_lines == GRID_BOTH; i++) {
        double x = snap(axes_x(axes, plot, axes->x.ticks.value[i]), width);
        canvas_move(canvas, x, plot->y);
        canvas_line(canvas, x, plot->y + plot->height);
    }
    for (int i = 0; i < axes->left.ticks.count; i++) {
        double y = snap(axes_y(&axes->left, plot, axes->left.ticks.value[i]), width);
        canvas_move(canvas, plot->x, y);
        canvas_line(canvas, plot->x + plot->width, y);
    }
    canvas_stroke(canvas, &stroke);
    canvas_unclip(canvas);
}
