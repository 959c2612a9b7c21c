// SPDX-License-Identifier: GPL-3.0-or-later
#include "draw/text/dashes.h"

#include <ctype.h>
#include <string.h>

static bool is_digit(char c) {
    return isdigit((unsigned char)c) != 0;
}

// Returns what the hyphen `at` in `text` stands for: a sign, or NULL for a hyphen.
static const char *sign_of(const char *text, const char *at) {
    const char before = (char)(at > text ? at[-1] : '\0');
    bool is_number = is_digit(at[1]) || (at[1] == '.' && is_digit(at[2]));
    bool is_exponent = before == 'e' && at - text > 1 && is_digit(at[-2]);
    if (before == ' ' && at[1] == ' ')
        return "\u2013";
    if (is_number && (before == '\0' || strchr(" (=,[{/:", before) || is_exponent))
        return "\u2212";
    return NULL;
}

void dashes_set(struct text *text) {
    struct text out = {0};
    bool in_formula = false;
    for (const char *s = text->data; s && *s; s++) {
        const char *sign = *s == '-' && !in_formula ? sign_of(text->data, s) : NULL;
        if (*s == '$' && (s == text->data || s[-1] != '\\'))
            in_formula = !in_formula;
        if (sign)
            text_add(&out, sign);
        else
            text_append(&out, s, 1);
    }
    text_add(&out, ""); // the text must not be NULL
    text_finish(text);
    *text = out;
}
