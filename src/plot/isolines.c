// SPDX-License-Identifier: GPL-3.0-or-later
#include "plot/isolines.h"

#include "base/maths.h"
#include "base/memory.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

// A landscape's grid, padded on all sides: node (i, j) of the padded grid is (i - 1, j - 1) of the
// landscape. Padding, and nodes without a value, count as low.
struct tracer {
    const struct landscape *landscape;
    double level;
    size_t columns, rows; // of the padded grid
    bool *is_high;        // one a node
    uint8_t *done;        // one a cell: bit e is set once a line has entered it over edge e
    struct isoline line;
    size_t at_capacity, border_capacity;
};

// Corners and edges are numbered around a cell from the lower left; edge e goes from corner e to
// the next.
static const signed char corner_x[] = {0, 1, 1, 0, 0}, corner_y[] = {0, 0, 1, 1, 0};

static bool is_outside(const struct tracer *tracer, size_t i, size_t j) {
    return i == 0 || j == 0 || i + 1 == tracer->columns || j + 1 == tracer->rows;
}

static double value_at(const struct tracer *tracer, size_t i, size_t j) {
    const struct landscape *landscape = tracer->landscape;
    return is_outside(tracer, i, j) ? (double)NAN
                                    : landscape->value[(j - 1) * landscape->count[0] + i - 1];
}

static bool corner_is_high(const struct tracer *tracer, size_t i, size_t j, int corner) {
    return tracer
        ->is_high[(j + (size_t)corner_y[corner]) * tracer->columns + i + (size_t)corner_x[corner]];
}

static double corner_value(const struct tracer *tracer, size_t i, size_t j, int corner) {
    return value_at(tracer, i + (size_t)corner_x[corner], j + (size_t)corner_y[corner]);
}

// Decides the ambiguous case of two opposite high corners: true if they are joined through the
// cell. The bilinear interpolant decides, by its value at its saddle point (Nielson and Hamann
// 1991).
static bool joins_high(const struct tracer *tracer, size_t i, size_t j) {
    double v[4];
    for (int corner = 0; corner < 4; corner++)
        v[corner] = corner_value(tracer, i, j, corner);
    return (v[0] * v[2] - v[1] * v[3]) / (v[0] + v[2] - v[1] - v[3]) > tracer->level;
}

// Returns the edge over which a line leaves a cell. High values are on its left, so it enters over
// an edge from a high corner to a low one, and leaves over an edge from low to high.
static int exit_of(const struct tracer *tracer, size_t i, size_t j, int entry) {
    bool is_saddle = corner_is_high(tracer, i, j, (entry + 2) % 4) &&
                     !corner_is_high(tracer, i, j, (entry + 3) % 4);
    if (is_saddle)
        return joins_high(tracer, i, j) ? (entry + 1) % 4 : (entry + 3) % 4;
    int edge = (entry + 1) % 4;
    while (!corner_is_high(tracer, i, j, edge + 1))
        edge = (edge + 1) % 4;
    return edge;
}

// Computes where the level crosses an edge. If one corner has no value, that is the other corner.
static void crossing(const struct tracer *tracer, size_t i, size_t j, int edge, double at[2]) {
    int low = corner_is_high(tracer, i, j, edge) ? edge + 1 : edge, high = 2 * edge + 1 - low;
    double a = corner_value(tracer, i, j, low), b = corner_value(tracer, i, j, high);
    // Halves, as the difference of two doubles may overflow.
    double part = isfinite(a) ? (tracer->level / 2 - a / 2) / (b / 2 - a / 2) : 1;
    at[0] = (double)i - 1 + corner_x[low] + (corner_x[high] - corner_x[low]) * part;
    at[1] = (double)j - 1 + corner_y[low] + (corner_y[high] - corner_y[low]) * part;
}

static bool is_border(const struct tracer *tracer, size_t i, size_t j) {
    double sum = 0;
    for (int corner = 0; corner < 4; corner++)
        sum += corner_value(tracer, i, j, corner);
    return !isfinite(sum);
}

// Traces the line that enters cell (i, j) over an edge, until it is closed.
static void follow(struct tracer *tracer, size_t i, size_t j, int entry) {
    struct isoline *line = &tracer->line;
    for (line->count = 0; !(tracer->done[j * tracer->columns + i] >> entry & 1); line->count++) {
        tracer->done[j * tracer->columns + i] |= (uint8_t)(1 << entry);
        line->at = mem_grow(line->at, &tracer->at_capacity, line->count + 1, sizeof *line->at);
        line->is_border =
            mem_grow(line->is_border, &tracer->border_capacity, line->count + 1, sizeof(bool));
        crossing(tracer, i, j, entry, line->at[line->count]);
        line->is_border[line->count] = is_border(tracer, i, j);
        int edge = exit_of(tracer, i, j, entry);
        i = edge == 1 ? i + 1 : edge == 3 ? i - 1 : i;
        j = edge == 2 ? j + 1 : edge == 0 ? j - 1 : j;
        entry = (edge + 2) % 4;
    }
}

// Returns the first column from i on of a row of nodes where one that is high is left of one that
// is not; the last column if there is none. Most nodes have neighbours like themselves, so eight
// are looked at together.
static size_t next_fall(const bool *is_high, size_t i, size_t columns) {
    for (; i + 8 < columns; i += 8) {
        uint64_t here, right;
        memcpy(&here, is_high + i, sizeof here);
        memcpy(&right, is_high + i + 1, sizeof right);
        if (here & ~right)
            break;
    }
    while (i + 1 < columns && !(is_high[i] && !is_high[i + 1]))
        i++;
    return i;
}

void isolines_trace(const struct landscape *landscape, double level, isoline_tracer *visit,
                    void *context) {
    struct tracer tracer = {.landscape = landscape,
                            .level = level,
                            .columns = landscape->count[0] + 2,
                            .rows = landscape->count[1] + 2};
    tracer.is_high = mem_zero(tracer.columns * tracer.rows, sizeof *tracer.is_high);
    tracer.done = mem_zero(tracer.columns * tracer.rows, sizeof *tracer.done);
    for (size_t j = 0; j < landscape->count[1]; j++)
        for (size_t i = 0; i < landscape->count[0]; i++)
            tracer.is_high[(j + 1) * tracer.columns + i + 1] =
                landscape->value[j * landscape->count[0] + i] > level;
    // Every closed line enters some cell upwards, over its lowest edge.
    for (size_t j = 0; j + 1 < tracer.rows; j++)
        for (size_t i = 0; i + 1 < tracer.columns; i++) {
            size_t first = j * tracer.columns;
            i = next_fall(tracer.is_high + first, i, tracer.columns);
            if (i + 1 < tracer.columns && !(tracer.done[first + i] & 1)) {
                follow(&tracer, i, j, 0);
                visit(context, &tracer.line);
            }
        }
    free(tracer.is_high);
    free(tracer.done);
    free(tracer.line.at);
    free(tracer.line.is_border);
}
