// SPDX-License-Identifier: GPL-3.0-or-later
// The recorded states of every optimizer. Independent of drawing.
#pragma once
#include "base/error.h"
#include "base/scratch.h"
#include "base/text.h"
#include "optim/rule.h"
#include "sim/plane.h"

// The states 0 to states-1 of one run, each as before its step.
//
// A run has diverged at the first state whose weights or loss are not finite, or that is too far
// away: for two weights, more than 1000 view widths from the centre of the view; for more, more
// than 1000 (1 + |start|) from the start. From state `diverged` on, `w` is constant and finite, so
// that it can be drawn: that state clamped to 1000 widths, or, if it is not finite, the state
// before it. All other arrays are NAN from there on, except the loss of that state if finite, its
// weights, and lr[0].
//
// A recorded path with fewer states than the film, or a run that had to end early (sim/hold.h), is
// likewise constant after its `covered`, and its other arrays are NAN.
struct run {
    const char *label; // unique: the optimizer's label, numbered if there are several starts
    const struct optimizer_config *config;
    const struct shape *shape; // the n weights
    const struct plane *plane; // owned by the trace
    double (*w)[2];            // the weights to show, see `report` in optimizer.h, on the plane
    double *off_plane;  // how far all weights are from the plane; NULL: not known, or two weights
    double *loss;       // loss over all points
    double *batch_loss; // loss on the batch of the step
    double *lr;         // learning rate; NAN for a recorded path
    // All weights to show, and the gradient (the first one requested, before noise, clipping and
    // decay; NAN if none): n numbers a state. Always for two weights, where `weights` is `w`; else
    // where asked for, the gradient of up to TRACE_WEIGHTS_MAX; otherwise NULL.
    double *weights, *gradient;
    double *gradient_norm; // of more than two weights; NULL for two
    // Of each layer the norms of weights, gradient and step, in this order: 3 * layers a state.
    // NULL if not asked for.
    double *norms;
    double *scores;    // SCORE_COUNT numbers a state; NULL if not asked for
    double *sharpness; // largest eigenvalue of the Hessian over all points; NULL if not asked for
    double *stability_limit; // see struct optimizer; NULL if not asked for
    // The trust ratio of each layer in the step; NAN where the rule has none. NULL if not asked
    // for.
    double *trust_ratio;
    double *state;               // column_count numbers a state; NULL if not asked for
    struct rule_column *columns; // what they are; all runs of an optimizer have the same list
    size_t column_count;
    bool owns_columns; // one of these runs
    long diverged;     // index of a state, or -1
    long covered;      // states of a run that ends before the film; 0: it does not
    double last[2];    // weights of the diverged state on the plane, not clamped
    size_t optimizer;  // index of its optimizer in the scene
    bool is_taken;     // its numbers are from the picture before, see sim/hold.h
    size_t ending;     // of several starts: the minimum that it ends in, see sim/endings.h
    char *own_label;   // owner of `label` if that is not the config's; owned, else NULL
};

// The numbers of run.scores, see struct scores.
enum { SCORE_ACCURACY, SCORE_TEST_LOSS, SCORE_TEST_ACCURACY, SCORE_COUNT };

// The most weights whose gradient is recorded, and numbers of one vector of a rule's state.
enum { TRACE_WEIGHTS_MAX = 64 };

struct hold;

struct trace {
    struct run *runs; // grouped by optimizer; owned
    size_t run_count;
    struct scratch *records; // storage of the runs' arrays; owned
    size_t record_count;
    struct plane **planes; // owned, with what they point to
    size_t plane_count;
    long states;          // N, at least 1
    long steps_per_epoch; // S, at least 1
    bool in_steps;        // pictures count steps, not epochs
    struct hold *hold;    // what stays from picture to picture; NULL: nothing
};

// Returns the last state of a run that has data: where it diverged, where it ended early, or the
// last one of the trace.
long run_last(const struct run *run, const struct trace *trace);

// Returns true if a position (a possibly fractional state index) is after the end of a shorter
// recording. Its head, which stays at the end, is then drawn hollow.
bool run_has_ended(const struct run *run, double position);
// Returns the position, clamped to that end.
double run_position(const struct run *run, double position);

// Returns the steps per epoch for `points` data points in mini-batches of `batch` (0: all).
long trace_steps_per_epoch(size_t points, long batch);

// Appends a number of steps in epochs, rounded half up to two decimals, without trailing zeros.
void trace_write_epochs(const struct trace *trace, long steps, struct text *out);

// Appends the position of a state: "step 12", or, counted from 1 as in titles, "epoch 1.25".
void trace_write_place(const struct trace *trace, long state, struct text *out);

// Appends the runs of another trace and leaves that empty. `trace` may be {0}; otherwise both must
// have equally many states.
void trace_append(struct trace *trace, struct trace *other);

// Returns state + stride. Loops over the states in order use it, because it also lets the system
// page out the states that the loop has passed. Without it a GIF of 100,000 epochs took 1.16 times
// the memory of one of 10,000, with it 1.04 times.
long trace_next(const struct trace *trace, long state, long stride);

void trace_finish(struct trace *trace);
