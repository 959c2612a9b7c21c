// SPDX-License-Identifier: GPL-3.0-or-later
// Rows of fields between separators.
#include "problem/table_row.h"

#include "base/memory.h"
#include "base/number.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

// In order of preference: the later ones are more common inside fields.
static const char separators[] = ";\t, ";

// ---- Fields

// The position of the splitter in the current row.
struct splitter {
    struct table_lines *lines;
    char separator;
    size_t at; // bytes of the row
};

static size_t row_length(const struct splitter *splitter) {
    return splitter->lines->end - splitter->lines->begin;
}

static char char_at(const struct splitter *splitter) {
    return splitter->lines->bytes[splitter->lines->begin + splitter->at];
}

static bool is_space(const struct splitter *splitter, char c) {
    return c == ' ' || (c == '\t' && splitter->separator != '\t');
}

static void skip_spaces(struct splitter *splitter) {
    while (splitter->at < row_length(splitter) && is_space(splitter, char_at(splitter)))
        splitter->at++;
}

// Reads the contents of a quoted field, which may span lines, and its closing quote.
static bool read_quoted(struct splitter *splitter, struct table_field *field, struct error *error) {
    struct table_lines *lines = splitter->lines;
    field->is_quoted = true;
    field->at = ++splitter->at;
    for (;;) {
        const char *row = lines->bytes + lines->begin;
        size_t length = row_length(splitter);
        const char *quote = memchr(row + splitter->at, '"', length - splitter->at);
        if (!quote) {
            splitter->at = length;
            enum table_result result = table_lines_extend(lines, error);
            if (result == TABLE_END)
                return table_lines_error(lines, field->at - 1, 1, error,
                                         "this quote is never closed");
            if (result == TABLE_ERROR)
                return false;
            continue;
        }
        splitter->at = (size_t)(quote - row) + 1;
        if (splitter->at == length || quote[1] != '"')
            break;
        splitter->at++;
    }
    field->length = splitter->at - 1 - field->at;
    return true;
}

static bool read_field(struct splitter *splitter, struct table_field *field, struct error *error) {
    char separator = splitter->separator;
    if (splitter->at < row_length(splitter) && char_at(splitter) == '"') {
        if (!read_quoted(splitter, field, error))
            return false;
        size_t behind = splitter->at;
        skip_spaces(splitter);
        bool ends = splitter->at == row_length(splitter) || char_at(splitter) == separator ||
                    (separator == ' ' && splitter->at > behind);
        return ends || table_lines_error(splitter->lines, splitter->at, 1, error,
                                         "text behind a closing quote");
    }
    const char *row = splitter->lines->bytes + splitter->lines->begin;
    size_t at = splitter->at, length = row_length(splitter);
    field->at = at;
    while (at < length && row[at] != separator && !(separator == ' ' && row[at] == '\t'))
        at++;
    splitter->at = at;
    while (at > field->at && (row[at - 1] == ' ' || row[at - 1] == '\t'))
        at--;
    field->length = at - field->at;
    return true;
}

// Splits a row into all its fields.
static bool split(struct table_lines *lines, char separator, struct table_fields *fields,
                  struct error *error) {
    struct splitter splitter = {lines, separator, 0};
    fields->count = 0;
    for (;;) {
        skip_spaces(&splitter);
        bool is_over = splitter.at == row_length(&splitter);
        if (is_over && separator == ' ')
            return true;
        fields->items =
            mem_grow(fields->items, &fields->capacity, fields->count + 1, sizeof *fields->items);
        struct table_field *field = &fields->items[fields->count++];
        *field = (struct table_field){0};
        if (!read_field(&splitter, field, error))
            return false;
        if (splitter.at == row_length(&splitter) && separator != ' ')
            return true;
        splitter.at += separator != ' '; // spaces are skipped
    }
}

// ---- Numbers

static bool is_not_finite_name(const char *text, size_t length, double *value) {
    static const char *const names[] = {"nan", "inf", "infinity"};
    size_t sign = length > 0 && (text[0] == '-' || text[0] == '+');
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (length - sign != strlen(names[i]) ||
            strncasecmp(text + sign, names[i], length - sign) != 0)
            continue;
        *value = i == 0 ? (double)NAN : text[0] == '-' ? -(double)INFINITY : (double)INFINITY;
        return true;
    }
    return false;
}

