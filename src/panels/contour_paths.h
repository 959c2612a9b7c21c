// SPDX-License-Identifier: GPL-3.0-or-later
// The paths of all optimizers on a plot of the weight plane.
#pragma once
#include "plot/axes.h"
#include "plot/path_style.h"

struct contour_paths {
    const struct panel *panel;
    const struct axes *axes;
    const struct path_style *style;
    double *lengths; // one a run: length of the path in the growing layers, pixels; owned
};

// Initializes `paths`; what its pointers refer to must outlive it. The trace must be known.
void contour_paths_init(struct contour_paths *paths, const struct panel *panel,
                        const struct axes *axes, const struct path_style *style);
void contour_paths_finish(struct contour_paths *paths);

// Computes the pixel of a point in the weight plane.
void contour_paths_point(const struct contour_paths *paths, const double w[2], double at[2]);

// Collects the part of a run from `position` back to `length` steps before it.
void contour_paths_tail(const struct contour_paths *paths, const struct run *run, double position,
                        double length, struct path_tail *tail);

// Adds the steps that lead to `state` to the panel's growing layers.
void contour_paths_grow(struct contour_paths *paths, struct panel *panel, long state);

// Draws heads, arrows, and the part of the paths that is not in the growing layers.
void contour_paths_draw(const struct contour_paths *paths, struct canvas *canvas, double position);
