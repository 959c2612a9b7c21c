// SPDX-License-Identifier: GPL-3.0-or-later
#include "draw/raster/raster.h"

#include "base/memory.h"
#include "draw/raster/cells.h"
#include "draw/raster/fill.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

// Scratch memory: the samples of one row of tiles, empty between sheets, and the cells drawn on
// them.
struct raster_work {
    struct raster_cells cells;
    size_t sample_capacity, active_capacity;
    float *nearness;
    uint32_t *color;
    uint32_t *active; // cells
    int top, bottom;  // rows of pixels that the last sheet may have drawn on
};

void raster_init(struct raster *raster, int width, int height) {
    size_t count = (size_t)width * (size_t)height;
    *raster =
        (struct raster){width, height, mem_zero(count, sizeof(uint32_t)),
                        mem_zero(count, sizeof(float)), mem_zero(1, sizeof(struct raster_work))};
}

void raster_finish(struct raster *raster) {
    free(raster->pixels);
    free(raster->nearness);
    if (raster->work) {
        raster_cells_finish(&raster->work->cells);
        free(raster->work->nearness);
        free(raster->work->color);
        free(raster->work->active);
    }
    free(raster->work);
    *raster = (struct raster){0};
}

uint32_t raster_color(uint32_t color, double alpha) {
    uint32_t word = (uint32_t)lround(255 * alpha) << 24;
    for (int shift = 0; shift <= 16; shift += 8)
        word |= (uint32_t)lround(alpha * (color >> shift & 255)) << shift;
    return word;
}

// The mean of n x n samples, two channels at a time: a sum of up to 64 bytes fits in 16 bits.
static inline uint32_t mean_of(const uint32_t *color, int width, int n) {
    unsigned total = (unsigned)(n * n), half = total / 2, scale = (65536 + half) / total;
    bool is_power = (total & (total - 1)) == 0;
    uint32_t odd = 0, even = 0;
    for (int j = 0; j < n; j++, color += width)
        for (int i = 0; i < n; i++) {
            odd += color[i] >> 8 & 0xFF00FF;
            even += color[i] & 0xFF00FF;
        }
    uint32_t mean = 0, sums[4] = {even & 0xFFFF, odd & 0xFFFF, even >> 16, odd >> 16};
    for (int k = 0; k < 4; k++)
        mean |= (is_power ? (sums[k] + half) * scale >> 16 : (sums[k] + half) / total) << (8 * k);
    return mean;
}

// Averages the samples of the pixel columns `left` to `right` - 1 into pixels, and empties them.
static inline void resolve_by(struct raster *raster, struct sample_grid *samples, int left,
                              int right, int n) {
    for (int y = 0; y < samples->rows / n; y++) {
        size_t row = (size_t)(samples->top / n + y) * (size_t)raster->width;
        for (int x = left; x < right; x++) {
            size_t at = (size_t)(y * n) * (size_t)samples->width + (size_t)(x * n);
            float nearest = 0;
            for (int j = 0; j < n; j++)
                for (int i = 0; i < n; i++) {
                    float near = samples->nearness[at + (size_t)(j * samples->width + i)];
                    nearest = near > nearest ? near : nearest;
                }
            raster->nearness[row + (size_t)x] = nearest;
            raster->pixels[row + (size_t)x] =
                nearest > 0 ? mean_of(&samples->color[at], samples->width, n) : 0;
        }
    }
    for (int y = 0; y < samples->rows; y++) {
        size_t at = (size_t)y * (size_t)samples->width + (size_t)(left * n);
        memset(samples->nearness + at, 0, (size_t)((right - left) * n) * sizeof(float));
        memset(samples->color + at, 0, (size_t)((right - left) * n) * sizeof(uint32_t));
    }
}

// A constant number of samples lets the compiler unroll the loops.
static void resolve(struct raster *raster, struct sample_grid *samples, int left, int right) {
    if (samples->side == 2)
        resolve_by(raster, samples, left, right, 2);
    else
        resolve_by(raster, samples, left, right, samples->side);
}

static void reserve(struct raster_work *work, size_t samples, size_t cells) {
    if (samples > work->sample_capacity) {
        free(work->nearness);
        free(work->color);
        work->nearness = mem_zero(samples, sizeof *work->nearness);
        work->color = mem_zero(samples, sizeof *work->color);
        work->sample_capacity = samples;
    }
    if (cells > work->active_capacity) {
        free(work->active);
        work->active = mem_zero(cells, sizeof *work->active);
        work->active_capacity = cells;
    }
}

// Clears the rows of pixels that the last sheet may have drawn on.
static void clear(struct raster *raster) {
    struct raster_work *work = raster->work;
    size_t at = (size_t)work->top * (size_t)raster->width;
    if (work->bottom <= work->top)
        return;
    size_t count = (size_t)(work->bottom - work->top) * (size_t)raster->width;
    memset(raster->pixels + at, 0, count * sizeof *raster->pixels);
    memset(raster->nearness + at, 0, count * sizeof *raster->nearness);
}

