// SPDX-License-Identifier: GPL-3.0-or-later
#include "scene/comparison.h"

#include "base/limits.h"
#include "base/memory.h"
#include "base/name_set.h"
#include "scene/address.h"
#include "scene/keys.h"
#include "tree/settings.h"

#include <stdlib.h>
#include <string.h>

enum { DESCRIBED_MAX = 250 }; // bytes of a value in a heading or label, about

// One axis of a comparison: a key and its values.
struct compared {
    const struct node *key, *values; // NULL: no such axis
};

struct compare_keys {
    struct compared rows, columns, cells; // `cells` excludes the other two
    const struct node *panel;
    bool loss;
};

static bool read_axis(const struct node *node, void *field, struct error *error) {
    struct compared *axis = field;
    if (node->kind != NODE_MAP || node->count != 1)
        return error_at(error, node->place,
                        "expected one key and its values, such as {lr: [0.01, 0.1, 1]}");
    axis->key = node->keys[0];
    axis->values = node->items[0];
    if (axis->values->kind != NODE_LIST)
        return node_expected(axis->values, "a list of values, such as [0.01, 0.1, 1]", error);
    if (!limit_check(LIMIT_COMPARED, (double)axis->values->count, axis->values->place, error))
        return false;
    if (axis->values->count == 0)
        return error_at(error, axis->values->place, "expected 1 to %.0f values, not %zu",
                        limit_most(LIMIT_COMPARED), axis->values->count);
    return true;
}

static bool read_panel(const struct node *node, void *field, struct error *error) {
    const char *name;
    *(const struct node **)field = node;
    return node_string(node, &name, error);
}

const struct setting comparison_settings[] = {
    {SETTING(compare_keys, rows), .type = SETTING_CUSTOM, .schema = SCHEMA_OF("axis"),
     .read = read_axis, .form = "{key: [value, ...]}", .help = "what differs from row to row"},
    {SETTING(compare_keys, columns), .type = SETTING_CUSTOM, .schema = SCHEMA_OF("axis"),
     .read = read_axis, .form = "{key: [value, ...]}",
     .help = "what differs from column to column"},
    {SETTING(compare_keys, cells), .type = SETTING_CUSTOM, .schema = SCHEMA_OF("axis"),
     .read = read_axis, .form = "{key: [value, ...]}",
     .help = "what differs from cell to cell, wrapped into rows; in place of both"},
    {SETTING(compare_keys, panel), .type = SETTING_CUSTOM, .schema = SCHEMA_TEXT,
     .read = read_panel, .form = "a name", .help = "the panel that each cell shows",
     .usual = "contour"},
    {SETTING(compare_keys, loss), .type = SETTING_BOOL, .help = "write the loss into each cell"},
    {0},
};

// Returns true if the values of the axis are optimizers, not an option of them.
static bool names_optimizers(const struct compared *axis) {
    return address_is_optimizer(axis->key->text);
}

// An axis and the index of one of its values.
struct coordinate {
    const struct compared *axis;
    size_t index;
};

// Writes the coordinates of a cell, one or two; returns how many.
static size_t find_cell(const struct compare_keys *keys, size_t cell, size_t columns,
                        struct coordinate at[2]) {
    size_t count = 0;
    if (keys->cells.key)
        at[count++] = (struct coordinate){&keys->cells, cell};
    if (keys->rows.key)
        at[count++] = (struct coordinate){&keys->rows, cell / columns};
    if (keys->columns.key)
        at[count++] = (struct coordinate){&keys->columns, cell % columns};
    return count;
}

// Returns the root of the scene of one cell.
static struct node *cell_root(struct document *document, struct node *root,
                              const struct coordinate *at, size_t count, struct error *error) {
    struct address_value values[2];
    for (size_t i = 0; i < count; i++)
        values[i] = (struct address_value){at[i].axis->key, at[i].axis->values->items[at[i].index]};
    return address_lay_all(document, root, values, count, error);
}

// Appends a short name of a value: the value itself or, for {name: options}, its label or name.
// Every label of its cell has it, so it stops at about `most` bytes of `out`.
static void describe(const struct node *value, size_t most, struct text *out) {
    if (value->kind == NODE_LIST) {
        for (size_t i = 0; i < value->count && out->length <= most; i++) {
            text_add(out, i ? ", " : "");
            describe(value->items[i], most, out);
        }
        return;
    }
    bool is_entry = value->kind == NODE_MAP && value->count > 0;
    const struct node *label = is_entry ? node_get(value->items[0], "label") : NULL;
    const char *text = label && label->text      ? label->text
                       : is_entry                ? value->keys[0]->text
                       : value->text             ? value->text
                       : value->kind == NODE_MAP ? "{}"
                                                 : "null";
    const char *at = text, *end = text + strlen(text);
    while (at < end && out->length + (size_t)(at - text) <= most)
        utf8_next(&at, end);
    text_append(out, text, (size_t)(at - text));
    text_add(out, at < end ? "..." : "");
}

