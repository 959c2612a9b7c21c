// SPDX-License-Identifier: GPL-3.0-or-later
// Axes in the plane: a frame, ticks, labels and a title.
#pragma once
#include "plot/panel.h"
#include "plot/ticks.h"

struct axis {
    double low, high; // low < high with a finite difference; on a log axis low > 0
    bool is_log;
    bool is_shown;
    const char *label; // NULL: none
    struct ticks ticks;
    int name_at; // the label stands among the numbers, before the tick with this index; 0: beyond
};

struct axes {
    struct axis x, left, right;
};

// Chooses the ticks for the size of the panel's plot, and writes the space in pixels that text
// needs around it.
void axes_measure(struct axes *axes, const struct panel *panel, struct margins *margins);

// Extends the ranges to include those of other axes. An axis becomes linear if one of the two is.
void axes_share(struct axes *axes, const struct axes *other);

// Draws frame, ticks, labels and title around the panel's plot.
void axes_draw(const struct axes *axes, const struct panel *panel, struct canvas *canvas);

// Returns the height in pixels of the panel's title above its plot; 0 if it has none.
double axes_title_height(const struct panel *panel);

// Returns where the panel's title stands above its plot, in pixels, before it is cut or moved to
// fit into the cell; empty if it has none.
struct box axes_title_box(const struct panel *panel);

// Draws the panel's title above its plot.
void axes_draw_title(const struct panel *panel, struct canvas *canvas);

// Return the pixel position of a value, which may be far outside the plot but is finite. On a log
// axis, values at or below 0 are placed far below the plot.
double axes_x(const struct axes *axes, const struct box *plot, double value);
double axes_y(const struct axis *axis, const struct box *plot, double value);
