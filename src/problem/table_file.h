// SPDX-License-Identifier: GPL-3.0-or-later
// Numbers from tables as people have them: CSV, TSV, columns between spaces, JSON lines. It is read
// row by row:
//
//     struct table_file *table = table_file_open(path, place, error);
//     table_file_columns(table, columns, count, node, positions, error);
//     while (table_file_next(table, positions, count, cells, error) == TABLE_ROW) ...
//     table_file_close(table);
//
// Delimited text follows RFC 4180: quoted fields, in which quotes are doubled and lines may end.
// Commas, semicolons, tabs or spaces separate, whichever the first two rows agree on. Lines that
// begin with # are comments; the last one before a first row of numbers names the columns where it
// has as many words. Blank lines and one separator at a row's end mean nothing. A decimal comma is
// one where no row is in doubt: "1,234" needs a "1,5" or "0,125" beside it, and points and commas
// in one file are an error. Of JSON lines each has an object; what lies inside others is named a.b.
#pragma once
#include "base/text.h"
#include "problem/table_lines.h"
#include "tree/node.h"

struct table_file;

// A column that a reader looks for, by its own name where nobody says otherwise.
struct table_column {
    const char *name;
    bool is_optional; // these come last
};

#define TABLE_NO_COLUMN SIZE_MAX

// JSON Schema of what a scene says of columns.
#define TABLE_COLUMN "{\"type\": [\"string\", \"integer\"]}"
#define TABLE_COLUMNS_SCHEMA(properties)                                                           \
    "\"type\": [\"array\", \"object\"], \"items\": " TABLE_COLUMN                                  \
    ", \"additionalProperties\": false, \"properties\": {" properties "}"

// A number of a row. One that is not there (an empty field, NA, null) is NAN; so is one that is
// written nan.
struct table_cell {
    double value;
    bool is_missing;
};

// Opens a file and finds out how it is written. `from` is where a scene names it. NULL with
// ERROR_SCENE.
struct table_file *table_file_open(const char *path, struct place from, struct error *error);
void table_file_close(struct table_file *table); // NULL is allowed

size_t table_file_width(const struct table_file *table);
// The name of a column, "" where it has none.
const char *table_file_name(const struct table_file *table, size_t position);
// Appends what the columns are called, for a message: "a, b and c", or "1 to 3, without names".
void table_file_describe(const struct table_file *table, struct text *out);

// Finds a column by name, exactly or but for upper and lower case; TABLE_NO_COLUMN where there is
// none or several.
size_t table_file_find(const struct table_file *table, const char *name);

// Finds the positions of `count` columns. `chosen` is what a scene says of them (NULL: nothing):
// a list of names or positions from 1 in the order of `columns`, or a map from their names to
// these. What it leaves out is looked up by its own name, TABLE_NO_COLUMN where there is none.
// False with ERROR_SCENE where `chosen` is wrong.
bool table_file_columns(const struct table_file *table, const struct table_column *columns,
                        size_t count, const struct node *chosen, size_t *positions,
                        struct error *error);

// Reads the cells at these positions of the next row. What is no number, or too large for a double,
// is an error at its field.
enum table_result table_file_next(struct table_file *table, const size_t *positions, size_t count,
                                  struct table_cell *cells, struct error *error);

// An error at a field of the row that was read last. Returns false.
bool table_file_error(const struct table_file *table, size_t position, struct error *error,
                      const char *format, ...) __attribute__((format(printf, 4, 5)));

// The error of a field that should have held a finite number.
bool table_file_not_finite(const struct table_file *table, size_t position, struct error *error);
