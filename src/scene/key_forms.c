// SPDX-License-Identifier: GPL-3.0-or-later
#include "scene/key_forms.h"

#include <stdint.h>
#include <string.h>

static const double seed_max = 999999999999999;

bool key_read_seed(const struct node *node, void *field, struct error *error) {
    double number;
    if (!node_whole(node, 0, seed_max, &number, error))
        return false;
    *(uint64_t *)field = (uint64_t)number;
    return true;
}

// `extends` of a file is resolved earlier, so this one comes from a --set.
bool key_refuse_extends(const struct node *node, void *field, struct error *error) {
    (void)field;
    return error_at(error, node->place, "'extends' works in a scene file only");
}

static const char grid_key[] = "grid";

const struct node *key_swept(const struct node *sweep, size_t index) {
    const char *key = sweep->keys[index]->text;
    const struct node *values = sweep->items[index];
    bool is_axis = key[0] && strcmp(key, grid_key) != 0;
    return is_axis && values->kind == NODE_LIST && values->count > 0 ? values : NULL;
}

const struct node *key_sweep_grid(const struct node *sweep) {
    const struct node *grid = node_get(sweep, grid_key);
    return grid && grid->kind == NODE_BOOL && grid->truth ? grid : NULL;
}

// The sweep is read elsewhere; here its form is checked.
bool key_check_sweep(const struct node *node, void *field, struct error *error) {
    (void)field;
    if (node->kind != NODE_MAP)
        return node_expected(node, "keys and their values, such as {lr: [0.1, 1]}", error);
    for (size_t i = 0; i < node->count; i++) {
        const struct node *values = node->items[i];
        bool is_grid;
        if (node->keys[i]->text[0] == '\0')
            return error_at(error, node->keys[i]->place, "expected a key, such as lr");
        if (strcmp(node->keys[i]->text, grid_key) == 0) {
            if (!node_bool(values, &is_grid, error))
                return false;
            continue;
        }
        if (values->kind != NODE_LIST)
            return node_expected(values, "a list of values", error);
        if (values->count == 0)
            return error_at(error, values->place, "expected a list of values, not an empty one");
    }
    return true;
}
