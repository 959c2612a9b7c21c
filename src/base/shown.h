// SPDX-License-Identifier: GPL-3.0-or-later
// Text from outside, made safe to print. Control characters, those that change the writing
// direction, and invalid UTF-8 are escaped: \x1b, U+202E.
#pragma once
#include "base/text.h"

enum { SHOWN_NAME_MAX = 200, SHOWN_TEXT_MAX = 20000 };

// Returns true for a code point that is escaped.
bool shown_is_special(uint32_t point);

// Appends at most `most` characters of a text, then "..." if there are more.
void shown_append(struct text *text, const char *bytes, size_t length, size_t most);

// Appends like text_printf, with every %s and %c escaped. An argument between single quotes is a
// name, cut after SHOWN_NAME_MAX characters; any other is cut after SHOWN_TEXT_MAX.
void shown_printf(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
void shown_vprintf(struct text *text, const char *format, va_list arguments)
    __attribute__((format(printf, 2, 0)));
