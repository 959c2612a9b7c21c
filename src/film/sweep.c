// SPDX-License-Identifier: GPL-3.0-or-later
#include "film/sweep.h"

#include "base/limits.h"
#include "base/memory.h"
#include "scene/key_forms.h"
#include "tree/yaml_write.h"

#include <stdlib.h>
#include <string.h>

static struct sweep_axis *add_axis(struct sweep *sweep, const char *key, size_t length) {
    sweep->axes = mem_grow(sweep->axes, &sweep->capacity, sweep->count + 1, sizeof *sweep->axes);
    struct sweep_axis *axis = &sweep->axes[sweep->count++];
    *axis = (struct sweep_axis){.key = mem_string(key, length)};
    return axis;
}

static void drop_axis(struct sweep *sweep) {
    struct sweep_axis *axis = &sweep->axes[--sweep->count];
    for (size_t k = 0; axis->values && k < axis->count; k++)
        free(axis->values[k]);
    free(axis->values);
    free(axis->key);
}

// Returns the length of a value, up to a comma outside brackets and quotes.
static size_t value_length(const char *text) {
    int depth = 0;
    char quote = '\0';
    size_t i = 0;
    for (; text[i] && (text[i] != ',' || depth > 0 || quote); i++) {
        if (quote && text[i] == quote)
            quote = '\0';
        else if (quote)
            continue;
        else if (text[i] == '"' || text[i] == '\'')
            quote = text[i];
        else if (strchr("[{", text[i]))
            depth++;
        else if (strchr("]}", text[i]))
            depth--;
    }
    return i;
}

static bool read_option(struct sweep *sweep, const char *text, struct error *error) {
    const char *equals = strchr(text, '=');
    if (equals[1] == '\0')
        return error_set(error, ERROR_USAGE, "--sweep %s: a value is missing", text);
    struct sweep_axis *axis = add_axis(sweep, text, (size_t)(equals - text));
    for (const struct sweep_axis *other = sweep->axes; other < axis; other++)
        if (strcmp(other->key, axis->key) == 0)
            return error_set(error, ERROR_USAGE,
                             "--sweep %s: this key has its values already: give all to one --sweep",
                             text);
    size_t commas = 0;
    for (const char *c = equals; *c; c++)
        commas += *c == ',';
    axis->values = mem_zero(commas + 1, sizeof *axis->values);
    for (const char *part = equals + 1;; part++) {
        size_t length = value_length(part);
        if (length == 0)
            return error_set(error, ERROR_USAGE, "--sweep %s: a value is missing", text);
        axis->values[axis->count++] = mem_string(part, length);
        part += length;
        if (*part == '\0')
            return true;
    }
}

// Returns the last part of a key: "lr" of "optimizers.0.lr".
static const char *short_name(const struct sweep_axis *axis) {
    const char *dot = strrchr(axis->key, '.');
    return dot ? dot + 1 : axis->key;
}

// Reads {optimizers.0.lr: [0.01, 0.1]}. Anything else gives no sweep.
static void read_scene(struct sweep *sweep, const char *scene, const struct options *options) {
    struct error ignored = {0};
    sweep->document = mem_zero(1, sizeof *sweep->document);
    document_restrict(sweep->document, options->restricted, scene);
    sweep->root = document_read(sweep->document, scene, (struct place){0}, &ignored);
    error_finish(&ignored);
    const struct node *node = node_get(sweep->root, "sweep");
    for (size_t i = 0; node && node->kind == NODE_MAP && i < node->count; i++) {
        const struct node *listed = key_swept(node, i);
        if (!listed)
            continue;
        struct sweep_axis *axis = add_axis(sweep, node->keys[i]->text, strlen(node->keys[i]->text));
        axis->listed = listed;
        axis->count = listed->count;
    }
    sweep->is_grid = sweep->is_grid || key_sweep_grid(node);
}

