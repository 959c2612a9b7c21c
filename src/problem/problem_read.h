// SPDX-License-Identifier: GPL-3.0-or-later
// The value of a scene's `problem:` as a problem.
#pragma once
#include "problem/problem.h"
#include "tree/node.h"

// Reads the map under `problem:`, which has exactly one key, the kind of problem (NULL: a
// regression with all defaults). Random data follow from `seed`. The result may point into `node`,
// which must outlive it, and is owned by the caller (problem_destroy); NULL on error.
struct problem *problem_read(const struct node *node, uint64_t seed, struct error *error);
