// SPDX-License-Identifier: GPL-3.0-or-later
// The columns of a table: their names, and which of them a scene means.
#include "problem/table_row.h"

#include "base/memory.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum {
    NAMES_LISTED = 12, // column names that a message lists
    SHOWN_MAX = 40,    // characters of a name or field that a message shows
};

void table_add_name(struct table_file *table, char *name) {
    table->names =
        mem_grow(table->names, &table->name_capacity, table->width + 1, sizeof *table->names);
    table->names[table->width++] = name;
}

static void index_finish(struct table_index *index, size_t width) {
    for (size_t i = 0; index->folded && i < width; i++)
        free(index->folded[i]);
    free(index->folded);
    free(index->others);
    name_set_finish(&index->first);
    *index = (struct table_index){0};
}

void table_drop_names(struct table_file *table) {
    index_finish(&table->exact, table->width);
    index_finish(&table->caseless, table->width);
    for (size_t i = 0; table->names && i < table->width; i++)
        free(table->names[i]);
    free(table->names);
    table->names = NULL;
    table->name_capacity = table->width = 0;
}

// Returns a copy without capital ASCII letters.
static char *fold(const char *name) {
    char *folded = mem_string(name, strlen(name));
    for (char *c = folded; *c; c++)
        *c = (char)tolower((unsigned char)*c);
    return folded;
}

static void index_names(struct table_index *index, char *const *names, size_t width) {
    index->others = mem_zero(width, sizeof *index->others);
    for (size_t i = 0; i < width; i++) {
        size_t first;
        if (!name_set_add(&index->first, names[i], i) &&
            name_set_find(&index->first, names[i], &first))
            index->others[first]++;
    }
}

void table_index_names(struct table_file *table) {
    if (!table->names)
        return;
    table->caseless.folded = mem_zero(table->width, sizeof *table->caseless.folded);
    for (size_t i = 0; i < table->width; i++)
        table->caseless.folded[i] = fold(table->names[i]);
    index_names(&table->exact, table->names, table->width);
    index_names(&table->caseless, table->caseless.folded, table->width);
}

size_t table_file_width(const struct table_file *table) {
    return table->width;
}

const char *table_file_name(const struct table_file *table, size_t position) {
    return table->names ? table->names[position] : "";
}

void table_add_shown(struct text *out, const char *bytes, size_t length) {
    const char *end = bytes + length;
    for (size_t i = 0; bytes < end; i++) {
        if (i == SHOWN_MAX) {
            text_add(out, "...");
            return;
        }
        const char *start = bytes;
        uint32_t point = utf8_next(&bytes, end);
        if (point < 0x20 || point == 0x7F || point == 0xFFFD)
            text_add(out, "?");
        else
            text_append(out, start, (size_t)(bytes - start));
    }
}

void table_file_describe(const struct table_file *table, struct text *out) {
    if (!table->names) {
        text_printf(out, "1 to %zu, without names", table->width);
        return;
    }
    size_t listed = table->width <= NAMES_LISTED ? table->width : NAMES_LISTED;
    for (size_t i = 0; i < listed; i++) {
        text_add(out, i == 0 ? "" : i + 1 == table->width ? " and " : ", ");
        if (table->names[i][0])
            table_add_shown(out, table->names[i], strlen(table->names[i]));
        else
            text_printf(out, "column %zu without a name", i + 1);
    }
    if (listed < table->width)
        text_printf(out, " and %zu more", table->width - listed);
}

void table_file_call(const struct table_file *table, size_t position, struct text *out) {
    const char *name = table_file_name(table, position);
    size_t plain = 0;
    while (isalnum((unsigned char)name[plain]) || (name[plain] && strchr("_./-", name[plain])))
        plain++;
    bool is_plain = isalpha((unsigned char)name[0]) && !name[plain];
    if (!name[0] || (!table->is_json && table_file_find(table, name) != position)) {
        text_printf(out, "%zu", position + 1);
        return;
    }
    text_add(out, is_plain ? "" : "\"");
    table_add_shown(out, name, strlen(name));
    text_add(out, is_plain ? "" : "\"");
}

