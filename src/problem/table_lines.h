// SPDX-License-Identifier: GPL-3.0-or-later
// Reads a text file row by row. Memory holds one block of the file and the current row, whatever
// the size of the file: 3 million points from a file of 221 MB take 72 MB, where reading it whole
// took 334 MB.
#pragma once
#include "base/error.h"

#include <stdio.h>

// The longest row, in bytes.
enum { TABLE_ROW_MAX = 1 << 24 };

struct table_lines {
    FILE *file;  // owned; NULL: `bytes` holds the rest of the file
    char *name;  // of the file, for errors; owned
    char *bytes; // owned; reallocated when more is read
    size_t capacity, filled;
    size_t begin, end; // the current row is [begin, end) of `bytes`, without its line ending
    size_t next;       // offset of the next row
    char newline;      // '\n', or '\r' in a file without '\n'; "\r\n" counts as '\n'
    int line;          // number of the row's first line, from 1
    int count;         // number of its lines
};

enum table_result { TABLE_ROW, TABLE_END, TABLE_ERROR };

// Opens a file and reads its first block. A byte order mark is skipped; UTF-16 and NUL bytes are
// errors. Call table_lines_finish also after a failure.
bool table_lines_open(struct table_lines *lines, const char *path, struct place from,
                      struct error *error);
void table_lines_finish(struct table_lines *lines);

// Moves to the next line, which becomes the current row.
enum table_result table_lines_next(struct table_lines *lines, struct error *error);

// Appends the next line to the current row, with the line ending between them.
enum table_result table_lines_extend(struct table_lines *lines, struct error *error);

// Returns a reader for the rows after the current one that are in memory already, without an
// incomplete last line. It shares the buffer of `lines`: while it is in use call no other function
// on `lines`, and do not finish it.
struct table_lines table_lines_ahead(const struct table_lines *lines);

// Sets an error at `length` bytes from offset `at` of the current row. Returns false.
bool table_lines_error(const struct table_lines *lines, size_t at, size_t length,
                       struct error *error, const char *format, ...)
    __attribute__((format(printf, 5, 6)));
bool table_lines_verror(const struct table_lines *lines, size_t at, size_t length,
                        struct error *error, const char *format, va_list arguments)
    __attribute__((format(printf, 5, 0)));