// Checks that the values of the scene make names of files, none too long.
static bool check_names(const struct sweep *sweep, struct error *error) {
    size_t most = (size_t)limit_most(LIMIT_LABEL_BYTES), length = 0;
    bool good = true;
    for (size_t i = 0; good && i < sweep->count; i++) {
        const struct node *listed = sweep->axes[i].listed;
        size_t longest = 0, key = strlen(short_name(&sweep->axes[i]));
        for (size_t k = 0; good && k < listed->count; k++) {
            struct text value = {0};
            yaml_write_flow_within(&value, listed->items[k], most);
            longest = value.length > longest ? value.length : longest;
            good = limit_check(LIMIT_LABEL_BYTES, (double)(length + key + longest),
                               listed->items[k]->place, error);
            text_finish(&value);
        }
        length += key + longest;
    }
    return good;
}

// Checks how many keys and films there are; `options->grid` may be what asks for too many keys.
static bool check_count(const struct sweep *sweep, const char *scene, const struct options *options,
                        struct error *error) {
    static const char grid[] = "a grid needs a sweep of one or two keys, not", limit[] = "sweep";
    const struct node *node = node_get(sweep->root, limit);
    bool suits = !sweep->is_grid || sweep->count == 1 || sweep->count == 2;
    double films = (double)sweep_count(sweep), most = limit_most(LIMIT_SWEEP);
    if (!suits && sweep->document && !options->grid)
        return error_at(error, key_sweep_grid(node)->place, "%s %zu", grid, sweep->count);
    if (!suits)
        return error_set(error, ERROR_USAGE, "%s: %s %zu", scene, grid, sweep->count);
    if (films > most && !sweep->document)
        return error_set(error, ERROR_USAGE, "%s: a sweep of more than %.0f films, the limit '%s'",
                         scene, most, limit);
    return limit_check(LIMIT_SWEEP, films, node_place(node), error);
}

bool sweep_read(struct sweep *sweep, const char *scene, const struct options *options,
                struct error *error) {
    *sweep = (struct sweep){.is_grid = options->grid};
    bool good = true;
    for (size_t i = 0; good && i < options->sweeps.count; i++)
        good = read_option(sweep, options->sweeps.items[i], error);
    if (options->sweeps.count == 0)
        read_scene(sweep, scene, options);
    good = good && check_count(sweep, scene, options, error) &&
           (!sweep->document || sweep->is_grid || check_names(sweep, error));
    if (!good)
        sweep_finish(sweep);
    return good;
}

void sweep_finish(struct sweep *sweep) {
    while (sweep->count > 0)
        drop_axis(sweep);
    free(sweep->axes);
    if (sweep->document)
        document_finish(sweep->document);
    free(sweep->document);
    *sweep = (struct sweep){0};
}

// Returns the axes that distinguish files: none for a grid.
static size_t axis_count(const struct sweep *sweep) {
    return sweep->is_grid ? 0 : sweep->count;
}

size_t sweep_count(const struct sweep *sweep) {
    size_t count = 1;
    for (size_t i = 0; i < axis_count(sweep) && (double)count <= limit_most(LIMIT_SWEEP); i++)
        count *= sweep->axes[i].count;
    return count;
}

// Returns the index of the value that an axis has in a combination.
static size_t index_of(const struct sweep *sweep, size_t combination, size_t axis) {
    for (size_t i = sweep->count - 1; i > axis; i--)
        combination /= sweep->axes[i].count;
    return combination % sweep->axes[axis].count;
}

char *sweep_set(const struct sweep *sweep, size_t combination, size_t axis) {
    const struct sweep_axis *swept = &sweep->axes[axis];
    struct text set = {0};
    text_printf(&set, "%s=%s", swept->key, swept->values[index_of(sweep, combination, axis)]);
    return text_take(&set);
}

struct place sweep_place(const struct sweep *sweep, size_t combination, size_t earlier) {
    for (size_t i = 0; i < sweep->count; i++) {
        size_t index = index_of(sweep, combination, i);
        if (index != index_of(sweep, earlier, i))
            return sweep->axes[i].listed->items[index]->place;
    }
    return (struct place){0};
}

