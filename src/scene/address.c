// SPDX-License-Identifier: GPL-3.0-or-later
#include "scene/address.h"

#include "base/memory.h"
#include "optim/optimizer_table.h"
#include "scene/scene.h"

#include <stdlib.h>
#include <string.h>

static const char list_key[] = "optimizers", short_key[] = "optimizer";

// An entry of `optimizers:`; `options` is NULL if it has none.
struct optimizer_entry {
    const char *name;
    const struct node *options;
};

static struct optimizer_entry entry_of(const struct node *node) {
    if (node->kind == NODE_MAP && node->count > 0)
        return (struct optimizer_entry){node->keys[0]->text, node->items[0]};
    return (struct optimizer_entry){node->kind == NODE_STRING ? node->text : "", NULL};
}

// Writes the label that an entry will get: its own, or its name with a number.
static void label_of(const struct node *list, size_t index, struct text *out) {
    struct optimizer_entry entry = entry_of(list->items[index]);
    const struct node *label = node_get(entry.options, "label");
    text_clear(out);
    text_add(out, label && label->text ? label->text : entry.name);
    if (label)
        return;
    int number = 1;
    for (size_t i = 0; i < index; i++) {
        struct optimizer_entry other = entry_of(list->items[i]);
        number += !node_get(other.options, "label") && strcmp(other.name, entry.name) == 0;
    }
    if (number > 1)
        text_printf(out, " %d", number);
}

static bool has_option(const char *optimizer, const char *option) {
    const struct optimizer *found = optimizer_find(optimizer);
    if (!found)
        return false;
    return (found->settings && settings_find(found->settings, option)) ||
           (found != &optimizer_recorded && settings_find(optimizer_common_settings, option));
}

// Appends the path of an option of an entry or, if only that has it, of its inner optimizer. False
// if neither has it.
static bool option_path(const struct node *entry_node, const char *option, struct text *path) {
    struct optimizer_entry entry = entry_of(entry_node);
    const struct optimizer *optimizer = optimizer_find(entry.name);
    const struct node *inner =
        optimizer && optimizer->has_inner ? node_get(entry.options, "inner") : NULL;
    struct optimizer_entry inside = inner ? entry_of(inner) : (struct optimizer_entry){"", NULL};
    bool is_given_inside = node_get(inside.options, option);
    if (has_option(entry.name, option) && !is_given_inside)
        return true;
    if (!is_given_inside && !has_option(inside.name, option))
        return false;
    text_printf(path, ".inner.%s", inside.name);
    return true;
}

// Turns a single optimizer, or none, into a list, so that entries have positions.
static struct node *with_list(struct document *document, struct node *root, struct error *error) {
    const struct node *optimizers = node_get(root, list_key);
    if (optimizers && optimizers->kind == NODE_LIST)
        return root;
    struct node *list = document_node(document, NODE_LIST, root->place);
    struct place place = optimizers ? optimizers->place : root->place;
    root = document_with(document, root, list_key, place, false, list, error);
    if (!root || !optimizers)
        return root;
    struct text path = {0};
    text_printf(&path, "%s.0", list_key);
    root = document_with(document, root, path.data, place, false,
                         document_share(document, optimizers), error);
    text_finish(&path);
    return root;
}

bool address_is_optimizer(const char *key) {
    size_t length = strcspn(key, ".");
    if (length == strlen(short_key) && memcmp(key, short_key, length) == 0)
        return key[length] == '\0';
    return length == strlen(list_key) && memcmp(key, list_key, length) == 0 &&
           !strchr(key + length + (key[length] == '.'), '.');
}

// The state of setting one value at all paths that an address stands for.
struct laying {
    struct document *document;
    struct node *root, *value;
    struct place place;
    bool by_column;
    struct error *error;
};

static bool lay(struct laying *laying, const char *path, bool by_column) {
    laying->root = document_with(laying->document, laying->root, path, laying->place, by_column,
                                 laying->value, laying->error);
    return laying->root != NULL;
}

