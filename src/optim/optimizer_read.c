// SPDX-License-Identifier: GPL-3.0-or-later
// Reads an entry of `optimizers:`.
#include "optim/optimizer.h"

#include "base/limits.h"
#include "base/memory.h"
#include "base/name_table.h"
#include "optim/optimizer_table.h"
#include "optim/recording.h"
#include "problem/table_file.h"
#include "problem/weights_file.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const struct optimizer_config *optimizer_inside(const struct optimizer_config *config) {
    return config->optimizer->has_inner ? *(struct optimizer_config **)config->options : NULL;
}

const struct optimizer *optimizer_usual_inside(const struct optimizer *optimizer) {
    return optimizer->inner ? optimizer->inner : &optimizer_sgd;
}

// Returns where a wrapper keeps its inner rule; NULL for other rules.
static struct optimizer_config **inner_of(const struct optimizer_config *config) {
    return config->optimizer->has_inner ? config->options : NULL;
}

const struct setting optimizer_rate = {
    .name = "lr", .type = SETTING_NUMBER, .min = 0, .max = SETTING_NO_MAX, .help = "learning rate"};

static bool read_rate(const struct node *node, void *field, struct error *error) {
    return schedule_read(field, node, &optimizer_rate, error);
}

static bool read_label(const struct node *node, void *field, struct error *error) {
    const char *label;
    if (!node_string(node, &label, error))
        return false;
    if (!*label)
        return error_at(error, node->place, "the label is empty");
    if (!limit_check(LIMIT_LABEL_BYTES, (double)strlen(label), node->place, error))
        return false;
    *(char **)field = mem_string(label, strlen(label));
    return true;
}

// How many numbers it needs is known with the problem.
static bool read_start(const struct node *node, void *field, struct error *error) {
    struct optimizer_config *config =
        (struct optimizer_config *)((char *)field - offsetof(struct optimizer_config, start));
    struct weights weights;
    free(config->start);
    free(config->start_file);
    config->start = NULL;
    config->start_file = NULL;
    if (!weights_read(&weights, node, error))
        return false;
    config->start = weights.values;
    config->start_count = weights.count;
    config->start_file = weights.file;
    return true;
}

static const struct setting clip_settings[] = {
    {SETTING(clip, norm), .symbol = "g_{\\max}", .type = SETTING_NUMBER, .max = SETTING_NO_MAX,
     .bounds = BOUNDS_ABOVE_MIN},
    {SETTING(clip, value), .symbol = "g_{\\max}", .type = SETTING_NUMBER, .max = SETTING_NO_MAX,
     .bounds = BOUNDS_ABOVE_MIN},
    {0},
};

static bool read_clip(const struct node *node, void *field, struct error *error) {
    if (node->kind != NODE_MAP || node->count == 0)
        return node_expected(node, "{norm: x} or {value: x}", error);
    if (node->count > 1 && node_get(node, "norm") && node_get(node, "value"))
        return error_at(error, node->keys[1]->place, "clip takes norm or value, not both");
    return settings_read(clip_settings, field, node, "clip", error);
}

static const char *const decay_modes[] = {
    [DECAY_DECOUPLED] = "decoupled", [DECAY_COUPLED] = "coupled", NULL};
static const char *const decay_orders[] = {
    [DECAY_AFTER] = "after", [DECAY_BEFORE] = "before", NULL};

static const struct setting decay_settings[] = {
    {SETTING(decay, rate), .symbol = "\\lambda", .type = SETTING_NUMBER, .min = 0,
     .max = SETTING_NO_MAX},
    {SETTING(decay, mode), .type = SETTING_CHOICE, .choices = decay_modes},
    {SETTING(decay, order), .type = SETTING_CHOICE, .choices = decay_orders},
    {0},
};

static bool read_decay(const struct node *node, void *field, struct error *error) {
    struct decay *decay = field;
    if (node->kind != NODE_MAP)
        return settings_read_one(&decay_settings[0], decay, node, error);
    if (!settings_read(decay_settings, decay, node, "decay", error))
        return false;
    if (!node_get(node, "rate"))
        return error_at(error, node->place, "decay needs a rate");
    if (decay->mode == DECAY_COUPLED && node_get(node, "order"))
        return error_at(error, node_get(node, "order")->place,
                        "coupled decay is a part of the gradient: it has no order");
    return true;
}

static bool read_entry(struct optimizer_config *config, const struct node *node,
                       const struct optimizer_config *outer, struct error *error);

