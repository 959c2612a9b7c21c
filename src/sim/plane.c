// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/plane.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

bool coordinates_check(enum coordinates coordinates, const char *name, size_t n, struct place place,
                       struct error *error) {
    if (coordinates == COORDINATES_WEIGHTS && n > 2)
        return error_at(error, place,
                        "'%s' is known for two weights, and this problem has %zu; their plane has "
                        "p0 and p1",
                        name, n);
    if (coordinates == COORDINATES_PLANE && n == 2)
        return error_at(error, place,
                        "'%s' belongs to a plane of more than two weights; two weights are w0 and "
                        "w1",
                        name);
    return true;
}

struct on_plane {
    struct problem problem;
    const struct problem *whole;
    const struct plane *plane;
};

static void evaluate(const struct problem *problem, const struct batch *batch, const double *p,
                     struct evaluation *out) {
    const struct on_plane *self = (const struct on_plane *)problem;
    const struct plane *plane = self->plane;
    size_t n = plane->n, i = plane->axis[0], j = plane->axis[1];
    double *w = mem_zero(3 * n, sizeof *w), *gradient = w + n, *column = w + 2 * n;
    memcpy(w, plane->origin, n * sizeof *w);
    w[i] = p[0];
    w[j] = p[1];
    struct evaluation at = {.gradient = out->gradient ? gradient : NULL};
    problem_evaluate(self->whole, batch, w, &at);
    out->value = at.value;
    if (out->gradient)
        plane_project(plane, gradient, out->gradient);
    for (int d = 0; out->hessian && d < 2; d++) {
        double *v = gradient; // no longer needed
        memset(v, 0, n * sizeof *v);
        v[plane->axis[d]] = 1;
        problem_hessian_product(self->whole, batch, w, v, column);
        out->hessian[2 * d] = column[plane->axis[d]];
        out->hessian[1] = column[plane->axis[1 - d]];
    }
    free(w);
}

static void landscape(const struct problem *problem, const double *p0, size_t count0,
                      const double *p1, size_t count1, double *out) {
    const struct on_plane *self = (const struct on_plane *)problem;
    const struct plane *plane = self->plane;
    double *w = mem_zero(plane->n, sizeof *w);
    memcpy(w, plane->origin, plane->n * sizeof *w);
    for (size_t j = 0; j < count1; j++)
        for (size_t i = 0; i < count0; i++) {
            w[plane->axis[0]] = p0[i];
            w[plane->axis[1]] = p1[j];
            out[j * count0 + i] = problem_value(self->whole, w);
        }
    free(w);
}

static void destroy(struct problem *problem) {
    free(problem);
}

static const struct problem_kind kind = {
    .name = "plane",
    .help = "a problem on a plane of its weights",
    .evaluate = evaluate,
    .landscape = landscape,
    .destroy = destroy,
};

struct problem *plane_problem(const struct problem *problem, const struct plane *plane) {
    struct on_plane *self = mem_zero(1, sizeof *self);
    *self = (struct on_plane){
        .problem = {.kind = &kind,
                    .shape = shape_of_two,
                    .landscape_cost = (double)plane->n + problem->landscape_cost,
                    .threads = problem->threads,
                    .points = problem->points,
                    .view = problem->view,
                    .has_view = problem->has_view},
        .whole = problem,
        .plane = plane,
    };
    return &self->problem;
}
