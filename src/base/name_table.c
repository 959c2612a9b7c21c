// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/name_table.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

const char *name_table_at(struct name_table table, size_t index) {
    size_t size = table.size ? table.size : sizeof(void *);
    const void *at = (const char *)table.rows + index * size, *row = at;
    const char *name;
    // The type of the rows is unknown here, so the pointer is copied as bytes.
    if (table.size == 0)
        memcpy(&row, at, sizeof(void *));
    if (!row)
        return NULL;
    memcpy(&name, row, sizeof name);
    return name;
}

static size_t count_rows(struct name_table table) {
    size_t count = 0;
    while (name_table_at(table, count))
        count++;
    return count;
}

size_t name_table_find(struct name_table table, const char *name) {
    const char *own;
    size_t i = 0;
    while ((own = name_table_at(table, i)) && strcmp(own, name) != 0)
        i++;
    return i;
}

const char **name_table_append(struct name_table table, const char **names, size_t *count) {
    size_t added = count_rows(table), capacity = *count;
    names = mem_grow(names, &capacity, *count + added, sizeof *names);
    for (size_t i = 0; i < added; i++)
        names[(*count)++] = name_table_at(table, i);
    return names;
}

bool name_table_unknown(struct name_table table, struct error *error, struct place place,
                        const char *what, const char *name) {
    size_t count = 0;
    const char **names = name_table_append(table, NULL, &count);
    error_unknown(error, place, what, name, names, count);
    free(names);
    return false;
}
