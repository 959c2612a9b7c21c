// SPDX-License-Identifier: GPL-3.0-or-later
// Every table of the program behind one face: what --list, the manual, completion and the schema
// are made from.
#pragma once
#include "tree/settings.h"

// An entry of any table.
struct catalog_entry {
    const char *name;               // NULL: behind the last
    const char *help, *source;      // source: NULL where there is none
    const struct setting *settings; // NULL: none
    const struct setting *common;   // settings that all entries of the table take, or NULL
    double lr;                      // 0: none
    const void *values;             // of the settings; NULL: their defaults
    const char *missing;            // what to install before it can be used; NULL: nothing
};

// A table under the name that --list uses; `at` gives its i-th entry.
struct catalog_topic {
    const char *name, *noun, *title;
    struct catalog_entry (*at)(size_t i);
};

extern const struct catalog_topic catalog[]; // ends with one without a name

// Returns the table of that name, or NULL.
const struct catalog_topic *catalog_find(const char *name);
