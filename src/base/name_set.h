// SPDX-License-Identifier: GPL-3.0-or-later
// A set of names with a number each, such as where it stands in a list. Adding and finding take the
// same time however many there are.
#pragma once
#include <stdbool.h>
#include <stddef.h>

// {0} is empty. The names belong to someone else.
struct name_set {
    struct name_slot *slots; // owned
    size_t count, capacity;  // a power of 2, or 0
};

// Adds a name. False where it is there already, and then its number stays.
bool name_set_add(struct name_set *set, const char *name, size_t number);

// Gives the number of a name. False where it is not there.
bool name_set_find(const struct name_set *set, const char *name, size_t *number);

void name_set_finish(struct name_set *set);
