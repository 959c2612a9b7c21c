// SPDX-License-Identifier: GPL-3.0-or-later
// The kinds of problems, and the value of a scene's `problem:` as one of them.
#pragma once
#include "problem/problem.h"
#include "tree/node.h"

// A new kind is a row here and `const struct problem_kind problem_kind_NAME` in a file of its own.
// The first is that of a scene without a problem.
#define PROBLEM_KINDS(ROW)                                                                         \
    ROW(regression)                                                                                \
    ROW(function)                                                                                  \
    ROW(formula)

#define PROBLEM_DECLARATION(name) extern const struct problem_kind problem_kind_##name;
PROBLEM_KINDS(PROBLEM_DECLARATION)
#undef PROBLEM_DECLARATION

// The same, ending with NULL.
extern const struct problem_kind *const problem_table[];

// Reads the map under `problem:`, which has exactly one key, the kind of problem (NULL: the first
// kind with all defaults). Random data follow from `seed`. The result may point into `node`, which
// must outlive it, and is owned by the caller (problem_destroy); NULL on error.
struct problem *problem_read(const struct node *node, uint64_t seed, struct error *error);
