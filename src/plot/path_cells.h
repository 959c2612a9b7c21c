// SPDX-License-Identifier: GPL-3.0-or-later
// Which steps of a long path are seen: where it has passed before, more steps change nothing.
#pragma once
#include <stdbool.h>
#include <stdint.h>

// A grid of side x side cells over two coordinates from 0 to 1, or three for the pairs of three,
// with the cells that were passed.
struct path_cells {
    int side, pairs; // 1 or 3
    long steps;
    double length;    // of the steps so far, cells
    uint64_t *passed; // a bit a cell; owned; NULL before the first step
};

// Adds a step. False if it need not be drawn: the path is long, and every cell of this step that
// there is was passed before.
bool path_cells_add(struct path_cells *cells, const double from[3], const double to[3]);
void path_cells_finish(struct path_cells *cells);
