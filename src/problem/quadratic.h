// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "problem/problem.h"
#include "tree/settings.h"

// The settings of a row of eigenvalues; for --list.
extern const struct setting quadratic_spectrum_settings[];

// Creates the problem from {eigenvalues: [1, 10, 100], layers: [1, 2]}; owned by the caller, NULL
// on error. `seed` is unused.
struct problem *quadratic_read(const struct node *node, uint64_t seed, struct error *error);
