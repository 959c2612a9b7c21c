// SPDX-License-Identifier: GPL-3.0-or-later
// Runs one optimizer on one problem.
#pragma once
#include "base/random.h"
#include "optim/rule.h"

struct stepper {
    const struct optimizer_config *config;
    const struct problem *problem;
    struct rule rule;
    double lr_memory[SCHEDULE_MEMORY];
    double lr_peak;
    uint64_t seed, rule_seed; // see struct step
    long t;                   // steps made
    long horizon;             // total steps, for schedules that end with the run
    double *block;            // memory of the following, of n numbers each; owned
    double *w;                // the weights
    double *point;            // the reported point; `w` itself if the rule reports no other
    double *other; // the weights before the last step; while one is made, those that it makes
    double *gradient, *first_gradient, *noise;
    double *ahead;  // the gradient over all points at `w`, if `is_ahead`
    double value;   // and the value
    bool is_ahead;  // until the step is made
    bool wants_one; // false: the rule did not ask for the last such gradient
    bool has_report;
    struct step step; // the last one made
};

// Starts a run of `horizon` steps from the n weights `start`. Config and problem must outlive the
// stepper. The same seed gives the same run. Release with stepper_finish.
void stepper_init(struct stepper *stepper, const struct optimizer_config *config,
                  const struct problem *problem, const double *start, uint64_t seed, long horizon);

// Returns the loss over all points at the reported point. If `is_whole` the next step is made on
// all points: of more than two weights, the gradient for which it will ask is then computed, too,
// in the same pass over the points.
double stepper_loss(struct stepper *stepper, bool is_whole);

// The record of one step.
struct step_record {
    double lr;
    // n numbers: the first one requested, before noise, clipping and decay; NAN if none. Valid
    // until the next step.
    const double *gradient;
    double batch_loss; // batch loss at the point of that gradient
};

// Makes one step on `batch` and fills `record`. `loss` is the loss over all points at the reported
// point; plateau schedules use it.
void stepper_step(struct stepper *stepper, const struct batch *batch, double loss,
                  struct step_record *record);
void stepper_finish(struct stepper *stepper);
