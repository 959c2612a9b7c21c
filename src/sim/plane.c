// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/plane.h"

#include "base/interrupt.h"
#include "base/memory.h"
#include "base/vector.h"
#include "problem/landscape_store.h"

#include <math.h>
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

bool plane_choice_equals(const struct plane_choice *a, const struct plane_choice *b) {
    if (a->kind != b->kind)
        return false;
    if (a->kind == PLANE_WEIGHTS)
        return a->weights[0] == b->weights[0] && a->weights[1] == b->weights[1];
    return a->kind != PLANE_HERE || a->optimizer == b->optimizer;
}

struct plane *plane_create(const struct plane_choice *choice, size_t n) {
    struct plane *plane = mem_zero(1, sizeof *plane);
    *plane = (struct plane){.choice = *choice, .n = n, .share = NAN};
    plane->origin = mem_zero(n, sizeof *plane->origin);
    if (choice->kind != PLANE_WEIGHTS) {
        plane->direction[0] = mem_zero(2 * n, sizeof *plane->direction[0]);
        plane->direction[1] = plane->direction[0] + n;
    }
    return plane;
}

void plane_destroy(struct plane *plane) {
    if (!plane)
        return;
    free(plane->origin);
    free(plane->direction[0]);
    free(plane->own_turns);
    free(plane);
}

static void multiply(size_t n, double factor, double *x) {
    for (size_t k = 0; k < n && factor != 1; k++)
        x[k] *= factor;
}

// Writes `scale` and the products of the scaled directions, (0,0), (0,1), (1,1). Returns their
// determinant.
static double products_of(struct plane *plane, double gram[3]) {
    double *first = plane->direction[0], *second = plane->direction[1];
    for (int d = 0; d < 2; d++) {
        plane->scale[d] = vector_scale(vector_norm(plane->n, plane->direction[d]));
        multiply(plane->n, plane->scale[d], plane->direction[d]);
    }
    gram[0] = vector_dot(plane->n, first, first);
    gram[1] = vector_dot(plane->n, first, second);
    gram[2] = vector_dot(plane->n, second, second);
    for (int d = 0; d < 2; d++)
        multiply(plane->n, 1 / plane->scale[d], plane->direction[d]);
    return gram[0] * gram[2] - gram[1] * gram[1];
}

// Replaces the second direction (or both) by an axis that is not along the first.
static void replace(struct plane *plane, const double gram[3]) {
    double *first = plane->direction[0], *second = plane->direction[1];
    size_t least = 0;
    if (!(gram[0] > 0 && isfinite(gram[0]))) {
        memset(first, 0, plane->n * sizeof *first);
        first[0] = 1;
    }
    for (size_t k = 1; k < plane->n; k++)
        if (fabs(first[k]) < fabs(first[least]))
            least = k;
    memset(second, 0, plane->n * sizeof *second);
    second[least] = 1;
}

void plane_set(struct plane *plane) {
    static const double least = 1e-12; // of the squared sine between the directions
    double gram[3], determinant = products_of(plane, gram);
    if (!(determinant > least * gram[0] * gram[2])) {
        replace(plane, gram);
        determinant = products_of(plane, gram);
    }
    plane->inverse[0] = gram[2] / determinant;
    plane->inverse[1] = -gram[1] / determinant;
    plane->inverse[2] = gram[0] / determinant;
}

void plane_project(const struct plane *plane, const double *w, double p[2]) {
    if (!plane->direction[0]) {
        for (int d = 0; d < 2; d++)
            p[d] = w[plane->choice.weights[d]];
        return;
    }
    double along[2];
    for (int d = 0; d < 2; d++)
        along[d] =
            vector_dot_from(plane->n, plane->scale[d], plane->direction[d], w, plane->origin);
    p[0] = plane->scale[0] * (plane->inverse[0] * along[0] + plane->inverse[1] * along[1]);
    p[1] = plane->scale[1] * (plane->inverse[1] * along[0] + plane->inverse[2] * along[1]);
}

void plane_point(const struct plane *plane, const double p[2], double *w) {
    const double *first = plane->direction[0], *second = plane->direction[1];
    if (!first) {
        memcpy(w, plane->origin, plane->n * sizeof *w);
        for (int d = 0; d < 2; d++)
            w[plane->choice.weights[d]] = p[d];
        return;
    }
    for (size_t k = 0; k < plane->n; k++)
        w[k] = plane->origin[k] + p[0] * first[k] + p[1] * second[k];
}

double plane_distance(const struct plane *plane, const double *w, const double p[2], double *work) {
    plane_point(plane, p, work);
    return vector_distance(plane->n, w, work);
}