// The slow path: long numbers, exponents, and text that is no number.
static bool parse_slowly(const char *text, size_t length, char mark, double *value) {
    if (mark != ',')
        return number_parse(text, length, value) || is_not_finite_name(text, length, value);
    char *copy = mem_string(text, length), *comma = strchr(copy, ',');
    bool good = comma && !memchr(copy, '.', length);
    if (good) {
        *comma = '.';
        good = number_parse(copy, length, value);
    }
    free(copy);
    return good;
}

// The fast path (Clinger 1990): if the digits are at most 2^53 and the power of ten at most 10^22,
// both are exact doubles, so one multiplication or division rounds correctly.
bool table_field_number(const char *row, const struct table_field *field, double *value,
                        char *mark) {
    static const double powers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                    1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                    1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    const char *at = row + field->at, *end = at + field->length;
    bool negative = at < end && *at == '-';
    at += negative;
    uint64_t digits = 0;
    size_t count = 0, fraction = 0;
    *mark = 0;
    for (; at < end && count < 18; at++) {
        if ((*at == '.' || *at == ',') && !*mark) {
            *mark = *at;
        } else if (*at >= '0' && *at <= '9') {
            digits = digits * 10 + (uint64_t)(*at - '0');
            count++;
            fraction += *mark != 0;
        } else {
            break;
        }
    }
    if (at != end || count == 0 || digits > (uint64_t)1 << 53) {
        for (; at < end && !*mark; at++)
            if (*at == '.' || *at == ',')
                *mark = *at;
        return parse_slowly(row + field->at, field->length, *mark, value);
    }
    double whole = (double)digits / powers[fraction];
    *value = negative ? -whole : whole;
    return true;
}

// ---- The first row

// How often a candidate for the separator occurs in a line.
struct tally {
    size_t count; // separators outside quotes
    bool trails;  // the line ends with one
};

// A tab after another separator counts as a space.
static struct tally tally_of(const char *line, size_t length, char separator) {
    struct tally tally = {0};
    bool is_quoted = false, is_between = true; // no field since the last blank
    char last = 0;
    while (length > 0 &&
           (line[length - 1] == ' ' || (line[length - 1] == '\t' && separator != '\t')))
        length--;
    for (size_t i = 0; i < length; i++) {
        char c = line[i];
        if (c == '"')
            is_quoted = !is_quoted;
        bool counts = separator == ' '    ? c == ' ' && !is_between
                      : separator == '\t' ? c == '\t' && last != ',' && last != ';'
                                          : c == separator;
        tally.count += counts && !is_quoted;
        is_between = c == ' ' || c == '\t';
        if (c != ' ')
            last = c;
    }
    tally.trails = tally.count > 0 && last == separator;
    return tally;
}

// Returns true if two lines have equally many fields. In a table written by R, the line of names
// may have one fewer.
static bool agree(struct tally first, struct tally second, char separator) {
    return first.count > 0 && (first.count == second.count ||
                               first.count - first.trails == second.count - second.trails ||
                               (separator == ' ' && first.count + 1 == second.count));
}

// Returns the separator for which the first two rows agree or, if there is none, the first one that
// occurs.
static char find_separator(const char *first, size_t first_length, const char *second,
                           size_t second_length) {
    for (const char *c = separators; second && *c; c++)
        if (agree(tally_of(first, first_length, *c), tally_of(second, second_length, *c), *c))
            return *c;
    for (const char *c = separators; *c; c++)
        if (tally_of(first, first_length, *c).count > 0 && !(second && *c == ' '))
            return *c;
    return ',';
}

// Returns true if a row names columns: no field is a number, and not all are empty.
static bool are_names(const char *row, const struct table_fields *fields) {
    bool has_text = false;
    for (size_t i = 0; i < fields->count; i++) {
        double value;
        char mark;
        if (table_field_number(row, &fields->items[i], &value, &mark))
            return false;
        has_text = has_text || fields->items[i].length > 0;
    }
    return has_text;
}

