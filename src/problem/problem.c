// SPDX-License-Identifier: GPL-3.0-or-later
#include "problem/problem.h"

#include "base/memory.h"
#include "base/tasks.h"
#include "problem/landscape_store.h"

#include <stdlib.h>
#include <string.h>

// Terms that a thread sums up at least: fewer are done before it has begun.
static const double terms_least = 1e6;

static const struct layer layer_of_two = {"w", 0, 2};
const struct shape shape_of_two = {2, &layer_of_two, 1};

void problem_evaluate(const struct problem *problem, const struct batch *batch, const double *w,
                      struct evaluation *out) {
    problem->kind->evaluate(problem, batch, w, out);
}

double problem_value(const struct problem *problem, const double *w) {
    struct evaluation at = {0};
    problem_evaluate(problem, NULL, w, &at);
    return at.value;
}

void problem_values(const struct problem *problem, const double *w, size_t count, double *out) {
    if (problem->kind->values) {
        problem->kind->values(problem, w, count, out);
        return;
    }
    for (size_t i = 0; i < count; i++)
        out[i] = problem_value(problem, w + i * problem->shape.n);
}

void problem_hessian_product(const struct problem *problem, const struct batch *batch,
                             const double *w, const double *v, double *out) {
    if (problem->kind->hessian_product) {
        problem->kind->hessian_product(problem, batch, w, v, out);
        return;
    }
    double h[3] = {0};
    struct evaluation at = {.hessian = h};
    problem_evaluate(problem, batch, w, &at);
    out[0] = h[0] * v[0] + h[1] * v[1];
    out[1] = h[1] * v[0] + h[2] * v[1];
}

void problem_set_start(struct problem *problem, const double *start) {
    problem->start = mem_zero(problem->shape.n, sizeof *start);
    memcpy(problem->start, start, problem->shape.n * sizeof *start);
}

// Some rows of a landscape.
struct row_share {
    const struct problem *problem;
    const double *w0, *w1;
    size_t count0, count1;
    double *out;
};

// The landscape of a kind that has no own way to compute it.
static void fill_by_values(const struct row_share *rows) {
    for (size_t j = 0; j < rows->count1; j++)
        for (size_t i = 0; i < rows->count0; i++)
            rows->out[j * rows->count0 + i] =
                problem_value(rows->problem, (double[]){rows->w0[i], rows->w1[j]});
}

static void *fill(void *context) {
    const struct row_share *rows = context;
    if (rows->problem->kind->landscape)
        rows->problem->kind->landscape(rows->problem, rows->w0, rows->count0, rows->w1,
                                       rows->count1, rows->out);
    else
        fill_by_values(rows);
    return NULL;
}

// Returns all that a landscape depends on, for the caller to free.
static double *key_of(const struct problem *problem, const double *w0, size_t count0,
                      const double *w1, size_t count1, size_t *length) {
    size_t (*place)(const struct problem *, double *) = problem->kind->place;
    size_t own = place ? place(problem, NULL) : 0;
    *length = 1 + count0 + count1 + own;
    double *key = mem_zero(*length, sizeof *key);
    key[0] = (double)count0;
    memcpy(key + 1, w0, count0 * sizeof *key);
    memcpy(key + 1 + count0, w1, count1 * sizeof *key);
    if (own > 0)
        place(problem, key + 1 + count0 + count1);
    return key;
}

void problem_landscape(const struct problem *problem, const double *w0, size_t count0,
                       const double *w1, size_t count1, double *out) {
    struct row_share shares[TASKS_MOST];
    struct landscape_store *kept = problem->kept;
    size_t length = 0, count = count0 * count1;
    double *key = kept ? key_of(problem, w0, count0, w1, count1, &length) : NULL;
    if (kept && landscape_store_find(kept, key, length, out, count)) {
        free(key);
        return;
    }
    double terms = problem->landscape_cost * (double)count0 * (double)count1;
    size_t threads = problem->threads > 1 ? (size_t)problem->threads : 1;
    threads = threads < TASKS_MOST ? threads : TASKS_MOST;
    threads = threads < count1 ? threads : count1;
    while (threads > 1 && terms / (double)threads < terms_least)
        threads--;
    for (size_t i = 0; i < threads; i++) {
        size_t first = count1 * i / threads, end = count1 * (i + 1) / threads;
        shares[i] = (struct row_share){.problem = problem,
                                       .w0 = w0,
                                       .w1 = w1 + first,
                                       .count0 = count0,
                                       .count1 = end - first,
                                       .out = out + first * count0};
    }
    tasks_run(fill, shares, sizeof *shares, threads);
    if (kept)
        landscape_store_keep(kept, key, length, out, count);
}

void problem_destroy(struct problem *problem) {
    if (!problem)
        return;
    free(problem->targets);
    free(problem->start);
    if (!problem->borrows_kept)
        landscape_store_destroy(problem->kept);
    problem->kind->destroy(problem);
}
