// SPDX-License-Identifier: GPL-3.0-or-later
// A sheet of triangles as it is given to the raster.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// A projected corner. Nearness is 1/distance from the eye, which is linear on the screen; height is
// what the colour follows. A corner with a NAN in it drops its triangles.
struct vertex {
    double x, y; // pixels from the raster's corner
    double nearness;
    double height; // 0 to 1; what lies outside is cut off
    double light;  // 0 to the paint's lights - 1
};

// How a sheet is coloured: 256 premultiplied ARGB words by height for each of `lights` lights.
struct paint {
    const uint32_t *colors;
    int lights;
    bool is_flat; // one colour a cell
    int samples;  // 1 to 8; their square is taken of each pixel at an edge
};
