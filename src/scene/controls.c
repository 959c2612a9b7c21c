// SPDX-License-Identifier: GPL-3.0-or-later
#include "scene/controls.h"

#include "base/memory.h"
#include "base/number.h"
#include "optim/option.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CONTROLS_MAX = 24 };

// A factor from end to end from which on a slider is logarithmic.
static const double log_from = 30;

static double decade(int exponent) {
    char text[16];
    double value = 1;
    snprintf(text, sizeof text, "1e%d", exponent);
    number_parse(text, strlen(text), &value);
    return value;
}

// Sets the ends of a slider for a number whose range is not given: what its bounds allow, or two
// decades to both sides.
static void choose_range(struct control *control, const struct setting *row) {
    double value = control->value;
    bool has_max = row && setting_has_max(row);
    control->low = row && setting_has_min(row) ? row->min : 0;
    if (has_max && row->max - control->low <= 1000) {
        control->high = row->max;
        if (row->bounds & BOUNDS_BELOW_MAX)
            control->high -= (row->max - control->low) / 1000;
    } else if (control->is_whole) {
        control->high = fmax(10, 4 * value);
    } else if (value > 0) {
        char text[32];
        snprintf(text, sizeof text, "%.0e", value);
        int exponent = atoi(strchr(text, 'e') + 1);
        control->low = decade(exponent - 2);
        control->high = decade(exponent + 2);
    } else {
        control->high = control->low + 1;
    }
    control->high = fmin(control->high, DBL_MAX); // JSON has no infinity
}

static bool read_range(struct control *control, const struct node *range, const struct setting *row,
                       struct error *error) {
    double ends[2];
    if (!node_range(range, ends, error))
        return false;
    if (row && setting_has_min(row) && ends[0] < row->min)
        return error_at(error, range->place, "%s is at least %.15g", row->name, row->min);
    if (row && setting_has_max(row) && ends[1] > row->max)
        return error_at(error, range->place, "%s is at most %.15g", row->name, row->max);
    control->low = ends[0];
    control->high = ends[1];
    return true;
}

// The seed is whole and no SETTING_INTEGER.
static bool is_whole(const struct setting *row) {
    return row && (row->type == SETTING_INTEGER ||
                   (row->type == SETTING_CUSTOM && row->schema && strstr(row->schema, "integer")));
}

// Adds a control. `range` and `row` may be NULL.
static bool add(struct controls *controls, const char *address, const char *option,
                const char *label, double value, const struct setting *row,
                const struct node *range, struct error *error) {
    controls->items = mem_grow(controls->items, &controls->capacity, controls->count + 1,
                               sizeof *controls->items);
    struct control *control = &controls->items[controls->count++];
    *control = (struct control){.address = mem_string(address, strlen(address)),
                                .option = mem_string(option, strlen(option)),
                                .label = label,
                                .value = value,
                                .is_whole = is_whole(row)};
    if (!range)
        choose_range(control, row);
    else if (!read_range(control, range, row, error))
        return false;
    control->low = fmin(control->low, value);
    control->high = fmax(control->high, value);
    control->is_log = control->low > 0 && control->high >= log_from * control->low;
    return true;
}

// The last part of an address.
static const char *option_of(const char *address) {
    const char *dot = strrchr(address, '.');
    return dot ? dot + 1 : address;
}

// Returns true if an address begins with an optimizer: its label or position.
static bool is_of(const char *address, const char *option, const char *label, size_t index) {
    char position[40];
    size_t length = option > address ? (size_t)(option - address - 1) : 0;
    snprintf(position, sizeof position, "optimizers.%zu", index);
    return length > 0 && ((strlen(label) == length && memcmp(address, label, length) == 0) ||
                          (strlen(position) == length && memcmp(address, position, length) == 0));
}

static const struct node *key_of(const struct node *root, const char *address) {
    while (root && *address) {
        size_t length = strcspn(address, ".");
        char *key = mem_string(address, length);
        root = node_get(root, key);
        free(key);
        address += length + (address[length] == '.');
    }
    return root;
}

