// SPDX-License-Identifier: GPL-3.0-or-later
// Command-line overrides of a scene: --set and the options that are short for it.
#include "base/limits.h"
#include "base/memory.h"
#include "base/number.h"
#include "base/text.h"
#include "tree/document.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LIST_MAX = 10000 }; // largest list index that --set accepts

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

// Copies an array of nodes and leaves room for one more.
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

// Makes a shallow copy of a node: an alias may share the original, so --set must not change it.
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

// Returns a node that may be changed in place of another.
static struct node *own(struct document *document, struct node *node) {
    return document->is_tree ? node : copy(document, node);
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

void document_add(struct document *document, struct node *map, const char *key,
                  const struct node *value) {
    append(map, string_node(document, key, strlen(key), value->place),
           document_share(document, value));
}

// Returns the slot that one part of a --set path names in `*node`. Maps are created as needed; a
// new list entry only for the last part of the path. NULL on error.
static struct node **descend(struct document *document, struct node **node, const char *part,
                             size_t length, bool is_last, struct place place, struct error *error) {
    double index;
    bool is_index = number_parse(part, length, &index) && index >= 0 && index < LIST_MAX &&
                    index == floor(index);
    *node = own(document, *node);
    if ((*node)->kind == NODE_LIST && is_index) {
        size_t count = (*node)->count;
        if ((size_t)index > count || ((size_t)index == count && !is_last)) {
            if (count == 0)
                error_at(error, place, "there is no entry %.*s: there is none", (int)length, part);
            else
                error_at(error, place, "there is no entry %.*s: there %s%.0zu, 0%s%.0zu",
                         (int)length, part, count == 1 ? "is one" : "are ", count == 1 ? 0 : count,
                         count > 1 ? " to " : "", count > 1 ? count - 1 : 0);
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

// Returns the slot of the options of a list entry such as `lamb` or `{lamb: {...}}`; for any other
// entry, the slot of the entry itself.
static struct node **options_of(struct document *document, struct node **entry) {
    if ((*entry)->kind == NODE_STRING) {
        struct node *map = document_node(document, NODE_MAP, (*entry)->place);
        append(map, *entry, document_node(document, NODE_NULL, (*entry)->place));
        *entry = map;
    } else if ((*entry)->kind == NODE_MAP && (*entry)->count == 1) {
        *entry = own(document, *entry);
    } else {
        return entry;
    }
    return &(*entry)->items[0];
}

// Sets `value` at a path of `length` bytes and returns the root; nodes on the path are copied, all
// others are shared. Errors are at `whole` or, with `by_column`, at the part of the path they
// concern, where `whole` is the place of the path's start.
static struct node *with(struct document *document, struct node *root, const char *path,
                         size_t length, struct place whole, bool by_column, struct node *value,
                         struct error *error) {
    struct node **slot = &root;
    int depth = 1;
    for (size_t at = 0; at <= length; depth++) {
        size_t part = strcspn(path + at, ".=");
        struct place place = whole;
        if (by_column) {
            place.column += (int)utf8_count(path, at);
            place.length = (int)part;
        }
        if (part == 0) {
            if (at < length || by_column)
                error_at(error, place, "expected a name before '%c'", at < length ? '.' : '=');
            else
                error_at(error, place, "expected a name%s", at > 0 ? " behind the last '.'" : "");
            return NULL;
        }
        if (!limit_check(LIMIT_DEPTH, depth, place, error))
            return NULL;
        bool in_list = (*slot)->kind == NODE_LIST;
        slot = descend(document, slot, path + at, part, at + part >= length, place, error);
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
                           struct place place, bool by_column, struct node *value,
                           struct error *error) {
    struct node *start = copy(document, root);
    return with(document, start, path, strlen(path), place, by_column, value, error);
}

bool document_parse_option(struct document *document, const char *text, int number, bool is_list,
                           struct node **key, struct node **value, struct error *error) {
    // The key is replaced by spaces while the value is parsed, so that columns count from the start
    // of the argument.
    size_t length = strcspn(text, "=");
    struct text blanked = {0};
    text_printf(&blanked, is_list ? "%*s%s]" : "%*s%s", (int)length + 1, is_list ? "[" : "",
                text[length] ? text + length + 1 : "");
    *value = document_parse_set(document, blanked.data, number, error);
    text_finish(&blanked);
    if (!*value)
        return false;
    struct source *source = document->sources[document->source_count - 1];
    memcpy(source->text, text, strlen(text)); // errors quote the whole argument
    *key = string_node(document, text, length,
                       (struct place){source, 1, 1, (int)utf8_count(text, length)});
    return true;
}
