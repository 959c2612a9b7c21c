// SPDX-License-Identifier: GPL-3.0-or-later
// All tables of the program through one interface; --list, the manual, completion and the schema
// are generated from it.
#pragma once
#include "tree/settings.h"

// An entry of any table.
struct catalog_entry {
    const char *name;               // NULL: after the last entry
    const char *help, *source;      // `source` is NULL if there is none
    const struct setting *settings; // NULL: none
    const struct setting *common;   // settings that all entries of the table have, or NULL
    double lr;                      // default learning rate; 0: none
    const void *values;             // values of the settings; NULL: their defaults
    const char *missing;            // what must be installed first; NULL: nothing
    const char *reach;              // which weights share numbers in a rule; NULL: no rule
};

// A table and its name in --list. `at` returns entry i.
struct catalog_topic {
    const char *name, *noun, *title;
    struct catalog_entry (*at)(size_t i);
};

extern const struct catalog_topic catalog[]; // ends with one without a name

// Returns the table of that name, or NULL.
const struct catalog_topic *catalog_find(const char *name);
