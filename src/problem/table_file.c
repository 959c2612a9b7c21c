// SPDX-License-Identifier: GPL-3.0-or-later
#include "problem/table_file.h"

#include "base/memory.h"
#include "problem/table_row.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
    NAMES_LISTED = 12, // column names that a message lists
    SHOWN_MAX = 40,    // characters of a name or field that a message shows
};

static bool is_space(char c) {
    return c == ' ' || c == '\t';
}

enum table_result table_skip_to_row(struct table_lines *lines, struct text *comment,
                                    struct error *error) {
    for (;;) {
        enum table_result result = table_lines_next(lines, error);
        const char *at = lines->bytes + lines->begin, *end = lines->bytes + lines->end;
        if (result != TABLE_ROW)
            return result;
        while (at < end && is_space(*at))
            at++;
        if (at == end)
            continue;
        if (*at != '#')
            return TABLE_ROW;
        while (at < end && (*at == '#' || is_space(*at)))
            at++;
        if (comment && at < end) {
            text_clear(comment);
            text_append(comment, at, (size_t)(end - at));
        }
    }
}

// Takes the separator that Excel is told in a first row, `sep=;`. False where that is none.
static bool take_separator(struct table_file *table) {
    const char *row = table_row(table);
    size_t length = table->lines.end - table->lines.begin, quotes = length > 0 && row[0] == '"';
    if (length != 5 + 2 * quotes || strncasecmp(row + quotes, "sep=", 4) != 0)
        return false;
    table->separator = row[quotes + 4];
    return true;
}

struct table_file *table_file_open(const char *path, struct place from, struct error *error) {
    struct table_file *table = mem_zero(1, sizeof *table);
    struct text comment = {0};
    bool good = table_lines_open(&table->lines, path, from, error);
    if (good) {
        struct source source = {.name = table->lines.name};
        enum table_result first = table_skip_to_row(&table->lines, &comment, error);
        if (first == TABLE_ROW && take_separator(table))
            first = table_skip_to_row(&table->lines, &comment, error);
        if (first == TABLE_END)
            error_at(error, (struct place){.source = &source}, "the file has no rows");
        good = first == TABLE_ROW;
    }
    if (good) {
        const char *row = table_row(table);
        char begin = row[strspn(row, " \t")];
        table->is_json = begin == '{' || begin == '[';
        good = table->is_json ? table_json_open(table, error)
                              : table_text_open(table, &comment, error);
    }
    if (good && !table->is_json)
        table_index_names(table);
    text_finish(&comment);
    if (good)
        return table;
    table_file_close(table);
    return NULL;
}

void table_file_close(struct table_file *table) {
    if (!table)
        return;
    table_drop_names(table);
    free(table->fields.items);
    free(table->filled);
    error_finish(&table->doubt);
    table_lines_finish(&table->lines);
    free(table);
}

// ---- Columns

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

