// SPDX-License-Identifier: GPL-3.0-or-later
#include "scene/address.h"

#include "base/memory.h"
#include "base/name_set.h"
#include "base/number.h"
#include "optim/optimizer_table.h"
#include "scene/scene.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char list_key[] = "optimizers", short_key[] = "optimizer", inner_key[] = "inner",
                  options_key[] = "options";

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

// The labels of a list of optimizers, one after the other.
struct labels {
    const struct node *list;
    struct name_set names; // without a label, each with the index of its first entry
    int *numbers;          // by that index: how many there were; owned
};

static struct labels labels_of(const struct node *list) {
    return (struct labels){.list = list, .numbers = mem_zero(list->count + 1, sizeof(int))};
}

// Writes the label that the next entry will get: its own, or its name with a number.
static void write_label(struct labels *labels, size_t index, struct text *out) {
    struct optimizer_entry entry = entry_of(labels->list->items[index]);
    const struct node *label = node_get(entry.options, "label");
    text_clear(out);
    text_add(out, label && label->text ? label->text : entry.name);
    size_t first = index;
    if (!label && !name_set_add(&labels->names, entry.name, index))
        name_set_find(&labels->names, entry.name, &first);
    if (!label && ++labels->numbers[first] > 1)
        text_printf(out, " %d", labels->numbers[first]);
}

static void labels_finish(struct labels *labels) {
    name_set_finish(&labels->names);
    free(labels->numbers);
}

// Whether an entry defines its rule, with an option of that name.
static bool defines(struct optimizer_entry entry, const char *option) {
    const struct optimizer *found = optimizer_find(entry.name);
    return found && found->define && node_get(node_get(entry.options, options_key), option);
}

static bool has_option(struct optimizer_entry entry, const char *option) {
    const struct optimizer *found = optimizer_find(entry.name);
    if (!found)
        return false;
    return defines(entry, option) || (found->settings && settings_find(found->settings, option)) ||
           (found != &optimizer_recorded && settings_find(optimizer_common_settings, option));
}

// Returns what follows `part` and a dot at the beginning of a key, NULL where that begins
// otherwise.
static const char *behind(const char *key, const char *part) {
    size_t length = strlen(part);
    return length > 0 && strncmp(key, part, length) == 0 && key[length] == '.' ? key + length + 1
                                                                               : NULL;
}

// The name of an optimizer may stand before an option of it, as it does in a scene.
static const char *without_name(struct optimizer_entry entry, const char *option) {
    const char *rest = behind(option, entry.name);
    return rest ? rest : option;
}

// The optimizer that runs inside an entry's, as it is written; without a name where none does.
static struct optimizer_entry entry_inside(struct optimizer_entry entry) {
    const struct optimizer *optimizer = optimizer_find(entry.name);
    if (!optimizer || !optimizer->has_inner)
        return (struct optimizer_entry){"", NULL};
    const struct node *inner = node_get(entry.options, inner_key);
    return inner ? entry_of(inner)
                 : (struct optimizer_entry){optimizer_usual_inside(optimizer)->name, NULL};
}

// Appends the path of an option of an entry: its own, or of the optimizer inside it where that has
// it alone, is given it, or is named by the key. False where none has the option, and nothing is
// appended.
static bool add_path(struct optimizer_entry entry, const char *option, struct text *path) {
    struct optimizer_entry inside = entry_inside(entry);
    const char *of_inside = inside.name[0] ? behind(option, inner_key) : NULL;
    char *first = mem_string(option, strcspn(option, "."));
    bool is_own = has_option(entry, first), found = false;
    size_t length = path->length;
    if (of_inside) {
        of_inside = without_name(inside, of_inside);
        text_printf(path, ".%s.%s", inner_key, inside.name);
        found = true;
        if (!add_path(inside, of_inside, path))
            text_printf(path, ".%s", of_inside); // which is a mistake that is told when it is read
    } else if (inside.name[0] && (!is_own || node_get(inside.options, first))) {
        text_printf(path, ".%s.%s", inner_key, inside.name);
        found = add_path(inside, option, path);
    } else if (is_own) {
        text_printf(path, ".%s%s%s", defines(entry, first) ? options_key : "",
                    defines(entry, first) ? "." : "", option);
        found = true;
    }
    if (!found && path->length > length) {
        path->length = length;
        path->data[length] = '\0';
    }
    free(first);
    return found;
}

