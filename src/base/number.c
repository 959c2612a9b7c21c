// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/number.h"

#include "base/memory.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static size_t skip_digits(const char *bytes, size_t length, size_t at) {
    while (at < length && isdigit((unsigned char)bytes[at]))
        at++;
    return at;
}

bool number_parse(const char *bytes, size_t length, double *value) {
    size_t at = length > 0 && (bytes[0] == '-' || bytes[0] == '+');
    size_t whole = skip_digits(bytes, length, at);
    size_t digits = whole - at;
    at = whole;
    if (at < length && bytes[at] == '.') {
        size_t fraction = skip_digits(bytes, length, at + 1);
        digits += fraction - at - 1;
        at = fraction;
    }
    if (digits == 0)
        return false;
    if (at < length && (bytes[at] == 'e' || bytes[at] == 'E')) {
        at++;
        at += at < length && (bytes[at] == '-' || bytes[at] == '+');
        size_t exponent = skip_digits(bytes, length, at);
        if (exponent == at)
            return false;
        at = exponent;
    }
    if (at != length)
        return false;
    char buffer[64];
    if (length < sizeof buffer) {
        memcpy(buffer, bytes, length);
        buffer[length] = '\0';
        *value = strtod(buffer, NULL);
        return true;
    }
    char *copy = mem_string(bytes, length);
    *value = strtod(copy, NULL);
    free(copy);
    return true;
}

void number_append(struct text *text, double value) {
    if (!isfinite(value)) {
        text_add(text, isnan(value) ? "nan" : value > 0 ? "inf" : "-inf");
        return;
    }
    char buffer[32];
    for (int precision = 15; precision <= 17; precision++) {
        snprintf(buffer, sizeof buffer, "%.*g", precision, value);
        if (strtod(buffer, NULL) == value)
            break;
    }
    text_add(text, buffer);
}

long number_round(double value) {
    return lround(value);
}
