// SPDX-License-Identifier: GPL-3.0-or-later
// Finds what the names of series stand for. Those that the table lacks are numbers that the rules
// of the scene publish: `m1` and `ratio.layer2` one of them, `m` all that a vector has.
#include "base/memory.h"
#include "base/name_table.h"
#include "base/names.h"
#include "panels/curves.h"

#include <stdlib.h>
#include <string.h>

// The most curves that the name of a vector stands for.
enum { VECTOR_MAX = 4 };

static bool add(struct side *side, const struct node *node, struct shown_series series,
                struct error *error) {
    if (side->count == SERIES_MAX)
        return error_at(error, node->place, "more than %d series on an axis", SERIES_MAX);
    side->series[side->count++] = series;
    return true;
}

// The published numbers of one optimizer.
struct published_names {
    struct rule_column *columns; // owned
    char **names;                // owned, with what they point to
    size_t count;
};

static struct published_names published_by(const struct optimizer_config *config,
                                           const struct shape *shape) {
    struct published_names published = {0};
    size_t capacity = 0;
    rule_columns(config, shape, TRACE_WEIGHTS_MAX, &published.columns, &capacity, &published.count);
    published.names = mem_zero(published.count, sizeof *published.names);
    for (size_t i = 0; i < published.count; i++) {
        struct text name = {0};
        rule_column_name(&published.columns[i], config, shape, &name);
        published.names[i] = text_take(&name);
    }
    return published;
}

static void published_finish(struct published_names *published) {
    for (size_t i = 0; i < published->count; i++)
        free(published->names[i]);
    free(published->names);
    free(published->columns);
}

// Adds to `found` the numbers of one optimizer that `node` names. False if they are too many.
static bool match(const struct published_names *published, const struct node *node,
                  struct column_names *found, struct error *error) {
    size_t count = 0, first = 0, last = 0;
    for (size_t i = 0; i < published->count; i++) {
        if (strcmp(published->names[i], node->text) == 0)
            column_names_add(found, published->names[i]);
        if (strcmp(rule_column_stem(&published->columns[i]), node->text) != 0)
            continue;
        first = count++ == 0 ? i : first;
        last = i;
    }
    if (count > VECTOR_MAX)
        return error_at(error, node->place, "'%s' has %zu numbers; name those to draw: %s to %s",
                        node->text, count, published->names[first], published->names[last]);
    for (size_t i = 0; i < published->count; i++)
        if (strcmp(rule_column_stem(&published->columns[i]), node->text) == 0)
            column_names_add(found, published->names[i]);
    return true;
}

// Reports an unknown name. A similar one is sought among all numbers; a list names vectors, not
// their numbers, which may be many.
static bool unknown_series(const struct node *node, const struct column_names *stems,
                           const struct column_names *numbers, struct error *error) {
    size_t few = 0;
    const char **names = name_table_append((struct name_table)NAME_ROWS(series_table), NULL, &few);
    size_t capacity = few;
    names = mem_grow(names, &capacity, few + stems->count + numbers->count, sizeof *names);
    for (size_t i = 0; i < stems->count; i++)
        names[few++] = stems->items[i];
    size_t all = few;
    for (size_t i = 0; i < numbers->count; i++)
        names[all++] = numbers->items[i];
    error_unknown(error, node->place, "series", node->text, names,
                  names_meant(node->text, names, all) ? all : few);
    free(names);
    return false;
}

// Finds the published numbers that `node` names, in any optimizer of the scene.
static bool find_published(struct panel *panel, struct side *side, const struct node *node,
                           struct error *error) {
    struct curves_state *state = panel->state;
    const struct scene *scene = panel->stage->whole;
    const struct shape *shape = &panel->stage->scene->problem->shape;
    struct column_names found = {0}, stems = {0}, numbers = {0};
    bool good = true;
    for (size_t i = 0; good && i < scene->optimizer_count; i++) {
        struct published_names published = published_by(&scene->optimizers[i], shape);
        for (size_t k = 0; k < published.count; k++) {
            column_names_add(&stems, rule_column_stem(&published.columns[k]));
            column_names_add(&numbers, published.names[k]);
        }
        good = match(&published, node, &found, error);
        published_finish(&published);
    }
    if (good && found.count == 0)
        good = unknown_series(node, &stems, &numbers, error);
    for (size_t i = 0; good && i < found.count; i++)
        good = add(side, node,
                   (struct shown_series){.name = column_names_add(&state->names, found.items[i])},
                   error);
    column_names_finish(&found);
    column_names_finish(&stems);
    column_names_finish(&numbers);
    return good;
}

// Returns true if a layer has the biases of the matrix before it.
static bool is_bias(const struct shape *shape, size_t k) {
    return k > 0 && shape->layers[k].columns == 0 && shape->layers[k - 1].columns > 0;
}

// Adds a curve for each layer, or for the one that is picked. The series stands before its layer
// where that alone would not say it.
static bool add_layers(struct panel *panel, struct side *side, const struct node *node,
                       const struct layer_series *quantity, struct error *error) {
    struct curves_state *state = panel->state;
    const struct shape *shape = &panel->stage->scene->problem->shape;
    if (shape->layer_count > SERIES_MAX && !quantity->is_one)
        return error_at(error, node->place,
                        "'%s' has %zu layers; name those to draw: %s.%s to %s.%s", node->text,
                        shape->layer_count, node->text, shape->layers[0].name, node->text,
                        shape->layers[shape->layer_count - 1].name);
    for (size_t k = 0; k < shape->layer_count; k++) {
        if (quantity->is_one && k != quantity->layer)
            continue;
        char layer[LAYER_NAME];
        struct text label = {0};
        layer_short_name(&shape->layers[k], layer);
        bool has_series = side->name_count > 1 || quantity->is_one;
        text_printf(&label, "%s%s%s", has_series ? quantity->series->name : "",
                    has_series ? " " : "", layer);
        struct shown_series shown = {.name = column_names_add(&state->labels, label.data),
                                     .quantity = {quantity->series, k, quantity->is_one},
                                     .is_dashed = !quantity->is_one && is_bias(shape, k)};
        text_finish(&label);
        if (!add(side, node, shown, error))
            return false;
    }
    return true;
}

bool curves_find(struct panel *panel, struct side *side, struct error *error) {
    const struct stage *stage = panel->stage;
    for (size_t i = 0; i < side->name_count; i++) {
        const struct node *node = side->names[i];
        struct layer_series found;
        if (!series_read(stage->scene, stage->whole, node->text, node->place, &found, error))
            return false;
        bool good =
            !found.series ? find_published(panel, side, node, error)
            : found.series->layer_value
                ? add_layers(panel, side, node, &found, error)
                : add(side, node,
                      (struct shown_series){.name = found.series->name, .quantity = found}, error);
        if (!good)
            return false;
    }
    return true;
}
