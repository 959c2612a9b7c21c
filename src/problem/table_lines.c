// SPDX-License-Identifier: GPL-3.0-or-later
#include "problem/table_lines.h"

#include "base/interrupt.h"
#include "base/memory.h"
#include "base/shown.h"
#include "base/source.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

enum { PIECE = 1 << 18 };

// Sets an error about the file as a whole. Returns false.
static bool file_error(const struct table_lines *lines, struct error *error, const char *message) {
    struct source source = {.name = lines->name};
    return error_at(error, (struct place){.source = &source}, "%s", message);
}

static bool row_too_long(const struct table_lines *lines, struct error *error) {
    struct text message = {0};
    text_printf(&message, "the row that begins on line %d is longer than %d bytes", lines->line,
                TABLE_ROW_MAX);
    file_error(lines, error, message.data);
    text_finish(&message);
    return false;
}

// Reads the next block and discards the bytes before the current row. At the end of the file `file`
// is closed.
static bool read_piece(struct table_lines *lines, struct error *error) {
    if (!interrupt_check(error))
        return false;
    if (lines->begin > 0) {
        memmove(lines->bytes, lines->bytes + lines->begin, lines->filled - lines->begin);
        lines->filled -= lines->begin;
        lines->end -= lines->begin;
        lines->next -= lines->begin;
        lines->begin = 0;
    }
    if (lines->filled > TABLE_ROW_MAX)
        return row_too_long(lines, error);
    lines->bytes = mem_grow(lines->bytes, &lines->capacity, lines->filled + PIECE, 1);
    size_t got = fread(lines->bytes + lines->filled, 1, PIECE, lines->file);
    if (ferror(lines->file))
        return source_unreadable(lines->name, (struct place){0}, error);
    const char *other =
        lines->line == 0 ? source_not_text(lines->bytes, lines->filled + got) : NULL;
    if (other || memchr(lines->bytes + lines->filled, '\0', got))
        return file_error(lines, error, other ? other : "no text: it has NUL bytes");
    lines->filled += got;
    if (got < PIECE) {
        fclose(lines->file);
        lines->file = NULL;
    }
    return true;
}

bool table_lines_open(struct table_lines *lines, const char *path, struct place from,
                      struct error *error) {
    *lines = (struct table_lines){.name = mem_string(path, strlen(path)), .newline = '\n'};
    lines->file = source_open(path, from, error);
    if (!lines->file)
        return false;
    if (!read_piece(lines, error))
        return false;
    if (lines->filled >= 3 && memcmp(lines->bytes, "\xEF\xBB\xBF", 3) == 0)
        lines->next = 3;
    if (!memchr(lines->bytes, '\n', lines->filled) && memchr(lines->bytes, '\r', lines->filled))
        lines->newline = '\r';
    return true;
}

void table_lines_finish(struct table_lines *lines) {
    if (lines->file)
        fclose(lines->file);
    free(lines->name);
    free(lines->bytes);
    *lines = (struct table_lines){0};
}

// Extends the current row to the end of the line that begins at `next`.
static enum table_result find_end(struct table_lines *lines, struct error *error) {
    size_t seen = lines->next;
    for (;;) {
        const char *found = lines->filled > seen
                                ? memchr(lines->bytes + seen, lines->newline, lines->filled - seen)
                                : NULL;
        if (found) {
            lines->end = (size_t)(found - lines->bytes);
            lines->next = lines->end + 1;
            break;
        }
        if (!lines->file) {
            if (lines->filled == lines->next)
                return TABLE_END;
            lines->end = lines->next = lines->filled;
            break;
        }
        size_t begin = lines->begin;
        seen = lines->filled;
        if (!read_piece(lines, error))
            return TABLE_ERROR;
        seen -= begin - lines->begin;
    }
    if (lines->end - lines->begin > TABLE_ROW_MAX) {
        row_too_long(lines, error);
        return TABLE_ERROR;
    }
    while (lines->end > lines->begin && lines->bytes[lines->end - 1] == '\r')
        lines->end--;
    return TABLE_ROW;
}

enum table_result table_lines_next(struct table_lines *lines, struct error *error) {
    lines->begin = lines->next;
    lines->line += lines->count > 0 ? lines->count : 1;
    lines->count = 1;
    return find_end(lines, error);
}

enum table_result table_lines_extend(struct table_lines *lines, struct error *error) {
    lines->count++;
    return find_end(lines, error);
}

struct table_lines table_lines_ahead(const struct table_lines *lines) {
    struct table_lines ahead = *lines;
    ahead.file = NULL;
    if (lines->file) {
        while (ahead.filled > ahead.next && ahead.bytes[ahead.filled - 1] != ahead.newline)
            ahead.filled--;
    }
    return ahead;
}

bool table_lines_verror(const struct table_lines *lines, size_t at, size_t length,
                        struct error *error, const char *format, va_list arguments) {
    const char *row = lines->bytes + lines->begin;
    size_t row_length = lines->end - lines->begin, start = 0;
    int line = lines->line;
    for (size_t i = 0; i < at; i++) {
        if (row[i] != lines->newline)
            continue;
        line++;
        start = i + 1;
    }
    const char *stop = memchr(row + start, lines->newline, row_length - start);
    struct source source = {
        .name = lines->name,
        .text = lines->bytes + lines->begin + start,
        .length = stop ? (size_t)(stop - row) - start : row_length - start,
        .first_line = line,
    };
    size_t left = source.length - (at - start);
    struct place place = {&source, line, (int)utf8_count(row + start, at - start) + 1,
                          (int)utf8_count(row + at, length < left ? length : left)};
    struct text message = {0};
    shown_vprintf(&message, format, arguments);
    error_at(error, place, "%s", message.data);
    text_finish(&message);
    return false;
}

bool table_lines_error(const struct table_lines *lines, size_t at, size_t length,
                       struct error *error, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    table_lines_verror(lines, at, length, error, format, arguments);
    va_end(arguments);
    return false;
}
