// SPDX-License-Identifier: GPL-3.0-or-later
#include "tree/node.h"

#include "base/memory.h"
#include "base/names.h"
#include "base/spelling.h"

#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

const struct node *node_get(const struct node *map, const char *key) {
    if (!map || map->kind != NODE_MAP)
        return NULL;
    for (size_t i = 0; i < map->count; i++)
        if (strcmp(map->keys[i]->text, key) == 0)
            return map->items[i];
    return NULL;
}

struct place node_place(const struct node *node) {
    return node ? node->place : (struct place){0};
}

const char *node_kind_name(const struct node *node) {
    static const char *const names[] = {
        [NODE_NULL] = "nothing",    [NODE_BOOL] = "true or false", [NODE_NUMBER] = "a number",
        [NODE_STRING] = "a string", [NODE_LIST] = "a list",        [NODE_MAP] = "a map",
    };
    bool is_empty = node->count == 0;
    return is_empty && node->kind == NODE_LIST  ? "an empty list"
           : is_empty && node->kind == NODE_MAP ? "an empty map"
                                                : names[node->kind];
}

// YAML reads an unquoted `#ff0000` as a comment, which leaves a null value. If the node is such a
// value, returns the address of its '#' and sets `*length` to that of the word; otherwise sets it
// to 0.
static const char *commented_out(const struct node *node, int *length) {
    const char *end, *at = node->kind == NODE_NULL ? place_text(node->place, &end) : NULL;
    *length = 0;
    while (at && at < end && *at == ' ')
        at++;
    if (at && at < end && *at == '#')
        while (at + *length < end && !strchr(" ,}\r\n", at[*length]))
            ++*length;
    return at;
}

bool node_expected(const struct node *node, const char *what, struct error *error) {
    int length = 0;
    const char *comment = error->is_full ? NULL : commented_out(node, &length); // else no words
    if (length > 1)
        return error_at(error, node->place,
                        "expected %s, not nothing: # begins a comment; quote it, \"%.*s\"", what,
                        length, comment);
    bool is_list = node->kind == NODE_LIST;
    if (is_list && strstr(what, "map") && node->count > 0 && node->items[0]->kind == NODE_MAP)
        return error_at(error, node->place, "expected %s, not a list: leave out the '-'", what);
    if (node->kind == NODE_NULL || is_list || node->kind == NODE_MAP)
        return error_at(error, node->place, "expected %s, not %s", what, node_kind_name(node));
    struct text hint = {0};
    spelling_value(&hint, what, node->text, node->plain);
    error_at(error, node->place, "expected %s, not '%s'%s", what, node->text,
             hint.data ? hint.data : "");
    text_finish(&hint);
    return false;
}

bool node_number(const struct node *node, double *value, struct error *error) {
    if (node->kind != NODE_NUMBER)
        return node_expected(node, "a number", error);
    if (!isfinite(node->number))
        return error_at(error, node->place, "expected a finite number, not %s", node->text);
    *value = node->number;
    return true;
}

bool node_whole(const struct node *node, double min, double max, double *value,
                struct error *error) {
    double number = 0;
    if (!node_number(node, &number, error))
        return false;
    if (number != floor(number))
        return error_at(error, node->place, "expected a whole number, not %s", node->text);
    if (number < min || number > max)
        return error_at(error, node->place, "expected a whole number from %.15g to %.15g, not %s",
                        min, max, node->text);
    *value = number;
    return true;
}

bool node_integer(const struct node *node, double min, double max, long *value,
                  struct error *error) {
    double number = 0;
    if (!node_whole(node, fmax(min, (double)LONG_MIN), fmin(max, (double)LONG_MAX), &number, error))
        return false;
    *value = (long)number;
    return true;
}

// Text that begins with a bracket was parsed as a map or list, because it has no quotes.
static bool node_expected_text(const struct node *node, struct error *error) {
    const char *end, *at = error->is_full ? NULL : place_text(node->place, &end);
    if (at && at < end && (node->kind == NODE_MAP || node->kind == NODE_LIST) && strchr("{[", *at))
        return error_at(error, node->place,
                        "expected a string, not %s; a text that begins with %c needs \"quotes\"",
                        node_kind_name(node), *at);
    return node_expected(node, "a string", error);
}

bool node_string(const struct node *node, const char **value, struct error *error) {
    if (node->kind == NODE_LIST || node->kind == NODE_MAP || node->kind == NODE_NULL)
        return node_expected_text(node, error);
    *value = node->text;
    return true;
}

