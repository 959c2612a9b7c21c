// SPDX-License-Identifier: GPL-3.0-or-later
// What the command line lays over a scene: --set and the options that are short for it.
#include "base/memory.h"
#include "base/number.h"
#include "base/text.h"
#include "tree/document.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LIST_MAX = 10000 }; // an index that --set may append at

struct node *document_parse_set(struct document *document, const char *text, int number,
                                struct error *error) {
    struct text name = {0};
    if (number > 0)
        text_printf(&name, "--set %d", number);
    else
        text_add(&name, "--sweep");
    struct node *value = document_parse(document, name.data, text, error);
    text_finish(&name);
    return value;
}

// A list of nodes with room for one more.
static struct node **copy_slots(struct node **slots, size_t count) {
    struct node **copied = mem_zero(count + 1, sizeof(struct node *));
    if (slots && count > 0)
        memcpy(copied, slots, count * sizeof(struct node *));
    return copied;
}

// Appends `item` to a list, or `key: item` to a map.
static void append(struct node *node, struct node *key, struct node *item) {
    struct node **items = copy_slots(node->items, node->count);
    free(node->items);
    node->items = items;
    if (node->kind == NODE_MAP) {
        struct node **keys = copy_slots(node->keys, node->count);
        free(node->keys);
        node->keys = keys;
        node->keys[node->count] = key;
    }
    node->items[node->count++] = item;
}

// A shallow copy: --set must not write into nodes that an alias shares.
static struct node *copy(struct document *document, const struct node *node) {
    struct node *fresh = document_node(document, node->kind, node->place);
    fresh->truth = node->truth;
    fresh->plain = node->plain;
    fresh->number = node->number;
    fresh->text = node->text ? mem_string(node->text, strlen(node->text)) : NULL;
    fresh->count = node->count;
    fresh->items = copy_slots(node->items, node->count);
    fresh->keys = node->kind == NODE_MAP ? copy_slots(node->keys, node->count) : NULL;
    return fresh;
}

struct node *document_share(struct document *document, const struct node *node) {
    return copy(document, node);
}

static struct node *string_node(struct document *document, const char *text, size_t length,
                                struct place place) {
    struct node *node = document_node(document, NODE_STRING, place);
    node->text = mem_string(text, length);
    node->plain = true;
    return node;
}

struct node *document_option(struct document *document, const char *option, const char *text) {
    size_t length = strlen(text);
    struct source *source = document_source(document);
    *source =
        (struct source){mem_string(option, strlen(option)), mem_string(text, length), length, true};
    struct place place = {source, 1, 1, (int)utf8_count(text, length)};
    return string_node(document, text, length, place);
}

// Gives the slot named by one part of a --set path below `*node`, making maps on the way.
static struct node **descend(struct document *document, struct node **node, const char *part,
                             size_t length, struct place place, struct error *error) {
    double index;
    bool is_index = number_parse(part, length, &index) && index >= 0 && index < LIST_MAX &&
                    index == floor(index);
    *node = copy(document, *node);
    if ((*node)->kind == NODE_LIST && is_index) {
        if ((size_t)index > (*node)->count) {
            error_at(error, place, "there is no entry %.*s: the list has %zu, counted from 0",
                     (int)length, part, (*node)->count);
            return NULL;
        }
        if ((size_t)index == (*node)->count)
            append(*node, NULL, document_node(document, NODE_NULL, place));
        return &(*node)->items[(size_t)index];
    }
    if ((*node)->kind == NODE_LIST) {
        error_at(error, place, "expected a position in a list, not '%.*s'", (int)length, part);
        return NULL;
    }
    if ((*node)->kind != NODE_MAP)
        *node = document_node(document, NODE_MAP, place);
    struct node **keys = (*node)->keys;
    for (size_t i = 0; keys && i < (*node)->count; i++)
        if (strlen(keys[i]->text) == length && memcmp(keys[i]->text, part, length) == 0)
            return &(*node)->items[i];
    append(*node, string_node(document, part, length, place),
           document_node(document, NODE_NULL, place));
    return &(*node)->items[(*node)->count - 1];
}

// An entry of a list of names (`lamb`, `{lamb: {...}}`) gives the slot of its options.
static struct node **options_of(struct document *document, struct node **entry) {
    if ((*entry)->kind == NODE_STRING) {
        struct node *map = document_node(document, NODE_MAP, (*entry)->place);
        append(map, *entry, document_node(document, NODE_NULL, (*entry)->place));
        *entry = map;
    } else if ((*entry)->kind == NODE_MAP && (*entry)->count == 1) {
        *entry = copy(document, *entry);
    } else {
        return entry;
    }
    return &(*entry)->items[0];
}

// Returns a copy of `root` with `value` at the path of `length` bytes; what does not change is
// shared. Errors stand at `whole`, or `by_column` at their part of the path that begins there.
static struct node *with(struct document *document, struct node *root, const char *path,
                         size_t length, struct place whole, bool by_column, struct node *value,
                         struct error *error) {
    struct node **slot = &root;
    for (size_t at = 0; at <= length;) {
        size_t part = strcspn(path + at, ".=");
        struct place place = whole;
        if (by_column) {
            place.column += (int)at;
            place.length = (int)part;
        }
        if (part == 0) {
            error_at(error, place, "expected a name before '%c'", at < length ? '.' : '=');
            return NULL;
        }
        bool in_list = (*slot)->kind == NODE_LIST;
        slot = descend(document, slot, path + at, part, place, error);
        if (!slot)
            return NULL;
        at += part + 1;
        if (in_list && at <= length)
            slot = options_of(document, slot);
    }
    *slot = value;
    return root;
}

struct node *document_with(struct document *document, const struct node *root, const char *path,
                           struct place place, struct node *value, struct error *error) {
    struct node *start = copy(document, root);
    return with(document, start, path, strlen(path), place, false, value, error);
}

bool document_set(struct document *document, struct node *root, const char *text, int number,
                  struct error *error) {
    const char *equals = strchr(text, '=');
    if (!equals || equals == text)
        return error_set(error, ERROR_USAGE,
                         "--set %s: expected KEY=VALUE, such as optimizers.0.lr=0.5", text);
    // The value is parsed with the path blanked out, so that its columns are those of the argument.
    char *blanked = mem_string(text, strlen(text));
    memset(blanked, ' ', (size_t)(equals + 1 - text));
    struct node *value = document_parse_set(document, blanked, number, error);
    free(blanked);
    if (!value)
        return false;
    struct source *source = document->sources[document->source_count - 1];
    memcpy(source->text, text, source->length); // the excerpt shows the whole argument
    struct node *changed = with(document, root, text, (size_t)(equals - text),
                                (struct place){source, 1, 1, 1}, true, value, error);
    if (!changed)
        return false;
    // The contents of the copy move into the node that the caller holds.
    struct node swapped = *root;
    *root = *changed;
    *changed = swapped;
    return true;
}
