// SPDX-License-Identifier: GPL-3.0-or-later
// The cells of a projected sheet: which part of the picture each covers, and where one sample a
// pixel is not enough. Within the sheet colours and nearness are continuous, and what hides and
// what is hidden meet only where the sheet ends, is cut, or folds away from the eye.
#pragma once
#include "draw/raster/sheet.h"

enum { RASTER_TILE = 16 }; // pixels, a side

struct sheet_grid {
    const struct vertex *corners;
    size_t columns, rows; // of corners
};

// The tiles that a cell touches, both ends among them; bottom < top: it is not drawn.
struct cell_tiles {
    short top, bottom, left, right;
};

struct raster_cells {
    size_t count;
    struct cell_tiles *tiles; // of each cell
    short *facing;            // of each cell: 1 or -1: the side seen of all of it; 0: an edge
    int tile_columns, tile_rows;
    bool *is_fine;   // tiles that an edge touches
    int top, bottom; // rows of tiles that the sheet touches
    uint32_t *order; // cells that touch fine tiles, by the row of tiles they begin in
    size_t *begin;   // of a row in `order`, tile_rows + 1
    size_t cell_capacity, tile_capacity;
};

void raster_cells_finish(struct raster_cells *cells);

// `all_fine`: every cell has edges. Nothing is allocated where the sizes were the same before.
void raster_cells_sort(struct raster_cells *cells, const struct sheet_grid *grid, int width,
                       int height, bool all_fine);

bool raster_cell_is_drawn(const struct raster_cells *cells, size_t cell);

// Whether all tiles that a drawn cell touches are fine.
bool raster_cell_is_fine(const struct raster_cells *cells, size_t cell);
