// SPDX-License-Identifier: GPL-3.0-or-later
// Landscapes of a problem that were computed before, for who draws it again and again.
#pragma once
#include <stdbool.h>
#include <stddef.h>

struct landscape_store;

struct landscape_store *landscape_store_create(void);
void landscape_store_destroy(struct landscape_store *store); // NULL is allowed

// Copies the values over these coordinates to `out`; false where they are not kept.
bool landscape_store_find(struct landscape_store *store, const double *w0, size_t count0,
                          const double *w1, size_t count1, double *out);

// Keeps values, in place of those that were not asked for the longest time.
void landscape_store_keep(struct landscape_store *store, const double *w0, size_t count0,
                          const double *w1, size_t count1, const double *values);
