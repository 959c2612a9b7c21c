// SPDX-License-Identifier: GPL-3.0-or-later
// Finds which tiles of the picture each cell of a projected sheet covers, and where one sample a
// pixel is not enough. Within the sheet, colour and nearness are continuous; one sample suffices
// there. Aliasing appears only at edges: where the sheet ends, is cut, or folds away from the eye.
// Tiles that an edge touches are called fine.
#pragma once
#include "draw/raster/sheet.h"

enum { RASTER_TILE = 16 }; // pixels a side

struct sheet_grid {
    const struct vertex *corners;
    size_t columns, rows;  // of corners
    const bool *is_turned; // as in struct paint
};

// The range of tiles that a cell touches, inclusive; bottom < top: the cell is not drawn.
struct cell_tiles {
    short top, bottom, left, right;
};

struct raster_cells {
    size_t count;
    struct cell_tiles *tiles; // one a cell; owned, as all arrays here
    short *facing;            // one a cell: 1 or -1: which side is seen; 0: an edge runs through it
    int tile_columns, tile_rows;
    bool *is_fine;   // one a tile: an edge touches it
    int top, bottom; // first and last row of tiles that the sheet touches
    uint32_t *order; // cells that touch fine tiles, sorted by their first row of tiles
    size_t *begin;   // where each row of tiles begins in `order`; tile_rows + 1 values
    size_t cell_capacity, tile_capacity;
};

void raster_cells_finish(struct raster_cells *cells);

// Fills in `cells` for a picture of `width` x `height` pixels. With `all_fine` every cell counts as
// an edge. Memory is reused; nothing is allocated if no size has grown.
void raster_cells_sort(struct raster_cells *cells, const struct sheet_grid *grid, int width,
                       int height, bool all_fine);

bool raster_cell_is_drawn(const struct raster_cells *cells, size_t cell);

// True if all tiles that a drawn cell touches are fine.
bool raster_cell_is_fine(const struct raster_cells *cells, size_t cell);
