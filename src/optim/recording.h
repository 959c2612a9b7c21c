// SPDX-License-Identifier: GPL-3.0-or-later
// A path that was recorded elsewhere, drawn beside simulated ones.
#pragma once
#include "optim/optimizer.h"

// Rows of a csv file, by increasing step.
struct recording {
    double *step;
    double (*w)[2];
    double *loss; // NAN where the file has none
    size_t count; // at least 1
    char *file;   // that it was read from; owned
};

// The entry that a scene names `recorded`: common options beside `file`, no rule.
extern const struct optimizer optimizer_recorded;

// Reads the path of the entry whose value is `options`: a file name or {file: name, ...}; relative
// to the file that names it. Columns step, w0, w1 and possibly loss in any order, others are left
// alone. Fills `recording` and the start of the config.
bool recording_read(struct optimizer_config *config, const struct node *name,
                    const struct node *options, struct error *error);

// The path at `step`: between rows on the chord, before the first and behind the last at rest.
// `*loss` is NAN where the file does not tell it.
void recording_at(const struct recording *recording, double step, double w[2], double *loss);

void recording_destroy(struct recording *recording);
