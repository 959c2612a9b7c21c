// SPDX-License-Identifier: GPL-3.0-or-later
#include "problem/csv.h"

#include "base/memory.h"
#include "base/number.h"
#include "base/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

// Where a reader stands. `line_start` is the beginning of the line that holds `at`.
struct cursor {
    const char *at, *end, *line_start;
    int line;
};

// One field without its quotes and the spaces around it; quotes inside are still doubled.
struct field {
    const char *text;
    size_t length;
    bool quoted;
    bool last; // of its row
};

static struct place place_of(const struct csv *csv, const struct cursor *cursor, const char *at,
                             size_t length) {
    return (struct place){csv->source, cursor->line,
                          (int)utf8_count(cursor->line_start, (size_t)(at - cursor->line_start)) +
                              1,
                          (int)utf8_count(at, length)};
}

static void skip_spaces(const struct csv *csv, struct cursor *cursor) {
    while (cursor->at < cursor->end &&
           (*cursor->at == ' ' || (*cursor->at == '\t' && csv->separator != '\t')))
        cursor->at++;
}

// Passes over the end of a row. False where the cursor is not at one.
static bool end_row(struct cursor *cursor) {
    const char *at = cursor->at;
    if (at == cursor->end)
        return true;
    if (*at == '\r' && at + 1 < cursor->end)
        at++;
    if (*at != '\n')
        return false;
    cursor->at = cursor->line_start = at + 1;
    cursor->line++;
    return true;
}

static bool read_quoted(const struct csv *csv, struct cursor *cursor, struct field *field,
                        struct error *error) {
    struct cursor open = *cursor;
    field->quoted = true;
    field->text = ++cursor->at;
    for (;;) {
        if (cursor->at == cursor->end)
            return error_at(error, place_of(csv, &open, open.at, 1), "this quote is never closed");
        char c = *cursor->at++;
        if (c == '\n') {
            cursor->line++;
            cursor->line_start = cursor->at;
        } else if (c == '"') {
            if (cursor->at == cursor->end || *cursor->at != '"')
                break;
            cursor->at++;
        }
    }
    field->length = (size_t)(cursor->at - 1 - field->text);
    return true;
}

// Reads the next field and passes over the separator or row's end behind it.
static bool read_field(const struct csv *csv, struct cursor *cursor, struct field *field,
                       struct error *error) {
    *field = (struct field){0};
    skip_spaces(csv, cursor);
    if (cursor->at < cursor->end && *cursor->at == '"') {
        if (!read_quoted(csv, cursor, field, error))
            return false;
        skip_spaces(csv, cursor);
    } else {
        field->text = cursor->at;
        while (cursor->at < cursor->end && *cursor->at != csv->separator && *cursor->at != '\n')
            cursor->at++;
        const char *stop = cursor->at;
        while (stop > field->text && (stop[-1] == ' ' || stop[-1] == '\t' || stop[-1] == '\r'))
            stop--;
        field->length = (size_t)(stop - field->text);
    }
    if (cursor->at < cursor->end && *cursor->at == csv->separator) {
        cursor->at++;
        return true;
    }
    field->last = true;
    return end_row(cursor) ||
           error_at(error, place_of(csv, cursor, cursor->at, 1), "text behind a closing quote");
}

// A decimal of at most 2^53 without its point, times a power of ten up to 10^22, is a product or
// quotient of two exact doubles, so one operation rounds it right (Clinger 1990). Everything else
// goes to number_parse, which also knows what is no number.
static bool parse_number(const struct field *field, double *value) {
    static const double powers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                    1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                    1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    const char *at = field->text, *end = at + field->length;
    bool negative = at < end && *at == '-';
    at += negative;
    uint64_t digits = 0;
    size_t count = 0, fraction = 0;
    bool point = false;
    for (; at < end && count < 18; at++) {
        if (*at == '.' && !point) {
            point = true;
        } else if (*at >= '0' && *at <= '9') {
            digits = digits * 10 + (uint64_t)(*at - '0');
            count++;
            fraction += point;
        } else {
            break;
        }
    }
    if (at != end || count == 0 || digits > (uint64_t)1 << 53)
        return number_parse(field->text, field->length, value);
    double whole = (double)digits / powers[fraction];
    *value = negative ? -whole : whole;
    return true;
}

static bool is_not_finite_name(const struct field *field) {
    static const char *const names[] = {"nan", "inf", "infinity"};
    size_t sign = field->length > 0 && (field->text[0] == '-' || field->text[0] == '+');
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (field->length - sign == strlen(names[i]) &&
            strncasecmp(field->text + sign, names[i], field->length - sign) == 0)
            return true;
    return false;
}

static char *field_string(const struct field *field) {
    struct text text = {0};
    text_add(&text, "");
    for (size_t i = 0; i < field->length; i++) {
        text_append(&text, field->text + i, 1);
        i += field->quoted && field->text[i] == '"';
    }
    return text_take(&text);
}

// The place of a field that `before` stood in front of.
static struct place field_place(const struct csv *csv, struct cursor before,
                                const struct field *field) {
    skip_spaces(csv, &before);
    return place_of(csv, &before, before.at, field->length + (field->quoted ? 2 : 0));
}

