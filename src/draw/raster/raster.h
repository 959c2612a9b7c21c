// SPDX-License-Identifier: GPL-3.0-or-later
// Triangles with a depth buffer: what is nearest is seen, edges are smooth, no seams.
#pragma once
#include "draw/raster/sheet.h"

struct raster {
    int width, height;
    uint32_t *pixels;         // premultiplied ARGB32, owned
    float *nearness;          // of the nearest surface in the pixel, 0: none; owned
    struct raster_work *work; // what drawing needs, kept from sheet to sheet; owned
};

// Makes an empty raster; both sides at least 1.
void raster_init(struct raster *raster, int width, int height);
void raster_finish(struct raster *raster);

// Replaces what the raster holds by a sheet of columns x rows corners (row by row), two triangles a
// cell. Nothing is allocated where the sheet before had the same size.
void raster_sheet(struct raster *raster, const struct vertex *corners, size_t columns, size_t rows,
                  const struct paint *paint);

// The premultiplied word of a colour 0xRRGGBB.
uint32_t raster_color(uint32_t color, double alpha);

// The nearness of what is drawn around a position, the least of a 3x3 block: a point on the surface
// must not be hidden by the slope beside it. 0 where there is nothing or outside.
double raster_nearness(const struct raster *raster, double x, double y);

// Whether everything within `margin` of a line between two positions is hidden behind what is
// drawn.
bool raster_hides(const struct raster *raster, const double from[2], const double to[2],
                  double margin);
