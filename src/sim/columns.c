// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/columns.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

const char *column_names_add(struct column_names *names, const char *name) {
    for (size_t i = 0; i < names->count; i++)
        if (strcmp(names->items[i], name) == 0)
            return names->items[i];
    names->items = mem_grow(names->items, &names->capacity, names->count + 1, sizeof *names->items);
    return names->items[names->count++] = mem_string(name, strlen(name));
}

void column_names_finish(struct column_names *names) {
    for (size_t i = 0; i < names->count; i++)
        free(names->items[i]);
    free(names->items);
    *names = (struct column_names){0};
}

void column_names_add_run(struct column_names *names, const struct run *run) {
    struct text name = {0};
    for (size_t k = 0; k < run->column_count; k++) {
        text_clear(&name);
        rule_column_name(&run->columns[k], run->config, run->shape, &name);
        column_names_add(names, name.data);
    }
    text_finish(&name);
}

size_t run_column(const struct run *run, const char *name) {
    struct text own = {0};
    size_t k = 0;
    for (; k < run->column_count; k++) {
        text_clear(&own);
        rule_column_name(&run->columns[k], run->config, run->shape, &own);
        if (strcmp(own.data, name) == 0)
            break;
    }
    text_finish(&own);
    return k;
}
