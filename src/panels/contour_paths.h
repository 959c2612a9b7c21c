// SPDX-License-Identifier: GPL-3.0-or-later
// The paths of all optimizers over a plot of the weight plane.
#pragma once
#include "plot/axes.h"
#include "plot/path_style.h"

struct contour_paths {
    const struct panel *panel;
    const struct axes *axes;
    const struct path_style *style;
    double *lengths; // of the paths in the growing layers, pixels, a run; owned
};

// What the paths point to must outlive them; the trace is known.
void contour_paths_init(struct contour_paths *paths, const struct panel *panel,
                        const struct axes *axes, const struct path_style *style);
void contour_paths_finish(struct contour_paths *paths);

// The pixel of a place in the weight plane.
void contour_paths_point(const struct contour_paths *paths, const double w[2], double at[2]);

// Adds the steps that lead to `state` to the panel's growing layers.
void contour_paths_grow(struct contour_paths *paths, struct panel *panel, long state);

// Draws heads, arrows, and what of the paths is not in the growing layers.
void contour_paths_draw(const struct contour_paths *paths, struct canvas *canvas, double position);
