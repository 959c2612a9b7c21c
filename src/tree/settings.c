// SPDX-License-Identifier: GPL-3.0-or-later
#include "tree/settings.h"

#include "base/number.h"

#include <math.h>
#include <stdlib.h>

bool setting_has_min(const struct setting *row) {
    return row->min != 0 || row->max != 0;
}

bool setting_has_max(const struct setting *row) {
    return setting_has_min(row) && row->max < SETTING_NO_MAX;
}

bool setting_allows(const struct setting *row, double value) {
    bool is_low = row->bounds & BOUNDS_ABOVE_MIN ? value <= row->min : value < row->min;
    bool is_high = row->bounds & BOUNDS_BELOW_MAX ? value >= row->max : value > row->max;
    return !isnan(value) && !(setting_has_min(row) && is_low) && !(setting_has_max(row) && is_high);
}

void settings_default(const struct setting *rows, void *target) {
    for (const struct setting *row = rows; row && row->name; row++) {
        void *field = (char *)target + row->offset;
        if (row->type == SETTING_NUMBER)
            *(double *)field = row->fallback;
        else if (row->type == SETTING_INTEGER)
            *(long *)field = (long)row->fallback;
        else if (row->type == SETTING_BOOL)
            *(bool *)field = row->fallback != 0;
        else if (row->type == SETTING_CHOICE)
            *(int *)field = (int)row->fallback;
    }
}

const struct setting *settings_find(const struct setting *rows, const char *name) {
    const struct setting *row = rows ? NAME_FIND(rows, name) : NULL;
    return row && row->name ? row : NULL;
}

void setting_describe_bounds(const struct setting *row, struct text *out) {
    bool open = !setting_has_max(row);
    if (row->bounds & BOUNDS_ABOVE_MIN)
        text_printf(out, "above %.15g", row->min);
    else
        text_printf(out, open ? "at least %.15g" : "from %.15g", row->min);
    if (!open)
        text_printf(out, row->bounds & BOUNDS_BELOW_MAX ? " to below %.15g" : " to %.15g",
                    row->max);
}

static bool read_number(const struct setting *row, const struct node *value, double *field,
                        struct error *error) {
    double number;
    if (!node_number(value, &number, error))
        return false;
    if (!setting_allows(row, number)) {
        struct text bounds = {0};
        setting_describe_bounds(row, &bounds);
        error_at(error, value->place, "%s must be %s, not %s", row->name, bounds.data, value->text);
        text_finish(&bounds);
        return false;
    }
    *field = number;
    return true;
}

static bool read_choice(const struct setting *row, const struct node *value, int *field,
                        struct error *error) {
    size_t choice;
    if (!node_named(value, (struct name_table)NAME_ROWS(row->choices), row->name, &choice, error))
        return false;
    *field = (int)choice;
    return true;
}

bool setting_keep_node(const struct node *node, void *field, struct error *error) {
    (void)error;
    *(const struct node **)field = node;
    return true;
}

bool settings_read_one(const struct setting *row, void *target, const struct node *value,
                       struct error *error) {
    void *field = (char *)target + row->offset;
    if (row->given)
        *(bool *)((char *)target + row->given) = true;
    switch (row->type) {
    case SETTING_NUMBER:
        return read_number(row, value, field, error);
    case SETTING_INTEGER:
        return node_integer(value, setting_has_min(row) ? row->min : -1e15,
                            setting_has_min(row) ? row->max : 1e15, field, error);
    case SETTING_BOOL:
        return node_bool(value, field, error);
    case SETTING_CHOICE:
        return read_choice(row, value, field, error);
    case SETTING_STRING:
        return node_string(value, field, error);
    case SETTING_RANGE:
        return node_range(value, field, error);
    case SETTING_COLOR:
        return node_color(value, field, error);
    case SETTING_CUSTOM:
        return row->read(value, field, error);
    }
    return false;
}

