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
    // One a cell: it is split from its second corner to its fourth, not from its first to its
    // third; NULL: none is.
    const bool *is_turned;
    bool is_flat; // each cell has a single colour
    int samples;  // 1 to 8 a side: a pixel at an edge has samples x samples
};

// Finds the corners of a cell in the order in which it is split: the first and the third are on the
// edge between its triangles.
static inline void cell_corners(const struct vertex *corners, size_t columns, size_t cell,
                                const bool *is_turned, const struct vertex *found[4]) {
    const struct vertex *first = &corners[cell / (columns - 1) * columns + cell % (columns - 1)];
    const struct vertex *around[4] = {first, first + 1, first + columns + 1, first + columns};
    size_t turn = is_turned && is_turned[cell];
    for (size_t i = 0; i < 4; i++)
        found[i] = around[(i + turn) % 4];
}