// Reads the inner optimizer from `name` or {name: options}.
static bool read_inner(struct optimizer_config *outer, const struct node *node,
                       struct error *error) {
    struct optimizer_config inner;
    if (!read_entry(&inner, node, outer, error))
        return false;
    optimizer_config_finish(*inner_of(outer));
    **inner_of(outer) = inner;
    int wrappers = 0;
    for (const struct optimizer_config *at = outer; at; at = optimizer_inside(at))
        wrappers += at->optimizer->has_inner;
    return limit_check(LIMIT_WRAPPERS, wrappers, outer->place, error);
}

static bool read_schedule(struct optimizer_config *config, const struct setting *row,
                          const struct node *value, struct error *error) {
    struct schedule schedule;
    if (!schedule_read(&schedule, value, row, error))
        return false;
    *(double *)((char *)config->options + row->offset) = (double)NAN; // set at every step
    size_t capacity = config->scheduled_count;
    config->scheduled =
        mem_grow(config->scheduled, &capacity, capacity + 1, sizeof *config->scheduled);
    config->scheduled[config->scheduled_count++] =
        (struct scheduled_option){.offset = row->offset, .schedule = schedule};
    return true;
}

// Reads an option of the rule itself. `*found` is false if it has none of that name.
static bool read_own(struct optimizer_config *config, const struct node *key,
                     const struct node *value, bool *found, struct error *error) {
    const struct optimizer *optimizer = config->optimizer;
    const struct setting *row = settings_find(optimizer->settings, key->text);
    *found = row != NULL;
    if (!row)
        return true;
    if (optimizer->has_inner && row->offset == 0)
        return read_inner(config, value, error);
    if (row->scheduled && value->kind == NODE_MAP)
        return read_schedule(config, row, value, error);
    return settings_read_one(row, config->options, value, error);
}

static bool unknown_option(const struct optimizer_config *config, const struct node *key,
                           struct error *error) {
    const struct setting *const tables[] = {config->entry->settings, optimizer_common_settings,
                                            config->entry->define ? config->optimizer->settings
                                                                  : NULL};
    struct text what = {0};
    text_printf(&what, "optimizer '%s'", config->entry->name);
    const char **names = NULL;
    size_t count = 0;
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        if (tables[i])
            names = name_table_append((struct name_table)NAME_ROWS(tables[i]), names, &count);
    error_unknown_key(error, key->place, what.data, key->text, names, count);
    free(names);
    text_finish(&what);
    return false;
}

// Reads a key beside the name of an optimizer, or in the file of its rule. What defines a rule was
// read with it, except for an option that every such rule may have. Of what every optimizer has,
// one that runs inside another may be given only a learning rate.
static bool read_option(struct optimizer_config *config, const struct node *key,
                        const struct node *value, const struct optimizer_config *outer,
                        struct error *error) {
    const struct optimizer *entry = config->entry;
    const struct setting *row = settings_find(entry->settings, key->text);
    bool found, is_own = !entry->define || (row && row->type != SETTING_CUSTOM);
    if (is_own) {
        bool good = read_own(config, key, value, &found, error);
        if (found)
            return good;
    }
    if (entry->define && row)
        return true;
    row = settings_find(optimizer_common_settings, key->text);
    if (row && config->recording && row->read != read_label && row->type != SETTING_COLOR)
        return error_at(error, key->place, "'%s' does not apply to a recorded path", key->text);
    if (row && outer && row->read != read_rate)
        return error_at(error, key->place, "'%s' belongs to '%s', not to what runs inside it",
                        key->text, outer->optimizer->name);
    if (row && row->read == read_label)
        config->label_node = value;
    if (row)
        return settings_read_one(row, config, value, error);
    if (entry->define && settings_find(config->optimizer->settings, key->text))
        return error_at(error, key->place,
                        "an option of the rule stands under 'options': {%s: ...}", key->text);
    return unknown_option(config, key, error);
}

// Reads the options of a rule that the scene defines, under the key `options`.
static bool read_defined(struct optimizer_config *config, const struct node *options,
                         struct error *error) {
    bool good = true, found;
    for (size_t i = 0; options && i < options->count; i++) {
        struct error own = error_part(error);
        const struct node *value = options->items[i], *usual = node_get(value, "default");
        read_own(config, options->keys[i], usual ? usual : value, &found, &own);
        good = error_collect(error, &own) && good;
    }
    return good;
}

// The learning rate of a wrapper: its own if given, else that of the inner rule.
static bool settle_inner_rate(struct optimizer_config *config, struct error *error) {
    struct optimizer_config *inner = *inner_of(config);
    if (config->optimizer->has_two_rates)
        return true;
    if (config->has_lr && inner->has_lr)
        return error_at(error, inner->place, "lr is given to both '%s' and the '%s' inside it",
                        config->optimizer->name, inner->optimizer->name);
    if (!config->has_lr) {
        schedule_finish(&config->lr);
        config->lr = inner->lr;
        inner->lr = (struct schedule){0};
    }
    return true;
}