static bool read_one(struct controls *controls, const struct scene *scene, const struct node *key,
                     const struct node *range, const struct node *root, struct error *error) {
    const char *address, *option;
    if (!node_string(key, &address, error))
        return false;
    option = option_of(address);
    bool is_all = option == address;
    for (size_t i = 0; i < scene->optimizer_count; i++) {
        const struct optimizer_config *config = &scene->optimizers[i];
        struct optimizer_number number;
        if ((!is_all && !is_of(address, option, config->label, i)) ||
            !optimizer_number(config, option, &number))
            continue;
        if (number.is_scheduled)
            return error_at(error, key->place, "'%s' changes over the steps and has no one value",
                            address);
        return add(controls, address, option, is_all ? NULL : config->label, number.value,
                   number.row, range, error);
    }
    const struct node *value = key_of(root, address);
    if (value && value->kind == NODE_NUMBER && isfinite(value->number)) {
        const struct setting *row = is_all ? settings_find(scene_settings, address) : NULL;
        return add(controls, address, option, NULL, value->number, row, range, error);
    }
    return error_at(error, key->place,
                    "'%s' is no number of an optimizer, nor one that the scene has; a control is "
                    "lr, LABEL.lr or a key",
                    address);
}

// Returns true if an optimizer of a comparison stands in the scene itself and has the same rate in
// all cells: what they compare is something else.
static bool is_common(const struct comparison *comparison, const struct node *root, size_t index,
                      double value) {
    const struct node *list = node_get(root, "optimizers");
    bool common = list && list->kind == NODE_LIST && index < list->count;
    for (size_t i = 0; common && i < comparison->cell_count; i++) {
        const struct scene *cell = &comparison->cells[i];
        struct optimizer_number number;
        common = index < cell->optimizer_count &&
                 optimizer_number(&cell->optimizers[index], optimizer_rate.name, &number) &&
                 !number.is_scheduled && number.value == value;
    }
    return common;
}

// Adds the rate of each optimizer that has a constant one.
static void add_rates(struct controls *controls, const struct scene *scene,
                      const struct node *root) {
    const struct comparison *comparison = scene->comparison;
    const struct scene *own = comparison ? &comparison->cells[0] : scene;
    for (size_t i = 0; i < own->optimizer_count && i < CONTROLS_MAX; i++) {
        const struct optimizer_config *config = &own->optimizers[i];
        struct optimizer_number number;
        char address[40];
        snprintf(address, sizeof address, "optimizers.%zu.%s", i, optimizer_rate.name);
        if (optimizer_number(config, optimizer_rate.name, &number) && !number.is_scheduled &&
            (!comparison || is_common(comparison, root, i, number.value)))
            add(controls, address, optimizer_rate.name, config->label, number.value, number.row,
                NULL, NULL);
    }
}

bool controls_read(struct controls *controls, const struct scene *scene, const struct node *node,
                   const struct node *root, struct error *error) {
    *controls = (struct controls){0};
    if (node && node->kind != NODE_LIST && node->kind != NODE_MAP)
        return node_expected(node, "addresses of numbers, such as [lr, adam.beta1]", error);
    if (node && node->count > CONTROLS_MAX)
        return error_at(error, node->place, "%zu controls are more than %d", node->count,
                        CONTROLS_MAX);
    for (size_t i = 0; node && i < node->count; i++) {
        bool is_map = node->kind == NODE_MAP;
        const struct node *range = is_map ? node->items[i] : NULL;
        range = range && range->kind == NODE_NULL ? NULL : range;
        if (!read_one(controls, scene, is_map ? node->keys[i] : node->items[i], range, root, error))
            return false;
    }
    if (!node && scene->states > 1) // of one state a rate changes nothing
        add_rates(controls, scene, root);
    return true;
}

void controls_finish(struct controls *controls) {
    for (size_t i = 0; i < controls->count; i++) {
        free(controls->items[i].address);
        free(controls->items[i].option);
    }
    free(controls->items);
    *controls = (struct controls){0};
}