// Returns the position of the only column with a name, and in `*count` how many have it.
static size_t find_in(const struct table_index *index, const char *name, size_t *count) {
    size_t first = TABLE_NO_COLUMN;
    *count = name_set_find(&index->first, name, &first) ? 1 + index->others[first] : 0;
    return *count == 1 ? first : TABLE_NO_COLUMN;
}

static size_t find(const struct table_file *table, const char *name, size_t *count) {
    size_t found = find_in(&table->exact, name, count);
    if (*count > 0)
        return found;
    char *folded = fold(name);
    found = find_in(&table->caseless, folded, count);
    free(folded);
    return found;
}

size_t table_file_find(const struct table_file *table, const char *name) {
    size_t count;
    return find(table, name, &count);
}

bool table_file_chosen(const struct table_file *table, const struct node *node, size_t *position,
                       struct error *error) {
    const char *name;
    size_t count;
    if (!node_string(node, &name, error))
        return false;
    *position = find(table, name, &count);
    if (*position != TABLE_NO_COLUMN)
        return true;
    if (count > 1)
        return error_at(error, node->place, "'%s' has %zu columns named '%s'%s", table->lines.name,
                        count, name, table->is_json ? "" : "; take one by its position, from 1");
    if (node->kind == NODE_NUMBER && !table->is_json) {
        long number;
        if (!node_integer(node, 1, (double)table->width, &number, error))
            return false;
        *position = (size_t)number - 1;
        return true;
    }
    if (!table->names)
        return error_at(error, node->place,
                        "'%s' has no names, so its columns have positions from 1 to %zu",
                        table->lines.name, table->width);
    const char *nearest = text_nearest(name, (const char *const *)table->names, table->width);
    if (nearest)
        return error_at(error, node->place, "unknown column '%s'; did you mean '%s'?", name,
                        nearest);
    struct text all = {0};
    table_file_describe(table, &all);
    error_at(error, node->place, "unknown column '%s'; there are %s", name, all.data);
    text_finish(&all);
    return false;
}

static bool read_list(const struct table_file *table, const struct table_column *columns,
                      size_t count, const struct node *list, size_t *positions,
                      struct error *error) {
    size_t least = 0;
    while (least < count && !columns[least].is_optional)
        least++;
    if (list->count < least || list->count > count) {
        struct text form = {0};
        for (size_t i = 0; i < count; i++)
            text_printf(&form, "%s%s", i ? ", " : "", columns[i].name);
        error_at(error, list->place, "expected columns for [%s], not a list of %zu", form.data,
                 list->count);
        text_finish(&form);
        return false;
    }
    for (size_t i = 0; i < list->count; i++)
        if (!table_file_chosen(table, list->items[i], &positions[i], error))
            return false;
    return true;
}

static bool read_map(const struct table_file *table, const struct table_column *columns,
                     size_t count, const struct node *map, size_t *positions, struct error *error) {
    const char **names = mem_zero(count, sizeof *names);
    struct name_set places = {0};
    bool good = true;
    for (size_t i = 0; i < count; i++) {
        names[i] = columns[i].name;
        name_set_add(&places, names[i], i);
    }
    for (size_t k = 0; good && k < map->count; k++) {
        const char *key = map->keys[k]->text;
        size_t i;
        good =
            name_set_find(&places, key, &i)
                ? table_file_chosen(table, map->items[k], &positions[i], error)
                : error_unknown(error, map->keys[k]->place, "part of columns", key, names, count);
    }
    name_set_finish(&places);
    free(names);
    return good;
}

bool table_file_columns(const struct table_file *table, const struct table_column *columns,
                        size_t count, const struct node *chosen, size_t *positions,
                        struct error *error) {
    for (size_t i = 0; i < count; i++)
        positions[i] = table_file_find(table, columns[i].name);
    if (!chosen)
        return true;
    if (chosen->kind == NODE_LIST)
        return read_list(table, columns, count, chosen, positions, error);
    if (chosen->kind == NODE_MAP)
        return read_map(table, columns, count, chosen, positions, error);
    return node_expected(chosen, "a list of columns, or a map to them", error);
}