// Returns the list with what files of rules say, so that it shows their labels and options.
// Mistakes in them are told when the entries are read.
static const struct node *whole_list(struct document *document, const struct node *list) {
    if (!list || list->kind != NODE_LIST)
        return list;
    struct node *whole = document_share(document, list);
    for (size_t i = 0; i < list->count; i++) {
        struct error error = {0};
        const struct node *item = optimizer_whole(document, list->items[i], &error);
        if (item && item != list->items[i])
            whole->items[i] = document_share(document, item);
        error_finish(&error);
    }
    return whole;
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

// Lays the value at an option of the optimizer at a position of the list.
static void lay_at(struct laying *laying, const struct node *list, size_t index,
                   const char *option) {
    struct text path = {0};
    text_printf(&path, "%s.%zu", list_key, index);
    struct optimizer_entry entry = entry_of(list->items[index]);
    option = without_name(entry, option);
    if (!add_path(entry, option, &path))
        text_printf(&path, ".%s", option); // likewise
    lay(laying, path.data, false);
    text_finish(&path);
}

// Lays the value at OPTION of the optimizer that LABEL.OPTION names. False where none has the
// label.
static bool lay_by_label(struct laying *laying, const struct node *list, const char *key) {
    struct text label = {0};
    struct labels labels = labels_of(list);
    bool found = false;
    for (size_t i = 0; !found && i < list->count; i++) {
        write_label(&labels, i, &label);
        const char *option = behind(key, label.data);
        found = option != NULL;
        if (found)
            lay_at(laying, list, i, option);
    }
    labels_finish(&labels);
    text_finish(&label);
    return found;
}

// Lays the value at an option of every optimizer that has it. False where none has.
static bool lay_by_option(struct laying *laying, const struct node *list, const char *key) {
    bool found = false;
    for (size_t i = 0; laying->root && list && i < list->count; i++) {
        struct text path = {0};
        text_printf(&path, "%s.%zu", list_key, i);
        if (add_path(entry_of(list->items[i]), key, &path)) {
            found = true;
            lay(laying, path.data, false);
        }
        text_finish(&path);
    }
    return found;
}

// Lays the value at optimizers.I.OPTION, or replaces or adds the optimizer optimizers.I.
static void lay_by_position(struct laying *laying, const struct node *list, const char *key) {
    const char *position = behind(key, list_key);
    size_t length = strcspn(position, ".");
    double index;
    bool is_position =
        number_parse(position, length, &index) && index >= 0 && index == floor(index);
    if (!is_position && length > 0) {
        struct place place = laying->place;
        if (laying->by_column) {
            place.column += (int)utf8_count(key, (size_t)(position - key));
            place.length = (int)utf8_count(position, length);
        }
        error_at(laying->error, place,
                 "expected a position in the list, such as %s.0, not '%.*s'; a label and an option "
                 "of all stand without '%s.'",
                 list_key, (int)length, position, list_key);
        laying->root = NULL;
    } else if (is_position && index < (double)list->count && position[length]) {
        // What is written as it stands in the tree has errors at its parts.
        const char *option = position + length + 1;
        struct text path = {0};
        text_add(&path, "");
        add_path(entry_of(list->items[(size_t)index]), option, &path);
        if (path.length > 0 ? strcmp(path.data + 1, option) != 0 : strchr(option, '.') != NULL)
            lay_at(laying, list, (size_t)index, option);
        else
            lay(laying, key, laying->by_column);
        text_finish(&path);
    } else {
        lay(laying, key, laying->by_column);
    }
}

// Adds the names of a table but those that are there, and the one that is known to be none here.
static void add_rows(struct strings *names, const struct setting *rows, const char *but) {
    for (; rows && rows->name; rows++) {
        bool is_known = strcmp(rows->name, but) == 0;
        for (size_t i = 0; !is_known && i < names->count; i++)
            is_known = strcmp(names->items[i], rows->name) == 0;
        if (!is_known)
            strings_add(names, rows->name);
    }
}

// Tells of a key that names an optimizer, and not an option of one that is there. False without an
// error where it names none.
static bool tell_optimizer(const struct laying *laying, struct place place, const struct node *list,
                           const char *key, const char *first, const struct text *labels) {
    const char *rest = key[strlen(first)] ? key + strlen(first) + 1 : "lr";
    size_t count = list ? list->count : 0, bracket = strlen(list_key), index = 0;
    if (strncmp(first, list_key, bracket) == 0 && first[bracket] == '[')
        return !error_at(laying->error, place, "a position stands behind a dot: %s.%.*s.%s",
                         list_key, (int)strcspn(first + bracket + 1, "]"), first + bracket + 1,
                         rest);
    while (index < count && strcmp(labels[index].data, key) != 0)
        index++;
    if (index < count)
        return !error_at(laying->error, laying->place,
                         "'%s' is an optimizer; a key is an option of it, such as %s.lr", key, key);
    while (index > 0 && strcmp(entry_of(list->items[index - 1]).name, first) != 0)
        index--;
    if (index > 0)
        return !error_at(laying->error, place, "an optimizer is called by its label here: %s.%s",
                         labels[index - 1].data, rest);
    if (!optimizer_find(first))
        return false;
    struct text all = {0};
    for (size_t i = 0; i < count; i++)
        text_printf(&all, "%s%s", i ? ", " : "", labels[i].data);
    error_at(laying->error, place, "no optimizer has the label '%s'; there %s %s", first,
             count == 1 ? "is" : "are", all.data ? all.data : "none");
    text_finish(&all);
    return true;
}

// Reports an address that matches nothing, and suggests the nearest one.
static struct node *unknown_key(const struct laying *laying, const struct node *list,
                                const char *key, const char *first) {
    struct strings names = {0};
    add_rows(&names, scene_settings, first);
    size_t count = list->count;
    struct text *labels = mem_zero(count + 1, sizeof *labels);
    struct labels all = labels_of(list);
    for (size_t i = 0; i < count; i++) {
        const struct optimizer *optimizer = optimizer_find(entry_of(list->items[i]).name);
        add_rows(&names, optimizer ? optimizer->settings : NULL, first);
        const struct node *options = node_get(entry_of(list->items[i]).options, options_key);
        for (size_t k = 0; optimizer && optimizer->define && options && k < options->count; k++)
            if (options->kind == NODE_MAP)
                strings_add(&names, options->keys[k]->text);
        write_label(&all, i, &labels[i]);
        strings_add(&names, labels[i].data);
    }
    add_rows(&names, optimizer_common_settings, first);
    struct place place = laying->place;
    if (laying->by_column)
        place.length = (int)utf8_count(first, strlen(first));
    if (!tell_optimizer(laying, place, list, key, first, labels))
        error_unknown_key(laying->error, place, "a scene or its optimizers", first, names.items,
                          names.count);
    for (size_t i = 0; i < count; i++)
        text_finish(&labels[i]);
    free(labels);
    labels_finish(&all);
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
    const struct node *list = whole_list(document, node_get(listed.root, list_key));
    if (listed.root && is_in_list) {
        lay_by_position(&listed, list, key);
    } else if (listed.root && is_short) {
        struct text path = {0};
        text_printf(&path, "%s.0%s", list_key, key + strlen(first));
        listed.by_column = false;
        lay_by_position(&listed, list, path.data);
        text_finish(&path);
    } else if (listed.root && !lay_by_label(&listed, list, key) &&
               !lay_by_option(&listed, list, key)) {
        listed.root = unknown_key(&plain, list, key, first);
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