// Draws the cells with one sample a pixel, at its centre. Cells that touch only fine tiles are left
// to draw_fine.
static void draw_coarse(struct raster *raster, const struct sheet_grid *grid,
                        const struct paint *paint) {
    const struct raster_cells *cells = &raster->work->cells;
    struct sample_grid samples = {.side = 1,
                                  .width = raster->width,
                                  .rows = raster->height,
                                  .right = raster->width,
                                  .nearness = raster->nearness,
                                  .color = raster->pixels};
    for (size_t i = 0; i < cells->count; i++)
        if (raster_cell_is_drawn(cells, i) && !raster_cell_is_fine(cells, i))
            fill_cell(&samples, grid->corners, grid->columns, i, paint);
}

// Draws a cell on the fine tiles of one row that it touches, one run of adjacent tiles at a time.
static void draw_on_fine(struct sample_grid *samples, const bool *fine,
                         const struct cell_tiles *tiles, const struct sheet_grid *grid, size_t cell,
                         const struct paint *paint) {
    int width = samples->width, span = RASTER_TILE * samples->side;
    for (int x = tiles->left; x <= tiles->right; x++) {
        int first = x;
        while (x <= tiles->right && fine[x])
            x++;
        if (x == first)
            continue;
        samples->left = first * span;
        samples->right = x * span < width ? x * span : width;
        fill_cell(samples, grid->corners, grid->columns, cell, paint);
    }
}

// Draws the fine tiles again, with all samples.
static void draw_fine(struct raster *raster, const struct sheet_grid *grid,
                      const struct paint *paint) {
    struct raster_work *work = raster->work;
    const struct raster_cells *cells = &work->cells;
    struct sample_grid samples = {.side = paint->samples, .width = raster->width * paint->samples};
    reserve(work, (size_t)samples.width * (size_t)(RASTER_TILE * samples.side), cells->count);
    samples.nearness = work->nearness;
    samples.color = work->color;
    size_t active = 0;
    for (int y = 0; y < cells->tile_rows; y++) {
        int top = y * RASTER_TILE;
        int height = raster->height - top < RASTER_TILE ? raster->height - top : RASTER_TILE;
        const bool *fine = cells->is_fine + (size_t)y * (size_t)cells->tile_columns;
        samples.top = top * samples.side;
        samples.rows = height * samples.side;
        for (size_t i = cells->begin[y]; i < cells->begin[y + 1]; i++)
            work->active[active++] = cells->order[i];
        size_t kept = 0;
        for (size_t i = 0; i < active; i++) {
            uint32_t cell = work->active[i];
            draw_on_fine(&samples, fine, &cells->tiles[cell], grid, cell, paint);
            if (cells->tiles[cell].bottom > y)
                work->active[kept++] = cell;
        }
        active = kept;
        for (int x = 0; x < cells->tile_columns; x++) {
            int left = x * RASTER_TILE, right = left + RASTER_TILE;
            if (fine[x])
                resolve(raster, &samples, left, right < raster->width ? right : raster->width);
        }
    }
}

void raster_sheet(struct raster *raster, const struct vertex *corners, size_t columns, size_t rows,
                  const struct paint *paint) {
    struct raster_work *work = raster->work;
    const struct sheet_grid grid = {corners, columns, rows, paint->is_turned};
    clear(raster);
    raster_cells_sort(&work->cells, &grid, raster->width, raster->height, paint->is_flat);
    work->top = work->cells.top * RASTER_TILE;
    work->bottom = (work->cells.bottom + 1) * RASTER_TILE;
    work->top = work->top < raster->height ? work->top : raster->height;
    work->bottom = work->bottom < raster->height ? work->bottom : raster->height;
    draw_coarse(raster, &grid, paint);
    draw_fine(raster, &grid, paint);
}

void raster_put(struct raster *raster, const uint32_t *pixels, const float *nearness) {
    size_t count = (size_t)raster->width * (size_t)raster->height;
    memcpy(raster->pixels, pixels, count * sizeof *pixels);
    memcpy(raster->nearness, nearness, count * sizeof *nearness);
    raster->work->top = 0;
    raster->work->bottom = raster->height;
}

double raster_nearness(const struct raster *raster, double x, double y) {
    int column = raster_clamp(floor(x), -2, raster->width + 1),
        row = raster_clamp(floor(y), -2, raster->height + 1);
    double least = INFINITY;
    for (int j = row - 1; j <= row + 1; j++) {
        for (int i = column - 1; i <= column + 1; i++) {
            if (i < 0 || j < 0 || i >= raster->width || j >= raster->height)
                return 0;
            least = fmin(least,
                         (double)raster->nearness[(size_t)j * (size_t)raster->width + (size_t)i]);
        }
    }
    return least;
}

static bool is_opaque(const struct raster *raster, double x, double y) {
    if (!(x >= 0 && y >= 0 && x < raster->width && y < raster->height))
        return false;
    return raster->pixels[(size_t)y * (size_t)raster->width + (size_t)x] >> 24 == 255;
}

bool raster_hides(const struct raster *raster, const double from[2], const double to[2],
                  double margin) {
    double across = to[0] - from[0], down = to[1] - from[1];
    double steps = ceil(fmax(fabs(across), fabs(down)));
    for (double i = 0; i <= steps; i++) {
        double part = steps > 0 ? i / steps : 0;
        double x = from[0] + across * part, y = from[1] + down * part;
        for (int k = 0; k < 9; k++)
            if (!is_opaque(raster, x + margin * (k % 3 - 1), y + margin * (k / 3 - 1)))
                return false;
    }
    return true;
}