bool settings_unknown(const struct setting *rows, const struct setting *more,
                      const struct node *key, const char *what, struct error *error) {
    size_t count = 0;
    const char **names = NULL;
    if (rows)
        names = name_table_append((struct name_table)NAME_ROWS(rows), names, &count);
    if (more)
        names = name_table_append((struct name_table)NAME_ROWS(more), names, &count);
    error_unknown_key(error, key->place, what, key->text, names, count);
    free(names);
    return false;
}

bool settings_read(const struct setting *rows, void *target, const struct node *map,
                   const char *what, struct error *error) {
    if (!map)
        return true;
    if (map->kind != NODE_MAP)
        return error_at(error, map->place,
                        "expected the options of %s as a map, not %s; write {%s: ...}", what,
                        node_kind_name(map), rows && rows->name ? rows->name : "option");
    bool good = true;
    for (size_t i = 0; i < map->count; i++) {
        struct error own = error_part(error);
        const struct setting *row = settings_find(rows, map->keys[i]->text);
        if (row)
            settings_read_one(row, target, map->items[i], &own);
        else
            settings_unknown(rows, NULL, map->keys[i], what, &own);
        good = error_collect(error, &own) && good;
    }
    return good;
}

bool setting_default(const struct setting *row, const void *values, struct text *out) {
    const void *field = values ? (const char *)values + row->offset : NULL;
    double number = row->fallback;
    if (field && row->type == SETTING_NUMBER)
        number = *(const double *)field;
    if (field && row->type == SETTING_INTEGER)
        number = (double)*(const long *)field;
    if (row->type == SETTING_NUMBER || row->type == SETTING_INTEGER) {
        // A fallback outside the bounds stands for "not set".
        if (!setting_allows(row, number))
            return false;
        number_append(out, number);
    } else if (row->type == SETTING_BOOL) {
        text_add(out, (field ? *(const bool *)field : number != 0) ? "true" : "false");
    } else if (row->type == SETTING_CHOICE) {
        if (row->usual && !row->usual[0])
            return false; // it follows from what else is given
        text_printf(out, "\"%s\"", row->choices[field ? *(const int *)field : (int)number]);
    } else if (row->type == SETTING_COLOR && field) {
        text_printf(out, "\"#%06x\"", (unsigned)*(const uint32_t *)field);
    } else if (row->usual) {
        text_add(out, row->usual);
    } else {
        return false;
    }
    return true;
}

// Appends a default for people to read: without quotes; a dash if there is none.
static void describe_value(const struct setting *row, const void *target, struct text *out) {
    struct text value = {0};
    if (!setting_default(row, target, &value))
        text_add(&value, "-");
    bool is_quoted = value.data[0] == '"';
    text_append(out, value.data + is_quoted, value.length - 2 * (size_t)is_quoted);
    text_finish(&value);
}

void settings_describe_values(const struct setting *rows, const void *target, struct text *out) {
    for (const struct setting *row = rows; row && row->name; row++) {
        struct text value = {0};
        describe_value(row, target, &value);
        text_printf(out, "  %-18s %-10s %s", row->name, value.data, row->help ? row->help : "");
        text_finish(&value);
        if (row->type == SETTING_CHOICE) {
            text_add(out, " (");
            for (size_t i = 0; row->choices[i]; i++)
                text_printf(out, "%s%s", i ? ", " : "", row->choices[i]);
            text_add(out, ")");
        } else if (row->form) {
            text_printf(out, " (%s)", row->form);
        } else if ((row->type == SETTING_NUMBER || row->type == SETTING_INTEGER) &&
                   setting_has_min(row)) {
            text_add(out, " (");
            setting_describe_bounds(row, out);
            text_add(out, ")");
        }
        text_add(out, "\n");
    }
}

void settings_describe(const struct setting *rows, struct text *out) {
    settings_describe_values(rows, NULL, out);
}
