// SPDX-License-Identifier: GPL-3.0-or-later
// Reads numbers from tables in common formats: CSV, TSV, space-separated columns, JSON lines. Rows
// are read one at a time:
//
//     struct table_file *table = table_file_open(path, place, error);
//     table_file_columns(table, columns, count, node, positions, error);
//     while (table_file_next(table, positions, count, cells, error) == TABLE_ROW) ...
//     table_file_close(table);
//
// Delimited text follows RFC 4180: fields may be quoted, with doubled quotes and line breaks
// inside. The separator (comma, semicolon, tab or spaces) is the one for which the first two rows
// have equally many fields. Lines that begin with # are comments; the last one before a first row
// of numbers names the columns if it has as many words. Blank lines are skipped, and so is one
// separator at the end of a row.
//
// "1,234" may be a decimal or a grouped integer. It counts as decimal only if some other number
// settles it, such as "1,5" or "0,125"; a file with both decimal points and commas is an error. In
// JSON lines each line is an object; nested members are named a.b.
#pragma once
#include "base/text.h"
#include "problem/table_lines.h"
#include "tree/node.h"

struct table_file;

// A column that a reader needs, found by this name unless the scene says otherwise.
struct table_column {
    const char *name;
    bool is_optional; // optional columns come last
};

#define TABLE_NO_COLUMN SIZE_MAX

// JSON Schema of the scene's value that chooses columns; `properties` are the columns it may name.
#define TABLE_COLUMN "{\"type\": [\"string\", \"integer\"]}"
#define TABLE_COLUMNS_SCHEMA(properties)                                                           \
    "\"type\": [\"array\", \"object\"], \"items\": " TABLE_COLUMN                                  \
    ", \"additionalProperties\": false, \"properties\": {" properties "}"

// A number of a row. A missing one (an empty field, NA, null) is NAN; so is one written nan.
struct table_cell {
    double value;
    bool is_missing;
};

// Opens a file and detects its format. `from` is where the scene names it. The result is owned by
// the caller (table_file_close); NULL with ERROR_SCENE.
struct table_file *table_file_open(const char *path, struct place from, struct error *error);
void table_file_close(struct table_file *table); // NULL is allowed

// Returns the number of columns.
size_t table_file_width(const struct table_file *table);
// Returns the name of a column, "" if it has none; owned by the table.
const char *table_file_name(const struct table_file *table, size_t position);
// Appends what a scene calls a column: its name, in quotes where it has other signs than a word
// has, or its position from 1 where it has none or shares it.
void table_file_call(const struct table_file *table, size_t position, struct text *out);
// Appends the names of the columns, for a message: "a, b and c", or "1 to 3, without names".
void table_file_describe(const struct table_file *table, struct text *out);

// Returns the position of the column with a name, compared exactly and then without case;
// TABLE_NO_COLUMN if there is none, or several.
size_t table_file_find(const struct table_file *table, const char *name);

// Finds the position of the column that a value of the scene names, or gives from 1. False with
// ERROR_SCENE.
bool table_file_chosen(const struct table_file *table, const struct node *node, size_t *position,
                       struct error *error);

// Finds the positions of `count` columns. `chosen` is the scene's choice (NULL: none): a list of
// names or positions (from 1) in the order of `columns`, or a map from their names to names or
// positions. A column that it leaves out is looked up by its own name; its position is
// TABLE_NO_COLUMN if there is none. False with ERROR_SCENE if `chosen` is wrong.
bool table_file_columns(const struct table_file *table, const struct table_column *columns,
                        size_t count, const struct node *chosen, size_t *positions,
                        struct error *error);

// Says what the fields of a column are to be, for errors: "a number" otherwise. `what` must outlive
// the table.
void table_file_expect(struct table_file *table, size_t position, const char *what);

// Reads the cells of the next row at these positions. A field that is no number, or too large for a
// double, is an error at that field.
enum table_result table_file_next(struct table_file *table, const size_t *positions, size_t count,
                                  struct table_cell *cells, struct error *error);

// Sets an error at a field of the current row. Returns false.
bool table_file_error(const struct table_file *table, size_t position, struct error *error,
                      const char *format, ...) __attribute__((format(printf, 4, 5)));

// Sets the error of a field that should hold a finite number. Returns false.
bool table_file_not_finite(const struct table_file *table, size_t position, struct error *error);
