// SPDX-License-Identifier: GPL-3.0-or-later
// The table of optimizers, and how a scene configures one.
#include "optim/optimizer.h"

#include "base/limits.h"
#include "base/memory.h"
#include "optim/recording.h"
#include "optim/rules.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const struct setting no_settings[] = {{0}};

static const struct setting *own_settings(const struct optimizer *optimizer) {
    return optimizer->settings ? optimizer->settings : no_settings;
}

// Where a rule that runs another keeps it.
static struct optimizer_config **inner_of(const struct optimizer_config *config) {
    return config->optimizer->has_inner ? config->options : NULL;
}

static const struct setting rate_row = {
    .name = "lr", .type = SETTING_NUMBER, .min = 0, .max = SETTING_NO_MAX, .help = "learning rate"};

static bool read_rate(const struct node *node, void *field, struct error *error) {
    return schedule_read(field, node, &rate_row, error);
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

static const struct setting clip_settings[] = {
    {SETTING(clip, norm), .type = SETTING_NUMBER, .max = SETTING_NO_MAX,
     .bounds = BOUNDS_ABOVE_MIN},
    {SETTING(clip, value), .type = SETTING_NUMBER, .max = SETTING_NO_MAX,
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
    {SETTING(decay, rate), .type = SETTING_NUMBER, .min = 0, .max = SETTING_NO_MAX},
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

// Fills the inner optimizer from `name` or {name: options}. What stands around a rule belongs to
// the outer one, except the learning rate.
static bool read_inner(struct optimizer_config *outer, const struct node *node,
                       struct error *error) {
    struct optimizer_config inner;
    if (!optimizer_read(&inner, node, error))
        return false;
    optimizer_config_finish(*inner_of(outer));
    **inner_of(outer) = inner;
    if (inner.recording)
        return error_at(error, inner.place, "a recorded path cannot run inside '%s'",
                        outer->optimizer->name);
    const struct node *name, *options;
    node_entry(node, "an optimizer", &name, &options, error);
    for (size_t i = 0; options && i < options->count; i++) {
        const struct node *key = options->keys[i];
        if (settings_find(optimizer_common_settings, key->text) && strcmp(key->text, "lr") != 0)
            return error_at(error, key->place, "'%s' belongs to '%s', not to what runs inside it",
                            key->text, outer->optimizer->name);
    }
    return true;
}

static bool read_schedule(struct optimizer_config *config, const struct setting *row,
                          const struct node *value, struct error *error) {
    struct schedule schedule;
    if (!schedule_read(&schedule, value, row, error))
        return false;
    *(double *)((char *)config->options + row->offset) = (double)NAN; // until a step sets it
    size_t capacity = config->scheduled_count;
    config->scheduled =
        mem_grow(config->scheduled, &capacity, capacity + 1, sizeof *config->scheduled);
    config->scheduled[config->scheduled_count++] =
        (struct scheduled_option){.offset = row->offset, .schedule = schedule};
    return true;
}

static bool read_option(struct optimizer_config *config, const struct node *key,
                        const struct node *value, struct error *error) {
    const struct optimizer *optimizer = config->optimizer;
    const struct setting *row = settings_find(own_settings(optimizer), key->text);
    if (row && optimizer->has_inner && row->offset == 0)
        return read_inner(config, value, error);
    if (row && row->scheduled && value->kind == NODE_MAP)
        return read_schedule(config, row, value, error);
    if (row)
        return settings_read_one(row, config->options, value, error);
    row = settings_find(optimizer_common_settings, key->text);
    if (row && config->recording && row->read != read_label && row->type != SETTING_COLOR)
        return error_at(error, key->place, "'%s' means nothing to a recorded path", key->text);
    if (row && row->read == read_label)
        config->label_node = value;
    if (row)
        return settings_read_one(row, config, value, error);
    struct text what = {0};
    text_printf(&what, "optimizer '%s'", optimizer->name);
    settings_unknown(own_settings(optimizer), optimizer_common_settings, key, what.data, error);
    text_finish(&what);
    return false;
}

// The rate of a rule that runs another: its own where given, else the inner one's.
static bool settle_inner_rate(struct optimizer_config *config, struct error *error) {
    struct optimizer_config *inner = *inner_of(config);
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
    const struct setting *row = settings_find(own_settings(optimizer), "weight_decay");
    double own = row ? *(const double *)((const char *)config->options + row->offset) : 0;
    const struct node *decay = node_get(options, "decay");
    if (own != 0 && config->decay.rate != 0 && decay && !node_get(options, "weight_decay"))
        return error_at(error, decay->place,
                        "'%s' decays weights itself: write weight_decay in place of decay, or add "
                        "weight_decay: 0",
                        optimizer->name);
    if (own != 0 && config->decay.rate != 0)
        return error_at(error, config->place,
                        "'%s' has both decay and weight_decay (%.6g); set one of them to 0",
                        optimizer->name, own);
    return !optimizer->check || optimizer->check(config->options, config->place, error);
}

// An optimizer with all its defaults.
static void init_config(struct optimizer_config *config, const struct optimizer *optimizer) {
    *config = (struct optimizer_config){
        .optimizer = optimizer,
        .options = mem_zero(1, optimizer->options_size),
        .lr = {.value = optimizer->lr},
    };
    settings_default(own_settings(optimizer), config->options);
    if (optimizer->has_inner) {
        *inner_of(config) = mem_zero(1, sizeof **inner_of(config));
        init_config(*inner_of(config), &optimizer_sgd);
        (*inner_of(config))->lr.value = optimizer->lr;
    }
}

static bool unknown_optimizer(const struct node *name, struct error *error) {
    const char *names[64];
    size_t count = 0;
    for (; optimizer_table[count]; count++)
        names[count] = optimizer_table[count]->name;
    names[count++] = optimizer_recorded.name;
    return error_unknown(error, name->place, "optimizer", name->text, names, count);
}

bool optimizer_read(struct optimizer_config *config, const struct node *node, struct error *error) {
    const struct node *name, *options;
    *config = (struct optimizer_config){0};
    if (!node_entry(node, "an optimizer", &name, &options, error))
        return false;
    const struct optimizer *optimizer = optimizer_find(name->text);
    if (!optimizer)
        return unknown_optimizer(name, error);
    init_config(config, optimizer);
    config->place = name->place;
    bool is_path = optimizer == &optimizer_recorded;
    if (is_path && !recording_read(config, name, options, error))
        goto fail;
    if (options && options->kind != NODE_MAP && !is_path) {
        error_at(error, options->place,
                 "expected the options of optimizer '%s' as a map, not %s; write {lr: ...}",
                 name->text, node_kind_name(options));
        goto fail;
    }
    bool good = true;
    for (size_t i = 0; options && options->kind == NODE_MAP && i < options->count; i++) {
        struct error own = {0};
        read_option(config, options->keys[i], options->items[i], &own);
        good = error_collect(error, &own) && good;
    }
    if (!good || !check(config, options, error))
        goto fail;
    return true;
fail:
    optimizer_config_finish(config);
    return false;
}

void optimizer_config_finish(struct optimizer_config *config) {
    if (config->options && config->optimizer->has_inner) {
        optimizer_config_finish(*inner_of(config));
        free(*inner_of(config));
    }
    if (config->options && config->optimizer->finish)
        config->optimizer->finish(config->options);
    free(config->options);
    free(config->label);
    schedule_finish(&config->lr);
    for (size_t i = 0; i < config->scheduled_count; i++)
        schedule_finish(&config->scheduled[i].schedule);
    free(config->scheduled);
    recording_destroy(config->recording);
    *config = (struct optimizer_config){0};
}

const struct optimizer *optimizer_find(const char *name) {
    for (size_t i = 0; optimizer_table[i]; i++)
        if (strcmp(optimizer_table[i]->name, name) == 0)
            return optimizer_table[i];
    return strcmp(name, optimizer_recorded.name) == 0 ? &optimizer_recorded : NULL;
}

void optimizer_describe(const struct optimizer *optimizer, struct text *out) {
    text_printf(out, "%s  %s\n  source: %s\n", optimizer->name, optimizer->help, optimizer->source);
    if (optimizer != &optimizer_recorded) {
        struct setting rate[] = {rate_row, {0}};
        rate[0].fallback = optimizer->lr;
        settings_describe(rate, out);
    }
    settings_describe(own_settings(optimizer), out);
    // The first common row is lr, described above with the default of this optimizer.
    settings_describe(optimizer_common_settings + 1, out);
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
    {SETTING(optimizer_config, start), .type = SETTING_PAIR,
     .given = offsetof(struct optimizer_config, has_start), .form = "[w0, w1]",
     .help = "where it starts, if not where the scene says"},
    {SETTING(optimizer_config, noise), .type = SETTING_NUMBER, .min = 0, .max = SETTING_NO_MAX,
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

const struct optimizer *const optimizer_table[] = {
    &optimizer_sgd,
    &optimizer_momentum,
    &optimizer_asgd,
    &optimizer_rprop,
    &optimizer_adagrad,
    &optimizer_adadelta,
    &optimizer_rmsprop,
    &optimizer_adam,
    &optimizer_adamw,
    &optimizer_adamax,
    &optimizer_nadam,
    &optimizer_radam,
    &optimizer_lamb,
    &optimizer_lars,
    &optimizer_lion,
    &optimizer_signsgd,
    &optimizer_adabelief,
    &optimizer_yogi,
    &optimizer_adabound,
    &optimizer_adamod,
    &optimizer_diffgrad,
    &optimizer_novograd,
    &optimizer_madgrad,
    &optimizer_qhm,
    &optimizer_qhadam,
    &optimizer_aggmo,
    &optimizer_adan,
    &optimizer_ademamix,
    &optimizer_prodigy,
    &optimizer_schedule_free_sgd,
    &optimizer_schedule_free_adamw,
    &optimizer_polyak_sgd,
    &optimizer_swats,
    &optimizer_lookahead,
    &optimizer_sam,
    &optimizer_newton,
    &optimizer_lbfgs,
    NULL,
};
