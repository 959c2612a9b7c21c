// SPDX-License-Identifier: GPL-3.0-or-later
// Test functions of two variables, each a formula with its parameters, domain and minima.
#pragma once
#include "problem/problem.h"
#include "tree/settings.h"

enum { FUNCTION_PARAMETERS = 4, FUNCTION_MINIMA = 4 };

// The parameters of a function, in the order of its settings.
struct function_options {
    double values[FUNCTION_PARAMETERS];
};

// A table entry. Formulas are in x, y (w0, w1) and the names of the settings; those of the minima
// in the names alone, so that minima follow the parameters.
struct function {
    const char *name, *help, *source;
    const char *formula;
    const struct setting *settings;         // of struct function_options; may be NULL
    struct view domain;                     // the usual one: the default range of axes
    double start[2];                        // a good start
    const char *minima[FUNCTION_MINIMA][2]; // global minima, ending with NULL; none for a saddle
    const char *minimum;                    // the value there
    bool has_kinks;       // continuous, but without a gradient on some curves or points
    bool is_edge_minimum; // the minima lie on the domain's edge, where the gradient is not 0
};

// All functions, ending with NULL.
extern const struct function *const function_table[];

// Returns the entry of that name, or NULL.
const struct function *function_find(const char *name);

// Makes the problem from `rosenbrock` or `{rosenbrock: {a: 1, b: 100}}`. NULL on error.
struct problem *function_read(const struct node *node, uint64_t seed, struct error *error);
