// SPDX-License-Identifier: GPL-3.0-or-later
// Two-dimensional axes: a frame, ticks, labels, a title.
#pragma once
#include "plot/panel.h"
#include "plot/ticks.h"

struct axis {
    double low, high; // low < high, their distance finite; on a log axis low > 0
    bool is_log;
    bool is_shown;
    const char *label; // NULL: none
    struct ticks ticks;
};

struct axes {
    struct axis x, left, right;
};

// Chooses ticks for a plot of this size and tells what room text needs around it.
void axes_measure(struct axes *axes, const struct panel *panel, struct margins *margins);

// Widens the ranges so that they hold those of the other axes; linear where one of them is.
void axes_share(struct axes *axes, const struct axes *other);

// Draws frame, ticks, labels and title around the panel's plot.
void axes_draw(const struct axes *axes, const struct panel *panel, struct canvas *canvas);

// The height of the panel's title above its plot, 0 without one.
double axes_title_height(const struct panel *panel);

// Draws the panel's title above its plot.
void axes_draw_title(const struct panel *panel, struct canvas *canvas);

// Pixel positions of values, not limited to the plot; on a log axis values at or below 0 are far
// below it.
double axes_x(const struct axes *axes, const struct box *plot, double value);
double axes_y(const struct axis *axis, const struct box *plot, double value);
