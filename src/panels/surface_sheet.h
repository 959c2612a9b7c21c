// SPDX-License-Identifier: GPL-3.0-or-later
// The sheet of a surface panel: evaluated once, then projected and drawn for each camera.
#pragma once
#include "draw/raster/raster.h"
#include "panels/surface_mesh.h"

struct sheet_options {
    const struct colormap *map;
    int shading; // enum shading
    struct theme_light light;
    double opacity; // 0: invisible, but still hides what is behind it
    uint32_t background;
    double fade;     // fraction of the background mixed into the colours
    long cells;      // number a side
    long lines;      // mesh lines a side; 0: none
    bool has_floor;  // draw level lines on the floor
    bool has_levels; // draw level lines on the sheet
    int samples;     // a side, for pixels at edges
};

struct sheet {
    struct sheet_options options;
    double range[2];            // of the height axis
    struct landscape landscape; // of heights
    struct mesh mesh;           // of its points
    double (*normal)[3];        // one a grid point, in the box's coordinates
    struct vertex *corners;
    uint32_t *colors;
    struct raster raster; // its origin is the corner of the panel's plot
    struct level_point *levels;
    size_t level_count, level_capacity;
};

// Evaluates `problem` over the ranges of the axes of `space`, which must be known.
void sheet_init(struct sheet *sheet, const struct sheet_options *options,
                const struct problem *problem, const struct box3d *space);
void sheet_finish(struct sheet *sheet);

// Computes how a lit sheet is turned to the light, once the box has its height; nothing for
// another.
void sheet_light(struct sheet *sheet, const struct box3d *space);

// Returns the sheet's height at a corner of its plane, given by which end of each axis it is at: 0
// or 1. It is within the height axis.
double sheet_corner(const struct sheet *sheet, size_t end0, size_t end1);

// Points that reach as far as the sheet does within the height axis, from wherever it is seen: the
// highest of each block, and points of the sides. In the units of the axes; writes SHEET_REACH of
// them.
enum { SHEET_BLOCKS = 16, SHEET_REACH = SHEET_BLOCKS * SHEET_BLOCKS + 4 * (SHEET_BLOCKS + 1) };
void sheet_reach(const struct sheet *sheet, double points[SHEET_REACH][3]);

// Projects and rasterizes the sheet for the camera of `space`, without drawing it.
void sheet_project(struct sheet *sheet, const struct box3d *space, const struct panel *panel);

// Draws the level lines on the floor, except where the sheet hides them.
void sheet_draw_floor(const struct sheet *sheet, const struct box3d *space,
                      const struct panel *panel, struct canvas *canvas);

// Draws the projected sheet with its level lines, mesh lines and edges.
void sheet_draw(const struct sheet *sheet, const struct box3d *space, const struct panel *panel,
                struct canvas *canvas);
