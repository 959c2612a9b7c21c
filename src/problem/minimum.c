// SPDX-License-Identifier: GPL-3.0-or-later
#include "problem/minimum.h"

#include "base/maths.h"
#include "base/memory.h"
#include "problem/jet.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { CORNERS = 64 };

// A convex polygon that contains the minimum.
struct polygon {
    double corner[CORNERS][2];
    int count;
};

// Computes its centroid; returns the largest distance from there to a corner.
static double polygon_centre(const struct polygon *polygon, double centre[2]) {
    const double(*p)[2] = polygon->corner;
    double area = 0, sum[2] = {0, 0}, mean[2] = {0, 0}, radius = 0;
    for (int i = 0; i < polygon->count; i++) {
        mean[0] += p[i][0] / polygon->count;
        mean[1] += p[i][1] / polygon->count;
    }
    for (int i = 0; i < polygon->count; i++) {
        const double *a = p[i], *b = p[(i + 1) % polygon->count];
        double x0 = a[0] - mean[0], y0 = a[1] - mean[1], x1 = b[0] - mean[0], y1 = b[1] - mean[1];
        double part = x0 * y1 - x1 * y0;
        area += part;
        sum[0] += part * (x0 + x1) / 3;
        sum[1] += part * (y0 + y1) / 3;
        radius = fmax(radius, m_hypot(x0, y0));
    }
    for (int d = 0; d < 2; d++)
        centre[d] = mean[d] + (area > 0 ? sum[d] / area : 0);
    return radius;
}

// Cuts the polygon by the line through `centre` normal to `normal`; keeps the side that `normal`
// points away from.
static void polygon_cut(struct polygon *polygon, const double centre[2], const double normal[2]) {
    struct polygon kept = {.count = 0};
    for (int i = 0; i < polygon->count && kept.count < CORNERS - 2; i++) {
        const double *a = polygon->corner[i], *b = polygon->corner[(i + 1) % polygon->count];
        double from = normal[0] * (a[0] - centre[0]) + normal[1] * (a[1] - centre[1]);
        double to = normal[0] * (b[0] - centre[0]) + normal[1] * (b[1] - centre[1]);
        if (from <= 0)
            memcpy(kept.corner[kept.count++], a, sizeof kept.corner[0]);
        if ((from < 0 && to > 0) || (from > 0 && to < 0)) {
            double share = from / (from - to);
            for (int d = 0; d < 2; d++)
                kept.corner[kept.count][d] = a[d] + share * (b[d] - a[d]);
            kept.count++;
        }
    }
    *polygon = kept;
}

static void plane_point(const struct search_plane *plane, const double u[2], double w[2]) {
    for (int d = 0; d < 2; d++)
        w[d] = plane->origin[d] + u[0] * plane->axis[0][d] + u[1] * plane->axis[1][d];
}

// The gradient with respect to u.
static void plane_gradient(const struct problem *problem, const struct search_plane *plane,
                           const double u[2], double gradient[2]) {
    double w[2], g[2] = {0};
    plane_point(plane, u, w);
    problem_evaluate(problem, NULL, w, &(struct evaluation){.gradient = g});
    for (int i = 0; i < 2; i++)
        gradient[i] = g[0] * plane->axis[i][0] + g[1] * plane->axis[i][1];
}

