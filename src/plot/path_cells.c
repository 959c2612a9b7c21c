// SPDX-License-Identifier: GPL-3.0-or-later
#include "plot/path_cells.h"

#include "base/memory.h"
#include "draw/canvas.h"

#include <math.h>
#include <stdlib.h>

void path_cells_finish(struct path_cells *cells) {
    free(cells->passed);
    cells->passed = NULL;
}

// Passes the cells of one grid; true if one is new.
static bool pass(struct path_cells *cells, int pair, const double from[2], const double to[2]) {
    double part[2], step[2] = {to[0] - from[0], to[1] - from[1]};
    bool is_new = false;
    if (!box_cut((struct box){0, 0, 1, 1}, from, to, part))
        return false;
    double within = part[1] - part[0];
    double length = cells->side * within * fmax(fabs(step[0]), fabs(step[1]));
    int count = (int)length + 1;
    for (int i = 0; i <= count; i++) {
        size_t cell = (size_t)pair;
        for (int d = 0; d < 2; d++) {
            int at = (int)((from[d] + step[d] * (part[0] + within * i / count)) * cells->side);
            at = at < 0 ? 0 : at < cells->side ? at : cells->side - 1;
            cell = cell * (size_t)cells->side + (size_t)at;
        }
        uint64_t *word = &cells->passed[cell / 64], bit = (uint64_t)1 << cell % 64;
        is_new |= !(*word & bit);
        *word |= bit;
    }
    cells->length += length;
    return is_new;
}

bool path_cells_add(struct path_cells *cells, const double from[3], const double to[3]) {
    enum { MOST_STEPS = 1000 };
    double area = (double)cells->side * cells->side * cells->pairs;
    if (!cells->passed)
        cells->passed = mem_zero((size_t)area / 64 + 1, sizeof *cells->passed);
    bool is_seen = cells->steps++ < MOST_STEPS && cells->length < area / 16;
    for (int i = 0; i < cells->pairs; i++) {
        int a = i / 2, b = i > 0 ? 2 : 1; // 0 1, 0 2, 1 2
        is_seen |= pass(cells, i, (double[]){from[a], from[b]}, (double[]){to[a], to[b]});
    }
    return is_seen;
}
