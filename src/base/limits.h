// SPDX-License-Identifier: GPL-3.0-or-later
// Limits of what a scene may ask for. A scene beyond a limit is refused before any work begins.
// Within all limits, time and memory grow no faster than n log n.
#pragma once
#include "base/error.h"
#include "base/help.h"

// An enum constant, because tables of settings need a constant expression.
enum { STATES_MAX = 10000000 };

enum limit {
    LIMIT_SCENE_BYTES,
    LIMIT_DATA_BYTES,
    LIMIT_FONT_BYTES,
    LIMIT_PAGE_BYTES,
    LIMIT_DEPTH,
    LIMIT_NODES,
    LIMIT_KEYS,
    LIMIT_FILES,
    LIMIT_OPTIMIZERS,
    LIMIT_WRAPPERS,
    LIMIT_RUNS,
    LIMIT_STATES,
    LIMIT_STATE_BYTES,
    LIMIT_WEIGHTS,
    LIMIT_MATRIX,
    LIMIT_MATRICES,
    LIMIT_POINTS,
    LIMIT_TARGETS,
    LIMIT_LABEL_BYTES,
    LIMIT_TEXT_LINES,
    LIMIT_FORMULA_NODES,
    LIMIT_RULE_NODES,
    LIMIT_RULE_OPTIONS,
    LIMIT_RULE_STATES,
    LIMIT_RULE_VECTORS,
    LIMIT_HDIAG_WEIGHTS,
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
    const char *what; // plural noun for what is counted
    HELP_FIELD(reason);
};

extern const struct limit_row limits[LIMIT_COUNT];

// Returns the largest value allowed.
double limit_most(enum limit limit);

// Returns true if `count` is within the limit; otherwise sets ERROR_SCENE at `place` and returns
// false.
bool limit_check(enum limit limit, double count, struct place place, struct error *error);
