// SPDX-License-Identifier: GPL-3.0-or-later
// How much a scene may ask for. What exceeds a limit is refused before work begins; what is under
// all of them takes time and memory that grow no worse than n log n.
#pragma once
#include "base/error.h"

// A table of settings names it, too.
enum { STATES_MAX = 10000000 };

enum limit {
    LIMIT_SCENE_BYTES,
    LIMIT_DATA_BYTES,
    LIMIT_DEPTH,
    LIMIT_NODES,
    LIMIT_KEYS,
    LIMIT_FILES,
    LIMIT_OPTIMIZERS,
    LIMIT_RUNS,
    LIMIT_STATES,
    LIMIT_STATE_BYTES,
    LIMIT_POINTS,
    LIMIT_TARGETS,
    LIMIT_LABEL_BYTES,
    LIMIT_TEXT_LINES,
    LIMIT_FORMULA_NODES,
    LIMIT_GRID,
    LIMIT_COMPARED,
    LIMIT_SWEEP,
    LIMIT_FRAMES,
    LIMIT_PIXELS,
    LIMIT_FILM_BYTES,
    LIMIT_LEVELS,
    LIMIT_CELLS,
    LIMIT_COUNT,
};

struct limit_row {
    const char *name;
    double most;
    const char *what; // is counted
    const char *reason;
};

extern const struct limit_row limits[LIMIT_COUNT];

// The greatest number that is allowed.
double limit_most(enum limit limit);

// Returns false and sets the error at `place` (ERROR_SCENE) where `count` exceeds the limit.
bool limit_check(enum limit limit, double count, struct place place, struct error *error);
