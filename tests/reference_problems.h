// SPDX-License-Identifier: GPL-3.0-or-later
// The problems of the traces in reference/, implemented independently of the program and of what
// wrote the traces.
#pragma once
#include "problem/jet.h"
#include "problem/problem.h"

// The two functions of two weights.
static inline void quadratic(const struct problem *problem, const struct batch *batch,
                             const double *w, struct evaluation *out) {
    (void)problem, (void)batch;
    double x = w[0], y = w[1];
    struct jet at = {
        0.5 * x * x + 50 * y * y + 2 * x * y, {x + 2 * y, 100 * y + 2 * x}, {1, 2, 100}};
    jet_write(&at, out);
}

static inline void rosenbrock(const struct problem *problem, const struct batch *batch,
                              const double *w, struct evaluation *out) {
    (void)problem, (void)batch;
    double x = w[0], d = w[1] - x * x;
    struct jet at = {(1 - x) * (1 - x) + 100 * d * d,
                     {-2 * (1 - x) - 400 * x * d, 200 * d},
                     {2 - 400 * d + 800 * x * x, -400 * x, 200}};
    jet_write(&at, out);
}

static const struct problem_kind quadratic_kind = {.name = "quadratic", .evaluate = quadratic};
static const struct problem_kind rosenbrock_kind = {.name = "rosenbrock", .evaluate = rosenbrock};
static const struct layer plane_layer = {"w", 0, 2};
static const struct problem quadratic_problem = {.kind = &quadratic_kind,
                                                 .shape = {2, &plane_layer, 1}};
static const struct problem rosenbrock_problem = {.kind = &rosenbrock_kind,
                                                  .shape = {2, &plane_layer, 1}};

enum { SEVEN = 7 };

// The two problems of seven weights in two layers, in which all weights depend on each other.
struct seven_problem {
    struct problem problem;
    const char *name;
    double coupling, bend, start[SEVEN];
};

static const double seven_centre[SEVEN] = {0.5, -1, 1.5, -2, 2.5, -3, 3.5};
static const double seven_curvature[SEVEN] = {0.1, 0.3, 1, 3, 10, 30, 100};

static inline void seven_evaluate(const struct problem *problem, const struct batch *batch,
                                  const double *w, struct evaluation *out) {
    (void)batch;
    const struct seven_problem *self = (const struct seven_problem *)problem;
    double x[SEVEN], sum = 0, value = 0, gradient[SEVEN], hessian[SEVEN][SEVEN];
    for (int i = 0; i < SEVEN; i++) {
        x[i] = w[i] - seven_centre[i];
        sum += x[i];
    }
    for (int i = 0; i < SEVEN; i++) {
        value += seven_curvature[i] * x[i] * x[i] / 2;
        gradient[i] = seven_curvature[i] * x[i] + self->coupling * sum;
        for (int j = 0; j < SEVEN; j++)
            hessian[i][j] = self->coupling + (i == j ? seven_curvature[i] : 0);
    }
    for (int i = 0; i + 1 < SEVEN; i++) {
        double z = x[i] - x[i + 1], bend = 3 * z * z - self->bend;
        value += z * z * z * z / 4 - self->bend * z * z / 2;
        gradient[i] += z * z * z - self->bend * z;
        gradient[i + 1] -= z * z * z - self->bend * z;
        hessian[i][i] += bend;
        hessian[i + 1][i + 1] += bend;
        hessian[i][i + 1] -= bend;
    }
    out->value = value + self->coupling * sum * sum / 2;
    for (size_t i = 0; i < SEVEN; i++) {
        if (out->gradient)
            out->gradient[i] = gradient[i];
        for (size_t j = i; out->hessian && j < SEVEN; j++)
            out->hessian[hessian_index(SEVEN, i, j)] = hessian[i][j];
    }
}

static const struct problem_kind seven_kind = {.name = "test", .evaluate = seven_evaluate};
static const struct layer seven_layers[] = {{"first", 0, 3}, {"second", 3, 4}};

#define SEVEN_SHARED                                                                               \
    {                                                                                              \
        .kind = &seven_kind, .shape = { SEVEN, seven_layers, 2 }                                   \
    }
static const struct seven_problem seven_problems[] = {
    {SEVEN_SHARED, "bowl", 1, 0, {2.5, -2.5, 2.5, -2.5, 3.25, -3.25, 3.625}},
    {SEVEN_SHARED, "wells", 0, 4, {0.75, -1.5, 1.875, -2.25, 2.625, -3.0625, 3.53125}},
};
enum { SEVEN_PROBLEMS = 2 };
