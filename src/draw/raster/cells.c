// SPDX-License-Identifier: GPL-3.0-or-later
#include "draw/raster/cells.h"

#include "base/memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const struct cell_tiles nowhere = {.top = 0, .bottom = -1};

void raster_cells_finish(struct raster_cells *cells) {
    free(cells->tiles);
    free(cells->facing);
    free(cells->is_fine);
    free(cells->order);
    free(cells->begin);
    *cells = (struct raster_cells){0};
}

static void reserve(struct raster_cells *cells) {
    size_t tiles = (size_t)cells->tile_columns * (size_t)cells->tile_rows;
    if (cells->count > cells->cell_capacity) {
        free(cells->tiles);
        free(cells->facing);
        free(cells->order);
        cells->tiles = mem_zero(cells->count, sizeof *cells->tiles);
        cells->facing = mem_zero(cells->count, sizeof *cells->facing);
        cells->order = mem_zero(cells->count, sizeof *cells->order);
        cells->cell_capacity = cells->count;
    }
    if (tiles > cells->tile_capacity) {
        free(cells->is_fine);
        free(cells->begin);
        cells->is_fine = mem_zero(tiles, sizeof *cells->is_fine);
        cells->begin = mem_zero(tiles + 2, sizeof *cells->begin);
        cells->tile_capacity = tiles;
    }
}

bool raster_cell_is_drawn(const struct raster_cells *cells, size_t cell) {
    return cells->tiles[cell].bottom >= cells->tiles[cell].top;
}

// Finds the tiles, of `count` in a row, that the pixels from `low` to `high` touch. False if there
// are none.
static bool find_tiles(double low, double high, int count, short *first, short *last) {
    low /= RASTER_TILE;
    high /= RASTER_TILE;
    if (!(high >= 0 && low < count))
        return false;
    *first = (short)(low > 0 ? (int)low : 0);
    *last = (short)(high < count ? (int)high : count - 1);
    return true;
}

// Returns `nowhere` for a cell that is wholly above or below the box. Corners with a NAN are
// ignored here: triangles that have one are not drawn.
static struct cell_tiles tiles_of(const struct raster_cells *cells,
                                  const struct vertex *const corners[4]) {
    double low[2] = {INFINITY, INFINITY}, high[2] = {-INFINITY, -INFINITY};
    int above = 0, below = 0;
    for (int i = 0; i < 4; i++) {
        const struct vertex *v = corners[i];
        low[0] = v->x < low[0] ? v->x : low[0];
        low[1] = v->y < low[1] ? v->y : low[1];
        high[0] = v->x > high[0] ? v->x : high[0];
        high[1] = v->y > high[1] ? v->y : high[1];
        above += v->height > 1;
        below += v->height < 0;
    }
    struct cell_tiles tiles;
    if (above == 4 || below == 4 ||
        !find_tiles(low[0], high[0], cells->tile_columns, &tiles.left, &tiles.right) ||
        !find_tiles(low[1], high[1], cells->tile_rows, &tiles.top, &tiles.bottom))
        return nowhere;
    return tiles;
}

static double area(const struct vertex *a, const struct vertex *b, const struct vertex *c) {
    return (b->x - a->x) * (c->y - a->y) - (b->y - a->y) * (c->x - a->x);
}

// Returns which side of a cell is seen, 1 or -1. 0 if its two triangles differ, or if one is cut by
// the box, not drawn or seen edge-on.
static int facing_of(const struct vertex *const v[4]) {
    for (int i = 0; i < 4; i++)
        if (!(v[i]->height >= 0 && v[i]->height <= 1) || isnan(v[i]->nearness))
            return 0;
    double first = area(v[0], v[1], v[2]), second = area(v[0], v[2], v[3]);
    return first > 0 && second > 0 ? 1 : first < 0 && second < 0 ? -1 : 0;
}

