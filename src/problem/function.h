// SPDX-License-Identifier: GPL-3.0-or-later
// Test functions of two variables, each a formula with its parameters, domain and minima.
#pragma once
#include "problem/problem.h"
#include "tree/settings.h"

enum { FUNCTION_PARAMETERS = 4, FUNCTION_MINIMA = 4 };

// The values of a function's parameters, in the order of its settings.
struct function_options {
    double values[FUNCTION_PARAMETERS];
};

// A test function. `formula` is in x and y (w0 and w1) and the names of the settings. The
// coordinates of minima are formulas in the names of the settings only, so that minima follow the
// parameters.
struct function {
    const char *name;
    HELP_FIELD(help);
    HELP_FIELD(source);
    const char *formula;
    const struct setting *settings; // of struct function_options; may be NULL
    struct view domain;             // customary domain: the default range of the axes
    double start[2];                // an instructive starting point
    const char *minima[FUNCTION_MINIMA]
                      [2]; // coordinates of the global minima, ending with NULL; none for a saddle
    const char *minimum;   // function value at the minima
    bool has_kinks;        // continuous, but without a gradient on some curves or points
    bool is_edge_minimum;  // the minima are on the domain's boundary, where the gradient is not 0
};

// All functions, ending with NULL.
extern const struct function *const function_table[];

// Returns the entry of that name, or NULL.
const struct function *function_find(const char *name);

// Creates the problem from `rosenbrock` or `{rosenbrock: {a: 1, b: 100}}`; owned by the caller,
// NULL on error. `seed` is unused.
struct problem *function_read(const struct node *node, uint64_t seed, struct error *error);
