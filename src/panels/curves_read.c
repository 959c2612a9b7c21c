// SPDX-License-Identifier: GPL-3.0-or-later
// Reads the settings of a curves panel.
#include "draw/text/label.h"
#include "panels/curves.h"

#include <string.h>

// What it stands for depends on the optimizers, see curves_find.
static bool read_name(const struct node *node, struct side *side, struct error *error) {
    const char *name;
    if (!node_string(node, &name, error))
        return false;
    if (side->name_count == SERIES_MAX)
        return error_at(error, node->place, "more than %d series on an axis", SERIES_MAX);
    side->names[side->name_count++] = node;
    return true;
}

static bool read_series(const struct node *node, void *field, struct error *error) {
    struct side *side = field;
    side->name_count = 0;
    if (node->kind == NODE_STRING)
        return read_name(node, side, error);
    if (node->kind != NODE_LIST)
        return node_expected(node, "a list of series, such as [w0, w1]", error);
    for (size_t i = 0; i < node->count; i++)
        if (!read_name(node->items[i], side, error))
            return false;
    return true;
}

static const char *const scales[] = {"linear", "log", NULL};

// null means no label.
static bool read_label(const struct node *node, void *field, struct error *error) {
    const char **label = field;
    *label = NULL;
    return node->kind == NODE_NULL || label_read(node, label, error);
}

static const struct setting side_settings[] = {
    {.name = "series",
     .type = SETTING_CUSTOM,
     .read = read_series,
     .form = "list of names",
     .help = "the series to draw"},
    {SETTING(side, range), .type = SETTING_RANGE, .given = offsetof(struct side, has_range),
     .form = "[low, high]", .help = "range of the axis"},
    {SETTING(side, label), .type = SETTING_CUSTOM, .read = read_label,
     .given = offsetof(struct side, has_label), .form = "text or null",
     .help = "label of the axis"},
    {SETTING(side, scale), .type = SETTING_CHOICE, .choices = scales,
     .help = "scale of the axis: linear or log"},
    {0},
};

// A list, or a single name, is short for {series: list}.
static bool read_side(const struct node *node, void *field, struct error *error) {
    struct side *side = field;
    if (node->kind == NODE_LIST || node->kind == NODE_STRING)
        return read_series(node, side, error);
    if (!settings_read(side_settings, side, node, "an axis of curves", error))
        return false;
    if (side->has_range && side->scale == 1 && side->range[0] <= 0)
        return error_at(error, node_get(node, "range")->place,
                        "a log axis must begin above 0, not at %g", side->range[0]);
    return true;
}

static bool read_own_range(const struct node *node, void *field, struct error *error) {
    struct side *side = field;
    side->has_range = true;
    return node_range(node, side->range, error);
}

static bool read_own_label(const struct node *node, void *field, struct error *error) {
    struct side *side = field;
    side->has_label = true;
    return read_label(node, &side->label, error);
}

static bool side_has(const struct side *side, const char *name) {
    for (size_t i = 0; i < side->count; i++)
        if (strcmp(side->series[i].name, name) == 0)
            return true;
    return false;
}

static bool is_weights(const struct side *side) {
    int weights =
        side_has(side, "w0") + side_has(side, "w1") + side_has(side, "p0") + side_has(side, "p1");
    return side->count > 0 && weights == (int)side->count;
}

static void default_label(struct side *side) {
    if (side->has_label || side->count == 0)
        return;
    // Several series without a common name are named by the legend.
    side->label = is_weights(side)        ? "weights"
                  : side->count == 1      ? side->series[0].name
                  : side->name_count == 1 ? side->names[0]->text
                                          : NULL;
}

static void add_series(struct side *side, const char *name) {
    side->series[side->count++] =
        (struct shown_series){.name = name, .quantity = {.series = series_find(name)}};
}

// Gives each series the next colour, and the biases of a layer that of its matrix.
static void set_looks(struct side *side, size_t *next) {
    for (size_t i = 0; i < side->count; i++)
        side->series[i].look = side->series[i].is_dashed ? *next - 1 : (*next)++;
}