static void take_names(struct table_file *table, const char *row,
                       const struct table_fields *fields) {
    size_t width = table->width;
    table->width = 0;
    for (size_t i = 0; i < width; i++)
        table_add_name(table, table_field_string(row, &fields->items[i]));
}

// Takes the column names from the comment before the first row, if it has as many words as the row
// has fields (numpy.savetxt writes it so). The comment may use another separator.
static void read_comment(struct table_file *table, const struct text *comment) {
    if (comment->length == 0)
        return;
    struct table_lines lines = {.name = table->lines.name,
                                .bytes = comment->data,
                                .filled = comment->length,
                                .end = comment->length,
                                .next = comment->length,
                                .newline = '\n'};
    struct table_fields fields = {0};
    struct error ignored = {0};
    char separator = find_separator(comment->data, comment->length, NULL, 0);
    if (split(&lines, separator, &fields, &ignored) && fields.count == table->width &&
        are_names(comment->data, &fields))
        take_names(table, comment->data, &fields);
    free(fields.items);
    error_finish(&ignored);
}

// Drops the empty field after a trailing separator.
static void drop_last_empty(struct table_fields *fields) {
    const struct table_field *last = &fields->items[fields->count - 1];
    fields->count -= last->length == 0 && !last->is_quoted;
}

// Moves to the row after the column names. If there is one name too few, the first column has none,
// as in files of R's write.table. With commas as separators the extra field may also come from a
// decimal comma.
static bool read_behind_names(struct table_file *table, struct error *error) {
    enum table_result result = table_skip_to_row(&table->lines, NULL, error);
    if (result != TABLE_ROW)
        return result == TABLE_END;
    if (!split(&table->lines, table->separator, &table->fields, error))
        return false;
    struct table_fields *fields = &table->fields;
    if (table->separator != ',' && fields->count == table->width + 1 &&
        fields->items[table->width].length > 0) {
        table_add_name(table, mem_string("", 0));
        char *empty = table->names[table->width - 1];
        memmove(&table->names[1], &table->names[0], (table->width - 1) * sizeof *table->names);
        table->names[0] = empty;
    }
    table->is_ahead = true;
    return true;
}

static bool check_width(struct table_file *table, struct error *error) {
    struct table_fields *fields = &table->fields;
    if (fields->count == table->width + 1)
        drop_last_empty(fields);
    if (fields->count == table->width || table_fields_are_empty(fields))
        return true;
    bool is_twice = table->separator == ',' && fields->count == 2 * table->width;
    return table_lines_error(&table->lines, fields->items[0].at - fields->items[0].is_quoted,
                             fields->items[0].length + 2 * (size_t)fields->items[0].is_quoted,
                             error, "this row has %zu field%s, the first has %zu%s", fields->count,
                             fields->count == 1 ? "" : "s", table->width,
                             is_twice ? "; where commas part fields, numbers have decimal points"
                                      : "");
}

bool table_text_open(struct table_file *table, const struct text *comment, struct error *error) {
    struct table_lines ahead = table_lines_ahead(&table->lines);
    struct error ignored = {0};
    bool has_second = table_skip_to_row(&ahead, NULL, &ignored) == TABLE_ROW;
    if (table->separator == '\0')
        table->separator =
            find_separator(table_row(table), table->lines.end - table->lines.begin,
                           has_second ? ahead.bytes + ahead.begin : NULL, ahead.end - ahead.begin);
    error_finish(&ignored);
    struct table_fields *fields = &table->fields;
    if (!split(&table->lines, table->separator, fields, error))
        return false;
    if (fields->count > 2)
        drop_last_empty(fields);
    table->width = fields->count;
    if (are_names(table_row(table), fields)) {
        take_names(table, table_row(table), fields);
        return read_behind_names(table, error) && (!table->is_ahead || check_width(table, error));
    }
    read_comment(table, comment);
    table->is_ahead = true;
    return true;
}

bool table_text_split(struct table_file *table, struct error *error) {
    return split(&table->lines, table->separator, &table->fields, error) &&
           check_width(table, error);
}
