// SPDX-License-Identifier: GPL-3.0-or-later
// What table_file.c and the two ways to write a table have in common.
#pragma once
#include "problem/table_file.h"

// A field of the row at hand, without quotes and the spaces around it. Quotes and escapes inside
// stay as they are written.
struct table_field {
    size_t at, length; // bytes of the row
    bool is_quoted;
};

struct table_fields {
    struct table_field *items; // owned
    size_t count, capacity;
};

// How a number is written that is no whole one.
enum decimal { DECIMAL_UNKNOWN, DECIMAL_POINT, DECIMAL_COMMA };

struct table_file {
    struct table_lines lines;
    bool is_json;
    char separator; // of text; ' ' stands for any spaces and tabs
    size_t width;   // columns
    char **names;   // of the columns; NULL: none; owned
    size_t name_capacity;
    struct table_fields fields; // of the row at hand; of JSON by column, empty where it has none
    bool is_ahead;              // the row at hand is yet to be given
    enum decimal decimal;       // as far as the rows have told
    struct error doubt;         // of a first number that may be 1.234 or 1234; owned
};

static inline const char *table_row(const struct table_file *table) {
    return table->lines.bytes + table->lines.begin;
}

// Goes to the next line that is neither blank nor a comment. `comment`, unless NULL, gets the last
// comment before it, without its marks.
enum table_result table_skip_to_row(struct table_lines *lines, struct text *comment,
                                    struct error *error);

void table_add_name(struct table_file *table, char *name); // takes the name
void table_drop_names(struct table_file *table);

// Whether nothing stands in any field of a row, as in those that spreadsheets write at the end.
static inline bool table_fields_are_empty(const struct table_fields *fields) {
    size_t i = 0;
    while (i < fields->count && fields->items[i].length == 0)
        i++;
    return i == fields->count;
}

// Returns what stands in a field as a string, owned by the caller.
char *table_field_string(const char *row, const struct table_field *field);

// Reads a field as a number, which may be nan or infinite by name. `*mark` gets its decimal point,
// '.' or ',', or 0. False where it is none.
bool table_field_number(const char *row, const struct table_field *field, double *value,
                        char *mark);

// ---- Text with separators (table_text.c)

// Looks at the first row, which is at hand, and finds separator and names. `comment` stands before
// it.
bool table_text_open(struct table_file *table, const struct text *comment, struct error *error);
// Splits the row at hand into fields, as many as there are columns.
bool table_text_split(struct table_file *table, struct error *error);

// ---- JSON lines (table_json.c)

// Collects the names of the rows that are in memory.
bool table_json_open(struct table_file *table, struct error *error);
bool table_json_split(struct table_file *table, struct error *error);