static bool check(struct optimizer_config *config, const struct node *options,
                  struct error *error) {
    const struct optimizer *optimizer = config->optimizer;
    if (optimizer->has_inner && !settle_inner_rate(config, error))
        return false;
    const struct setting *row = settings_find(optimizer->settings, "weight_decay");
    double own = row ? *(const double *)((const char *)config->options + row->offset) : 0;
    const struct node *decay = node_get(options, "decay");
    bool is_default = !config->entry->define && !node_get(options, "weight_decay");
    if (own != 0 && config->decay.rate != 0 && decay && is_default)
        return error_at(error, decay->place,
                        "'%s' decays weights itself: write weight_decay in place of decay, or add "
                        "weight_decay: 0",
                        optimizer->name);
    if (own != 0 && config->decay.rate != 0)
        return error_at(error, config->place,
                        "'%s' has both decay and weight_decay; set one of them to 0",
                        optimizer->name);
    return !optimizer->check || optimizer->check(config->options, config->place, error);
}

// Sets all defaults of an optimizer.
static void init_config(struct optimizer_config *config, const struct optimizer *optimizer) {
    *config = (struct optimizer_config){
        .optimizer = optimizer,
        .entry = optimizer,
        .options = mem_zero(1, optimizer->options_size),
        .lr = {.value = optimizer->lr},
    };
    settings_default(optimizer->settings, config->options);
    if (optimizer->definition)
        *(const struct definition **)config->options = optimizer->definition;
    if (optimizer->has_inner) {
        *inner_of(config) = mem_zero(1, sizeof **inner_of(config));
        init_config(*inner_of(config), optimizer_usual_inside(optimizer));
        (*inner_of(config))->lr.value = optimizer->lr;
    }
}

// Reads an entry named `recorded`.
static bool read_recording(struct optimizer_config *config, const struct node *name,
                           const struct node *options, struct error *error) {
    config->recording = recording_read(name, options, error);
    if (!config->recording)
        return false;
    size_t n = config->start_count = config->recording->n;
    config->start = mem_zero(n, sizeof *config->start);
    memcpy(config->start, config->recording->w, n * sizeof *config->start);
    return true;
}

// Reads an entry of the list, or what runs inside `outer`.
static bool read_entry(struct optimizer_config *config, const struct node *node,
                       const struct optimizer_config *outer, struct error *error) {
    const struct node *name, *options;
    *config = (struct optimizer_config){0};
    if (!node_entry(node, "an optimizer", &name, &options, error))
        return false;
    const struct optimizer *optimizer = optimizer_find(name->text);
    if (!optimizer)
        return name_table_unknown((struct name_table)NAME_POINTERS(optimizer_names), error,
                                  name->place, "optimizer", name->text);
    const struct optimizer *entry = optimizer;
    if (entry->define && !(optimizer = entry->define(options, name->place, &options, error)))
        return false;
    init_config(config, optimizer);
    config->entry = entry;
    config->place = name->place;
    bool is_path = optimizer == &optimizer_recorded;
    if (is_path && outer) {
        error_at(error, config->place, "a recorded path cannot run inside '%s'",
                 outer->optimizer->name);
        goto fail;
    }
    if (is_path && !read_recording(config, name, options, error))
        goto fail;
    if (options && options->kind != NODE_MAP && !is_path) {
        error_at(error, options->place,
                 "expected the options of optimizer '%s' as a map, not %s; write {lr: ...}",
                 name->text, node_kind_name(options));
        goto fail;
    }
    bool good = true;
    for (size_t i = 0; options && options->kind == NODE_MAP && i < options->count; i++) {
        struct error own = error_part(error);
        read_option(config, options->keys[i], options->items[i], outer, &own);
        good = error_collect(error, &own) && good;
    }
    if (entry->define)
        good = read_defined(config, node_get(options, "options"), error) && good;
    if (!good || !check(config, options, error))
        goto fail;
    return true;
fail:
    optimizer_config_finish(config);
    return false;
}

bool optimizer_read(struct optimizer_config *config, const struct node *node, struct error *error) {
    return read_entry(config, node, NULL, error);
}

// Returns the row of a config's option; the rule has no other at that place.
static const struct setting *row_at(const struct optimizer_config *config, size_t offset) {
    const struct setting *row = config->optimizer->settings;
    while (row->offset != offset || !row->scheduled)
        row++;
    return row;
}

