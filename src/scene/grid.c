// SPDX-License-Identifier: GPL-3.0-or-later
#include "scene/grid.h"

#include "base/memory.h"
#include "scene/address.h"
#include "scene/key_forms.h"

#include <stdlib.h>
#include <string.h>

enum { AXES_MAX = 2 };

// A swept key and its values.
struct swept_key {
    const struct node *key, *values;
};

// Reads the axes from the command line, or else from the scene.
static size_t read_axes(struct scene *scene, const struct node *sweep,
                        const struct scene_overrides *overrides, struct swept_key axes[AXES_MAX],
                        struct error *error) {
    size_t count = 0;
    for (size_t i = 0; i < overrides->swept_count && i < AXES_MAX; i++) {
        struct node *key, *values;
        if (!document_parse_option(&scene->document, overrides->swept[i], 0, true, &key, &values,
                                   error))
            return 0;
        axes[count++] = (struct swept_key){key, values};
    }
    bool is_map = overrides->swept_count == 0 && sweep && sweep->kind == NODE_MAP;
    for (size_t i = 0; is_map && i < sweep->count && count < AXES_MAX; i++)
        if (key_swept(sweep, i))
            axes[count++] = (struct swept_key){sweep->keys[i], sweep->items[i]};
    return count;
}

// Returns the panel of a layout that cells show: the contour, or the first one. Sets `*several` if
// there are others.
static const struct node *find_panel(const struct node *layout, bool *several) {
    const struct node *grid =
        layout && layout->kind == NODE_MAP ? node_get(layout, "grid") : layout;
    const struct node *found = NULL;
    for (size_t row = 0; grid && grid->kind == NODE_LIST && row < grid->count; row++) {
        const struct node *cells = grid->items[row];
        for (size_t i = 0; cells->kind == NODE_LIST && i < cells->count; i++) {
            const struct node *cell = cells->items[i];
            if (cell->kind != NODE_STRING || strcmp(cell->text, ".") == 0)
                continue;
            *several = *several || (found && strcmp(found->text, cell->text) != 0);
            if (!found || strcmp(cell->text, "contour") == 0)
                found = cell;
        }
    }
    return found;
}

struct node *grid_lay(struct scene *scene, struct node *root, const struct node *sweep,
                      const struct scene_overrides *overrides, struct error *error) {
    struct document *document = &scene->document;
    struct swept_key axes[AXES_MAX];
    size_t count = read_axes(scene, sweep, overrides, axes, error);
    if (count == 0)
        return NULL;
    const struct node *given = node_get(root, "compare");
    struct place place = axes[0].key->place;
    struct node *compare = document_node(document, NODE_MAP, place);
    static const char *const kept[] = {"panel", "loss"};
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
        if (node_get(given, kept[i]))
            document_add(document, compare, kept[i], node_get(given, kept[i]));
    for (size_t i = 0; i < count; i++) {
        struct node *axis = document_node(document, NODE_MAP, axes[i].key->place);
        document_add(document, axis, axes[i].key->text, axes[i].values);
        axis->keys[0]->place = axes[i].key->place;
        document_add(document, compare, count == 1 ? "cells" : i == 0 ? "rows" : "columns", axis);
    }
    bool several = false;
    const struct node *panel = find_panel(node_get(root, "layout"), &several);
    if (panel && !node_get(given, "panel")) {
        document_add(document, compare, "panel", panel);
        if (several)
            text_printf(&scene->warnings,
                        "the cells of a grid show one panel of the layout, '%s'; compare.panel "
                        "names another\n",
                        panel->text);
    }
    scene->is_grid = true;
    root = document_share(document, root);
    document_drop(root, "layout");
    document_drop(root, "compare");
    document_add(document, root, "compare", compare);
    return root;
}

struct node *grid_lay_one(struct document *document, struct node *root, const struct node *sweep,
                          size_t combination, struct error *error) {
    size_t rest = combination - 1, count = 0;
    bool is_map = sweep && sweep->kind == NODE_MAP;
    struct address_value *values = mem_zero(is_map ? sweep->count + 1 : 1, sizeof *values);
    for (size_t i = is_map ? sweep->count : 0; i-- > 0;) {
        const struct node *list = key_swept(sweep, i);
        if (!list)
            continue;
        values[count++] = (struct address_value){sweep->keys[i], list->items[rest % list->count]};
        rest /= list->count;
    }
    root = address_lay_all(document, root, values, count, error);
    free(values);
    return root;
}