// The method of centres of gravity (Levin 1965; Newman 1965). A subgradient at the centroid points
// away from the minimum, so half of the polygon can be cut off; at most 1 - 1/e of the area is
// left.
bool minimum_of_convex(const struct problem *problem, const struct search_plane *plane,
                       double w[2]) {
    double u[2] = {0, 0}, radius;
    for (double reach = 8; reach < 1e6; reach *= 8) {
        struct polygon polygon = {.corner = {{u[0] - reach, u[1] - reach},
                                             {u[0] + reach, u[1] - reach},
                                             {u[0] + reach, u[1] + reach},
                                             {u[0] - reach, u[1] + reach}},
                                  .count = 4};
        double middle[2] = {u[0], u[1]}, g[2];
        // Rounding may cut off the last of it.
        for (int i = 0; i < 300 && polygon.count > 0; i++) {
            radius = polygon_centre(&polygon, u);
            plane_gradient(problem, plane, u, g);
            if ((g[0] == 0 && g[1] == 0) || polygon.count < 3 || radius < 1e-12)
                break;
            polygon_cut(&polygon, u, g);
        }
        // At the edge of the square the true minimum may lie outside.
        if (fmax(fabs(u[0] - middle[0]), fabs(u[1] - middle[1])) < 0.99 * reach) {
            plane_point(plane, u, w);
            return isfinite(w[0]) && isfinite(w[1]);
        }
    }
    return false;
}

static struct jet jet_at(const struct problem *problem, const struct batch *batch,
                         const double w[2]) {
    struct jet jet;
    struct evaluation at = {.gradient = jet.gradient, .hessian = jet.hessian};
    problem_evaluate(problem, batch, w, &at);
    jet.value = at.value;
    return jet;
}

bool minimum_by_newton(const struct problem *problem, double w[2]) {
    struct jet at, next;
    w[0] = w[1] = 0;
    at = jet_at(problem, NULL, w);
    for (int i = 0; i < 100; i++) {
        const double *g = at.gradient, *h = at.hessian;
        if (m_hypot(g[0], g[1]) < 1e-12)
            return true;
        double determinant = h[0] * h[2] - h[1] * h[1];
        double step[2] = {(h[2] * g[0] - h[1] * g[1]) / determinant,
                          (h[0] * g[1] - h[1] * g[0]) / determinant};
        double moved[2], scale = 1;
        do {
            for (int k = 0; k < 2; k++)
                moved[k] = w[k] - scale * step[k];
            next = jet_at(problem, NULL, moved);
            scale /= 2;
        } while (next.value > at.value && scale > 1e-6);
        if (!(determinant > 0) || !(m_hypot(moved[0], moved[1]) < 1e3))
            return false;
        w[0] = moved[0];
        w[1] = moved[1];
        at = next;
    }
    return m_hypot(at.gradient[0], at.gradient[1]) < 1e-9;
}

static double value_at(const struct problem *problem, const struct batch *batch,
                       const double w[2]) {
    struct evaluation at = {0};
    problem_evaluate(problem, batch, w, &at);
    return isnan(at.value) ? (double)INFINITY : at.value;
}

struct simplex_vertex {
    double w[2], value;
};

static int by_value(const void *a, const void *b) {
    double x = ((const struct simplex_vertex *)a)->value,
           y = ((const struct simplex_vertex *)b)->value;
    return (x > y) - (x < y);
}

// Nelder and Mead's simplex method (1965), which needs no derivatives, from `best` with a simplex
// of size `size` until it has shrunk to `rest`.
static void walk_down(const struct problem *problem, const struct batch *batch, double size,
                      double rest, struct simplex_vertex *best) {
    struct simplex_vertex v[3] = {*best, *best, *best};
    v[1].w[0] += size;
    v[2].w[1] += size;
    for (int i = 0; i < 3; i++)
        v[i].value = value_at(problem, batch, v[i].w);
    for (int k = 0; k < 300; k++) {
        qsort(v, 3, sizeof *v, by_value);
        double extent = 0;
        for (int d = 0; d < 2; d++)
            extent = fmax(extent, fmax(fabs(v[1].w[d] - v[0].w[d]), fabs(v[2].w[d] - v[0].w[d])));
        if (extent < rest)
            break;
        // Reflection, expansion, and outside and inside contraction of the worst vertex.
        static const double factors[] = {1, 2, 0.5, -0.5};
        struct simplex_vertex tries[4];
        for (int t = 0; t < 4; t++)
            for (int d = 0; d < 2; d++) {
                double middle = (v[0].w[d] + v[1].w[d]) / 2;
                tries[t].w[d] = middle + factors[t] * (middle - v[2].w[d]);
            }
        tries[0].value = value_at(problem, batch, tries[0].w);
        int next = tries[0].value < v[0].value ? 1 : tries[0].value < v[2].value ? 2 : 3;
        if (tries[0].value < v[1].value && next != 1) {
            v[2] = tries[0];
            continue;
        }
        tries[next].value = value_at(problem, batch, tries[next].w);
        if (next == 1 && !(tries[1].value < tries[0].value))
            next = 0;
        if (tries[next].value < v[2].value) {
            v[2] = tries[next];
            continue;
        }
        for (int i = 1; i < 3; i++) {
            for (int d = 0; d < 2; d++)
                v[i].w[d] = (v[i].w[d] + v[0].w[d]) / 2;
            v[i].value = value_at(problem, batch, v[i].w);
        }
    }
    qsort(v, 3, sizeof *v, by_value);
    *best = v[0];
}