// Points a side of the landscape of a problem that costs much.
enum { SIDE = 81, SIDE_TURNING = 48 };

struct on_plane {
    struct problem problem;
    const struct problem *whole;
    const struct plane *plane;
};

// Writes the change of all weights along coordinate d.
static void write_direction(const struct plane *plane, int d, double *out) {
    if (plane->direction[d]) {
        memcpy(out, plane->direction[d], plane->n * sizeof *out);
        return;
    }
    memset(out, 0, plane->n * sizeof *out);
    out[plane->choice.weights[d]] = 1;
}

// Returns the change along coordinate d of what changes by `gradient` with the weights.
static double along(const struct plane *plane, int d, const double *gradient) {
    return plane->direction[d] ? vector_dot(plane->n, plane->direction[d], gradient)
                               : gradient[plane->choice.weights[d]];
}

static void evaluate(const struct problem *problem, const struct batch *batch, const double *p,
                     struct evaluation *out) {
    const struct on_plane *self = (const struct on_plane *)problem;
    const struct plane *plane = self->plane;
    size_t n = plane->n;
    double *w = mem_zero(3 * n, sizeof *w), *gradient = w + n, *column = w + 2 * n;
    plane_point(plane, p, w);
    struct evaluation at = {.gradient = out->gradient ? gradient : NULL};
    problem_evaluate(self->whole, batch, w, &at);
    out->value = at.value;
    for (int d = 0; out->gradient && d < 2; d++)
        out->gradient[d] = along(plane, d, gradient);
    for (int d = 0; out->hessian && d < 2; d++) {
        double *v = gradient; // no longer needed
        write_direction(plane, d, v);
        problem_hessian_product(self->whole, batch, w, v, column);
        out->hessian[2 * d] = along(plane, d, column);
        out->hessian[1] = along(plane, 1 - d, column);
    }
    free(w);
}

static void landscape(const struct problem *problem, const double *p0, size_t count0,
                      const double *p1, size_t count1, double *out) {
    enum { TOGETHER = 16 };
    static const double dear = 1e6; // terms of a value, between which a signal is asked for
    const struct on_plane *self = (const struct on_plane *)problem;
    size_t n = self->plane->n, most = problem->landscape_cost > dear ? 1 : TOGETHER;
    double *w = mem_zero(most * n, sizeof *w);
    for (size_t j = 0; j < count1; j++)
        for (size_t i = 0; i < count0;) {
            double *values = &out[j * count0 + i];
            size_t count = count0 - i < most ? count0 - i : most;
            for (size_t k = 0; k < count; k++, i++) {
                plane_point(self->plane, (double[]){p0[i], p1[j]}, w + k * n);
                values[k] = NAN;
            }
            if (interrupt_signal() == 0)
                problem_values(self->whole, w, count, values);
        }
    free(w);
}

// All that says where the plane is.
static size_t place(const struct problem *problem, double *out) {
    const struct plane *plane = ((const struct on_plane *)problem)->plane;
    size_t n = plane->n, own = plane->direction[0] ? 2 * n : 2;
    if (!out)
        return own + n;
    vector_copy(n, out, plane->origin);
    for (size_t d = 0; d < 2 && !plane->direction[0]; d++)
        out[n + d] = (double)plane->choice.weights[d];
    if (plane->direction[0])
        vector_copy(2 * n, out + n, plane->direction[0]);
    return own + n;
}

static void destroy(struct problem *problem) {
    free(problem);
}

static const struct problem_kind kind = {
    .name = "plane",
    .help = "a problem on a plane of its weights",
    .evaluate = evaluate,
    .landscape = landscape,
    .place = place,
    .destroy = destroy,
};

struct problem *plane_problem(const struct problem *problem, const struct plane *plane) {
    static const double cheap = 1e4; // terms of a value
    bool turns = plane->choice.kind == PLANE_HERE;
    double cost = (double)plane->n + problem->landscape_cost;
    struct on_plane *self = mem_zero(1, sizeof *self);
    *self = (struct on_plane){
        .problem = {.kind = &kind,
                    .shape = shape_of_two,
                    .landscape_cost = cost,
                    .landscape_side = turns          ? SIDE_TURNING
                                      : cost > cheap ? SIDE
                                                     : 0,
                    .kept = problem->kept ? problem->kept
                            : turns       ? NULL
                                          : landscape_store_create(),
                    .borrows_kept = problem->kept,
                    .threads = problem->threads,
                    .points = problem->points,
                    .view = problem->view,
                    .has_view = problem->has_view},
        .whole = problem,
        .plane = plane,
    };
    return &self->problem;
}
