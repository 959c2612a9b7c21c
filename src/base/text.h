// SPDX-License-Identifier: GPL-3.0-or-later
// Growable UTF-8 strings and small questions about text.
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

void text_finish(struct text *text);
void text_clear(struct text *text);
void text_append(struct text *text, const char *bytes, size_t length);
void text_add(struct text *text, const char *string);
void text_printf(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
void text_vprintf(struct text *text, const char *format, va_list arguments)
    __attribute__((format(printf, 2, 0)));

// Hands the string over: returns a NUL-terminated string owned by the caller, empties `text`.
char *text_take(struct text *text);

// A growing list of strings that belong to someone else. {0} is empty.
struct strings {
    const char **items;
    size_t count, capacity;
};

void strings_add(struct strings *strings, const char *string);
void strings_finish(struct strings *strings);

// Decodes the code point at `*cursor`, which is before `end`, and moves the cursor behind it. A
// malformed byte gives U+FFFD and is passed over alone.
uint32_t utf8_next(const char **cursor, const char *end);

// Writes a code point and a NUL.
void utf8_write(uint32_t point, char bytes[5]);

// Returns how many code points the first `length` bytes hold.
size_t utf8_count(const char *bytes, size_t length);

// How many edits, at most 63, lead from one to the other: letters put in, left out, changed or
// swapped with their neighbour. Case does not count. Both have fewer than 64 bytes.
size_t text_distance(const char *a, const char *b);

// Returns the name of `count` names that a person who typed `typed` most likely meant (a few edits
// away, adjacent letters swapped counting as one), or NULL where none is near.
const char *text_nearest(const char *typed, const char *const *names, size_t count);
