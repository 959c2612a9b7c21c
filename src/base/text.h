// SPDX-License-Identifier: GPL-3.0-or-later
// Growable UTF-8 strings, and helpers for text.
#pragma once
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// A growable string. {0} is empty; `data` is NULL or NUL-terminated and owned by the text.
struct text {
    char *data;
    size_t length;   // bytes without the NUL
    size_t capacity; // bytes
};

// Free the string, or empty it and keep its memory.
void text_finish(struct text *text);
void text_clear(struct text *text);

// Append `length` bytes, a NUL-terminated string, or a formatted string.
void text_append(struct text *text, const char *bytes, size_t length);
void text_add(struct text *text, const char *string);
void text_printf(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
void text_vprintf(struct text *text, const char *format, va_list arguments)
    __attribute__((format(printf, 2, 0)));

// Returns the NUL-terminated string, now owned by the caller, and empties `text`.
char *text_take(struct text *text);

// A growable list of strings, which are not owned. {0} is empty.
struct strings {
    const char **items;
    size_t count, capacity;
};

void strings_add(struct strings *strings, const char *string);
void strings_finish(struct strings *strings);

// Decodes the code point at `*cursor`, which must be before `end`, and advances the cursor. A
// malformed byte gives U+FFFD and advances by one.
uint32_t utf8_next(const char **cursor, const char *end);

// Encodes a code point as UTF-8, followed by a NUL.
void utf8_write(uint32_t point, char bytes[5]);

// Returns the number of code points in the first `length` bytes.
size_t utf8_count(const char *bytes, size_t length);

// Returns the edit distance of two strings under 64 bytes: insertions, deletions, substitutions and
// swaps of neighbours, ignoring case.
bool utf8_is_right_to_left(const char *string);

// How many edits, at most 63, lead from one to the other: letters put in, left out, changed or
// swapped with their neighbour. Case does not count. Both have fewer than 64 bytes.
size_t text_distance(const char *a, const char *b);

// Returns the entry of `names` within a few edits of `typed`, or NULL if none is near.
const char *text_nearest(const char *typed, const char *const *names, size_t count);
