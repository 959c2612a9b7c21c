// SPDX-License-Identifier: GPL-3.0-or-later
#include "scene/plane_choice.h"

#include "base/memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

// The map that a plane may be.
struct plane_map {
    const struct node *weights, *here;
};

const struct setting plane_choice_settings[] = {
    {SETTING(plane_map, weights), .type = SETTING_CUSTOM, .schema = SCHEMA_NUMBERS("2"),
     .read = setting_keep_node, .form = "[i, j]",
     .help = "the weights along the axes, counted from 0"},
    {SETTING(plane_map, here), .type = SETTING_CUSTOM, .schema = SCHEMA_TEXT,
     .read = setting_keep_node, .form = "LABEL",
     .help =
         "through the present point of this optimizer: its sharpest direction and the gradient"},
    {0},
};

static const char *const names[] = {
    [PLANE_WEIGHTS] = "weights",
    [PLANE_PCA] = "pca",
    [PLANE_RANDOM] = "random",
    [PLANE_HERE] = "here",
    NULL,
};

bool plane_choice_check_form(const struct node *node, void *field, struct error *error) {
    struct plane_map map = {0};
    size_t kind;
    *(const struct node **)field = node;
    if (node->kind == NODE_STRING && strcmp(node->text, "weights") != 0)
        return node_named(node, (struct name_table)NAME_ROWS(names), "plane", &kind, error);
    if (node->kind != NODE_MAP)
        return node_expected(node, "a plane, such as pca or {weights: [0, 1]}", error);
    if (!settings_read(plane_choice_settings, &map, node, "plane", error))
        return false;
    if (!map.weights == !map.here)
        return error_at(error, node->place,
                        "expected one of 'weights' and 'here', such as {weights: [0, 1]}");
    return true;
}

// Reads the weights along the axes.
static bool read_weights(const struct node *node, size_t n, size_t weights[2],
                         struct error *error) {
    double axes[2];
    if (!node_numbers(node, 2, axes, error))
        return false;
    for (int d = 0; d < 2; d++) {
        if (!(axes[d] >= 0 && axes[d] < (double)n) || axes[d] != floor(axes[d]))
            return error_at(error, node->items[d]->place, "the weights are counted from 0 to %zu",
                            n - 1);
        weights[d] = (size_t)axes[d];
    }
    if (axes[0] == axes[1])
        return error_at(error, node->place, "the axes of a plane are two different weights");
    return n > 2 || axes[0] == 0 ||
           error_at(error, node->place,
                    "two weights are shown as they are, w0 along the first axis");
}

// Finds the optimizer of that label.
static bool find_optimizer(const struct node *node, const struct scene *scene, size_t *index,
                           struct error *error) {
    const char *label;
    if (!node_string(node, &label, error))
        return false;
    const char **labels = mem_zero(scene->optimizer_count, sizeof *labels);
    size_t count = scene->optimizer_count;
    for (*index = 0; *index < count && strcmp(scene->optimizers[*index].label, label) != 0;
         ++*index)
        labels[*index] = scene->optimizers[*index].label;
    bool found =
        *index < count || error_unknown(error, node->place, "optimizer", label, labels, count);
    free(labels);
    return found;
}

struct plane_choice plane_choice_default(const struct problem *problem) {
    bool is_model = problem->kind->samples && problem->shape.n > 2;
    return (struct plane_choice){.kind = is_model ? PLANE_PCA : PLANE_WEIGHTS, .weights = {0, 1}};
}

bool plane_choice_read(const struct node *node, const struct scene *scene,
                       struct plane_choice *choice, struct error *error) {
    size_t n = scene->problem->shape.n, kind;
    *choice = plane_choice_default(scene->problem);
    if (!node)
        return true;
    const struct node *weights = node_get(node, "weights"), *here = node_get(node, "here");
    if (weights) {
        choice->kind = PLANE_WEIGHTS;
        return read_weights(weights, n, choice->weights, error);
    }
    if (n == 2)
        return error_at(error, node->place,
                        "two weights are shown as they are; a plane is for more than two");
    if (here) {
        choice->kind = PLANE_HERE;
        return find_optimizer(here, scene, &choice->optimizer, error);
    }
    if (!node_named(node, (struct name_table)NAME_ROWS(names), "plane", &kind, error))
        return false;
    choice->kind = (enum plane_kind)kind;
    return true;
}
