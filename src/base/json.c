// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/json.h"

#include "base/number.h"
#include "base/shown.h"

#include <math.h>
#include <string.h>

void json_string(struct text *out, const char *string) {
    if (!string) {
        text_add(out, "null");
        return;
    }
    const char *end = string + strlen(string);
    text_add(out, "\"");
    while (string < end) {
        const char *start = string;
        uint32_t code = utf8_next(&string, end);
        if (code == '"' || code == '\\')
            text_printf(out, "\\%c", (char)code);
        else if (shown_is_special(code) && code < 0x10000)
            text_printf(out, "\\u%04x", (unsigned)code);
        else if (code == 0xFFFD) // a byte of a path that is no UTF-8
            text_add(out, "\\ufffd");
        else
            text_append(out, start, (size_t)(string - start));
    }
    text_add(out, "\"");
}

void json_number(struct text *out, double value) {
    if (isfinite(value))
        number_append(out, value);
    else
        text_add(out, "null");
}

void json_add_string(struct text *out, const char *name, const char *string) {
    text_printf(out, ", \"%s\": ", name);
    json_string(out, string);
}

void json_add_number(struct text *out, const char *name, double value) {
    text_printf(out, ", \"%s\": ", name);
    json_number(out, value);
}
