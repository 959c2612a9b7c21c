// SPDX-License-Identifier: GPL-3.0-or-later
// Finds planes from the runs of a trace, and where the runs are on them.
#pragma once
#include "sim/trace.h"

// The most states, of all runs together, from which the plane of most variance is found.
enum { PLANE_STATES_MAX = 1000 };

// The most states, of all runs together, that are placed on a plane for each picture while it
// turns; but at least so many of each run.
enum { PLANE_TURNED_MAX = 20000, PLANE_TURNED_LEAST = 16 };

// Sets a plane from the runs, whose weights are all recorded. Unfinished if a signal was received;
// so are the others.
void plane_fit(struct plane *plane, const struct trace *trace, const struct problem *problem,
               uint64_t seed);

// Lets a plane stay where the picture before had it, if a hand moves; else notes where it is.
void plane_hold(struct plane *plane, struct hold *hold);

// Fills the coordinates of the runs on their plane, and their distances from it. On a plane that
// turns each state is where it is at that state.
void plane_place(struct plane *plane, const struct trace *trace);

// Fills the distances alone.
void plane_measure(const struct plane *plane, const struct trace *trace);

// A trace as it is seen on another plane: runs with coordinates of their own.
struct plane_view {
    struct trace trace;  // of its members `runs` is owned; all else belongs to the whole trace
    struct plane *plane; // owned
    struct scratch numbers;
};

// Makes the view of a trace of more than two weights, all of them recorded. It must not outlive the
// trace. False with ERROR_RENDER or ERROR_INTERRUPTED; finish it in either case.
bool plane_view_init(struct plane_view *view, const struct trace *trace,
                     const struct plane_choice *choice, const struct problem *problem,
                     uint64_t seed, struct error *error);

// For a plane that turns: fills the coordinates and distances of all states up to a position, and
// the one after it, as they are at that position. Of more states than PLANE_TURNED_MAX those
// between are put on the line from one placed state to the next.
void plane_view_turn(struct plane_view *view, double position);

// Writes the coordinates of a run at a position, as they are then; false if it has diverged.
bool plane_view_point(struct plane_view *view, size_t run, double position, double p[2]);

void plane_view_finish(struct plane_view *view);
