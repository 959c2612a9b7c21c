// SPDX-License-Identifier: GPL-3.0-or-later
// A hash table from names to numbers, such as their position in a list.
#pragma once
#include <stdbool.h>
#include <stddef.h>

// {0} is empty. The names are not copied and must outlive the set.
struct name_set {
    struct name_slot *slots; // owned
    size_t count, capacity;  // a power of 2, or 0
};

// Adds a name. Returns false if it is present already; its number then stays.
bool name_set_add(struct name_set *set, const char *name, size_t number);

// Looks up the number of a name. Returns false if it is absent.
bool name_set_find(const struct name_set *set, const char *name, size_t *number);

void name_set_finish(struct name_set *set);
