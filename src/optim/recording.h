// SPDX-License-Identifier: GPL-3.0-or-later
// A path that was recorded elsewhere, drawn beside simulated ones.
#pragma once
#include "tree/settings.h"

// The finite states of a file, by increasing step.
struct recording {
    double *step;
    double (*w)[2];
    double *loss; // NAN where the file has none
    size_t count; // at least 1
    double last;  // the step of the last row that has weights, finite or not
    // The step of the first row whose weights are not finite: there the path diverged. INFINITY
    // where it did not.
    double diverged;
    char *file; // that it was read from; owned
};

// Reads the path of the entry `name` whose value is `options`: a file name or {file, columns, ...};
// relative to the file that names it. Rows without weights are passed over. Owned by the caller;
// NULL on error.
struct recording *recording_read(const struct node *name, const struct node *options,
                                 struct error *error);

// The path at `step`: between rows on the chord, before the first and behind the last at rest, and
// NAN from where it diverged on. `*loss` is NAN where the file has none.
void recording_at(const struct recording *recording, double step, double w[2], double *loss);

// How many states a film needs to show all of it.
double recording_states(const struct recording *recording);

// How many of `states` states it has where these are not all; 0 where they are, or where it
// diverged.
long recording_covered(const struct recording *recording, long states);

// Appends a line for rows that a film of so many states does not show.
void recording_warn(const struct recording *recording, long states, struct text *warnings);

void recording_destroy(struct recording *recording);