// Appends the heading of a value: "adam", or "lr = 0.1" with `equals` between.
static void describe_value(const struct compared *axis, size_t index, const char *equals,
                           struct text *out) {
    const char *dot = strrchr(axis->key->text, '.');
    if (!names_optimizers(axis))
        text_printf(out, "%s%s", dot ? dot + 1 : axis->key->text, equals);
    describe(axis->values->items[index], out->length + DESCRIBED_MAX, out);
}

static char **make_headings(const struct compared *axis) {
    if (!axis->key)
        return NULL;
    char **headings = mem_zero(axis->values->count, sizeof *headings);
    for (size_t i = 0; i < axis->values->count; i++) {
        struct text text = {0};
        describe_value(axis, i, " = ", &text);
        headings[i] = text_take(&text);
    }
    return headings;
}

// The labels of a comparison's optimizers.
struct cell_labels {
    struct name_set taken; // each label, with the index of its optimizer
    long *numbers; // of each optimizer: the last number that its label was given with; owned
    size_t capacity;
};

// What the cells read so far have together.
struct cell_sums {
    struct cell_labels labels;
    size_t capacity; // of the scene's optimizers
    struct run_sums runs;
};

// Completes a label by a number if it is taken, and takes it for the next optimizer, `index`.
static char *take_label(struct cell_labels *labels, struct text *label, size_t index) {
    size_t length = label->length, holder;
    bool is_taken = name_set_find(&labels->taken, label->data, &holder);
    while (is_taken && name_set_find(&labels->taken, label->data, &(size_t){0})) {
        label->length = length;
        text_printf(label, " %ld", ++labels->numbers[holder]);
    }
    labels->numbers =
        mem_grow(labels->numbers, &labels->capacity, index + 1, sizeof *labels->numbers);
    labels->numbers[index] = 1;
    char *taken = text_take(label);
    name_set_add(&labels->taken, taken, index);
    return taken;
}

// Moves the optimizers of a cell to the end of the scene's, with labels that name the cell. The
// cell borrows them from there.
static void take_optimizers(struct scene *scene, struct cell_sums *sums, struct scene *cell,
                            const struct coordinate *at, size_t axes) {
    cell->first_optimizer = scene->optimizer_count;
    cell->borrows_optimizers = true;
    scene->optimizers =
        mem_grow(scene->optimizers, &sums->capacity, scene->optimizer_count + cell->optimizer_count,
                 sizeof *scene->optimizers);
    for (size_t i = 0; i < cell->optimizer_count; i++) {
        struct text label = {0};
        text_add(&label, cell->optimizers[i].label);
        for (size_t k = 0; k < axes; k++) {
            if (names_optimizers(at[k].axis))
                continue;
            text_add(&label, " ");
            describe_value(at[k].axis, at[k].index, "=", &label);
        }
        struct optimizer_config *taken = &scene->optimizers[scene->optimizer_count];
        *taken = cell->optimizers[i];
        taken->label = take_label(&sums->labels, &label, scene->optimizer_count);
        scene->optimizer_count++;
    }
}

// Reads the scene itself as its first cell is, but for its optimizers, which the cells bring.
static bool read_shared(struct scene *scene, const struct node *root,
                        const struct scene_overrides *overrides, struct error *error) {
    if (!scene_read_keys(scene, root, NULL, overrides, error))
        return false;
    for (size_t i = 0; i < scene->optimizer_count; i++)
        optimizer_config_finish(&scene->optimizers[i]);
    free(scene->optimizers);
    scene->optimizers = NULL;
    scene->optimizer_count = 0;
    return true;
}

static bool read_cell(struct scene *scene, size_t index, struct node *root,
                      const struct compare_keys *keys, const struct scene_overrides *overrides,
                      struct cell_sums *sums, struct error *error) {
    struct comparison *comparison = scene->comparison;
    struct scene *cell = &comparison->cells[index];
    struct coordinate at[2];
    size_t axes = find_cell(keys, index, comparison->column_count, at);
    struct node *own = cell_root(&scene->document, root, at, axes, error);
    if (!own || (index == 0 && !read_shared(scene, own, overrides, error)) ||
        !scene_read_keys(cell, own, scene, overrides, error))
        return false;
    take_optimizers(scene, sums, cell, at, axes);
    const struct compared *last = at[axes - 1].axis, *first = at[0].axis;
    if (cell->states != scene->states || cell->steps_per_epoch != scene->steps_per_epoch)
        return error_at(error, (index < comparison->column_count ? last : first)->key->place,
                        "all cells are on one clock: this one makes %ld steps, %ld an epoch, "
                        "the first %ld, %ld an epoch",
                        cell->states, cell->steps_per_epoch, scene->states, scene->steps_per_epoch);
    comparison->shares_axes = comparison->shares_axes && cell->problem == scene->problem;
    return scene_check_size(cell, (double)cell->states, &sums->runs, last->key->place, error);
}

