// SPDX-License-Identifier: GPL-3.0-or-later
// The table of problem kinds, and the reader of a scene's `problem:`.
#pragma once
#include "base/module_rows.h"
#include "problem/problem.h"
#include "tree/node.h"

// A new kind is one row here and `const struct problem_kind problem_kind_NAME` in its own file. The
// first row is the default. One that is LARGE is not in the smaller module of pages.
#define PROBLEM_KINDS_BY_SIZE(ROW, LARGE)                                                          \
    ROW(regression)                                                                                \
    ROW(function)                                                                                  \
    ROW(formula)                                                                                   \
    LARGE(quadratic)                                                                               \
    LARGE(network)

#define PROBLEM_KINDS(ROW) MODULE_ROWS(PROBLEM_KINDS_BY_SIZE, ROW)

#define PROBLEM_DECLARATION(name) extern const struct problem_kind problem_kind_##name;
PROBLEM_KINDS(PROBLEM_DECLARATION)
#undef PROBLEM_DECLARATION

// The same as an array, ending with NULL.
extern const struct problem_kind *const problem_table[];

// True for a kind that the smaller module has.
bool problem_kind_is_small(const struct problem_kind *kind);

// Reads the map under `problem:`, whose single key is the kind (NULL: the default kind with all
// defaults). Random data depend on `seed`. The result is owned by the caller (problem_destroy) and
// may point into `node`, which must outlive it. NULL on error.
struct problem *problem_read(const struct node *node, uint64_t seed, struct error *error);
