// SPDX-License-Identifier: GPL-3.0-or-later
// The quantities that a trace records for a run, as series of numbers to plot.
#pragma once
#include "scene/scene.h"
#include "sim/plane.h"

struct series {
    const char *name, *help;
    double (*value)(const struct scene *scene, const struct run *run, long state);
    enum coordinates coordinates; // of problems of which it is a series
};

extern const struct series series_table[]; // ends with an entry without a name

// Returns the entry of that name, or NULL.
const struct series *series_find(const char *name);
