// SPDX-License-Identifier: GPL-3.0-or-later
// Writes what a simulation computes to the arrays of a run.
#pragma once
#include "optim/stepper.h"
#include "sim/simulation.h"

// How many view widths a run of two weights may be away from the centre of the view.
#define DIVERGED_WIDTHS 1000.0

// Returns how many numbers a state of the run takes, with what `record` (RECORD_ flags) asks for.
size_t run_record_numbers(const struct run *run, unsigned record);

// Gives a run its part of the storage, and moves `*records` behind it.
void run_record_place(struct run *run, unsigned record, long states, double **records);

// Records the n weights `w` that are shown at state i. Their place on a plane that is found from
// all runs is not known yet.
void run_record_weights(struct run *run, long i, const double *w);

// Records how well the model does with the n weights `w` (NULL: unknown) at state i, if asked for.
void run_record_scores(struct run *run, long i, const struct problem *problem, const double *w);

// The search for the sharpest direction of a run, which goes on from the state before. Starts as
// {0}.
struct sharpest {
    double *direction; // n; owned
};

// Records the sharpness at the n weights `w` (NULL: unknown) at state i, if asked for.
void run_record_sharpness(struct run *run, long i, const struct problem *problem, const double *w,
                          struct sharpest *sharpest);
void sharpest_finish(struct sharpest *sharpest);

// Records the step from state i that the stepper has made.
void run_record_step(struct run *run, long i, const struct step_record *record,
                     const struct stepper *stepper);

// Sets what belongs to the step of state i to NAN.
void run_record_no_step(struct run *run, long i);

// Ends a run that has diverged, and whose weights on the plane are known up to there: they rest
// where that state is, at most 1000 widths of the view away, or, if it is not finite, at the state
// before.
void run_record_rest(const struct trace *trace, struct run *run, const struct view *view);

// Sets `count` numbers of state i to NAN; `numbers` may be NULL.
void run_record_unknown(double *numbers, size_t count, long i);
