// SPDX-License-Identifier: GPL-3.0-or-later
// JSON lines: an object a line (RFC 8259), with NaN and Infinity as Python writes them.
#include "problem/table_row.h"

#include "base/memory.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum {
    DEPTH_MAX = 64,
    NAMES_MAX = 100000,     // sum over all rows
    NAME_LENGTH_MAX = 1024, // bytes, with the names around it and the dots between them
};

struct json_reader {
    struct table_file *table;
    const struct table_lines *lines;
    size_t at, length;          // offset in the row, and its length
    struct text path;           // name of the current value, such as a.b
    size_t expected;            // guess for the next column: rows are usually alike
    struct name_set *collected; // first pass: names are collected, values skipped; NULL: later ones
    struct error *error;
};

static const char *row_of(const struct json_reader *reader) {
    return reader->lines->bytes + reader->lines->begin;
}

// Returns the current character, NUL at the end of the row.
static char char_at_hand(const struct json_reader *reader) {
    if (reader->at >= reader->length)
        return '\0';
    return row_of(reader)[reader->at];
}

// Skips spaces and returns the next character.
static char peek(struct json_reader *reader) {
    while (reader->at < reader->length && strchr(" \t\r", char_at_hand(reader)))
        reader->at++;
    return char_at_hand(reader);
}

static bool fails(const struct json_reader *reader, const char *what) {
    if (reader->at >= reader->length)
        return table_lines_error(reader->lines, reader->length, 1, reader->error,
                                 "%s expected before the line ends; each line is an object of its "
                                 "own",
                                 what);
    return table_lines_error(reader->lines, reader->at, 1, reader->error, "%s expected here", what);
}

static bool take(struct json_reader *reader, char c, const char *what) {
    if (peek(reader) != c)
        return fails(reader, what);
    reader->at++;
    return true;
}

static bool read_hex(const struct json_reader *reader, size_t at, uint32_t *code) {
    *code = 0;
    if (at + 4 > reader->length)
        return false;
    for (size_t i = 0; i < 4; i++) {
        char c = row_of(reader)[at + i];
        if (!isxdigit((unsigned char)c))
            return false;
        *code = *code * 16 + (uint32_t)(c <= '9' ? c - '0' : (c | 32) - 'a' + 10);
    }
    return true;
}

static void add_utf8(struct text *text, uint32_t code) {
    char bytes[4];
    size_t length = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    for (size_t i = length; i-- > 1; code >>= 6)
        bytes[i] = (char)(0x80 | (code & 0x3F));
    bytes[0] = (char)(length == 1 ? code : ((0xF00u >> length) & 0xFF) | code);
    text_append(text, bytes, length);
}

