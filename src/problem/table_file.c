// SPDX-License-Identifier: GPL-3.0-or-later
#include "problem/table_file.h"

#include "base/memory.h"
#include "problem/table_row.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

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
    table_add_shown(&shown, string, strlen(string));
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
