// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/columns.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

const char *column_names_add(struct column_names *names, const char *name) {
    size_t at;
    if (name_set_find(&names->set, name, &at))
        return names->items[at];
    names->items = mem_grow(names->items, &names->capacity, names->count + 1, sizeof *names->items);
    char *own = names->items[names->count] = mem_string(name, strlen(name));
    name_set_add(&names->set, own, names->count++);
    return own;
}

void column_names_finish(struct column_names *names) {
    for (size_t i = 0; i < names->count; i++)
        free(names->items[i]);
    free(names->items);
    name_set_finish(&names->set);
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

void column_names_find(const struct column_names *names, const struct run *run, size_t *at) {
    struct text name = {0};
    size_t own;
    for (size_t i = 0; i < names->count; i++)
        at[i] = run->column_count;
    for (size_t k = run->column_count; k-- > 0;) { // of equal names the first counts
        text_clear(&name);
        rule_column_name(&run->columns[k], run->config, run->shape, &name);
        if (name_set_find(&names->set, name.data, &own))
            at[own] = k;
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
