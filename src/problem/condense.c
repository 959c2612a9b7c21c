// SPDX-License-Identifier: GPL-3.0-or-later
#include "problem/condense.h"

#include "base/memory.h"
#include "base/random.h"

#include <math.h>
#include <stdlib.h>

struct sorted {
    double key, x, y;
};

static int by_key(const void *a, const void *b) {
    const struct sorted *first = a, *second = b;
    double x = first->key, y = second->key;
    if (x == y) { // ties: an order that does not depend on the input's
        x = first->y;
        y = second->y;
    }
    return (x > y) - (x < y);
}

static void make(struct condensed *condensed, size_t most) {
    condensed->x = mem_zero(most, sizeof(double));
    condensed->y = mem_zero(most, sizeof(double));
    condensed->weight = mem_zero(most, sizeof(double));
    condensed->count = 0;
}

static void add(struct condensed *condensed, double x, double y, double weight) {
    condensed->x[condensed->count] = x;
    condensed->y[condensed->count] = y;
    condensed->weight[condensed->count++] = weight;
}

// Returns the points sorted by x, owned by the caller.
static struct sorted *sort_by_x(const double *x, const double *y, size_t count) {
    struct sorted *points = mem_zero(count, sizeof *points);
    for (size_t i = 0; i < count; i++)
        points[i] = (struct sorted){x[i], x[i], y[i]};
    qsort(points, count, sizeof *points, by_key);
    return points;
}

// Adds the sums of |x - mean x| and |e - mean e| of points whose sort key is e.
static void add_spread(const struct sorted *points, size_t count, double spread[2]) {
    double x = 0, e = 0;
    for (size_t i = 0; i < count; i++) {
        x += points[i].x / (double)count;
        e += points[i].key / (double)count;
    }
    for (size_t i = 0; i < count; i++) {
        spread[0] += fabs(points[i].x - x);
        spread[1] += fabs(points[i].key - e);
    }
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
    add(condensed, x / (double)count, y / (double)count, (double)count / (double)total);
}

bool condense_to_means(struct condensed *condensed, const double *x, const double *y, size_t count,
                       double slope) {
    double all[2] = {0}, own[2] = {0};
    struct sorted *points = sort_by_x(x, y, count);
    make(condensed, CONDENSED_MEANS);
    for (size_t i = 0; i < count; i++)
        points[i].key = isfinite(slope) ? points[i].y - slope * points[i].x : points[i].y;
    add_spread(points, count, all);
    for (size_t s = 0; s < CONDENSED_SIDE; s++) {
        size_t begin = count * s / CONDENSED_SIDE, end = count * (s + 1) / CONDENSED_SIDE;
        size_t strip = end - begin;
        qsort(points + begin, strip, sizeof *points, by_key);
        for (size_t g = 0; g < CONDENSED_SIDE; g++) {
            size_t first = begin + strip * g / CONDENSED_SIDE;
            size_t last = begin + strip * (g + 1) / CONDENSED_SIDE;
            add_group(condensed, points + first, last - first, count);
            add_spread(points + first, last - first, own);
        }
    }
    free(points);
    bool is_good = own[0] <= CONDENSED_ERROR * all[0] && own[1] <= CONDENSED_ERROR * all[1];
    if (!is_good)
        condensed_finish(condensed);
    return is_good;
}

void condense_to_sample(struct condensed *condensed, const double *x, const double *y,
                        size_t count) {
    struct random_stream stream;
    struct sorted *points = sort_by_x(x, y, count);
    make(condensed, CONDENSED_SAMPLE);
    random_start(&stream, 0, RANDOM_SAMPLE, 0);
    for (size_t s = 0; s < CONDENSED_SAMPLE; s++) {
        size_t begin = count * s / CONDENSED_SAMPLE, end = count * (s + 1) / CONDENSED_SAMPLE;
        const struct sorted *drawn =
            &points[begin + random_below(&stream, (uint32_t)(end - begin))];
        add(condensed, drawn->x, drawn->y, (double)(end - begin) / (double)count);
    }
    free(points);
}

void condensed_finish(struct condensed *condensed) {
    free(condensed->x);
    free(condensed->y);
    free(condensed->weight);
    *condensed = (struct condensed){0};
}