bool node_named(const struct node *node, struct name_table table, const char *what, size_t *index,
                struct error *error) {
    const char *name = NULL;
    if (!node_string(node, &name, error))
        return false;
    *index = name_table_find(table, name);
    return name_table_at(table, *index) ||
           name_table_unknown(table, error, node->place, what, name);
}

bool node_bool(const struct node *node, bool *value, struct error *error) {
    if (node->kind != NODE_BOOL)
        return node_expected(node, "true or false", error);
    *value = node->truth;
    return true;
}

bool node_expected_color(const struct node *node, const char *what, struct error *error) {
    const char *digits = node->kind == NODE_STRING ? names_color(node->text) : NULL;
    if (digits)
        return error_at(error, node->place, "expected %s, not '%s'; that is \"%s\"", what,
                        node->text, digits);
    return node_expected(node, what, error);
}

bool node_color(const struct node *node, uint32_t *color, struct error *error) {
    const char *text = node->text;
    size_t length = node->kind == NODE_STRING ? strlen(text) : 0;
    if ((length != 4 && length != 7) || text[0] != '#' ||
        strspn(text + 1, "0123456789abcdefABCDEF") != length - 1)
        return node_expected_color(node, "a color as \"#rrggbb\" in quotes", error);
    unsigned long value = strtoul(text + 1, NULL, 16);
    if (length == 4)
        value = (value >> 8 & 15) * 0x110000 + (value >> 4 & 15) * 0x1100 + (value & 15) * 0x11;
    *color = (uint32_t)value;
    return true;
}

bool node_numbers(const struct node *node, size_t count, double *values, struct error *error) {
    if (node->kind != NODE_LIST || node->count != count) {
        const char *what = count == 2 ? "two numbers, [a, b]" : "a list of numbers";
        if (node->kind != NODE_LIST)
            return node_expected(node, what, error);
        return error_at(error, node->place, "expected %s, not a list of %zu", what, node->count);
    }
    for (size_t i = 0; i < count; i++)
        if (!node_number(node->items[i], &values[i], error))
            return false;
    return true;
}

bool node_vector(const struct node *node, double **values, size_t *count, struct error *error) {
    bool is_long = node->kind == NODE_LIST && node->count > 2;
    size_t length = is_long ? node->count : 2;
    double *read = mem_zero(length, sizeof *read);
    if (!node_numbers(node, length, read, error)) {
        free(read);
        return false;
    }
    *values = read;
    *count = length;
    return true;
}

bool node_range(const struct node *node, double range[2], struct error *error) {
    double values[2] = {0};
    if (!node_numbers(node, 2, values, error))
        return false;
    if (!(values[0] < values[1]))
        return error_at(error, node->place, "the range is upside down: %s is not below %s",
                        node->items[0]->text, node->items[1]->text);
    if (!isfinite(values[1] - values[0]))
        return error_at(error, node->place, "the range is too wide");
    memcpy(range, values, sizeof values);
    return true;
}

// Reports {name: sgd, lr: 0.1} written in place of {sgd: {lr: 0.1}}. Returns true if it did.
static bool is_named_inside(const struct node *node, const char *what, struct error *error) {
    static const char *const words[] = {"name", "type", "kind", "class"};
    for (size_t i = 0; node->kind == NODE_MAP && i < node->count; i++)
        for (size_t k = 0; k < sizeof words / sizeof *words; k++)
            if (strcmp(node->keys[i]->text, words[k]) == 0 && node->items[i]->kind == NODE_STRING) {
                error_at(error, node->keys[i]->place,
                         "the name of %s is the key of its options: write '%s: {...}'", what,
                         node->items[i]->text);
                return true;
            }
    return false;
}

bool node_entry(const struct node *node, const char *what, const struct node **name,
                const struct node **value, struct error *error) {
    *value = NULL;
    if (is_named_inside(node, what, error))
        return false;
    if (node->kind == NODE_MAP && node->count == 1) {
        *name = node->keys[0];
        *value = node->items[0]->kind == NODE_NULL ? NULL : node->items[0];
        return true;
    }
    if (node->kind == NODE_MAP && node->count > 1)
        return error_at(error, node->keys[1]->place,
                        "expected one name of %s, not a second one; are its options indented "
                        "deeper than the name?",
                        what);
    if (node->kind == NODE_MAP || node->kind == NODE_LIST || node->kind == NODE_NULL)
        return error_at(error, node->place, "expected the name of %s, not %s", what,
                        node_kind_name(node));
    *name = node;
    return true;
}
