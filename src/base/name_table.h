// SPDX-License-Identifier: GPL-3.0-or-later
// Look-up in tables by name. Every row begins with its name; the last has none.
//
//     static const struct colormap maps[] = {{"viridis", ...}, {0}};
//     const struct colormap *map = NAME_FIND(maps, name);
//     if (!map->name)
//         return name_table_unknown(NAME_ROWS(maps), error, place, "colour map", name);
#pragma once
#include "base/error.h"

struct name_table {
    const void *rows;
    size_t size; // bytes per row; 0: rows are pointers to structs that begin with a name, ending
                 // with NULL
};

// A table that is an array of structs whose first member is `const char *name`, or of strings.
#define NAME_ROWS(table)                                                                           \
    { (table), sizeof *(table) }
// A table that is an array of pointers to such structs, ending with NULL.
#define NAME_POINTERS(table)                                                                       \
    { (table), 0 }

// Returns the row with that name or, if there is none, the last row, whose name is NULL.
#define NAME_FIND(table, name)                                                                     \
    (&(table)[name_table_find((struct name_table)NAME_ROWS(table), name)])
#define NAME_FIND_POINTER(table, name)                                                             \
    ((table)[name_table_find((struct name_table)NAME_POINTERS(table), name)])

// Returns the name of a row; NULL for the last.
const char *name_table_at(struct name_table table, size_t index);

// Returns the index of the first row with that name, or of the last row.
size_t name_table_find(struct name_table table, const char *name);

// Appends all names to an array of `count` names from mem_grow (or NULL) and updates `count`.
// Returns the array, which the caller frees.
const char **name_table_append(struct name_table table, const char **names, size_t *count);

// Reports a name that is not in the table, like error_unknown. Returns false.
bool name_table_unknown(struct name_table table, struct error *error, struct place place,
                        const char *what, const char *name);