bool optimizer_check_schedules(const struct optimizer_config *configs, size_t count, long steps,
                               struct error *error) {
    bool good = true;
    for (size_t i = 0; i < count; i++) {
        const struct optimizer_config *config = &configs[i], *inside = optimizer_inside(config);
        struct error own = error_part(error);
        schedule_check(&config->lr, &optimizer_rate, steps, &own);
        good = error_collect(error, &own) && good;
        for (size_t k = 0; k < config->scheduled_count; k++) {
            const struct scheduled_option *option = &config->scheduled[k];
            schedule_check(&option->schedule, row_at(config, option->offset), steps, &own);
            good = error_collect(error, &own) && good;
        }
        good = (!inside || optimizer_check_schedules(inside, 1, steps, error)) && good;
    }
    return good;
}

void optimizer_config_finish(struct optimizer_config *config) {
    if (config->options && config->optimizer->has_inner) {
        optimizer_config_finish(*inner_of(config));
        free(*inner_of(config));
    }
    if (config->options && config->optimizer->finish)
        config->optimizer->finish(config->options);
    if (config->optimizer && config->optimizer->undefine && config->optimizer->definition)
        config->optimizer->undefine(config->optimizer);
    free(config->options);
    free(config->label);
    free(config->start);
    free(config->start_file);
    schedule_finish(&config->lr);
    for (size_t i = 0; i < config->scheduled_count; i++)
        schedule_finish(&config->scheduled[i].schedule);
    free(config->scheduled);
    recording_destroy(config->recording);
    *config = (struct optimizer_config){0};
}

const struct setting optimizer_common_settings[] = {
    {SETTING(optimizer_config, lr), .type = SETTING_CUSTOM, .schema = SCHEMA_OF("rate"),
     .read = read_rate, .given = offsetof(struct optimizer_config, has_lr), .scheduled = true,
     .form = "a number or a schedule", .help = "learning rate"},
    {SETTING(optimizer_config, label), .type = SETTING_CUSTOM,
     .schema = "\"type\": \"string\", \"minLength\": 1", .read = read_label, .form = "text",
     .help = "its name in the picture"},
    {SETTING(optimizer_config, color), .type = SETTING_COLOR,
     .given = offsetof(struct optimizer_config, has_color), .form = "\"#rrggbb\"",
     .help = "of its path and curves"},
    {SETTING(optimizer_config, start), .type = SETTING_CUSTOM,
     .schema = SCHEMA_EITHER(SCHEMA_WEIGHTS, SCHEMA_WEIGHTS_FILE), .read = read_start,
     .form = "[w0, w1] or weights.npy", .help = "where it starts, if not where the scene says"},
    {SETTING(optimizer_config, noise), .symbol = "\\sigma", .type = SETTING_NUMBER, .min = 0,
     .max = SETTING_NO_MAX,
     .help = "standard deviation of normal noise added to each component of the gradient"},
    {SETTING(optimizer_config, clip), .type = SETTING_CUSTOM, .read = read_clip,
     .rows = clip_settings, .form = "{norm: x} or {value: x}",
     .help = "bound of the gradient's norm, as optax.clip_by_global_norm, or of its components"},
    {SETTING(optimizer_config, decay), .type = SETTING_CUSTOM, .read = read_decay,
     .rows = decay_settings,
     .form = "a rate, or {rate, mode: coupled|decoupled, order: before|after}",
     .help = "weight decay around the rule"},
    {0},
};

struct recorded_options {
    const char *file;           // owned by the document
    const struct node *columns; // likewise
};

static const struct setting recorded_settings[] = {
    {SETTING(recorded_options, file), .type = SETTING_STRING, .form = "path",
     .help = "a table: CSV, TSV or JSON lines, relative to the scene"},
    {SETTING(recorded_options, columns), .type = SETTING_CUSTOM,
     .schema = TABLE_COLUMNS_SCHEMA("\"step\": " TABLE_COLUMN ", \"w0\": " TABLE_COLUMN
                                    ", \"w1\": " TABLE_COLUMN ", \"loss\": " TABLE_COLUMN),
     .read = setting_keep_node,
     .form = "{step: name, w0: name, w1: name, loss: name} or a list in that order",
     .help = "names or positions from 1; by default those named so, loss only where there is one"},
    {0},
};

const struct optimizer optimizer_recorded = {
    .name = "recorded",
    .help = "a path read from a file; linear between its rows",
    .source = "a table",
    .settings = recorded_settings,
    .options_size = sizeof(struct recorded_options),
};