// Appends the beginning of a text for a message; control characters and invalid UTF-8 become '?'.
static void add_shown(struct text *out, const char *bytes, size_t length) {
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
            add_shown(out, table->names[i], strlen(table->names[i]));
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
    add_shown(out, name, strlen(name));
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

// ---- Rows

char *table_field_string(const char *row, const struct table_field *field) {
    struct text text = {0};
    text_add(&text, "");
    for (size_t i = 0; i < field->length; i++) {
        text_append(&text, row + field->at + i, 1);
        i += field->is_quoted && row[field->at + i] == '"';
    }
    return text_take(&text);
}

bool table_file_error(const struct table_file *table, size_t position, struct error *error,
                      const char *format, ...) {
    const struct table_field *field = &table->fields.items[position];
    va_list arguments;
    va_start(arguments, format);
    table_lines_verror(&table->lines, field->at - field->is_quoted,
                       field->length + 2 * (size_t)field->is_quoted, error, format, arguments);
    va_end(arguments);
    return false;
}

// Sets the error "expected WHAT, not 'FIELD'". Returns false.
static bool expected(const struct table_file *table, size_t position, const char *what,
                     struct error *error) {
    const struct table_field *field = &table->fields.items[position];
    if (field->length == 0 && table->is_json && !field->is_quoted)
        return table_file_error(table, position, error, "this row has no '%s'",
                                table->names[position]);
    if (field->length == 0)
        return table_file_error(table, position, error, "expected %s, not an empty field", what);
    char *string = table_field_string(table_row(table), field);
    struct text shown = {0};
    add_shown(&shown, string, strlen(string));
    table_file_error(table, position, error, "expected %s, not '%s'", what, shown.data);
    text_finish(&shown);
    free(string);
    return false;
}

bool table_file_not_finite(const struct table_file *table, size_t position, struct error *error) {
    double value;
    char mark;
    bool is_number =
        table_field_number(table_row(table), &table->fields.items[position], &value, &mark);
    return expected(table, position, is_number ? "a finite number" : "a number", error);
}

static bool is_missing(const char *row, const struct table_field *field) {
    static const char *const names[] = {"NA", "N/A", "null", "none"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (field->length == strlen(names[i]) &&
            strncasecmp(row + field->at, names[i], field->length) == 0)
            return true;
    return field->length == 0;
}

// Returns true if a number with a comma may be an integer whose digits are grouped in threes.
static bool is_in_groups(const char *row, const struct table_field *field) {
    const char *digits = row + field->at, *end = digits + field->length;
    const char *comma = memchr(digits, ',', field->length);
    digits += *digits == '-' || *digits == '+';
    if (comma == digits || comma - digits > 3 || *digits == '0' || end - comma != 4)
        return false;
    return isdigit((unsigned char)comma[1]) && isdigit((unsigned char)comma[2]) &&
           isdigit((unsigned char)comma[3]);
}

// Learns from a number whether this file has decimal points or commas.
static bool learn_decimal(struct table_file *table, size_t position, char mark,
                          struct error *error) {
    const struct table_field *field = &table->fields.items[position];
    enum decimal seen = mark == ',' ? DECIMAL_COMMA : DECIMAL_POINT;
    if (table->decimal == seen)
        return true;
    if (mark == ',' && table->decimal == DECIMAL_UNKNOWN && is_in_groups(table_row(table), field)) {
        if (table->doubt.kind == ERROR_NONE) {
            char *string = table_field_string(table_row(table), field);
            table_file_error(table, position, &table->doubt,
                             "'%s' may have a decimal comma or be in thousands; write a point, or "
                             "no comma",
                             string);
            free(string);
        }
        return true;
    }
    if (table->decimal != DECIMAL_UNKNOWN)
        return table_file_error(table, position, error,
                                "a decimal %s in a file whose other numbers have %ss",
                                mark == ',' ? "comma" : "point", mark == ',' ? "point" : "comma");
    table->decimal = seen;
    return true;
}

// Reports an ambiguous number that no later number has settled.
static bool settle_doubt(struct table_file *table, struct error *error) {
    if (table->doubt.kind == ERROR_NONE || table->decimal == DECIMAL_COMMA)
        return true;
    *error = table->doubt;
    table->doubt = (struct error){0};
    return false;
}

// Returns true if a field that gave infinity has digits, so that it is too large and not "inf".
static bool has_digit(const char *row, const struct table_field *field) {
    size_t at = 0;
    while (at < field->length && !isdigit((unsigned char)row[field->at + at]))
        at++;
    return at < field->length;
}

static bool read_cell(struct table_file *table, size_t position, struct table_cell *cell,
                      struct error *error) {
    *cell = (struct table_cell){NAN, true};
    if (position == TABLE_NO_COLUMN)
        return true;
    const char *row = table_row(table);
    const struct table_field *field = &table->fields.items[position];
    char mark = 0;
    if (is_missing(row, field))
        return true;
    cell->is_missing = false;
    if (!table_field_number(row, field, &cell->value, &mark))
        return expected(table, position,
                        table->what && position == table->special ? table->what : "a number",
                        error);
    if (isinf(cell->value) && has_digit(row, field))
        return expected(table, position, "a number that a double can hold", error);
    return mark == 0 || learn_decimal(table, position, mark, error);
}

void table_file_expect(struct table_file *table, size_t position, const char *what) {
    table->special = position;
    table->what = what;
}

enum table_result table_file_next(struct table_file *table, const size_t *positions, size_t count,
                                  struct table_cell *cells, struct error *error) {
    while (!table->is_ahead || (!table->is_json && table_fields_are_empty(&table->fields))) {
        enum table_result result = table_skip_to_row(&table->lines, NULL, error);
        if (result == TABLE_END && !settle_doubt(table, error))
            return TABLE_ERROR;
        if (result != TABLE_ROW)
            return result;
        if (!(table->is_json ? table_json_split : table_text_split)(table, error))
            return TABLE_ERROR;
        table->is_ahead = true;
    }
    table->is_ahead = false;
    for (size_t i = 0; i < count; i++)
        if (!read_cell(table, positions[i], &cells[i], error))
            return TABLE_ERROR;
    return table->decimal != DECIMAL_POINT || settle_doubt(table, error) ? TABLE_ROW : TABLE_ERROR;
}