// True if all four neighbours exist and show the same side as the cell: no edge of the sheet runs
// through it.
static bool is_inner(const struct raster_cells *cells, size_t i, size_t row, size_t column,
                     size_t rows, size_t columns) {
    int own = cells->facing[i];
    return own != 0 && row > 0 && column > 0 && row + 1 < rows && column + 1 < columns &&
           cells->facing[i - 1] == own && cells->facing[i + 1] == own &&
           cells->facing[i - columns] == own && cells->facing[i + columns] == own;
}

static void mark_fine(struct raster_cells *cells, size_t cell) {
    struct cell_tiles tiles = cells->tiles[cell];
    for (int y = tiles.top; y <= tiles.bottom; y++)
        memset(cells->is_fine + (size_t)y * (size_t)cells->tile_columns + tiles.left, true,
               (size_t)tiles.right - (size_t)tiles.left + 1);
}

static int count_fine(const struct raster_cells *cells, const struct cell_tiles *tiles) {
    int count = 0;
    for (int y = tiles->top; y <= tiles->bottom; y++)
        for (int x = tiles->left; x <= tiles->right; x++)
            count += cells->is_fine[(size_t)y * (size_t)cells->tile_columns + (size_t)x];
    return count;
}

bool raster_cell_is_fine(const struct raster_cells *cells, size_t cell) {
    const struct cell_tiles *tiles = &cells->tiles[cell];
    return count_fine(cells, tiles) ==
           (tiles->bottom - tiles->top + 1) * (tiles->right - tiles->left + 1);
}

// Sorts the cells that touch fine tiles by their first row of tiles (a counting sort).
static void sort(struct raster_cells *cells) {
    memset(cells->begin, 0, ((size_t)cells->tile_rows + 2) * sizeof *cells->begin);
    for (size_t i = 0; i < cells->count; i++)
        if (count_fine(cells, &cells->tiles[i]) > 0)
            cells->begin[cells->tiles[i].top + 2]++;
    for (int row = 0; row < cells->tile_rows; row++)
        cells->begin[row + 1] += cells->begin[row];
    // While cells are placed, begin[row + 1] moves from the start of `row` to its end, which is the
    // start of the next row.
    for (size_t i = 0; i < cells->count; i++)
        if (count_fine(cells, &cells->tiles[i]) > 0)
            cells->order[cells->begin[cells->tiles[i].top + 1]++] = (uint32_t)i;
}

// Finds the tiles that each cell covers and which side of it is seen.
static void locate_cells(struct raster_cells *cells, const struct sheet_grid *grid) {
    cells->top = cells->tile_rows;
    cells->bottom = -1;
    for (size_t i = 0; i < cells->count; i++) {
        const struct vertex *corners[4];
        cell_corners(grid->corners, grid->columns, i, grid->is_turned, corners);
        const struct cell_tiles tiles = tiles_of(cells, corners);
        cells->tiles[i] = tiles;
        cells->facing[i] = (short)facing_of(corners);
        if (raster_cell_is_drawn(cells, i)) {
            cells->top = tiles.top < cells->top ? tiles.top : cells->top;
            cells->bottom = tiles.bottom > cells->bottom ? tiles.bottom : cells->bottom;
        }
    }
}

void raster_cells_sort(struct raster_cells *cells, const struct sheet_grid *grid, int width,
                       int height, bool all_fine) {
    size_t columns = grid->columns - 1, rows = grid->rows - 1;
    cells->count = columns * rows;
    cells->tile_columns = (width + RASTER_TILE - 1) / RASTER_TILE;
    cells->tile_rows = (height + RASTER_TILE - 1) / RASTER_TILE;
    reserve(cells);
    locate_cells(cells, grid);
    memset(cells->is_fine, 0,
           (size_t)cells->tile_columns * (size_t)cells->tile_rows * sizeof *cells->is_fine);
    for (size_t row = 0, i = 0; row < rows; row++)
        for (size_t column = 0; column < columns; column++, i++)
            if (all_fine || !is_inner(cells, i, row, column, rows, columns))
                mark_fine(cells, i);
    sort(cells);
}
