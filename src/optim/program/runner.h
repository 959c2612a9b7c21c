// SPDX-License-Identifier: GPL-3.0-or-later
// Runs a compiled rule. All memory is taken at the start.
#pragma once
#include "optim/program/program.h"
#include "optim/rule.h"

struct runner;

// `states` are the vectors of the states, in their order; of each group a number where the state is
// one. Program, shape and states must outlive the runner, which the caller destroys.
struct runner *runner_create(const struct program *program, const struct shape *shape, int groups,
                             double *const *states, size_t option_count);

// Makes a step: from the old weights in `w` to the new ones there.
void runner_step(struct runner *runner, const double *options, struct step *step);

// Computes a report of the weights `w` after the step `t`.
void runner_report(struct runner *runner, const double *options, long t, double lr, const double *w,
                   double *point);
void runner_destroy(struct runner *runner); // NULL is allowed
