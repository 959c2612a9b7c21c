// SPDX-License-Identifier: GPL-3.0-or-later
#include "figure/isolines.h"

#include "base/memory.h"

#include <math.h>
#include <stdlib.h>

static int compare(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static size_t quantiles(const struct landscape *landscape, size_t count, double *levels) {
    size_t total = landscape->count[0] * landscape->count[1], finite = 0;
    // Every 7th value of a large grid is enough; 7 divides no usual row length.
    size_t stride = total > 40000 ? 7 : 1;
    double *sorted = mem_zero(total / stride + 1, sizeof *sorted);
    for (size_t i = 0; i < total; i += stride)
        if (isfinite(landscape->value[i]))
            sorted[finite++] = landscape->value[i];
    qsort(sorted, finite, sizeof *sorted, compare);
    size_t made = 0;
    for (size_t k = 1; k <= count && finite > 0; k++) {
        double part = (double)k / (double)(count + 1);
        double level = sorted[(size_t)(part * part * (double)(finite - 1))];
        if (level > landscape->low && (made == 0 || level > levels[made - 1]))
            levels[made++] = level;
    }
    free(sorted);
    return made;
}

size_t levels_choose(const struct landscape *landscape, enum level_spacing spacing, size_t count,
                     double *levels) {
    if (spacing == SPACING_QUANTILE)
        return quantiles(landscape, count, levels);
    double low = landscape->low, high = landscape->high;
    for (size_t k = 1; k <= count; k++) {
        double part = (double)k / (double)(count + 1);
        // The logarithm is of the height above the lowest point, over four decades.
        levels[k - 1] = spacing == SPACING_LOG ? low + (high - low) * pow(10, -4 * (1 - part))
                                               : low + (high - low) * part;
    }
    return count;
}

// Where the level crosses the edge between two corners, as a part of the way.
static double crossing(double a, double b, double level) {
    return (level - a) / (b - a);
}

void isolines_visit(const struct landscape *landscape, double level, isoline_visitor *visit,
                    void *context) {
    size_t columns = landscape->count[0];
    for (size_t j = 0; j + 1 < landscape->count[1]; j++) {
        for (size_t i = 0; i + 1 < columns; i++) {
            const double *row = &landscape->value[j * columns + i], *next = row + columns;
            double a = row[0], b = row[1], c = next[1], d = next[0]; // around the cell
            int code = (a > level) | (b > level) << 1 | (c > level) << 2 | (d > level) << 3;
            if (code == 0 || code == 15 || !isfinite(a + b + c + d))
                continue;
            double x = (double)i, y = (double)j;
            double edges[4][2] = {
                {x + crossing(a, b, level), y},
                {x + 1, y + crossing(b, c, level)},
                {x + crossing(d, c, level), y + 1},
                {x, y + crossing(a, d, level)},
            };
            // Which edges a line joins, by code; -1 ends. Codes 5 and 10 are saddles.
            static const signed char joins[16][4] = {
                {-1},       {3, 0, -1}, {0, 1, -1}, {3, 1, -1}, {1, 2, -1},   {3, 0, 1, 2},
                {0, 2, -1}, {3, 2, -1}, {2, 3, -1}, {2, 0, -1}, {0, 1, 2, 3}, {2, 1, -1},
                {1, 3, -1}, {1, 0, -1}, {0, 3, -1}, {-1},
            };
            const signed char *join = joins[code];
            bool is_saddle = code == 5 || code == 10;
            // High in the middle joins the two high corners: the pairing of the other saddle.
            if (is_saddle && (a + b + c + d) / 4 > level)
                join = joins[15 - code];
            visit(context, edges[join[0]], edges[join[1]]);
            if (is_saddle)
                visit(context, edges[join[2]], edges[join[3]]);
        }
    }
}
