// SPDX-License-Identifier: GPL-3.0-or-later
// The sheet of a surface panel: evaluated once, projected and drawn for each camera.
#pragma once
#include "draw/raster/raster.h"
#include "plot/box3d.h"
#include "plot/landscape.h"

enum shading { SHADING_SMOOTH, SHADING_FLAT, SHADING_LIT };

struct sheet_options {
    const struct colormap *map;
    int shading;    // enum shading
    double opacity; // 0: only hides
    uint32_t background;
    double fade;    // part of the background mixed into the colours
    long cells;     // a side
    long lines;     // mesh lines a side; 0: none
    bool has_floor; // level lines on the floor
    int samples;    // of a pixel, a side
};

struct sheet {
    struct sheet_options options;
    struct landscape landscape; // heights: logarithms on a log axis
    double (*normal)[3];        // in the box, a grid point
    struct vertex *corners;
    uint32_t *colors;
    struct raster raster; // at the corner of the panel's plot
    struct floor_point *floor;
    size_t floor_count, floor_capacity;
};

// Evaluates `problem` over the axes of `space`, whose ranges are known.
void sheet_init(struct sheet *sheet, const struct sheet_options *options,
                const struct problem *problem, const struct box3d *space);
void sheet_finish(struct sheet *sheet);

// A loss as a height on the axis: its logarithm on a log axis, where what is below the axis counts
// as its lowest value.
double height_of(const struct box3d_axis *axis, double loss);

// Projects and samples the sheet without drawing it.
void sheet_project(struct sheet *sheet, const struct box3d *space, const struct panel *panel);

// Draws the level lines on the floor, which the sheet hides.
void sheet_draw_floor(const struct sheet *sheet, const struct box3d *space,
                      const struct panel *panel, struct canvas *canvas);

// Draws the projected sheet and its mesh lines.
void sheet_draw(const struct sheet *sheet, const struct panel *panel, struct canvas *canvas);
