// SPDX-License-Identifier: GPL-3.0-or-later
// The points of a surface's sheet: a grid that bends to the floors of valleys narrower than a cell,
// which would appear as saw teeth otherwise.
#pragma once
#include "plot/box3d.h"
#include "plot/landscape.h"

// A grid of points, and which of its cells are split into triangles the other way. {0} is empty.
struct mesh {
    size_t columns, rows; // of points
    double (*at)[3];      // row by row, in the units of the axes; owned
    bool *is_turned;      // one a cell; owned
};

// Makes the mesh of a landscape, whose values become heights of `axes[2]`, and those of the points
// where these were moved.
void mesh_init(struct mesh *mesh, struct landscape *landscape, const struct problem *problem,
               const struct box3d_axis axes[3]);
void mesh_finish(struct mesh *mesh);

// Computes the point at a place between grid points, counted in cells from the first one.
void mesh_point(const struct mesh *mesh, const double cell[2], double point[3]);