// Newton's method as long as its steps reduce the gradient. Returns true if it converges to a
// minimum, as it does for a smooth loss with a regular Hessian. It is faster there than the simplex
// method, which by values alone finds only half of the digits.
static bool descend(const struct problem *problem, const struct batch *batch, double rest,
                    struct simplex_vertex *best) {
    struct jet at = jet_at(problem, batch, best->w), next;
    best->value = at.value;
    for (int k = 0; k < 20; k++) {
        const double *g = at.gradient, *h = at.hessian;
        double determinant = h[0] * h[2] - h[1] * h[1];
        double step[2] = {(h[2] * g[0] - h[1] * g[1]) / determinant,
                          (h[0] * g[1] - h[1] * g[0]) / determinant};
        double to[2] = {best->w[0] - step[0], best->w[1] - step[1]};
        if (!(determinant > 1e-9 * h[0] * h[2]) || !(h[0] > 0))
            return false;
        if (m_hypot(step[0], step[1]) < rest)
            return true;
        next = jet_at(problem, batch, to);
        if (!(m_hypot(next.gradient[0], next.gradient[1]) < m_hypot(g[0], g[1])))
            return false;
        memcpy(best->w, to, sizeof to);
        best->value = next.value;
        at = next;
    }
    return false;
}

// Returns true if searches that start around the minimum return to it. On the level floor of a
// valley they do not.
static bool is_isolated(const struct problem *problem, const struct batch *batch,
                        const struct simplex_vertex *best, double reach) {
    for (int k = 0; k < 3; k++) {
        struct simplex_vertex beside = *best;
        beside.w[0] += reach * m_cos(2 * k);
        beside.w[1] += reach * m_sin(2 * k);
        walk_down(problem, batch, 0.1 * reach, 1e-6 * reach, &beside);
        if (!(m_hypot(beside.w[0] - best->w[0], beside.w[1] - best->w[1]) < 0.1 * reach))
            return false;
    }
    return true;
}

enum { SIDE = 64, STARTS = 40, FEW_POINTS = 64, MANY_POINTS = 2000 };

// Finds the points of a grid over the box that are no higher than their neighbours, lowest first.
static size_t grid_minima(const struct problem *problem, const struct batch *batch,
                          const struct view *box, struct simplex_vertex *starts) {
    struct simplex_vertex *grid = mem_zero((size_t)SIDE * SIDE, sizeof *grid);
    size_t count = 0;
    for (int k = 0; k < SIDE * SIDE; k++) {
        int at[2] = {k % SIDE, k / SIDE};
        for (int d = 0; d < 2; d++)
            grid[k].w[d] =
                box->axis[d][0] + (box->axis[d][1] - box->axis[d][0]) * (at[d] + 0.5) / SIDE;
        grid[k].value = value_at(problem, batch, grid[k].w);
    }
    for (int k = 0; k < SIDE * SIDE; k++) {
        bool is_low = isfinite(grid[k].value);
        for (int j = -1; j <= 1; j++)
            for (int i = -1; i <= 1; i++) {
                int x = k % SIDE + i, y = k / SIDE + j;
                bool is_inside = x >= 0 && x < SIDE && y >= 0 && y < SIDE;
                is_low = is_low && !(is_inside && grid[y * SIDE + x].value < grid[k].value);
            }
        if (!is_low)
            continue;
        starts[count++] = grid[k];
        qsort(starts, count, sizeof *starts, by_value);
        count = count > STARTS ? STARTS : count;
    }
    free(grid);
    return count;
}

