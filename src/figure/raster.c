// SPDX-License-Identifier: GPL-3.0-or-later
#include "figure/raster.h"

#include "base/memory.h"

#include <math.h>
#include <stdlib.h>

enum { BAND = 16 }; // rows of pixels that are sampled at a time, so that memory stays small

void raster_init(struct raster *raster, int width, int height) {
    size_t count = (size_t)width * (size_t)height;
    *raster = (struct raster){width, height, mem_zero(count, sizeof(uint32_t)),
                              mem_zero(count, sizeof(float))};
}

void raster_finish(struct raster *raster) {
    free(raster->pixels);
    free(raster->nearness);
    *raster = (struct raster){0};
}

// Samples of one band of rows; `samples` by `samples` a pixel.
struct band {
    int samples;
    int width, top, rows; // in samples
    float *nearness;
    uint32_t *color;
};

// Twice the signed area of the triangle a, b, (x, y).
static double edge(const struct vertex *a, const struct vertex *b, double x, double y) {
    return (b->x - a->x) * (y - a->y) - (b->y - a->y) * (x - a->x);
}

// The range of whole samples in which [low, high] (in pixels) may cover a sample's centre.
static void sample_range(double low, double high, int samples, int limit, int range[2]) {
    range[0] = (int)fmax(0, ceil(low * samples - 0.5));
    range[1] = (int)fmin(limit - 1, floor(high * samples - 0.5));
}

static void fill_triangle(struct band *band, const struct vertex *a, const struct vertex *b,
                          const struct vertex *c, const uint32_t colors[256]) {
    double area = edge(a, b, c->x, c->y);
    if (!(fabs(area) > 1e-12))
        return; // seen edge on, or with a NAN
    if (area < 0) {
        const struct vertex *kept = b;
        b = c;
        c = kept;
        area = -area;
    }
    int columns[2], rows[2], samples = band->samples;
    sample_range(fmin(a->x, fmin(b->x, c->x)), fmax(a->x, fmax(b->x, c->x)), samples, band->width,
                 columns);
    double top = (double)band->top / samples;
    sample_range(fmin(a->y, fmin(b->y, c->y)) - top, fmax(a->y, fmax(b->y, c->y)) - top, samples,
                 band->rows, rows);
    double step = 1.0 / samples;
    for (int row = rows[0]; row <= rows[1]; row++) {
        double y = (band->top + row + 0.5) * step;
        double x = (columns[0] + 0.5) * step;
        double wa = edge(b, c, x, y), wb = edge(c, a, x, y), wc = edge(a, b, x, y);
        double da = -(c->y - b->y) * step, db = -(a->y - c->y) * step, dc = -(b->y - a->y) * step;
        float *nearness = &band->nearness[(size_t)row * (size_t)band->width];
        uint32_t *color = &band->color[(size_t)row * (size_t)band->width];
        for (int column = columns[0]; column <= columns[1];
             column++, wa += da, wb += db, wc += dc) {
            if (wa < 0 || wb < 0 || wc < 0)
                continue; // a shared edge may be drawn twice; depth makes that harmless
            float near = (float)((wa * a->nearness + wb * b->nearness + wc * c->nearness) / area);
            double height = (wa * a->height + wb * b->height + wc * c->height) / area;
            if (!(near > nearness[column]) || !(height >= -1e-9 && height <= 1 + 1e-9))
                continue;
            nearness[column] = near;
            color[column] = colors[(int)fmin(255, fmax(0, height * 256))];
        }
    }
}

// Averages the band's samples into pixels.
static void resolve(struct raster *raster, const struct band *band, double alpha) {
    int n = band->samples, total = n * n;
    for (int y = 0; y < band->rows / n; y++) {
        size_t pixel = (size_t)(band->top / n + y) * (size_t)raster->width;
        for (int x = 0; x < raster->width; x++, pixel++) {
            unsigned sum[3] = {0}, covered = 0;
            float nearest = 0;
            for (int s = 0; s < total; s++) {
                size_t at = (size_t)(y * n + s / n) * (size_t)band->width + (size_t)(x * n + s % n);
                if (band->nearness[at] <= 0)
                    continue;
                nearest = fmaxf(nearest, band->nearness[at]);
                covered++;
                for (int c = 0; c < 3; c++)
                    sum[c] += band->color[at] >> (16 - 8 * c) & 255;
            }
            if (covered == 0)
                continue;
            raster->nearness[pixel] = nearest;
            uint32_t word = (uint32_t)lround(255 * alpha * covered / total) << 24;
            for (int c = 0; c < 3; c++)
                word |= (uint32_t)lround(alpha * sum[c] / total) << (16 - 8 * c);
            raster->pixels[pixel] = word;
        }
    }
}

void raster_sheet(struct raster *raster, const struct vertex *corners, size_t columns, size_t rows,
                  const uint32_t colors[256], double alpha, int samples) {
    struct band band = {.samples = samples, .width = raster->width * samples};
    size_t capacity = (size_t)band.width * (size_t)(BAND * samples);
    band.nearness = mem_zero(capacity, sizeof *band.nearness);
    band.color = mem_zero(capacity, sizeof *band.color);
    for (int top = 0; top < raster->height; top += BAND) {
        int height = raster->height - top < BAND ? raster->height - top : BAND;
        band.top = top * samples;
        band.rows = height * samples;
        for (size_t i = 0; i < capacity; i++)
            band.nearness[i] = 0;
        for (size_t j = 0; j + 1 < rows; j++) {
            for (size_t i = 0; i + 1 < columns; i++) {
                const struct vertex *a = &corners[j * columns + i], *b = a + 1;
                const struct vertex *d = a + columns, *c = d + 1;
                double low = fmin(fmin(a->y, b->y), fmin(c->y, d->y));
                double high = fmax(fmax(a->y, b->y), fmax(c->y, d->y));
                if (low > top + height || high < top)
                    continue;
                fill_triangle(&band, a, b, c, colors);
                fill_triangle(&band, a, c, d, colors);
            }
        }
        resolve(raster, &band, alpha);
    }
    free(band.nearness);
    free(band.color);
}

double raster_nearness(const struct raster *raster, double x, double y) {
    int column = (int)floor(x), row = (int)floor(y);
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
