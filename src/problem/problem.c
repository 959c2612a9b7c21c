// SPDX-License-Identifier: GPL-3.0-or-later
#include "problem/problem.h"

#include <stdlib.h>

void problem_evaluate(const struct problem *problem, const struct batch *batch, const double w[2],
                      unsigned wanted, struct evaluation *out) {
    problem->kind->evaluate(problem, batch, w, wanted, out);
}

void problem_landscape(const struct problem *problem, const double *w0, size_t count0,
                       const double *w1, size_t count1, double *out) {
    problem->kind->landscape(problem, w0, count0, w1, count1, out);
}

void problem_destroy(struct problem *problem) {
    if (!problem)
        return;
    free(problem->targets);
    problem->kind->destroy(problem);
}
