// SPDX-License-Identifier: GPL-3.0-or-later
// The sheet of a surface panel: evaluated once, then projected and drawn for each camera.
#pragma once
#include "draw/raster/raster.h"
#include "plot/box3d.h"
#include "plot/landscape.h"

enum shading { SHADING_SMOOTH, SHADING_FLAT, SHADING_LIT };

struct sheet_options {
    const struct colormap *map;
    int shading;    // enum shading
    double opacity; // 0: invisible, but still hides what is behind it
    uint32_t background;
    double fade;    // fraction of the background mixed into the colours
    long cells;     // number a side
    long lines;     // mesh lines a side; 0: none
    bool has_floor; // draw level lines on the floor
    int samples;    // a side, for pixels at edges
};

struct sheet {
    struct sheet_options options;
    struct landscape landscape; // loss, or its decimal logarithm on a log axis
    double (*normal)[3];        // one a grid point, in the box's coordinates
    struct vertex *corners;
    uint32_t *colors;
    struct raster raster; // its origin is the corner of the panel's plot
    struct floor_point *floor;
    size_t floor_count, floor_capacity;
};

// Evaluates `problem` over the ranges of the axes of `space`, which must be known.
void sheet_init(struct sheet *sheet, const struct sheet_options *options,
                const struct problem *problem, const struct box3d *space);
void sheet_finish(struct sheet *sheet);

// Returns the height of a loss on the axis: its decimal logarithm on a log axis, at least the
// axis's lower end.
double height_of(const struct box3d_axis *axis, double loss);

// Projects and rasterizes the sheet for the camera of `space`, without drawing it.
void sheet_project(struct sheet *sheet, const struct box3d *space, const struct panel *panel);

// Draws the level lines on the floor, except where the sheet hides them.
void sheet_draw_floor(const struct sheet *sheet, const struct box3d *space,
                      const struct panel *panel, struct canvas *canvas);

// Draws the projected sheet and its mesh lines.
void sheet_draw(const struct sheet *sheet, const struct panel *panel, struct canvas *canvas);
