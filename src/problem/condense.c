// SPDX-License-Identifier: GPL-3.0-or-later
#include "problem/condense.h"

#include "base/memory.h"

#include <math.h>
#include <stdlib.h>

struct sorted {
    double key, x, y;
};

static int by_key(const void *a, const void *b) {
    double x = ((const struct sorted *)a)->key, y = ((const struct sorted *)b)->key;
    return (x > y) - (x < y);
}

static void add_group(struct condensed *condensed, const struct sorted *points, size_t count,
                      size_t total) {
    double x = 0, y = 0;
    if (count == 0)
        return;
    for (size_t i = 0; i < count; i++) {
        x += points[i].x;
        y += points[i].y;
    }
    condensed->x[condensed->count] = x / (double)count;
    condensed->y[condensed->count] = y / (double)count;
    condensed->weight[condensed->count++] = (double)count / (double)total;
}

void condense(struct condensed *condensed, const double *x, const double *y, size_t count,
              double slope) {
    condensed->x = mem_zero(CONDENSED_MOST, sizeof(double));
    condensed->y = mem_zero(CONDENSED_MOST, sizeof(double));
    condensed->weight = mem_zero(CONDENSED_MOST, sizeof(double));
    condensed->count = 0;
    struct sorted *points = mem_zero(count, sizeof *points);
    for (size_t i = 0; i < count; i++)
        points[i] = (struct sorted){x[i], x[i], y[i]};
    qsort(points, count, sizeof *points, by_key);
    for (size_t i = 0; i < count; i++)
        points[i].key = isfinite(slope) ? points[i].y - slope * points[i].x : points[i].y;
    for (size_t s = 0; s < CONDENSED_SIDE; s++) {
        size_t begin = count * s / CONDENSED_SIDE, end = count * (s + 1) / CONDENSED_SIDE;
        size_t strip = end - begin;
        qsort(points + begin, strip, sizeof *points, by_key);
        for (size_t g = 0; g < CONDENSED_SIDE; g++) {
            size_t first = begin + strip * g / CONDENSED_SIDE;
            size_t last = begin + strip * (g + 1) / CONDENSED_SIDE;
            add_group(condensed, points + first, last - first, count);
        }
    }
    free(points);
}

void condensed_finish(struct condensed *condensed) {
    free(condensed->x);
    free(condensed->y);
    free(condensed->weight);
    *condensed = (struct condensed){0};
}
