// SPDX-License-Identifier: GPL-3.0-or-later
// A path that was recorded by another program, shown beside simulated ones.
#pragma once
#include "tree/settings.h"

// The finite states in a file, by increasing step. The arrays are owned and have `count` entries.
struct recording {
    double *step;
    size_t n;     // weights, at least 2
    double *w;    // n a state
    double *loss; // NAN if the file has none
    size_t count; // at least 1
    double last;  // step of the last row with weights, finite or not
    // Step of the first row with weights that are not finite: the path diverged there. INFINITY:
    // none.
    double diverged;
    char *file;         // path of the file; owned
    struct place place; // where the scene names it
};

// Reads the recording of the entry `name` with value `options`: a file name, or {file, columns,
// ...}. Weights are the columns w0, w1 and on. The path is relative to the file that names it. Rows
// without weights are skipped. Owned by the caller; NULL with ERROR_SCENE.
struct recording *recording_read(const struct node *name, const struct node *options,
                                 struct error *error);

// Computes the n weights at `step`: linear between rows, constant before the first and after the
// last row, NAN from where it diverged. `*loss` is NAN if the file has none there.
void recording_at(const struct recording *recording, double step, double *w, double *loss);

// Returns how many states a film needs to show the whole path.
double recording_states(const struct recording *recording);

// Returns how many states the path has if it ends before `states` without diverging; otherwise 0.
long recording_covered(const struct recording *recording, long states);

// Appends a warning for rows that a film of `states` states does not show.
void recording_warn(const struct recording *recording, long states, struct text *warnings);

void recording_destroy(struct recording *recording);
