// SPDX-License-Identifier: GPL-3.0-or-later
// Text from outside as a terminal may show it. Control characters, those that change the direction
// of writing, and bytes that are no UTF-8 are spelt out: \x1b, U+202E.
#pragma once
#include "base/text.h"

enum { SHOWN_NAME_MAX = 200, SHOWN_TEXT_MAX = 20000 };

// True for a character that is spelt out.
bool shown_is_special(uint32_t point);

// Appends at most `most` characters of a text, and "..." where it has more.
void shown_append(struct text *text, const char *bytes, size_t length, size_t most);

// Appends as text_printf does, with every %s and %c made fit to be shown; what stands between
// single quotes is a name and cut at SHOWN_NAME_MAX characters, any other at SHOWN_TEXT_MAX.
void shown_printf(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
void shown_vprintf(struct text *text, const char *format, va_list arguments)
    __attribute__((format(printf, 2, 0)));
