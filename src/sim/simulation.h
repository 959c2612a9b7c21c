// SPDX-License-Identifier: GPL-3.0-or-later
// Runs optimizers on a problem and records a trace.
#pragma once
#include "sim/trace.h"

// What a simulation records if asked, beside what it always does.
enum {
    RECORD_WEIGHTS = 1,     // what a table has: up to TRACE_WEIGHTS_MAX weights and their gradient,
                            // of more the norms of layers
    RECORD_STATE = 2,       // what rules publish
    RECORD_ALL_WEIGHTS = 4, // of any number
    RECORD_NORMS = 8,       // of layers
    RECORD_SCORES = 16,     // of a model
    RECORD_SHARPNESS = 32,  // of all points
    RECORD_STABILITY = 64,  // up to which sharpness a rule is stable
    RECORD_RATIOS = 128,    // trust ratios of layers
};

// Returns the bytes per state of a run of a problem, without the state of its rule.
double simulation_state_bytes(const struct shape *shape, unsigned record);

// The parameters of a simulation, beside the problem.
struct simulation {
    const struct optimizer_config *optimizers;
    size_t count;
    const double *start; // n weights, for optimizers without a start of their own
    long random_starts;  // runs of each of these, from random starts in `domain`; 0: one, from
                         // `start`
    struct view domain;  // of more than two weights each is drawn from its first axis
    struct plane_choice plane; // of pictures
    unsigned record;           // RECORD_ flags
    long states;
    long batch;    // points a mini-batch; 0: all
    bool in_steps; // see struct trace
    uint64_t seed;
    struct view view;  // decides what counts as diverged, see struct run
    struct hold *hold; // what stays from picture to picture; NULL: nothing
};

// Runs every optimizer from each of its starts and fills `trace` (trace_finish). False with
// ERROR_SCENE if the states, with those of the rules, are over their limit, ERROR_RENDER if there
// is not enough memory, or ERROR_INTERRUPTED.
bool trace_simulate(struct trace *trace, const struct problem *problem,
                    const struct simulation *simulation, struct error *error);
