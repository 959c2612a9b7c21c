// SPDX-License-Identifier: GPL-3.0-or-later
// Shared by table_file.c and the readers of the two formats, table_text.c and table_json.c.
#pragma once
#include "base/name_set.h"
#include "problem/table_file.h"

// A field of the current row, without quotes and surrounding spaces. Escapes inside are not
// decoded.
struct table_field {
    size_t at, length; // in bytes, within the row
    bool is_quoted;
};

struct table_fields {
    struct table_field *items; // owned
    size_t count, capacity;
};

// The decimal mark of a file.
enum decimal { DECIMAL_UNKNOWN, DECIMAL_POINT, DECIMAL_COMMA };

// Where columns with a name stand, for any number of them.
struct table_index {
    struct name_set first; // position of the first column with a name
    size_t *others;        // how many more have it, for each first one; owned
    char **folded;         // names that the index itself has made; NULL: none; owned
};

struct table_file {
    struct table_lines lines;
    bool is_json;
    char separator; // of delimited text; ' ' stands for any spaces and tabs
    size_t width;   // columns
    char **names;   // of the columns; NULL: none; owned
    size_t name_capacity;
    struct table_index exact, caseless; // of the names, once they are known
    struct table_fields
        fields;     // of the current row; of JSON in column order, empty where a row lacks one
    size_t *filled; // of JSON: the columns that the current row has; owned
    size_t filled_count, filled_capacity;
    bool is_ahead;  // the current row was read ahead and not yet returned
    size_t special; // column of which `what` is expected, in place of "a number"; NULL: none
    const char *what;
    enum decimal decimal; // as far as is known from the rows so far
    struct error doubt;   // error of the first ambiguous number, 1.234 or 1234; owned
};

static inline const char *table_row(const struct table_file *table) {
    return table->lines.bytes + table->lines.begin;
}

// Moves to the next line that is neither blank nor a comment. `comment`, unless NULL, receives the
// last comment before it, without its marks.
enum table_result table_skip_to_row(struct table_lines *lines, struct text *comment,
                                    struct error *error);

void table_add_name(struct table_file *table, char *name); // takes ownership of the name
void table_drop_names(struct table_file *table);
// Makes the index of the names; none may be added after it.
void table_index_names(struct table_file *table);

// Appends the beginning of a text for a message; control characters and invalid UTF-8 become '?'.
void table_add_shown(struct text *out, const char *bytes, size_t length);

// Returns true if all fields of a row are empty, as in rows that spreadsheets add at the end.
static inline bool table_fields_are_empty(const struct table_fields *fields) {
    size_t i = 0;
    while (i < fields->count && fields->items[i].length == 0)
        i++;
    return i == fields->count;
}

// Returns the decoded text of a field, owned by the caller.
char *table_field_string(const char *row, const struct table_field *field);

// Parses a field as a number, including nan and infinity. `*mark` is its decimal mark, '.' or ',',
// or 0. Returns false if it is no number.
bool table_field_number(const char *row, const struct table_field *field, double *value,
                        char *mark);

// ---- Text with separators (table_text.c)

// Detects the separator and the column names from the first row, which is the current one.
// `comment` is the comment before it.
bool table_text_open(struct table_file *table, const struct text *comment, struct error *error);
// Splits the current row into fields, as many as there are columns.
bool table_text_split(struct table_file *table, struct error *error);

// ---- JSON lines (table_json.c)

// Collects the member names of all rows that are in memory.
bool table_json_open(struct table_file *table, struct error *error);
bool table_json_split(struct table_file *table, struct error *error);
