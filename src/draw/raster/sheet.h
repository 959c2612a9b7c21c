// SPDX-License-Identifier: GPL-3.0-or-later
// A sheet of triangles as input to the raster.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// A projected corner. Nearness is 1/distance from the eye, which is linear on the screen. Height
// selects the colour. A corner with a NAN drops its triangles.
struct vertex {
    double x, y; // pixels from the raster's corner
    double nearness;
    double height; // 0 to 1; what lies outside is cut off
    double light;  // 0 to the paint's lights - 1
};

// How a sheet is coloured: for each of `lights` brightness levels, 256 premultiplied ARGB32 words
// by height.
struct paint {
    const uint32_t *colors;
    int lights;
    bool is_flat; // each cell has a single colour
    int samples;  // 1 to 8 a side: a pixel at an edge has samples x samples
};
