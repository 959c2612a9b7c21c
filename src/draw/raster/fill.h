// SPDX-License-Identifier: GPL-3.0-or-later
// Fills the cells of a sheet sample by sample, with a depth test.
#pragma once
#include "draw/raster/sheet.h"

// Returns `value` truncated to an integer and clamped to [low, high]; NAN gives `low`.
static inline int raster_clamp(double value, int low, int high) {
    return !(value > low) ? low : value > high ? high : (int)value;
}

// A buffer of samples for some rows of the picture, `side` x `side` samples a pixel, row by row.
// Empty samples have nearness 0.
struct sample_grid {
    int side;
    int width, rows; // in samples
    int top;         // the picture's row of samples at which the buffer begins
    int left, right; // columns of samples that may be drawn on: left <= column < right
    float *nearness;
    uint32_t *color;
};

// Draws both triangles of a cell where they are nearer than what the buffer holds. `columns` counts
// the corners of a row.
void fill_cell(const struct sample_grid *samples, const struct vertex *corners, size_t columns,
               size_t cell, const struct paint *paint);
