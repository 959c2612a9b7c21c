// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/shown.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool shown_is_special(uint32_t point) {
    static const uint32_t ranges[][2] = {
        {0x00, 0x1F},     {0x7F, 0x9F},     {0x61C, 0x61C},   {0x200B, 0x200F}, {0x2028, 0x202E},
        {0x2060, 0x206F}, {0xFEFF, 0xFEFF}, {0xFFF9, 0xFFFB}, {0xFFFE, 0xFFFF}, {0xE0000, 0xE0FFF},
    };
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
        if (point >= ranges[i][0] && point <= ranges[i][1])
            return true;
    return false;
}

void shown_append(struct text *text, const char *bytes, size_t length, size_t most) {
    text_add(text, "");
    for (const char *end = bytes + length; bytes < end; most--) {
        if (most == 0) {
            text_add(text, "...");
            return;
        }
        const char *start = bytes;
        uint32_t point = utf8_next(&bytes, end);
        if (point == 0xFFFD && bytes == start + 1)
            text_printf(text, "\\x%02x", (unsigned char)*start);
        else if (!shown_is_special(point))
            text_append(text, start, (size_t)(bytes - start));
        else
            text_printf(text, point < 0x100 ? "\\x%02x" : "U+%04X", (unsigned)point);
    }
}

// A conversion of a format, such as "%-8.3lf". Widths from an argument (*) are not supported.
struct conversion {
    char spec[32];
    size_t length;
    char kind;            // conversion letter
    int longs;            // number of l modifiers
    bool is_size;         // has a z modifier
    long precision;       // -1: none
    bool takes_precision; // from an argument
};

static struct conversion read_conversion(const char *at) {
    struct conversion conversion = {.precision = -1};
    const char *start = at++;
    at += strspn(at, "-+ #0123456789");
    if (*at == '.') {
        at++;
        conversion.takes_precision = *at == '*';
        at += conversion.takes_precision;
        conversion.precision = strtol(at, NULL, 10);
        at += strspn(at, "0123456789");
    }
    for (; *at == 'l' || *at == 'z'; at++) {
        conversion.longs += *at == 'l';
        conversion.is_size = *at == 'z';
    }
    conversion.kind = *at;
    conversion.length = (size_t)(at + 1 - start);
    if (conversion.length < sizeof conversion.spec)
        memcpy(conversion.spec, start, conversion.length);
    return conversion;
}

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored                                                                     \
    "-Wformat-nonliteral" // part of a format that the compiler has checked
// NOLINTBEGIN(bugprone-branch-clone): what is the same text is another type
static void add_number(struct text *text, const struct conversion *conversion, va_list *arguments) {
    char buffer[512]; // room for any double
    const char *spec = conversion->spec;
    if (strchr("fFeEgGaA", conversion->kind))
        snprintf(buffer, sizeof buffer, spec, va_arg(*arguments, double));
    else if (conversion->longs == 2)
        snprintf(buffer, sizeof buffer, spec, va_arg(*arguments, long long));
    else if (conversion->longs == 1)
        snprintf(buffer, sizeof buffer, spec, va_arg(*arguments, long));
    else if (conversion->is_size)
        snprintf(buffer, sizeof buffer, spec, va_arg(*arguments, size_t));
    else
        snprintf(buffer, sizeof buffer, spec, va_arg(*arguments, int));
    text_add(text, buffer);
}
// NOLINTEND(bugprone-branch-clone)
#pragma GCC diagnostic pop

void shown_vprintf(struct text *text, const char *format, va_list arguments) {
    va_list left;
    va_copy(left, arguments);
    const char *start = format;
    while (*format) {
        size_t plain = strcspn(format, "%");
        text_append(text, format, plain);
        format += plain;
        if (*format == '\0')
            break;
        struct conversion conversion = read_conversion(format);
        size_t most = format > start && format[-1] == '\'' ? SHOWN_NAME_MAX : SHOWN_TEXT_MAX;
        format += conversion.length;
        if (conversion.takes_precision)
            conversion.precision = va_arg(left, int);
        if (conversion.kind == '%') {
            text_add(text, "%");
        } else if (conversion.kind == 'c') {
            char byte = (char)va_arg(left, int);
            shown_append(text, &byte, 1, most);
        } else if (conversion.kind == 's') {
            const char *string = va_arg(left, const char *);
            size_t length = conversion.precision < 0
                                ? strlen(string)
                                : strnlen(string, (size_t)conversion.precision);
            shown_append(text, string, length, most);
        } else {
            add_number(text, &conversion, &left);
        }
    }
    va_end(left);
}

void shown_printf(struct text *text, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    shown_vprintf(text, format, arguments);
    va_end(arguments);
}
