// SPDX-License-Identifier: GPL-3.0-or-later
#include "optim/optimizer_table.h"
#include "tree/document.h"

// Returns the map with a value of it replaced, which may be by itself.
static const struct node *replace(struct document *document, const struct node *map,
                                  const struct node *old, const struct node *value) {
    if (value == old)
        return map;
    struct node *shared = document_share(document, map);
    for (size_t i = 0; i < shared->count; i++)
        if (shared->items[i] == old)
            shared->items[i] = document_share(document, value);
    return shared;
}

const struct node *optimizer_whole(struct document *document, const struct node *entry,
                                   struct error *error) {
    if (entry->kind != NODE_MAP || entry->count == 0)
        return entry;
    const struct optimizer *optimizer = optimizer_find(entry->keys[0]->text);
    const struct node *options = entry->items[0], *value = options;
    const struct node *inner = node_get(options, "inner");
    if (optimizer && optimizer->whole) {
        value = optimizer->whole(document, options, error);
    } else if (optimizer && optimizer->has_inner && inner) {
        const struct node *whole = optimizer_whole(document, inner, error);
        value = whole ? replace(document, options, inner, whole) : NULL;
    }
    return value ? replace(document, entry, options, value) : NULL;
}
