// SPDX-License-Identifier: GPL-3.0-or-later
#include "tree/document.h"

#include "base/memory.h"
#include "base/path.h"
#include "base/source.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

void document_finish(struct document *document) {
    for (size_t i = 0; i < document->count; i++) {
        free(document->nodes[i]->text);
        free(document->nodes[i]->keys);
        free(document->nodes[i]->items);
        free(document->nodes[i]);
    }
    for (size_t i = document->borrowed; i < document->source_count; i++) {
        source_finish(document->sources[i]);
        free(document->sources[i]);
    }
    name_set_finish(&document->paths);
    free(document->files);
    free(document->nodes);
    free(document->sources);
    free(document->allowed);
    *document = (struct document){0};
}

void document_restrict(struct document *document, const char *folder, const char *scene) {
    if (!folder)
        return;
    document->allowed = folder[0] ? realpath(folder, NULL) : path_folder(scene);
    if (!document->allowed) // it is gone: nothing lies in it
        document->allowed = mem_string(folder, strlen(folder));
}

void document_borrow(struct document *document, const struct document *other) {
    document->sources = mem_grow(NULL, &document->source_capacity, other->source_count + 1,
                                 sizeof(struct source *));
    memcpy(document->sources, other->sources, other->source_count * sizeof(struct source *));
    document->borrowed = document->source_count = other->source_count;
}

struct source *document_source(struct document *document) {
    document->sources = mem_grow(document->sources, &document->source_capacity,
                                 document->source_count + 1, sizeof *document->sources);
    struct source *source = mem_zero(1, sizeof *source);
    document->sources[document->source_count++] = source;
    return source;
}

struct node *document_node(struct document *document, enum node_kind kind, struct place place) {
    document->nodes =
        mem_grow(document->nodes, &document->capacity, document->count + 1, sizeof(struct node *));
    struct node *node = mem_zero(1, sizeof *node);
    node->kind = kind;
    node->place = place;
    document->nodes[document->count++] = node;
    return node;
}

void document_drop(struct node *map, const char *key) {
    for (size_t i = 0; i < map->count; i++) {
        if (strcmp(map->keys[i]->text, key) != 0)
            continue;
        memmove(&map->keys[i], &map->keys[i + 1], (map->count - i - 1) * sizeof *map->keys);
        memmove(&map->items[i], &map->items[i + 1], (map->count - i - 1) * sizeof *map->items);
        map->count--;
        return;
    }
}

static void add_paths(const struct document *document, bool has_alone, struct strings *paths) {
    for (size_t i = 0; i < document->source_count; i++) {
        const struct source *source = document->sources[i];
        size_t at;
        if (source->name && !source->single_line && !source->is_kept &&
            (has_alone || !name_set_find(&document->paths, source->name, &at)))
            strings_add(paths, source->name);
    }
}

void document_inputs(const struct document *document, struct strings *paths) {
    add_paths(document, true, paths);
}

void document_chain(const struct document *document, struct strings *paths) {
    add_paths(document, false, paths);
}
