// SPDX-License-Identifier: GPL-3.0-or-later
// The recorded states of every optimizer; knows nothing of drawing.
#pragma once
#include "base/error.h"
#include "base/scratch.h"
#include "optim/optimizer.h"
#include "problem/problem.h"

// One optimizer's states 0 to count-1, each as it was before its step. A run has diverged at the
// first state whose weights or loss are not finite, or whose weights are farther than 1000 view
// widths from the view's centre. There `w` is that state moved into the box of 1000 widths, or
// where it is not finite the state before it, so that `w` can always be drawn; the true state is in
// `last`. It stays there; all else is NAN from `diverged` on, but `loss[diverged]` if finite.
struct run {
    const char *label; // unique: the optimizer's, with the start's number where there are several
    const struct optimizer_config *config;
    double (*w)[2];        // reported weights
    double *loss;          // over all points
    double *batch_loss;    // on the step's batch
    double *lr;            // NAN of a recorded path
    double (*gradient)[2]; // first asked for, before clip and decay; NAN where none was
    long diverged;         // state index, or -1
    double last[2];        // the diverged state as it was
    size_t optimizer;      // position of its optimizer in the scene
    char *own_label;       // what `label` points to where the scene does not own it; owned
};

// Bytes that a state of a run takes: w, loss, batch loss, learning rate, gradient.
enum { TRACE_STATE_BYTES = 7 * sizeof(double) };

struct trace {
    struct run *runs; // optimizer by optimizer; owned
    size_t run_count;
    struct scratch *records; // what the runs' arrays point into; owned
    size_t record_count;
    long states;          // N, at least 1
    long steps_per_epoch; // S, at least 1
};

// What a simulation needs beside the problem.
struct simulation {
    const struct optimizer_config *optimizers;
    size_t count;
    double start[2];    // of optimizers without their own
    long random_starts; // runs of each of these, from starts drawn in `domain`; 0: one from `start`
    struct view domain;
    long states;
    long batch; // points a mini-batch; 0: all
    uint64_t seed;
    struct view view; // a run farther than 1000 view widths from its centre has diverged
};

// Returns S: the steps that make an epoch of `points` data points in mini-batches of `batch`.
long trace_steps_per_epoch(size_t points, long batch);

// Runs every optimizer, from every start. False where memory for the states cannot be had.
bool trace_simulate(struct trace *trace, const struct problem *problem,
                    const struct simulation *simulation, struct error *error);

// Adds the runs of another trace, which it empties. One that starts zeroed becomes the other; later
// ones have as many states.
void trace_append(struct trace *trace, struct trace *other);

// Returns the state that is `stride` behind this one. Whoever goes through the states in order does
// it so: the memory of those of a long trace that are gone by can go back to the system.
long trace_next(const struct trace *trace, long state, long stride);

void trace_finish(struct trace *trace);
