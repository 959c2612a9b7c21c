// SPDX-License-Identifier: GPL-3.0-or-later
#include "figure/raster.h"

#include "base/memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { BAND = 16 }; // rows of pixels that are sampled at a time, so that they stay in the cache

// Samples of one band of rows, empty between sheets, and the cells sorted by the band that they
// begin in.
struct raster_work {
    size_t sample_capacity, cell_capacity, band_capacity;
    float *nearness;
    uint32_t *color;
    uint32_t *order, *active; // cells
    int *first, *last;        // bands of a cell
    size_t *begin;            // of a band in `order`
};

struct band {
    int samples, width, top, rows; // in samples
    int left, right;               // the columns where anything is drawn
    float *nearness;
    uint32_t *color;
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
        free(raster->work->nearness);
        free(raster->work->color);
        free(raster->work->order);
        free(raster->work->active);
        free(raster->work->first);
        free(raster->work->last);
        free(raster->work->begin);
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

static int clamp(double value, int low, int high) {
    return value < low ? low : value > high ? high : (int)value;
}

// A quantity that is linear on the screen: at the origin, and its change a sample to the right and
// down.
struct slope {
    double origin, right, down;
};

static struct slope slope_of(const struct vertex *a, const struct vertex *b, const struct vertex *c,
                             double area, double at_a, double at_b, double at_c) {
    double right = ((at_b - at_a) * (c->y - a->y) - (at_c - at_a) * (b->y - a->y)) / area;
    double down = ((at_c - at_a) * (b->x - a->x) - (at_b - at_a) * (c->x - a->x)) / area;
    return (struct slope){at_a - right * a->x - down * a->y, right, down};
}

// An edge, always reckoned from its upper end, so that the triangles on both sides find the same
// crossings and no sample is left out or drawn twice.
struct edge {
    double x, y;  // upper end
    double slope; // of x by y
};

static struct edge edge_of(const struct vertex *a, const struct vertex *b) {
    const struct vertex *upper = a->y < b->y ? a : b, *lower = a->y < b->y ? b : a;
    return (struct edge){upper->x, upper->y, (lower->x - upper->x) / (lower->y - upper->y)};
}

static double crossing(const struct edge *edge, double y) {
    return edge->x + edge->slope * (y - edge->y);
}

static void order(const struct vertex **upper, const struct vertex **lower) {
    const struct vertex *other = *upper;
    if ((*lower)->y < other->y) {
        *upper = *lower;
        *lower = other;
    }
}

// Returns the first sample whose middle is at a place or behind it, from 0 to `count`.
static int sample_from(double place, int count) {
    double from = place - 0.5;
    if (!(from > 0))
        return 0;
    int whole = from < count ? (int)from : count;
    return whole < count && whole < from ? whole + 1 : whole;
}

// What is drawn on a row of samples: nearness, height in the colours' steps and light, at the first
// sample and their change from one to the next.
struct span {
    float nearness, height, light;
    float nearness_step, height_step, light_step;
};

// `cut`: parts are above or below the box and not drawn.
static inline void fill_row(struct band *band, int row, int from, int to, const struct span *span,
                            const struct paint *paint, bool cut, const uint32_t *flat) {
    float *nearness = &band->nearness[(size_t)row * (size_t)band->width];
    uint32_t *color = &band->color[(size_t)row * (size_t)band->width];
    float most = (float)(paint->lights - 1);
    for (int x = from; x < to; x++) {
        float part = (float)(x - from);
        float near = span->nearness + span->nearness_step * part;
        float height = span->height + span->height_step * part;
        if (!(near > nearness[x]) || (cut && !(height >= -1e-4f && height <= 256 + 1e-4f)))
            continue;
        nearness[x] = near;
        if (flat) {
            color[x] = *flat;
            continue;
        }
        int index = (int)height;
        index = index < 0 ? 0 : index > 255 ? 255 : index;
        if (most > 0) {
            float light = span->light + span->light_step * part + 0.5f;
            index += 256 * (int)(light < 0 ? 0 : light > most ? most : light);
        }
        color[x] = paint->colors[index];
    }
}

static bool is_in_box(const struct vertex *vertex) {
    return vertex->height >= 0 && vertex->height <= 1;
}

static void fill_triangle(struct band *band, const struct vertex *a, const struct vertex *b,
                          const struct vertex *c, const struct paint *paint, const uint32_t *flat) {
    double area = (b->x - a->x) * (c->y - a->y) - (b->y - a->y) * (c->x - a->x);
    if (!(fabs(area) > 1e-12) || isnan(a->nearness + b->nearness + c->nearness))
        return; // seen edge on, or with a NAN
    if ((a->height > 1 && b->height > 1 && c->height > 1) ||
        (a->height < 0 && b->height < 0 && c->height < 0) ||
        isnan(a->height + b->height + c->height))
        return;
    double n = band->samples, step = 1 / n;
    const struct vertex *top = a, *middle = b, *bottom = c;
    order(&top, &middle);
    order(&middle, &bottom);
    order(&top, &middle);
    int first = sample_from(top->y * n - band->top, band->rows);
    int turn = sample_from(middle->y * n - band->top, band->rows);
    int end = sample_from(bottom->y * n - band->top, band->rows);
    if (first >= end)
        return;
    bool cut = !is_in_box(a) || !is_in_box(b) || !is_in_box(c);
    struct slope nearness = slope_of(a, b, c, area, a->nearness, b->nearness, c->nearness);
    struct slope height =
        slope_of(a, b, c, area, 256 * a->height, 256 * b->height, 256 * c->height);
    struct slope light = slope_of(a, b, c, area, a->light, b->light, c->light);
    struct span span = {.nearness_step = (float)(nearness.right * step),
                        .height_step = (float)(height.right * step),
                        .light_step = (float)(light.right * step)};
    const struct edge whole = edge_of(top, bottom);
    const struct edge parts[2] = {edge_of(top, middle), edge_of(middle, bottom)};
    // On one side of the triangle is the edge from top to bottom, on the other both others.
    bool turns_right = middle->x > crossing(&whole, middle->y);
    for (int row = first; row < end; row++) {
        double y = (band->top + row + 0.5) * step;
        double straight = crossing(&whole, y), turned = crossing(&parts[row >= turn], y);
        double left = turns_right ? straight : turned, right = turns_right ? turned : straight;
        int from = sample_from(left * n, band->width), to = sample_from(right * n, band->width);
        if (from >= to)
            continue;
        band->left = from < band->left ? from : band->left;
        band->right = to > band->right ? to : band->right;
        double x = (from + 0.5) * step;
        span.nearness = (float)(nearness.origin + nearness.right * x + nearness.down * y);
        span.height = (float)(height.origin + height.right * x + height.down * y);
        span.light = (float)(light.origin + light.right * x + light.down * y);
        if (flat || cut)
            fill_row(band, row, from, to, &span, paint, cut, flat);
        else
            fill_row(band, row, from, to, &span, paint, false, NULL);
    }
}

static void fill_cell(struct band *band, const struct vertex *corners, size_t columns, size_t cell,
                      const struct paint *paint) {
    const struct vertex *a = &corners[cell / (columns - 1) * columns + cell % (columns - 1)];
    const struct vertex *b = a + 1, *d = a + columns, *c = d + 1;
    uint32_t color = 0;
    if (paint->is_flat) {
        double height = 64 * (a->height + b->height + c->height + d->height);
        double light = (a->light + b->light + c->light + d->light) / 4 + 0.5;
        color = paint->colors[256 * clamp(light, 0, paint->lights - 1) + clamp(height, 0, 255)];
    }
    fill_triangle(band, a, b, c, paint, paint->is_flat ? &color : NULL);
    fill_triangle(band, a, c, d, paint, paint->is_flat ? &color : NULL);
}

// The mean of n x n samples; two channels at a time, as no sum is over 16 bits.
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

// Averages the band's samples into pixels, and empties it.
static inline void resolve_by(struct raster *raster, struct band *band, int n) {
    int left = band->left / n, right = (band->right + n - 1) / n;
    for (int y = 0; y < band->rows / n; y++) {
        size_t row = (size_t)(band->top / n + y) * (size_t)raster->width;
        memset(raster->pixels + row, 0, (size_t)raster->width * sizeof *raster->pixels);
        memset(raster->nearness + row, 0, (size_t)raster->width * sizeof *raster->nearness);
        size_t samples = (size_t)(y * n) * (size_t)band->width;
        for (int x = left; x < right; x++) {
            size_t at = samples + (size_t)(x * n);
            float nearest = 0;
            for (int j = 0; j < n; j++)
                for (int i = 0; i < n; i++) {
                    float near = band->nearness[at + (size_t)(j * band->width + i)];
                    nearest = near > nearest ? near : nearest;
                }
            if (nearest > 0) {
                raster->nearness[row + (size_t)x] = nearest;
                raster->pixels[row + (size_t)x] = mean_of(&band->color[at], band->width, n);
            }
        }
    }
    for (int y = 0; y < band->rows && left < right; y++) {
        size_t at = (size_t)y * (size_t)band->width + (size_t)(left * n);
        memset(band->nearness + at, 0, (size_t)((right - left) * n) * sizeof *band->nearness);
        memset(band->color + at, 0, (size_t)((right - left) * n) * sizeof *band->color);
    }
}

// The loops are unrolled where the number of samples is known beforehand.
static void resolve(struct raster *raster, struct band *band) {
    if (band->samples == 2)
        resolve_by(raster, band, 2);
    else
        resolve_by(raster, band, band->samples);
}

static void reserve(struct raster_work *work, size_t samples, size_t cells, size_t bands) {
    if (samples > work->sample_capacity) {
        free(work->nearness);
        free(work->color);
        work->nearness = mem_zero(samples, sizeof *work->nearness);
        work->color = mem_zero(samples, sizeof *work->color);
        work->sample_capacity = samples;
    }
    if (cells > work->cell_capacity) {
        free(work->order);
        free(work->active);
        free(work->first);
        free(work->last);
        work->order = mem_zero(cells, sizeof *work->order);
        work->active = mem_zero(cells, sizeof *work->active);
        work->first = mem_zero(cells, sizeof *work->first);
        work->last = mem_zero(cells, sizeof *work->last);
        work->cell_capacity = cells;
    }
    if (bands + 2 > work->band_capacity) {
        free(work->begin);
        work->begin = mem_zero(bands + 2, sizeof *work->begin);
        work->band_capacity = bands + 2;
    }
}

// Sorts the cells by the band in which they begin; those without one come last.
static void sort_cells(struct raster_work *work, const struct vertex *corners, size_t columns,
                       size_t cells, int bands) {
    memset(work->begin, 0, ((size_t)bands + 2) * sizeof *work->begin);
    for (size_t i = 0; i < cells; i++) {
        const struct vertex *a = &corners[i / (columns - 1) * columns + i % (columns - 1)];
        double y[4] = {a->y, a[1].y, a[columns].y, a[columns + 1].y};
        double low = fmin(fmin(y[0], y[1]), fmin(y[2], y[3]));
        double high = fmax(fmax(y[0], y[1]), fmax(y[2], y[3]));
        work->first[i] = low <= high ? clamp(floor(low / BAND), 0, bands) : bands;
        work->last[i] = low <= high ? clamp(floor(high / BAND), -1, bands - 1) : -1;
        work->begin[work->first[i] + 1]++;
    }
    for (int band = 0; band <= bands; band++)
        work->begin[band + 1] += work->begin[band];
    for (size_t i = cells; i-- > 0;)
        work->order[--work->begin[work->first[i] + 1]] = (uint32_t)i;
    for (int band = 0; band <= bands; band++) // each now begins where its own counter stopped
        work->begin[band] = work->begin[band + 1];
    work->begin[bands + 1] = cells;
}

void raster_sheet(struct raster *raster, const struct vertex *corners, size_t columns, size_t rows,
                  const struct paint *paint) {
    struct raster_work *work = raster->work;
    int bands = (raster->height + BAND - 1) / BAND, samples = paint->samples;
    struct band band = {.samples = samples, .width = raster->width * samples};
    size_t cells = (columns - 1) * (rows - 1);
    reserve(work, (size_t)band.width * (size_t)(BAND * samples), cells, (size_t)bands);
    sort_cells(work, corners, columns, cells, bands);
    band.nearness = work->nearness;
    band.color = work->color;
    size_t active = 0;
    for (int index = 0; index < bands; index++) {
        int top = index * BAND;
        int height = raster->height - top < BAND ? raster->height - top : BAND;
        band.top = top * samples;
        band.rows = height * samples;
        band.left = band.width;
        band.right = 0;
        for (size_t i = work->begin[index]; i < work->begin[index + 1]; i++)
            work->active[active++] = work->order[i];
        size_t kept = 0;
        for (size_t i = 0; i < active; i++) {
            uint32_t cell = work->active[i];
            fill_cell(&band, corners, columns, cell, paint);
            if (work->last[cell] > index)
                work->active[kept++] = cell;
        }
        active = kept;
        resolve(raster, &band);
    }
}

double raster_nearness(const struct raster *raster, double x, double y) {
    int column = clamp(floor(x), -2, raster->width + 1),
        row = clamp(floor(y), -2, raster->height + 1);
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
