// SPDX-License-Identifier: GPL-3.0-or-later
#include "draw/raster/fill.h"

#include <math.h>

enum {
    HEIGHTS = 256, // steps of height in a colour table
    FRACTION = 16, // fraction bits of fixed-point heights and lights
};

// A quantity that is linear on the screen: its value at the origin, and its change for one pixel to
// the right and for one down.
struct slope {
    double origin, right, down;
};

// A triangle's first corner (x, y), and its two edge vectors from there, divided by twice its area.
struct triangle_plane {
    double x, y, b[2], c[2];
};

static struct slope slope_of(const struct triangle_plane *plane, double at_a, double at_b,
                             double at_c) {
    double right = (at_b - at_a) * plane->c[1] - (at_c - at_a) * plane->b[1];
    double down = (at_c - at_a) * plane->b[0] - (at_b - at_a) * plane->c[0];
    return (struct slope){at_a - right * plane->x - down * plane->y, right, down};
}

static double slope_at(const struct slope *slope, double x, double y) {
    return slope->origin + slope->right * x + slope->down * y;
}

// An edge, always computed from its upper end: both triangles that share it find the same
// crossings, so no sample is left out or drawn twice.
struct edge {
    double x, y;  // upper end
    double slope; // dx/dy
};

static struct edge edge_of(const struct vertex *upper, const struct vertex *lower) {
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

// Returns the first sample, within [first, end], whose centre is at or after `place`.
static inline int sample_from(double place, int first, int end) {
    double from = place - 0.5;
    from = from > first ? from : first;
    from = from < end ? from : end;
    int whole = (int)from;
    return whole + (whole < from);
}

// A triangle that is being filled.
struct triangle {
    const struct paint *paint;
    const uint32_t *flat; // its one colour; NULL: colours follow height and light
    bool cut;             // parts of it are above or below the box, and are not drawn
    bool plain;           // no sample needs a check: none is cut, all colours are inside the table
    struct slope nearness, height, light; // height and light in steps of the colour table
    // The change from one sample to the next in a row; height and light in fixed point.
    float nearness_step;
    int32_t height_step, light_step;
};

static uint32_t color_at(const struct paint *paint, double height, double light) {
    return paint->colors[HEIGHTS * raster_clamp(light + 0.5, 0, paint->lights - 1) +
                         raster_clamp(height, 0, HEIGHTS - 1)];
}

// Fills a row that begins at (x, y) pixels and checks each sample: for triangles that are cut, have
// one colour, or reach the ends of the colour table.
static void fill_checked(const struct triangle *triangle, float *nearness, uint32_t *color,
                         int count, double x, double y, double step) {
    static const double slack = 1e-4;
    for (int i = 0; i < count; i++, x += step) {
        float near = (float)slope_at(&triangle->nearness, x, y);
        double height = slope_at(&triangle->height, x, y);
        if (!(near > nearness[i]) ||
            (triangle->cut && !(height >= -slack && height <= HEIGHTS + slack)))
            continue;
        nearness[i] = near;
        color[i] = triangle->flat
                       ? *triangle->flat
                       : color_at(triangle->paint, height, slope_at(&triangle->light, x, y));
    }
}

static inline void fill_row(const struct triangle *triangle, float *restrict nearness,
                            uint32_t *restrict color, int count, double x, double y) {
    const uint32_t *colors = triangle->paint->colors;
    float near = (float)slope_at(&triangle->nearness, x, y);
    int32_t height = (int32_t)(slope_at(&triangle->height, x, y) * (1 << FRACTION));
    int32_t light = (int32_t)((slope_at(&triangle->light, x, y) + 0.5) * (1 << FRACTION));
    for (int i = 0; i < count; i++) {
        if (near > nearness[i]) {
            nearness[i] = near;
            color[i] = colors[(height >> FRACTION) + HEIGHTS * (light >> FRACTION)];
        }
        near += triangle->nearness_step;
        height += triangle->height_step;
        light += triangle->light_step;
    }
}

// Fills rows `first` to `end` - 1 between two edges.
static void fill_rows(const struct sample_grid *samples, const struct triangle *triangle,
                      const struct edge *left, const struct edge *right, int first, int end) {
    double side = samples->side, step = 1 / side;
    for (int j = first; j < end; j++) {
        double y = (samples->top + j + 0.5) * step;
        int from = sample_from(crossing(left, y) * side, samples->left, samples->right);
        int to = sample_from(crossing(right, y) * side, samples->left, samples->right);
        if (from >= to)
            continue;
        size_t at = (size_t)j * (size_t)samples->width + (size_t)from;
        double x = (from + 0.5) * step;
        if (triangle->plain)
            fill_row(triangle, samples->nearness + at, samples->color + at, to - from, x, y);
        else
            fill_checked(triangle, samples->nearness + at, samples->color + at, to - from, x, y,
                         step);
    }
}

// Fills a triangle in two parts, above and below its middle corner.
static void fill_parts(const struct sample_grid *samples, const struct triangle *triangle,
                       const struct vertex *top, const struct vertex *middle,
                       const struct vertex *bottom) {
    order(&top, &middle);
    order(&middle, &bottom);
    order(&top, &middle);
    double side = samples->side;
    int first = sample_from(top->y * side - samples->top, 0, samples->rows);
    int turn = sample_from(middle->y * side - samples->top, 0, samples->rows);
    int end = sample_from(bottom->y * side - samples->top, 0, samples->rows);
    if (first >= end)
        return;
    // One side of the triangle is the edge from top to bottom; the other two edges form the other
    // side.
    const struct edge whole = edge_of(top, bottom), upper = edge_of(top, middle),
                      lower = edge_of(middle, bottom);
    bool turns_right = middle->x > crossing(&whole, middle->y);
    fill_rows(samples, triangle, turns_right ? &whole : &upper, turns_right ? &upper : &whole,
              first, turn);
    fill_rows(samples, triangle, turns_right ? &whole : &lower, turns_right ? &lower : &whole, turn,
              end);
}

static bool is_within(double value, double low, double high) {
    return value > low && value < high;
}

// True if no sample of the triangle can leave the colour table, with a margin for the rounding of
// steps and slopes.
static bool is_plain(const struct triangle *triangle, const struct vertex *const corners[3],
                     int width) {
    enum { STEEPEST = 10000 };
    double slack = (double)width / (1 << FRACTION) + 1e-3;
    const struct slope *height = &triangle->height, *light = &triangle->light;
    bool plain = !triangle->flat && !triangle->cut &&
                 fabs(height->right) + fabs(height->down) < STEEPEST &&
                 fabs(light->right) + fabs(light->down) < STEEPEST;
    for (int i = 0; i < 3; i++)
        plain = plain && is_within(HEIGHTS * corners[i]->height, slack, HEIGHTS - slack) &&
                is_within(corners[i]->light + 0.5, slack, triangle->paint->lights - slack);
    return plain;
}

static bool is_in_box(const struct vertex *vertex) {
    return vertex->height >= 0 && vertex->height <= 1;
}

static void fill_triangle(const struct sample_grid *samples, const struct vertex *a,
                          const struct vertex *b, const struct vertex *c, const struct paint *paint,
                          const uint32_t *flat) {
    double area = (b->x - a->x) * (c->y - a->y) - (b->y - a->y) * (c->x - a->x);
    if (!(fabs(area) > 1e-12) || isnan(a->nearness + b->nearness + c->nearness))
        return; // edge-on, or a corner is NAN
    if ((a->height > 1 && b->height > 1 && c->height > 1) ||
        (a->height < 0 && b->height < 0 && c->height < 0) ||
        isnan(a->height + b->height + c->height))
        return;
    double part = 1 / area, step = 1.0 / samples->side;
    const struct triangle_plane plane = {a->x,
                                         a->y,
                                         {(b->x - a->x) * part, (b->y - a->y) * part},
                                         {(c->x - a->x) * part, (c->y - a->y) * part}};
    struct triangle triangle = {
        .paint = paint,
        .flat = flat,
        .cut = !is_in_box(a) || !is_in_box(b) || !is_in_box(c),
        .nearness = slope_of(&plane, a->nearness, b->nearness, c->nearness),
        .height = slope_of(&plane, HEIGHTS * a->height, HEIGHTS * b->height, HEIGHTS * c->height),
        .light = slope_of(&plane, a->light, b->light, c->light)};
    triangle.plain = is_plain(&triangle, (const struct vertex *const[]){a, b, c}, samples->width);
    if (triangle.plain) {
        triangle.nearness_step = (float)(triangle.nearness.right * step);
        triangle.height_step = (int32_t)(triangle.height.right * step * (1 << FRACTION));
        triangle.light_step = (int32_t)(triangle.light.right * step * (1 << FRACTION));
    }
    fill_parts(samples, &triangle, a, b, c);
}

void fill_cell(const struct sample_grid *samples, const struct vertex *corners, size_t columns,
               size_t cell, const struct paint *paint) {
    const struct vertex *found[4], *a, *b, *c, *d;
    uint32_t color = 0;
    cell_corners(corners, columns, cell, paint->is_turned, found);
    a = found[0], b = found[1], c = found[2], d = found[3];
    if (paint->is_flat)
        color = color_at(paint, HEIGHTS / 4.0 * (a->height + b->height + c->height + d->height),
                         (a->light + b->light + c->light + d->light) / 4);
    fill_triangle(samples, a, b, c, paint, paint->is_flat ? &color : NULL);
    fill_triangle(samples, a, c, d, paint, paint->is_flat ? &color : NULL);
}
