// SPDX-License-Identifier: GPL-3.0-or-later
#include "plot/label_trail.h"

#include "base/maths.h"
#include "base/memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double cell_size = 5; // design points

enum { PIECES_MAX = 400 }; // cells that one piece of a path is counted in

void label_trail_init(struct label_trail *trail, struct box room, double unit) {
    double cell = cell_size * unit;
    *trail = (struct label_trail){.x = room.x,
                                  .y = room.y,
                                  .cell = cell,
                                  .columns = (size_t)(fmax(0, room.width) / cell) + 1,
                                  .rows = (size_t)(fmax(0, room.height) / cell) + 1};
    trail->counts = mem_zero(trail->columns * trail->rows, sizeof *trail->counts);
}

void label_trail_finish(struct label_trail *trail) {
    free(trail->counts);
    *trail = (struct label_trail){0};
}

void label_trail_clear(struct label_trail *trail) {
    memset(trail->counts, 0, trail->columns * trail->rows * sizeof *trail->counts);
}

// Returns the cell of a coordinate, one of those of the grid.
static size_t cell_of(double offset, double cell, size_t count) {
    double index = offset / cell;
    return !(index > 0) ? 0 : index < (double)count ? (size_t)index : count - 1;
}

void label_trail_add(struct label_trail *trail, const double from[2], const double to[2]) {
    double length = m_hypot(to[0] - from[0], to[1] - from[1]);
    int pieces = (int)fmin(PIECES_MAX, ceil(length / trail->cell));
    for (int i = 1; i <= pieces; i++) {
        double part = (double)i / pieces;
        size_t column =
            cell_of(from[0] + (to[0] - from[0]) * part - trail->x, trail->cell, trail->columns);
        size_t row =
            cell_of(from[1] + (to[1] - from[1]) * part - trail->y, trail->cell, trail->rows);
        trail->counts[row * trail->columns + column]++;
    }
}

double label_trail_weight(const struct label_trail *trail, struct box box) {
    size_t left = cell_of(box.x - trail->x, trail->cell, trail->columns);
    size_t right = cell_of(box.x + box.width - trail->x, trail->cell, trail->columns);
    size_t top = cell_of(box.y - trail->y, trail->cell, trail->rows);
    size_t bottom = cell_of(box.y + box.height - trail->y, trail->cell, trail->rows);
    unsigned sum = 0;
    for (size_t row = top; row <= bottom; row++)
        for (size_t column = left; column <= right; column++)
            sum += trail->counts[row * trail->columns + column];
    return sum;
}
