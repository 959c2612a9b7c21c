// SPDX-License-Identifier: GPL-3.0-or-later
// Problems that outlive their scenes, for who reads a scene again and again with other values: what
// does not depend on these, such as landscapes, is kept with them. Files that they name must not
// change.
#pragma once
#include "problem/problem.h"

struct problem_pool;

struct problem_pool *problem_pool_create(void);
void problem_pool_destroy(struct problem_pool *pool);

// Returns the problem that is written so, as problem_read; it belongs to the pool.
struct problem *problem_pool_read(struct problem_pool *pool, const struct node *node, uint64_t seed,
                                  struct error *error);

// Says that problems which were not asked for since the last call are used no more. Some of them
// are kept for later.
void problem_pool_turn(struct problem_pool *pool);