// Returns true for a character that a value may not bring to a path: it would name another folder,
// a hidden file, an option, standard output or numbered files.
static bool is_unsuitable(const char *value, const struct text *path) {
    char c = *value;
    const char *before = path->length > 0 ? path->data + path->length - 1 : "/";
    bool begins = *before == '/' || *before == '.';
    return (unsigned char)c < ' ' || c == '\x7f' || strchr("/\\ {}[]:,%", c) ||
           (begins && c == '.') || (begins && c == '-' && strspn(value + 1, ".0123456789") == 0);
}

// Appends the value of an axis as part of a path: runs of unsuitable characters become `_`, quotes
// are dropped.
static void append_value(const struct sweep *sweep, size_t combination, size_t axis,
                         struct text *out) {
    size_t index = index_of(sweep, combination, axis);
    const struct node *listed = sweep->axes[axis].listed;
    struct text written = {0};
    if (listed)
        yaml_write_flow(&written, listed->items[index]);
    const char *value = listed ? written.data : sweep->axes[axis].values[index];
    bool gap = false;
    for (; *value; value++) {
        if (is_unsuitable(value, out)) {
            gap = true;
        } else if (!strchr("\"'", *value)) {
            text_add(out, gap ? "_" : "");
            text_append(out, value, 1);
            gap = false;
        }
    }
    text_finish(&written);
}

void sweep_suffix(const struct sweep *sweep, size_t combination, struct text *out) {
    for (size_t i = 0; i < axis_count(sweep); i++) {
        text_printf(out, "_%s", short_name(&sweep->axes[i]));
        append_value(sweep, combination, i, out);
    }
}

// Returns true if a key ends with a name, such as "lr" or "0.lr" for "optimizers.0.lr".
static bool ends_with(const char *key, const char *name, size_t length) {
    size_t rest = strlen(key) - length;
    return length <= strlen(key) && memcmp(key + rest, name, length) == 0 &&
           (rest == 0 || key[rest - 1] == '.');
}

// Returns the axis that a name denotes; the number of axes if there is none or it is ambiguous.
static size_t find_axis(const struct sweep *sweep, const char *name, size_t length) {
    size_t found = axis_count(sweep), matches = 0;
    for (size_t i = 0; i < axis_count(sweep); i++) {
        const char *key = sweep->axes[i].key;
        if (strlen(key) == length && memcmp(key, name, length) == 0)
            return i;
        if (ends_with(key, name, length)) {
            found = i;
            matches++;
        }
    }
    return matches == 1 ? found : axis_count(sweep);
}

// Returns the shortest suffix of an axis's key that no other axis has.
static const char *own_name(const struct sweep *sweep, size_t axis) {
    const char *key = sweep->axes[axis].key, *name = short_name(&sweep->axes[axis]);
    while (name > key && find_axis(sweep, name, strlen(name)) != axis)
        for (name--; name > key && name[-1] != '.';)
            name--;
    return name;
}

static bool lacks_field(const struct sweep *sweep, size_t axis, const char *path,
                        struct error *error) {
    return error_set(error, ERROR_USAGE,
                     "a sweep needs a folder to be written to, or {%s} in the path: %s",
                     axis_count(sweep) == 1 ? "value" : own_name(sweep, axis), path);
}

char *sweep_path(const struct sweep *sweep, size_t combination, const char *path,
                 struct error *error) {
    struct text filled = {0};
    bool *used = mem_zero(sweep->count + 1, sizeof *used), good = true;
    for (const char *at = path; *at;) {
        size_t length = at[0] == '{' ? strcspn(at, "}") : 0;
        size_t found = axis_count(sweep);
        if (length > 1 && at[length] == '}')
            found = find_axis(sweep, at + 1, length - 1);
        if (axis_count(sweep) == 1 && strncmp(at, "{value}", 7) == 0)
            found = 0;
        if (found == axis_count(sweep)) {
            text_append(&filled, at++, 1);
            continue;
        }
        size_t before = filled.length;
        append_value(sweep, combination, found, &filled);
        text_add(&filled, filled.length == before ? "_" : "");
        used[found] = true;
        at += length + 1;
    }
    for (size_t i = 0; good && i < axis_count(sweep); i++)
        good = used[i] || lacks_field(sweep, i, path, error);
    free(used);
    if (good)
        return text_take(&filled);
    text_finish(&filled);
    return NULL;
}
