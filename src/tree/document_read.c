// SPDX-License-Identifier: GPL-3.0-or-later
// Documents from files and texts: what extends another is laid over it.
#include "base/limits.h"
#include "base/memory.h"
#include "base/name_set.h"
#include "base/source.h"
#include "tree/document.h"
#include "tree/yaml.h"

#include <stdlib.h>
#include <string.h>

enum { EXTENDS_MAX = 32 }; // as the limit "files"

struct node *document_merge(struct document *document, struct node *base, struct node *over,
                            struct error *error) {
    if (base->kind != NODE_MAP || over->kind != NODE_MAP)
        return over;
    if (!limit_check(LIMIT_NODES, (double)document->count + 1, over->place, error))
        return NULL;
    struct node *merged = document_node(document, NODE_MAP, over->place);
    merged->keys = mem_zero(base->count + over->count, sizeof *merged->keys);
    merged->items = mem_zero(base->count + over->count, sizeof *merged->items);
    struct name_set places = {0};
    bool good = true;
    for (size_t i = 0; i < base->count; i++) {
        merged->keys[i] = base->keys[i];
        merged->items[i] = base->items[i];
        name_set_add(&places, base->keys[i]->text, i);
    }
    merged->count = base->count;
    for (size_t i = 0; good && i < over->count; i++) {
        struct node *item = over->items[i];
        size_t at = merged->count;
        if (name_set_find(&places, over->keys[i]->text, &at))
            item = document_merge(document, base->items[at], item, error);
        else
            merged->count++;
        merged->keys[at] = over->keys[i];
        merged->items[at] = item;
        good = item != NULL;
    }
    name_set_finish(&places);
    return good ? merged : NULL;
}

// A scene that is one text has most likely lost the colon of its first key.
static void error_no_map(const struct node *root, struct error *error) {
    const char *end, *text = place_text(root->place, &end);
    const char *newline = text ? memchr(text, '\n', (size_t)(end - text)) : NULL;
    bool has_lost = root->kind == NODE_STRING && root->plain && newline && newline + 1 < end;
    error_at(error, root->place,
             "a scene is a map of keys such as 'optimizers: [lamb]', not %s%s%.*s%s",
             node_kind_name(root), has_lost ? "; a colon is missing behind '" : "",
             has_lost ? (int)(newline - text) : 0, has_lost ? text : "", has_lost ? "'" : "");
}

// `chain` holds the files that led here, the current one last; NULL for a pipe, which has no path.
static struct node *read_chain(struct document *document, const char *path, struct place from,
                               char **chain, int length, struct error *error) {
    char *real = realpath(path, NULL);
    for (int i = 0; real && i < length; i++) {
        if (chain[i] && strcmp(chain[i], real) == 0) {
            error_at(error, from, "'%s' extends itself", path);
            free(real);
            return NULL;
        }
    }
    if (!limit_check(LIMIT_FILES, length + 1, from, error)) {
        free(real);
        return NULL;
    }
    struct source *source = document_source(document);
    struct node *root = NULL;
    if (!source_read_scene(source, path, document->allowed, from, error) ||
        !(root = yaml_parse(document, source, error)))
        goto done;
    if (root->kind != NODE_MAP) {
        error_no_map(root, error);
        root = NULL;
        goto done;
    }
    const struct node *extends = node_get(root, "extends");
    if (extends) {
        const char *name;
        if (!node_string(extends, &name, error)) {
            root = NULL;
            goto done;
        }
        chain[length] = real;
        char *base_path = source_beside(extends->place, name);
        struct node *base =
            read_chain(document, base_path, extends->place, chain, length + 1, error);
        free(base_path);
        document_drop(root, "extends");
        root = base ? document_merge(document, base, root, error) : NULL;
    }
done:
    free(real);
    return root;
}

struct node *document_read(struct document *document, const char *path, struct place from,
                           struct error *error) {
    char *chain[EXTENDS_MAX];
    return read_chain(document, path, from, chain, 0, error);
}

struct node *document_read_alone(struct document *document, const char *path, struct place from,
                                 struct error *error) {
    struct source *source = document_source(document);
    const char *allowed = from.source ? from.source->allowed : document->allowed;
    return source_read_scene(source, path, allowed, from, error)
               ? yaml_parse(document, source, error)
               : NULL;
}

struct node *document_read_once(struct document *document, const char *path, struct place from,
                                struct error *error) {
    const char *allowed = from.source ? from.source->allowed : document->allowed;
    size_t at;
    if (name_set_find(&document->paths, path, &at) &&
        document->files[at].source->allowed == allowed) {
        if (!document->files[at].root)
            error_at(error, from, "'%s' has a mistake", path);
        return document->files[at].root;
    }
    struct node *root = document_read_alone(document, path, from, error);
    const struct source *source = document->sources[document->source_count - 1];
    if (!source->name) // it could not be read
        return NULL;
    at = document->file_count++;
    document->files =
        mem_grow(document->files, &document->file_capacity, at + 1, sizeof *document->files);
    document->files[at] = (struct read_file){source, root};
    name_set_add(&document->paths, source->name, at);
    return root;
}

struct node *document_parse(struct document *document, const char *name, const char *text,
                            struct error *error) {
    struct source *source = document_source(document);
    *source = (struct source){.name = mem_string(name, strlen(name)),
                              .text = mem_string(text, strlen(text)),
                              .length = strlen(text),
                              .single_line = true,
                              .shows_lines = true};
    return yaml_parse(document, source, error);
}
