// SPDX-License-Identifier: GPL-3.0-or-later
// The published numbers of several rules by name, see struct rule_column.
#pragma once
#include "base/name_set.h"
#include "sim/trace.h"

// The names of all columns, each once, in the order in which they were first seen. {0} is empty.
struct column_names {
    char **items; // owned
    size_t count, capacity;
    struct name_set set; // the index of each
};

// Adds a name if it is new. Returns it, owned by `names`.
const char *column_names_add(struct column_names *names, const char *name);
void column_names_finish(struct column_names *names);

// Adds the names of all columns that a run has recorded.
void column_names_add_run(struct column_names *names, const struct run *run);

// Writes for each of `names` the index in run->columns of the column of that name;
// run->column_count if the run has none.
void column_names_find(const struct column_names *names, const struct run *run, size_t *at);

// The same of one name.
size_t run_column(const struct run *run, const char *name);
