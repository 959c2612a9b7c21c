// SPDX-License-Identifier: GPL-3.0-or-later
// Activations of a network's hidden layers.
#pragma once
#include <stddef.h>

// An activation a = f(z). Each function goes through n numbers, which may not overlap with others
// than themselves.
struct activation {
    const char *name, *help;
    void (*value)(size_t n, const double *z, double *a);
    // The first and the second derivative at z, where a = f(z) is known.
    void (*slope)(size_t n, const double *z, const double *a, double *out);
    void (*curvature)(size_t n, const double *z, const double *a, double *out);
};

extern const struct activation activations[]; // ends with an entry without a name