static bool read_number(const struct csv *csv, const struct cursor *before,
                        const struct field *field, double *value, struct error *error) {
    bool parsed = parse_number(field, value);
    if (parsed && isfinite(*value))
        return true;
    struct place place = field_place(csv, *before, field);
    if (field->length == 0)
        return error_at(error, place, "expected a number, not an empty field");
    char *string = field_string(field);
    if (parsed || is_not_finite_name(field))
        error_at(error, place, "expected a finite number, not '%s'", string);
    else
        error_at(error, place, "expected a number, not '%s'", string);
    free(string);
    return false;
}

static bool skip_blank_line(const struct csv *csv, struct cursor *cursor) {
    struct cursor ahead = *cursor;
    skip_spaces(csv, &ahead);
    if (ahead.at == cursor->end || !end_row(&ahead)) {
        bool end = ahead.at == cursor->end;
        cursor->at = end ? cursor->end : cursor->at;
        return end;
    }
    *cursor = ahead;
    return true;
}

static char find_separator(const char *at, const char *end) {
    char found = ',';
    bool quoted = false;
    for (; at < end && (quoted || *at != '\n'); at++) {
        if (*at == '"')
            quoted = !quoted;
        else if (!quoted && *at == ',')
            return ',';
        else if (!quoted && found == ',' && (*at == ';' || *at == '\t'))
            found = *at;
    }
    return found;
}

bool csv_open(struct csv *csv, const struct source *source, struct error *error) {
    struct cursor cursor = {source->text, source->text + source->length, source->text, 1};
    if (source->length >= 3 && memcmp(cursor.at, "\xEF\xBB\xBF", 3) == 0)
        cursor.at = cursor.line_start = source->text + 3;
    *csv = (struct csv){.source = source, .separator = find_separator(cursor.at, cursor.end)};
    csv->body = cursor.at;
    csv->line = 1;
    struct cursor blank = cursor;
    if (skip_blank_line(csv, &blank))
        return error_at(
            error,
            (struct place){.source = source, .line = blank.at == blank.end ? 0 : 1, .column = 1},
            blank.at == blank.end ? "the file is empty" : "the first line is blank");

    size_t capacity = 0;
    bool header = true;
    struct field field;
    do {
        double value;
        if (!read_field(csv, &cursor, &field, error)) {
            csv_finish(csv);
            return false;
        }
        header = header && !parse_number(&field, &value) && !is_not_finite_name(&field);
        csv->names = mem_grow(csv->names, &capacity, csv->width + 1, sizeof *csv->names);
        csv->names[csv->width++] = field_string(&field);
    } while (!field.last);
    if (header) {
        csv->body = cursor.at;
        csv->line = cursor.line;
        return true;
    }
    for (size_t i = 0; i < csv->width; i++)
        free(csv->names[i]);
    free(csv->names);
    csv->names = NULL;
    return true;
}

void csv_finish(struct csv *csv) {
    for (size_t i = 0; csv->names && i < csv->width; i++)
        free(csv->names[i]);
    free(csv->names);
    *csv = (struct csv){0};
}

// Reads one row; values[i][row] gets the field at positions[i].
static bool read_row(const struct csv *csv, struct cursor *cursor, const size_t *positions,
                     size_t count, double **values, size_t row, struct error *error) {
    struct cursor start = *cursor;
    struct field field;
    size_t width = 0;
    do {
        struct cursor before = *cursor;
        if (!read_field(csv, cursor, &field, error))
            return false;
        for (size_t i = 0; i < count; i++)
            if (positions[i] == width && !read_number(csv, &before, &field, &values[i][row], error))
                return false;
        width++;
    } while (!field.last);
    if (width != csv->width)
        return error_at(error, place_of(csv, &start, start.at, 1),
                        "this row has %zu field%s, the first has %zu", width, width == 1 ? "" : "s",
                        csv->width);
    return true;
}

static bool read_rows(const struct csv *csv, const size_t *positions, size_t count, size_t limit,
                      double **values, size_t *rows, struct error *error) {
    struct cursor cursor = {csv->body, csv->source->text + csv->source->length, csv->body,
                            csv->line};
    size_t capacity = 0, row = 0;
    while (cursor.at < cursor.end) {
        struct cursor blank = cursor;
        if (skip_blank_line(csv, &cursor)) {
            while (cursor.at < cursor.end)
                if (!skip_blank_line(csv, &cursor))
                    return error_at(error, place_of(csv, &blank, blank.at, 1),
                                    "a blank line between rows");
            break;
        }
        if (row == limit)
            return error_at(error, place_of(csv, &cursor, cursor.at, 1), "more than %zu rows",
                            limit);
        if (row == capacity) {
            size_t grown = capacity;
            for (size_t i = 0; i < count; i++) {
                grown = capacity;
                values[i] = mem_grow(values[i], &grown, row + 1, sizeof **values);
            }
            capacity = grown;
        }
        if (!read_row(csv, &cursor, positions, count, values, row, error))
            return false;
        row++;
    }
    *rows = row;
    return row > 0 || error_at(error, (struct place){.source = csv->source},
                               "the file has no rows of numbers");
}

bool csv_columns(const struct csv *csv, const size_t *positions, size_t count, size_t limit,
                 double **values, size_t *rows, struct error *error) {
    for (size_t i = 0; i < count; i++)
        values[i] = NULL;
    *rows = 0;
    if (read_rows(csv, positions, count, limit, values, rows, error))
        return true;
    for (size_t i = 0; i < count; i++) {
        free(values[i]);
        values[i] = NULL;
    }
    return false;
}
