// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/spelling.h"

#include "base/number.h"

#include <ctype.h>
#include <string.h>

static bool is_among(const char *word, size_t length, const char *const *names, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (strlen(names[i]) == length && memcmp(names[i], word, length) == 0)
            return true;
    return false;
}

// Returns true if every word of a text is one of the names.
static bool are_names(const char *text, const char *const *names, size_t count) {
    size_t words = 0;
    for (const char *at = text; *at; words++) {
        size_t length = strcspn(at, " ");
        if (!is_among(at, length, names, count))
            return false;
        at += length;
        at += strspn(at, " ");
    }
    return words > 1;
}

static void add_list(struct text *out, const char *text, const char *separators) {
    text_add(out, "[");
    for (const char *at = text + strspn(text, separators); *at;) {
        size_t length = strcspn(at, separators);
        text_append(out, at, length);
        at += length;
        at += strspn(at, separators);
        text_add(out, *at ? ", " : "");
    }
    text_add(out, "]");
}

bool spelling_name(struct text *out, const char *name, const char *const *names, size_t count) {
    static const char signs[] = "(=:{";
    size_t length = strcspn(name, signs);
    const char *sign = name + length;
    while (length > 0 && name[length - 1] == ' ')
        length--;
    if (*sign == '(')
        text_printf(out, "options stand in braces, '%.*s: {...}'", (int)length, name);
    else if (*sign == '=')
        text_printf(out, "a key and its value have a colon between them, '%.*s: %s'", (int)length,
                    name, sign + 1 + (sign[1] == ' '));
    else if (*sign == ':')
        text_printf(out, "a colon needs a space behind it, '%.*s: %s'", (int)length, name,
                    sign[1] == '{' ? "{...}" : sign + 1);
    else if (*sign == '{')
        text_printf(out, "the colon after '%.*s' is missing", (int)length, name);
    else if (strchr(name, ','))
        text_printf(out, "several are a list, [%s]", name);
    else if (name[0] == '-' && isalpha((unsigned char)name[1]))
        text_printf(out, "an entry of a list has a space behind its '-', '- %.*s'",
                    (int)strcspn(name + 1, " "), name + 1);
    else if (are_names(name, names, count))
        add_list((text_add(out, "several are a list, "), out), name, " ");
    else
        return false;
    return length > 0 || *sign == '\0';
}

// Returns how many numbers a text consists of, or 0 if it has anything else between the separators.
static size_t count_numbers(const char *text, const char *separators) {
    size_t count = 0;
    for (const char *at = text + strspn(text, separators); *at; count++) {
        double number;
        size_t length = strcspn(at, separators);
        if (!number_parse(at, length, &number))
            return 0;
        at += length;
        at += strspn(at, separators);
    }
    return count;
}

void spelling_value(struct text *out, const char *what, const char *value, bool plain) {
    static const char *const nothings[] = {"None", "none", "nil", "undefined", "default", "auto"};
    bool wants_number = strstr(what, "number") && !strstr(what, "numbers");
    bool wants_list = strchr(what, '[') || strstr(what, "list") || strstr(what, "numbers");
    size_t length = strlen(value), digits = strspn(value, "+-.0123456789");
    const char *comma = strchr(value, ',');
    double number;
    for (size_t i = 0; i < sizeof nothings / sizeof *nothings; i++)
        if (wants_number && strcmp(value, nothings[i]) == 0) {
            text_add(out, "; for the default leave the key out");
            return;
        }
    if (wants_list && count_numbers(value, " (),;xX*") > 1)
        add_list((text_add(out, "; a list stands in brackets, "), out), value, " (),;xX*");
    else if (wants_number && !plain && number_parse(value, length, &number))
        text_add(out, "; a number has no quotes");
    else if (wants_number && comma && comma == strrchr(value, ',') &&
             count_numbers(value, ",") == 2)
        text_printf(out, "; decimals have a point, %.*s.%s", (int)(comma - value), value,
                    comma + 1);
    else if (wants_number && digits > 0 && strpbrk(value + digits, "/*+^("))
        text_add(out, "; a value is not computed: write the number");
    else if (wants_number && digits > 0 && number_parse(value, digits, &number))
        text_printf(out, "; a number has nothing behind it, %.*s", (int)digits, value);
}
