// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/spelling.h"

#include "base/memory.h"
#include "base/names.h"
#include "base/number.h"

#include <ctype.h>
#include <stdlib.h>
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

// A name as a call: `adam(lr=1)` has options, `nn.MSELoss()` none.
static void add_call(struct text *out, const char *name, size_t length, const char *const *names,
                     size_t count) {
    const char *inside = name + strcspn(name, "(") + 1;
    bool is_empty = inside[strspn(inside, " ")] == ')', is_known;
    char *alone = mem_string(name, length);
    is_known = is_among(name, length, names, count);
    const char *meant = is_known ? NULL : names_meant(alone, names, count);
    if (is_empty && meant)
        text_printf(out, "did you mean '%s'?", meant);
    else if (is_empty)
        text_printf(out, "a name has no brackets, '%s'", alone);
    else
        text_printf(out, "options stand in braces, '%s: {...}'", meant ? meant : alone);
    free(alone);
}

bool spelling_name(struct text *out, const char *name, const char *const *names, size_t count) {
    static const char signs[] = "(=:{";
    size_t length = strcspn(name, signs), first = strcspn(name, " ");
    const char *sign = name + length, *behind = name + first + (name[first] == ' ');
    while (length > 0 && name[length - 1] == ' ')
        length--;
    bool is_name_first = *behind && is_among(name, first, names, count);
    if (length == 0 && *sign && *sign != '(')
        return false;
    if (length == 0 && *sign == '(')
        add_list((text_add(out, "a list stands in brackets, "), out), name, " (),");
    else if (strstr(name, " - "))
        text_add(out, "the entries of a list are indented alike");
    else if (*sign == '(')
        add_call(out, name, length, names, count);
    else if (*sign == '=' && is_name_first && first < length)
        text_printf(out, "options stand in braces, '%.*s: {%.*s: ...}'", (int)first, name,
                    (int)strcspn(behind, "= "), behind);
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
    else if (is_name_first)
        text_printf(out, "the colon after '%.*s' is missing, '%.*s: %s'", (int)first, name,
                    (int)first, name, behind);
    else
        return false;
    return true;
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