bool curves_complete(struct panel *panel, struct error *error) {
    struct curves_options *options = panel->options;
    bool is_single = stage_is_single(panel->stage);
    const struct node *map = node_get(panel->stage->scene->panels, panel->name);
    if (options->has_left && options->has_short)
        return error_at(error, node_get(map, "left")->place,
                        "the panel's own series, range, label and scale also set its left axis; "
                        "write them under 'left'");
    if (options->left.has_range && options->left.scale == 1 && options->left.range[0] <= 0)
        return error_at(error, node_get(map, "range")->place,
                        "a log axis must begin above 0, not at %g", options->left.range[0]);
    if (options->has_x && options->x_scale == 1 && options->x[0] <= 0)
        return error_at(error, node_get(map, "x")->place,
                        "a log axis must begin above 0, not at %g", options->x[0]);
    if (!curves_find(panel, &options->left, error) || !curves_find(panel, &options->right, error))
        return false;
    if (options->left.count == 0 && options->right.count == 0) {
        // A single optimizer shows weights and loss; several, and a network, the losses.
        const struct problem *problem = panel->stage->scene->problem;
        bool is_plane = problem->shape.n > 2;
        if (is_single && !problem->kind->samples) {
            add_series(&options->left, is_plane ? "p0" : "w0");
            add_series(&options->left, is_plane ? "p1" : "w1");
            add_series(&options->right, "loss");
        } else {
            add_series(&options->left, "loss");
        }
    }
    size_t looks = 0;
    set_looks(&options->left, &looks);
    set_looks(&options->right, &looks);
    if (!options->has_x_label)
        options->x_label = panel->stage->scene->in_steps ? "steps" : "epochs";
    default_label(&options->left);
    default_label(&options->right);
    bool weights = is_weights(&options->left), losses = side_has(&options->right, "loss");
    panel_set_title(panel,
                    weights && losses                  ? "Weights & Loss"
                    : weights                          ? "Weights"
                    : side_has(&options->left, "loss") ? "Loss"
                                                       : NULL,
                    weights                         ? NULL
                    : panel->stage->scene->in_steps ? "Loss by step"
                                                    : "Loss by epoch");
    return true;
}

// The settings of the left axis may also be given on the panel itself.
#define SHORT .given = offsetof(struct curves_options, has_short)

const struct setting curves_settings[] = {
    {.name = "series",
     .offset = offsetof(struct curves_options, left),
     .type = SETTING_CUSTOM,
     .read = read_series,
     SHORT,
     .form = "list of names",
     .help = "the series to draw, on the left axis"},
    {.name = "scale",
     .offset = offsetof(struct curves_options, left.scale),
     .type = SETTING_CHOICE,
     .choices = scales,
     SHORT,
     .help = "scale of the left axis: linear or log"},
    {.name = "range",
     .offset = offsetof(struct curves_options, left),
     .type = SETTING_CUSTOM,
     .read = read_own_range,
     SHORT,
     .form = "[low, high]",
     .help = "range of the left axis"},
    {.name = "label",
     .offset = offsetof(struct curves_options, left),
     .type = SETTING_CUSTOM,
     .read = read_own_label,
     SHORT,
     .form = "text",
     .help = "label of the left axis"},
    {SETTING(curves_options, left), .type = SETTING_CUSTOM, .read = read_side,
     .rows = side_settings, .given = offsetof(struct curves_options, has_left),
     .form = "[series, ...] or {series, range, label, scale}", .help = "the left axis"},
    {SETTING(curves_options, right), .type = SETTING_CUSTOM, .read = read_side,
     .rows = side_settings, .form = "[series, ...] or {series, range, label, scale}",
     .help = "the right axis"},
    {SETTING(curves_options, x), .type = SETTING_RANGE,
     .given = offsetof(struct curves_options, has_x), .form = "[low, high]",
     .help = "range of epochs or steps"},
    {SETTING(curves_options, x_label), .type = SETTING_CUSTOM, .read = read_label,
     .given = offsetof(struct curves_options, has_x_label), .form = "text or null",
     .help = "label of the x axis"},
    {SETTING(curves_options, x_scale), .type = SETTING_CHOICE, .choices = scales,
     .help = "scale of the axis: linear or log"},
    {SETTING(curves_options, marker), .type = SETTING_BOOL, .fallback = 1,
     .help = "a dot at the head of each curve"},
    {SETTING(curves_options, values), .type = SETTING_BOOL,
     .help = "the current value of each curve beside its head"},
    {0},
};