// Reads the escape after a backslash into `text`, unless that is NULL.
static bool read_escape(struct json_reader *reader, struct text *text) {
    static const char letters[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";
    char c = char_at_hand(reader);
    const char *letter = c ? strchr(letters, c) : NULL;
    uint32_t code, low;
    if (letter) {
        reader->at++;
        if (text)
            text_append(text, &meanings[letter - letters], 1);
        return true;
    }
    if (c != 'u' || !read_hex(reader, reader->at + 1, &code) || code == 0)
        return fails(reader, "an escape of JSON");
    reader->at += 5;
    bool is_pair = code >= 0xD800 && code < 0xDC00 && reader->at + 6 <= reader->length &&
                   memcmp(row_of(reader) + reader->at, "\\u", 2) == 0 &&
                   read_hex(reader, reader->at + 2, &low) && low >= 0xDC00 && low < 0xE000;
    if (is_pair) {
        code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
        reader->at += 6;
    } else if (code >= 0xD800 && code < 0xE000) {
        code = 0xFFFD;
    }
    if (text)
        add_utf8(text, code);
    return true;
}

// Reads a string, from its opening quote on.
static bool read_string(struct json_reader *reader, struct text *text) {
    size_t open = reader->at++;
    for (;;) {
        const char *row = row_of(reader);
        size_t from = reader->at;
        while (reader->at < reader->length && row[reader->at] != '"' && row[reader->at] != '\\')
            reader->at++;
        if (text)
            text_append(text, row + from, reader->at - from);
        if (reader->at == reader->length)
            return table_lines_error(reader->lines, open, 1, reader->error,
                                     "this quote is never closed");
        if (row[reader->at++] == '"')
            return true;
        if (!read_escape(reader, text))
            return false;
    }
}

// Returns the column of the current value; TABLE_NO_COLUMN if none has its name.
static size_t find_column(struct json_reader *reader) {
    const struct table_file *table = reader->table;
    size_t column = reader->expected;
    if (column >= table->width || strcmp(table->names[column], reader->path.data) != 0) {
        const struct name_set *names = reader->collected ? reader->collected : &table->exact.first;
        if (!name_set_find(names, reader->path.data, &column))
            return TABLE_NO_COLUMN;
    }
    reader->expected = column + 1;
    return column;
}

static bool take_value(struct json_reader *reader, struct table_field field) {
    struct table_file *table = reader->table;
    size_t column = find_column(reader);
    if (reader->collected && column == TABLE_NO_COLUMN && table->width < NAMES_MAX) {
        table_add_name(table, mem_string(reader->path.data, reader->path.length));
        name_set_add(reader->collected, table->names[table->width - 1], table->width - 1);
    }
    if (!reader->collected && column != TABLE_NO_COLUMN) {
        table->fields.items[column] = field;
        table->filled = mem_grow(table->filled, &table->filled_capacity, table->filled_count + 1,
                                 sizeof *table->filled);
        table->filled[table->filled_count++] = column;
    }
    return true;
}

// Reads a string, number or word. It is checked to be a number only if it is needed.
static bool read_scalar(struct json_reader *reader) {
    struct table_field field = {.at = reader->at};
    const char *row = row_of(reader);
    if (peek(reader) == '"') {
        if (!read_string(reader, NULL))
            return false;
        field = (struct table_field){field.at + 1, reader->at - field.at - 2, true};
        return take_value(reader, field);
    }
    while (reader->at < reader->length &&
           (isalnum((unsigned char)row[reader->at]) || strchr("+-.", row[reader->at])))
        reader->at++;
    field.length = reader->at - field.at;
    return field.length > 0 ? take_value(reader, field) : fails(reader, "a value");
}

static bool read_value(struct json_reader *reader, int depth);

// Reads an object; a list is read as an object with the keys 0, 1, ...
static bool read_members(struct json_reader *reader, int depth) {
    bool is_list = row_of(reader)[reader->at++] == '[';
    char end = is_list ? ']' : '}';
    size_t outer = reader->path.length;
    if (peek(reader) == end) {
        reader->at++;
        return true;
    }
    for (size_t i = 0;; i++) {
        text_add(&reader->path, outer > 0 ? "." : "");
        if (is_list) {
            text_printf(&reader->path, "%zu", i);
        } else if (peek(reader) != '"') {
            return fails(reader, "a name in quotes");
        } else if (!read_string(reader, &reader->path) || !take(reader, ':', "a colon")) {
            return false;
        }
        if (reader->path.length > NAME_LENGTH_MAX)
            return table_lines_error(reader->lines, reader->at, 1, reader->error,
                                     "the name of this value, with the names around it, is longer "
                                     "than %d bytes",
                                     NAME_LENGTH_MAX);
        if (!read_value(reader, depth + 1))
            return false;
        reader->path.length = outer;
        reader->path.data[outer] = '\0';
        char next = peek(reader);
        if (next != ',' && next != end)
            return fails(reader, is_list ? "a comma or ]" : "a comma or }");
        reader->at++;
        if (next == end)
            return true;
    }
}

static bool read_value(struct json_reader *reader, int depth) {
    char c = peek(reader);
    if (c != '{' && c != '[')
        return read_scalar(reader);
    if (depth == DEPTH_MAX)
        return table_lines_error(reader->lines, reader->at, 1, reader->error,
                                 "nested deeper than %d levels", DEPTH_MAX);
    return read_members(reader, depth);
}

static bool read_row(struct json_reader *reader) {
    reader->at = reader->expected = 0;
    reader->length = reader->lines->end - reader->lines->begin;
    text_clear(&reader->path);
    text_add(&reader->path, "");
    if (peek(reader) == '[')
        return table_lines_error(reader->lines, reader->at, 1, reader->error,
                                 "a list; of JSON lines, each is an object {...} of its own");
    if (peek(reader) != '{')
        return fails(reader, "an object {...}");
    if (!read_members(reader, 0))
        return false;
    return peek(reader) == '\0' || fails(reader, "the end of the line");
}

bool table_json_open(struct table_file *table, struct error *error) {
    struct table_lines ahead = table->lines;
    struct error unread = {0};
    struct name_set collected = {0};
    struct json_reader reader = {
        .table = table, .lines = &table->lines, .collected = &collected, .error = error};
    bool good = read_row(&reader);
    // Errors in later rows are reported when those rows are read.
    reader.error = &unread;
    reader.lines = &ahead;
    ahead = table_lines_ahead(&table->lines);
    while (good && table_skip_to_row(&ahead, NULL, &unread) == TABLE_ROW && read_row(&reader))
        ;
    error_finish(&unread);
    text_finish(&reader.path);
    name_set_finish(&collected);
    table_index_names(table);
    if (good && table->width == 0)
        good = table_lines_error(&table->lines, 0, 1, error,
                                 "this row and those behind it have no "
                                 "values");
    table->is_ahead = good;
    return good && table_json_split(table, error);
}

bool table_json_split(struct table_file *table, struct error *error) {
    struct table_fields *fields = &table->fields;
    if (!fields->items) {
        fields->items = mem_zero(table->width, sizeof *fields->items);
        fields->count = fields->capacity = table->width;
    }
    for (size_t i = 0; i < table->filled_count; i++)
        fields->items[table->filled[i]] = (struct table_field){0};
    table->filled_count = 0;
    struct json_reader reader = {.table = table, .lines = &table->lines, .error = error};
    bool good = read_row(&reader);
    text_finish(&reader.path);
    return good;
}
