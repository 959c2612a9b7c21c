// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/surface_mesh.h"

#include "base/memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

// A valley is bent to where its sides rise by more than this part of the height axis from one cell
// to the next; a point moves by less than this many cells.
static const double least_bend = 0.01, farthest_move = 0.7;

// The floor is searched in rounds, each at PROBES places, if all of it sums up fewer terms.
enum { ROUNDS = 6, PROBES = 8 };
static const double terms_most = 2e7;

// What the search for valleys needs.
struct valleys {
    struct mesh *mesh;
    const struct landscape *landscape;
    const struct problem *problem;
    const struct box3d_axis *axes;
    bool *is_floor; // one a point: it lies on the floor of a narrow valley
};

// Finds the lowest place between two ones on a grid line, which runs along axis d through a point.
// Returns its loss.
static double find_lowest(const struct valleys *valleys, const double point[3], int d, double low,
                          double high, double *lowest) {
    double places[PROBES], losses[PROBES];
    size_t best = 0;
    for (int round = 0; round < ROUNDS; round++) {
        double step = (high - low) / (PROBES + 1);
        for (int i = 0; i < PROBES; i++)
            places[i] = low + step * (i + 1);
        const double *w0 = d == 0 ? places : point, *w1 = d == 1 ? places : point + 1;
        problem_landscape(valleys->problem, w0, d == 0 ? PROBES : 1, w1, d == 1 ? PROBES : 1,
                          losses);
        best = 0;
        for (size_t i = 1; i < PROBES; i++)
            if (losses[i] < losses[best])
                best = i;
        low = places[best] - step;
        high = places[best] + step;
    }
    *lowest = places[best];
    return losses[best];
}

// Returns how much the heights along axis d bend upwards at a point that is no higher than its two
// neighbours there; 0 elsewhere.
static double bend_at(const struct landscape *landscape, size_t column, size_t row, int d) {
    size_t place = d == 0 ? column : row, stride = d == 0 ? 1 : landscape->count[0];
    if (place == 0 || place + 1 == landscape->count[d])
        return 0;
    const double *own = &landscape->value[row * landscape->count[0] + column];
    double before = *(own - stride), after = *(own + stride);
    return *own <= before && *own <= after ? before - 2 * *own + after : 0;
}

// Moves a point to the floor of the valley that it is in, if there is a narrow one.
static void bend(struct valleys *valleys, size_t column, size_t row) {
    const struct landscape *landscape = valleys->landscape;
    const struct box3d_axis *z = &valleys->axes[2];
    double bends[2] = {bend_at(landscape, column, row, 0), bend_at(landscape, column, row, 1)};
    int d = bends[1] > bends[0];
    if (!(bends[d] > least_bend * (z->high - z->low)))
        return;
    double *at = valleys->mesh->at[row * landscape->count[0] + column], lowest;
    double cell = landscape->w[d][1] - landscape->w[d][0];
    double loss = find_lowest(valleys, at, d, at[d] - farthest_move * cell,
                              at[d] + farthest_move * cell, &lowest);
    double height = box3d_height(z, loss);
    valleys->is_floor[row * landscape->count[0] + column] = true;
    if (height < at[2]) {
        at[d] = lowest;
        at[2] = height;
    }
}

// Splits a cell on a valley's floor along the lower one of its diagonals, as the floor runs.
static bool is_turned(const struct valleys *valleys, size_t first) {
    size_t columns = valleys->mesh->columns;
    size_t corners[4] = {first, first + 1, first + columns + 1, first + columns};
    double height[4];
    bool is_floor = false;
    for (int i = 0; i < 4; i++) {
        is_floor = is_floor || valleys->is_floor[corners[i]];
        height[i] = valleys->mesh->at[corners[i]][2];
    }
    return is_floor && height[1] + height[3] < height[0] + height[2];
}

void mesh_init(struct mesh *mesh, struct landscape *landscape, const struct problem *problem,
               const struct box3d_axis axes[3]) {
    size_t columns = landscape->count[0], rows = landscape->count[1], count = columns * rows;
    *mesh = (struct mesh){columns, rows, mem_zero(count, sizeof *mesh->at),
                          mem_zero(count, sizeof *mesh->is_turned)};
    struct valleys valleys = {mesh, landscape, problem, axes, mem_zero(count, 1)};
    for (size_t i = 0; i < count; i++) {
        double *value = &landscape->value[i];
        *value = box3d_height(&axes[2], *value);
        mesh->at[i][0] = landscape->w[0][i % columns];
        mesh->at[i][1] = landscape->w[1][i / columns];
        mesh->at[i][2] = *value;
    }
    // a valley may run through every row
    double terms = problem->landscape_cost * (double)(columns + rows) * ROUNDS * PROBES;
    for (size_t i = 0; i < count && terms < terms_most; i++)
        bend(&valleys, i % columns, i / columns);
    for (size_t i = 0; i < count; i++)
        landscape->value[i] = mesh->at[i][2];
    for (size_t row = 0; row + 1 < rows; row++)
        for (size_t column = 0; column + 1 < columns; column++)
            mesh->is_turned[row * (columns - 1) + column] =
                is_turned(&valleys, row * columns + column);
    free(valleys.is_floor);
}

void mesh_finish(struct mesh *mesh) {
    free(mesh->at);
    free(mesh->is_turned);
    *mesh = (struct mesh){0};
}

void mesh_point(const struct mesh *mesh, const double cell[2], double point[3]) {
    size_t i = (size_t)fmin((double)(mesh->columns - 2), fmax(0, cell[0]));
    size_t j = (size_t)fmin((double)(mesh->rows - 2), fmax(0, cell[1]));
    double a = cell[0] - (double)i, b = cell[1] - (double)j;
    const double(*row)[3] = (const double(*)[3])mesh->at + j * mesh->columns + i;
    const double(*next)[3] = row + mesh->columns;
    for (int d = 0; d < 3; d++)
        point[d] = (1 - b) * ((1 - a) * row[0][d] + a * row[1][d]) +
                   b * ((1 - a) * next[0][d] + a * next[1][d]);
}
