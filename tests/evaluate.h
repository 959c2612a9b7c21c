// SPDX-License-Identifier: GPL-3.0-or-later
// A problem of two weights with all its derivatives, for tests.
#pragma once
#include "problem/jet.h"

static inline struct jet evaluate(const struct problem *problem, const struct batch *batch,
                                  const double *w) {
    struct jet jet;
    struct evaluation at = {.gradient = jet.gradient, .hessian = jet.hessian};
    problem_evaluate(problem, batch, w, &at);
    jet.value = at.value;
    return jet;
}
