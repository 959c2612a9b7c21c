// SPDX-License-Identifier: GPL-3.0-or-later
// A model of two weights, by default the line w0 * x + w1, fitted to points.
#pragma once
#include "problem/dataset.h"
#include "problem/loss.h"
#include "problem/problem.h"

// Creates the problem from the map under `regression:` (NULL: all defaults); owned by the caller,
// may point into `node`. NULL on error.
struct problem *regression_read(const struct node *node, uint64_t seed, struct error *error);
