// SPDX-License-Identifier: GPL-3.0-or-later
// Fills the cells of a sheet, sample by sample.
#pragma once
#include "draw/raster/sheet.h"

// Returns the whole part of a value within two ends; of what is no number the lower one.
static inline int raster_clamp(double value, int low, int high) {
    return !(value > low) ? low : value > high ? high : (int)value;
}

// Samples of some rows of a picture, `side` x `side` of them a pixel. Those that are empty have
// nearness 0.
struct samples {
    int side;
    int width, rows, top; // in samples; `top`: of the picture's rows, the first of these
    int left, right;      // columns of samples that may be drawn on
    float *nearness;
    uint32_t *color;
};

// Draws both triangles of a cell where they are nearer than what is there.
void fill_cell(const struct samples *samples, const struct vertex *corners, size_t columns,
               size_t cell, const struct paint *paint);
