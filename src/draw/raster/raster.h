// SPDX-License-Identifier: GPL-3.0-or-later
// Draws a sheet of triangles with a depth buffer: the nearest surface is seen, edges are
// anti-aliased, and there are no seams between triangles.
#pragma once
#include "draw/raster/sheet.h"

struct raster {
    int width, height;
    uint32_t *pixels;         // premultiplied ARGB32, row by row; owned
    float *nearness;          // depth buffer: 1/distance of the nearest surface; 0: none; owned
    struct raster_work *work; // scratch memory, kept between sheets; owned
};

// Initializes an empty raster of `width` x `height` pixels, both at least 1.
void raster_init(struct raster *raster, int width, int height);
void raster_finish(struct raster *raster);

// Replaces the picture with a sheet of columns x rows corners, given row by row, with two triangles
// a cell. Nothing is allocated if the last sheet had the same size.
void raster_sheet(struct raster *raster, const struct vertex *corners, size_t columns, size_t rows,
                  const struct paint *paint);

// Replaces the picture with one that was drawn before.
void raster_put(struct raster *raster, const uint32_t *pixels, const float *nearness);

// Returns a colour 0xRRGGBB as a premultiplied ARGB32 word.
uint32_t raster_color(uint32_t color, double alpha);

// Returns the least nearness in the 3x3 pixels around a position, so that a point on the surface is
// not hidden by the slope beside it. 0 where nothing is drawn, and outside.
double raster_nearness(const struct raster *raster, double x, double y);

// True if everything within `margin` pixels of the segment is covered by opaque surface.
bool raster_hides(const struct raster *raster, const double from[2], const double to[2],
                  double margin);