static bool read_cells(struct scene *scene, struct node *root, const struct compare_keys *keys,
                       const struct scene_overrides *overrides, struct error *error) {
    struct comparison *comparison = scene->comparison;
    comparison->cells = mem_zero(comparison->cell_count, sizeof *comparison->cells);
    comparison->shares_axes = true;
    struct cell_sums sums = {0};
    bool good = true;
    for (size_t i = 0; good && i < comparison->cell_count; i++)
        good = read_cell(scene, i, root, keys, overrides, &sums, error);
    name_set_finish(&sums.labels.taken);
    free(sums.labels.numbers);
    return good;
}

// A layout in the same file would be silently ignored, so it is an error; an inherited one is
// overridden.
static bool check_layout(const struct node *root, const struct node *node, struct error *error) {
    const struct node *layout = node_get(root, "layout");
    if (layout && layout->place.source == node->place.source)
        return error_at(error, layout->place,
                        "'compare' lays out the picture itself; leave out 'layout'");
    return true;
}

// Reports a key that applies to the whole picture and cannot differ between cells.
static bool check_key(const struct compared *axis, struct error *error) {
    static const char *const shared[] = {"video",       "theme", "background", "layout",
                                         "fonts",       "title", "subtitle",   "counter",
                                         "description", "sweep", "compare",    "controls"};
    size_t length = axis->key ? strcspn(axis->key->text, ".") : 0;
    for (size_t i = 0; length > 0 && i < sizeof shared / sizeof *shared; i++)
        if (strlen(shared[i]) == length && memcmp(shared[i], axis->key->text, length) == 0)
            return error_at(error, axis->key->place,
                            "all cells are one picture: its '%s' cannot differ between them",
                            shared[i]);
    return true;
}

// Arranges the cells in rows, at least as many columns as rows.
static void wrap(struct comparison *comparison, size_t count) {
    size_t columns = 1;
    while (columns * columns < count)
        columns++;
    comparison->cell_count = count;
    comparison->column_count = columns;
    comparison->row_count = (count + columns - 1) / columns;
}

// Reports {lr: [0.1, 1]} written in place of {columns: {lr: [0.1, 1]}}.
static bool check_axes(const struct node *node, struct error *error) {
    for (size_t i = 0; node->kind == NODE_MAP && i < node->count; i++)
        if (node->items[i]->kind == NODE_LIST &&
            !settings_find(comparison_settings, node->keys[i]->text))
            return error_at(error, node->keys[i]->place,
                            "what differs stands under rows, columns or cells: 'columns: {%s: "
                            "[...]}'",
                            node->keys[i]->text);
    return true;
}

bool comparison_read(struct scene *scene, struct node *root,
                     const struct scene_overrides *overrides, struct error *error) {
    const struct node *node = node_get(root, "compare");
    struct compare_keys keys = {0};
    bool good = check_axes(node, error) &&
                settings_read(comparison_settings, &keys, node, "a comparison", error) &&
                check_layout(root, node, error);
    if (good && keys.cells.key && (keys.rows.key || keys.columns.key))
        good = error_at(error, keys.cells.key->place,
                        "cells replace rows and columns; give only one of the two");
    if (good && !keys.rows.key && !keys.columns.key && !keys.cells.key)
        good = error_at(error, node->place,
                        "a comparison needs rows or columns, such as columns: {lr: [0.1, 1]}");
    if (good && keys.rows.key && keys.columns.key &&
        strcmp(keys.rows.key->text, keys.columns.key->text) == 0)
        good = error_at(error, keys.columns.key->place, "rows and columns both set '%s'",
                        keys.columns.key->text);
    const struct compared *const axes[] = {&keys.rows, &keys.columns, &keys.cells};
    for (int i = 0; good && i < 3; i++)
        good = check_key(axes[i], error);
    if (good) {
        scene->comparison = mem_zero(1, sizeof *scene->comparison);
        *scene->comparison = (struct comparison){
            .rows = make_headings(&keys.rows),
            .columns = make_headings(&keys.columns),
            .headings = make_headings(&keys.cells),
            .row_count = keys.rows.key ? keys.rows.values->count : 1,
            .column_count = keys.columns.key ? keys.columns.values->count : 1,
            .panel = keys.panel ? keys.panel->text : "contour",
            .place = keys.panel ? keys.panel->place : node->place,
            .loss = keys.loss,
        };
        if (keys.cells.key)
            wrap(scene->comparison, keys.cells.values->count);
        else
            scene->comparison->cell_count =
                scene->comparison->row_count * scene->comparison->column_count;
        good = read_cells(scene, root, &keys, overrides, error);
    }
    return good;
}

static void free_headings(char **headings, size_t count) {
    for (size_t i = 0; headings && i < count; i++)
        free(headings[i]);
    free(headings);
}

void comparison_destroy(struct comparison *comparison) {
    if (!comparison)
        return;
    for (size_t i = 0; comparison->cells && i < comparison->cell_count; i++)
        scene_finish(&comparison->cells[i]);
    free(comparison->cells);
    free_headings(comparison->rows, comparison->row_count);
    free_headings(comparison->columns, comparison->column_count);
    free_headings(comparison->headings, comparison->cell_count);
    free(comparison);
}
