// SPDX-License-Identifier: GPL-3.0-or-later
// The plane that follows an optimizer: through its present point, along the sharpest direction of
// the loss there and the part of the gradient that is orthogonal to it.
#pragma once
#include "sim/trace.h"

// Finds the directions at each state of the run that the plane follows, whose weights are all
// recorded: those of the state before are turned as little as they can be, so that no side of an
// axis becomes the other. Where the gradient has no part of 1e-3 across the sharpest direction, the
// second sharpest one takes its place. Unfinished if a signal was received.
void plane_follow(struct plane *plane, const struct trace *trace, const struct problem *problem);

// Lets a plane follow what another one follows, which must outlive it.
void plane_follow_other(struct plane *plane, const struct plane *other);

// Sets origin and directions for a position between states; after the last state that the plane
// follows, those of that.
void plane_turn(struct plane *plane, double position);

// Return what a plane follows in one piece, of `size` bytes, which the caller frees; and let a
// plane follow a copy of such a piece: false if it is not of its number of weights.
double *plane_turns_copy(const struct plane *plane, size_t *size);
bool plane_turns_take(struct plane *plane, const double *copy, size_t size);