// Sets the value for an address LABEL.PATH. False if no optimizer has that label.
static bool lay_by_label(struct laying *laying, const struct node *list, const char *key) {
    struct text label = {0}, path = {0};
    bool found = false;
    for (size_t i = 0; !found && list && i < list->count; i++) {
        label_of(list, i, &label);
        found = label.length > 0 && strncmp(key, label.data, label.length) == 0 &&
                key[label.length] == '.';
        if (!found)
            continue;
        text_printf(&path, "%s.%zu%s", list_key, i, key + label.length);
        lay(laying, path.data, false);
    }
    text_finish(&label);
    text_finish(&path);
    return found;
}

// Sets the value for an option of every optimizer that has it. False if none has.
static bool lay_by_option(struct laying *laying, const struct node *list, const char *key,
                          const char *first) {
    bool found = false;
    for (size_t i = 0; laying->root && list && i < list->count; i++) {
        struct text path = {0};
        text_printf(&path, "%s.%zu", list_key, i);
        if (option_path(list->items[i], first, &path)) {
            text_printf(&path, ".%s", key);
            found = true;
            lay(laying, path.data, false);
        }
        text_finish(&path);
    }
    return found;
}

// Adds the names of a table, without one that is known not to match here.
static void add_rows(struct strings *names, const struct setting *rows, const char *but) {
    for (; rows && rows->name; rows++)
        if (strcmp(rows->name, but) != 0)
            strings_add(names, rows->name);
}

// Reports an address that matches nothing, and suggests the nearest one.
static struct node *unknown_key(const struct laying *laying, const struct node *list,
                                const char *first) {
    struct strings names = {0};
    add_rows(&names, scene_settings, first);
    size_t count = list ? list->count : 0;
    struct text *labels = mem_zero(count + 1, sizeof *labels);
    for (size_t i = 0; i < count; i++) {
        const struct optimizer *optimizer = optimizer_find(entry_of(list->items[i]).name);
        add_rows(&names, optimizer ? optimizer->settings : NULL, first);
        label_of(list, i, &labels[i]);
        strings_add(&names, labels[i].data);
    }
    add_rows(&names, optimizer_common_settings, first);
    struct place place = laying->place;
    if (laying->by_column)
        place.length = (int)utf8_count(first, strlen(first));
    error_unknown_key(laying->error, place, "a scene or its optimizers", first, names.items,
                      names.count);
    for (size_t i = 0; i < count; i++)
        text_finish(&labels[i]);
    free(labels);
    strings_finish(&names);
    return NULL;
}

struct node *address_lay(struct document *document, const struct node *root, const char *key,
                         struct place place, bool by_column, struct node *value,
                         struct error *error) {
    struct laying plain = {document, document_share(document, root), value, place, by_column,
                           error};
    char *first = mem_string(key, strcspn(key, "."));
    bool is_short = strcmp(first, short_key) == 0;
    bool is_in_list = strcmp(first, list_key) == 0 && strcmp(key, list_key) != 0;
    if (*first == '\0' || (!is_short && !is_in_list && settings_find(scene_settings, first))) {
        lay(&plain, key, by_column);
        free(first);
        return plain.root;
    }
    if (!is_short && !is_in_list && !node_get(root, list_key)) {
        free(first);
        return plain.root; // a mistake, reported when the scene is read
    }
    struct laying listed = plain;
    listed.root = with_list(document, plain.root, error);
    const struct node *list = node_get(listed.root, list_key);
    if (listed.root && is_in_list) {
        lay(&listed, key, by_column);
    } else if (listed.root && is_short) {
        struct text path = {0};
        text_printf(&path, "%s.0%s", list_key, key + strlen(first));
        lay(&listed, path.data, false);
        text_finish(&path);
    } else if (listed.root && !lay_by_label(&listed, list, key) &&
               !lay_by_option(&listed, list, key, first)) {
        listed.root = unknown_key(&plain, list, first);
    }
    free(first);
    return listed.root;
}

struct node *address_lay_all(struct document *document, struct node *root,
                             const struct address_value *values, size_t count,
                             struct error *error) {
    for (int options = 0; options < 2; options++)
        for (size_t i = 0; root && i < count; i++)
            if (address_is_optimizer(values[i].key->text) != options)
                root = address_lay(document, root, values[i].key->text, values[i].key->place, false,
                                   values[i].value, error);
    return root;
}
