// SPDX-License-Identifier: GPL-3.0-or-later
// Landscapes of a problem that were computed before, for who draws it again and again. Each is kept
// under all numbers that it depends on.
#pragma once
#include <stdbool.h>
#include <stddef.h>

struct landscape_store;

struct landscape_store *landscape_store_create(void);
void landscape_store_destroy(struct landscape_store *store); // NULL is allowed

// Copies the values that are kept under a key to `out`; false where there are none.
bool landscape_store_find(struct landscape_store *store, const double *key, size_t length,
                          double *out, size_t count);

// Keeps values, in place of those that were not asked for the longest time. The store owns the key
// from now on.
void landscape_store_keep(struct landscape_store *store, double *key, size_t length,
                          const double *values, size_t count);
