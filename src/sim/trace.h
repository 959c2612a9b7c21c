// SPDX-License-Identifier: GPL-3.0-or-later
// The recorded states of every optimizer; knows nothing of drawing.
#pragma once
#include "base/error.h"
#include "base/scratch.h"
#include "base/text.h"
#include "optim/optimizer.h"
#include "problem/problem.h"

// One optimizer's states 0 to count-1, each as it was before its step. A run has diverged at the
// first state whose weights or loss are not finite, or whose weights are farther than 1000 view
// widths from the view's centre. There `w` is that state moved into the box of 1000 widths, or
// where it is not finite the state before it, so that `w` can always be drawn; the true state is in
// `last`. It stays there; all else is NAN from `diverged` on, but `loss[diverged]` if finite
// and `lr[0]`. A path that was recorded for fewer states rests behind those `covered` likewise.
struct run {
    const char *label; // unique: the optimizer's, with the start's number where there are several
    const struct optimizer_config *config;
    double (*w)[2];        // reported weights
    double *loss;          // over all points
    double *batch_loss;    // on the step's batch
    double *lr;            // NAN of a recorded path
    double (*gradient)[2]; // first asked for, before clip and decay; NAN where none was
    long diverged;         // state index, or -1
    long covered;          // how many states a shorter recorded path has; 0: all
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
    bool in_steps;        // what is shown counts steps, not epochs
};

// The last state that a run has numbers of: the one at which it diverged or a recording ended, or
// the trace's last.
long run_last(const struct run *run, const struct trace *trace);

// Whether a position between states lies behind the end of a shorter recording, whose head, which
// rests there, is drawn open.
bool run_has_ended(const struct run *run, double position);
// The position, or that end.
double run_position(const struct run *run, double position);

// What a simulation needs beside the problem.
struct simulation {
    const struct optimizer_config *optimizers;
    size_t count;
    double start[2];    // of optimizers without their own
    long random_starts; // runs of each of these, from starts drawn in `domain`; 0: one from `start`
    struct view domain;
    long states;
    long batch;    // points a mini-batch; 0: all
    bool in_steps; // see struct trace
    uint64_t seed;
    struct view view; // a run farther than 1000 view widths from its centre has diverged
};

// Returns S: the steps that make an epoch of `points` data points in mini-batches of `batch`.
long trace_steps_per_epoch(size_t points, long batch);

// Appends so many steps as epochs: half up to two decimals, without zeros at their end.
void trace_write_epochs(const struct trace *trace, long steps, struct text *out);

// Appends where a state stands: "step 12" or, counted as in titles from 1, "epoch 1.25".
void trace_write_place(const struct trace *trace, long state, struct text *out);

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