// Returns a batch of at most `most` data points, evenly spaced by index; `indices` has room for
// them.
static struct batch batch_of(const struct problem *problem, size_t most, uint32_t *indices) {
    size_t count = problem->points < most ? problem->points : most;
    for (size_t i = 0; i < count; i++)
        indices[i] = (uint32_t)(i * problem->points / count);
    return (struct batch){indices, count};
}

size_t minimum_search(const struct problem *problem, const struct view *box, double limit,
                      double (*minima)[2], size_t most) {
    // A few points are enough to find the basins; more are used to compare their values.
    uint32_t *indices = mem_zero(FEW_POINTS + MANY_POINTS, sizeof *indices);
    const struct batch few = batch_of(problem, FEW_POINTS, indices);
    const struct batch many = batch_of(problem, MANY_POINTS, indices + FEW_POINTS);
    struct simplex_vertex starts[STARTS + 1];
    size_t start_count = grid_minima(problem, &few, box, starts), count = 0;
    double cell = (box->axis[0][1] - box->axis[0][0]) / SIDE, lowest = limit;
    for (size_t i = 0; i < start_count; i++) {
        walk_down(problem, &few, 0.3 * cell, 0.05 * cell, &starts[i]);
        if (!descend(problem, &few, 1e-6 * cell, &starts[i]))
            walk_down(problem, &few, 0.1 * cell, 1e-6 * cell, &starts[i]);
    }
    for (size_t i = 0; i < start_count; i++)
        starts[i].value = value_at(problem, &many, starts[i].w);
    qsort(starts, start_count, sizeof *starts, by_value);
    for (size_t i = 0; i < start_count; i++) {
        struct simplex_vertex *best = &starts[i];
        if (best->value > 1.5 * starts[0].value + 1e-2 * limit || best->value > 1.5 * limit)
            break;
        bool is_smooth = descend(problem, &many, 1e-9 * cell, best);
        if (!is_smooth) {
            // The simplex may collapse in the kink of a valley, so it is restarted at ever smaller
            // sizes.
            for (double size = 0.1 * cell; size > 1e-5 * cell; size /= 10)
                walk_down(problem, &many, size, 1e-12 * cell, best);
            is_smooth = descend(problem, &many, 1e-9 * cell, best);
        }
        bool is_new = true;
        for (size_t k = 0; k < count; k++)
            is_new = is_new &&
                     m_hypot(best->w[0] - minima[k][0], best->w[1] - minima[k][1]) > 1e-4 * cell;
        double slack = 1e-9 * (lowest + limit);
        if (!is_new || !(best->value < lowest + slack) ||
            !(is_smooth || is_isolated(problem, &many, best, 0.1 * cell)))
            continue;
        if (best->value < lowest - slack) {
            count = 0;
            lowest = best->value;
        }
        if (count < most)
            memcpy(minima[count++], best->w, sizeof best->w);
    }
    // A few more Newton steps lead from the minimum over a subset to that over all points.
    for (size_t k = 0; k < count && many.count < problem->points; k++) {
        struct simplex_vertex best = {.w = {minima[k][0], minima[k][1]}};
        if (descend(problem, NULL, 1e-9 * cell, &best))
            memcpy(minima[k], best.w, sizeof best.w);
    }
    free(indices);
    return count;
}
