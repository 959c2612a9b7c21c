// SPDX-License-Identifier: GPL-3.0-or-later
// The rows of a text file, read in pieces: memory holds a piece of the file and the row at hand,
// whatever the size of the file.
#pragma once
#include "base/error.h"

#include <stdio.h>

// The longest row, in bytes.
enum { TABLE_ROW_MAX = 1 << 24 };

struct table_lines {
    FILE *file;  // owned; NULL: what is in `bytes` is all
    char *name;  // of the file, for errors; owned
    char *bytes; // owned; they move when more is read
    size_t capacity, filled;
    size_t begin, end; // the row at hand is [begin, end) of the bytes, without its line end
    size_t next;       // where the row behind it begins
    char newline;      // '\n', or '\r' in a file that has no other; "\r\n" counts as '\n'
    int line;          // on which the row begins, from 1
    int count;         // of its lines
};

enum table_result { TABLE_ROW, TABLE_END, TABLE_ERROR };

// Opens a file and reads its first piece. A byte order mark is passed over; UTF-16 and NUL bytes
// are errors. Finish it either way.
bool table_lines_open(struct table_lines *lines, const char *path, struct place from,
                      struct error *error);
void table_lines_finish(struct table_lines *lines);

// Goes to the next line, which is then the row at hand.
enum table_result table_lines_next(struct table_lines *lines, struct error *error);

// Adds the next line to the row at hand, with the line end between them.
enum table_result table_lines_extend(struct table_lines *lines, struct error *error);

// Returns a reader of what is in memory already, from the row behind the one at hand on. It ends
// before a line that is not whole. It borrows: use no other of these functions on `lines` while it
// is used, and do not finish it.
struct table_lines table_lines_ahead(const struct table_lines *lines);

// The error of `length` bytes at an offset of the row at hand.
bool table_lines_error(const struct table_lines *lines, size_t at, size_t length,
                       struct error *error, const char *format, ...)
    __attribute__((format(printf, 5, 6)));
bool table_lines_verror(const struct table_lines *lines, size_t at, size_t length,
                        struct error *error, const char *format, va_list arguments)
    __attribute__((format(printf, 5, 0)));
