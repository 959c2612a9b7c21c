// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/plane_turn.h"

#include "base/interrupt.h"
#include "base/memory.h"
#include "base/vector.h"
#include "sim/lanczos.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

// A part of the gradient below this is no direction.
static const double least_part = 1e-3;

// Subtracts from x its part along the unit vector d.
static void make_orthogonal(size_t n, const double *d, double *x) {
    for (int pass = 0; pass < 2; pass++) {
        double part = vector_dot(n, d, x);
        for (size_t k = 0; k < n; k++)
            x[k] -= part * d[k];
    }
}

static void scale(size_t n, double factor, double *x) {
    for (size_t k = 0; k < n; k++)
        x[k] *= factor;
}

// Turns x to the side of `before`.
static void keep_side(size_t n, const double *before, double *x) {
    if (vector_dot(n, before, x) < 0)
        scale(n, -1, x);
}

// Writes the two directions at the weights `w` to `out`, given those of the state before (NULL:
// none). False if they are not known there.
static bool find_directions(const struct problem *problem, const double *w, const double *before,
                            double *out) {
    size_t n = problem->shape.n;
    double *first = out, *second = out + n, values[2], *vectors = mem_zero(2 * n, sizeof *vectors);
    struct lanczos lanczos = {
        .problem = problem, .count = 1, .tolerance = 1e-4, .is_warm = before != NULL};
    struct evaluation at = {.gradient = second};
    if (before)
        vector_copy(n, vectors, before);
    bool is_known = lanczos_largest(&lanczos, w, values, vectors) > 0;
    problem_evaluate(problem, NULL, w, &at);
    vector_copy(n, first, vectors);
    make_orthogonal(n, first, second);
    double norm = vector_norm(n, second);
    if (is_known && !(norm >= least_part)) {
        lanczos.count = 2;
        if (before)
            vector_copy(n, vectors + n, before + n);
        is_known = lanczos_largest(&lanczos, w, values, vectors) > 0;
        vector_copy(n, second, vectors + n);
        make_orthogonal(n, first, second);
        norm = vector_norm(n, second);
    }
    scale(n, 1 / norm, second);
    for (int d = 0; before && d < 2; d++)
        keep_side(n, before + (size_t)d * n, out + (size_t)d * n);
    free(vectors);
    return is_known && isfinite(vector_norm(n, second));
}

// Returns the first run of the optimizer.
static const struct run *run_of(const struct trace *trace, size_t optimizer) {
    for (size_t i = 0; i < trace->run_count; i++)
        if (trace->runs[i].optimizer == optimizer)
            return &trace->runs[i];
    return &trace->runs[0];
}

void plane_follow(struct plane *plane, const struct trace *trace, const struct problem *problem) {
    const struct run *run = run_of(trace, plane->choice.optimizer);
    size_t n = plane->n;
    long states = run->diverged >= 0 ? run->diverged : run_last(run, trace) + 1;
    plane->turn_count = states > 0 ? states : 1;
    plane->path = run->weights;
    plane->own_turns = mem_zero((size_t)plane->turn_count, 2 * n * sizeof *plane->own_turns);
    plane->turns = plane->own_turns;
    double farthest = 0;
    for (long k = 0; k < states && interrupt_signal() == 0; k = trace_next(trace, k, 1)) {
        const double *w = run->weights + (size_t)k * n;
        double *own = plane->own_turns + (size_t)k * 2 * n, *before = k > 0 ? own - 2 * n : NULL;
        farthest = fmax(farthest, vector_distance(n, w, run->weights));
        if (find_directions(problem, w, before, own))
            continue;
        memset(own, 0, 2 * n * sizeof *own);
        if (before)
            memcpy(own, before, 2 * n * sizeof *own);
    }
    plane->reach = farthest;
    plane_turn(plane, 0);
}

void plane_follow_other(struct plane *plane, const struct plane *other) {
    plane->turn_count = other->turn_count;
    plane->path = other->path;
    plane->turns = other->turns;
    plane->reach = other->reach;
    plane_turn(plane, 0);
}

// Numbers before the path and the turns: how many states they are of, and the reach.
enum { BEFORE_PATH = 2 };

double *plane_turns_copy(const struct plane *plane, size_t *size) {
    size_t n = plane->n, count = (size_t)plane->turn_count;
    double *copy = mem_zero(BEFORE_PATH + 3 * n * count, sizeof *copy);
    *size = (BEFORE_PATH + 3 * n * count) * sizeof *copy;
    copy[0] = (double)count;
    copy[1] = plane->reach;
    vector_copy(n * count, copy + BEFORE_PATH, plane->path);
    vector_copy(2 * n * count, copy + BEFORE_PATH + n * count, plane->turns);
    return copy;
}

bool plane_turns_take(struct plane *plane, const double *copy, size_t size) {
    size_t n = plane->n, count = (size_t)copy[0];
    if (size != (BEFORE_PATH + 3 * n * count) * sizeof *copy)
        return false;
    plane->own_turns = mem_zero(3 * n * count, sizeof *plane->own_turns);
    vector_copy(3 * n * count, plane->own_turns, copy + BEFORE_PATH);
    plane->path = plane->own_turns;
    plane->turns = plane->own_turns + n * count;
    plane->turn_count = (long)count;
    plane->reach = copy[1];
    plane_turn(plane, 0);
    return true;
}

void plane_turn(struct plane *plane, double position) {
    size_t n = plane->n;
    position = fmin(position, (double)(plane->turn_count - 1));
    size_t k = (size_t)position;
    double part = position - (double)k;
    const double *w = plane->path + k * n, *own = plane->turns + k * 2 * n;
    vector_copy(n, plane->origin, w);
    memcpy(plane->direction[0], own, 2 * n * sizeof *own);
    if (part > 0) {
        const double *after = own + 2 * n;
        double *first = plane->direction[0], *second = plane->direction[1];
        for (size_t i = 0; i < n; i++)
            plane->origin[i] += part * (w[n + i] - w[i]);
        for (size_t i = 0; i < 2 * n; i++)
            first[i] += part * (after[i] - own[i]);
        scale(n, 1 / vector_norm(n, first), first);
        make_orthogonal(n, first, second);
        scale(n, 1 / vector_norm(n, second), second);
    }
    plane_set(plane);
}
