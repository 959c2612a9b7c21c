// SPDX-License-Identifier: GPL-3.0-or-later
// Columns of numbers from CSV text (RFC 4180): quoted fields, LF or CRLF, a byte order mark, blank
// lines at the end. Fields are separated by commas, or by semicolons or tabs where the first line
// has no comma.
#pragma once
#include "base/error.h"

// The layout of a CSV. {0} is empty.
struct csv {
    const struct source *source;
    char separator;
    char **names;     // of the columns, owned; NULL without a header
    size_t width;     // fields a row
    const char *body; // the first row of numbers
    int line;         // its line
};

// Looks at the first row of `source`, which must outlive `csv`. That row is a header where none of
// its fields is a number. False with ERROR_SCENE where there is no row.
bool csv_open(struct csv *csv, const struct source *source, struct error *error);
void csv_finish(struct csv *csv);

// Reads the columns at the `count` positions (from 0, below csv->width) of all rows, at most
// `limit`, into values[i], which are *rows long and owned by the caller. Fields of those columns
// must be finite numbers and every row as wide as the first. False with ERROR_SCENE at the field;
// then nothing is owned.
bool csv_columns(const struct csv *csv, const size_t *positions, size_t count, size_t limit,
                 double **values, size_t *rows, struct error *error);
