// SPDX-License-Identifier: GPL-3.0-or-later
#include "optim/rule.h"

#include "base/memory.h"
#include "base/vector.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *const reach_names[] = {
    [REACH_WEIGHT] = "elementwise", [REACH_LAYER] = "layer-wise", [REACH_ALL] = "global"};

const char *const group_names[] = {
    [GROUPS_LAYER] = "layer", [GROUPS_ALL] = "all", [GROUPS_EACH] = "each", NULL};

void step_evaluate(struct step *step, const double *w, struct evaluation *out) {
    step->oracle->evaluate(step->oracle, w, out);
}

double *step_gradient(struct step *step) {
    step_evaluate(step, step->w, &(struct evaluation){.gradient = step->gradient});
    return step->gradient;
}

size_t group_count(const struct shape *shape, int groups) {
    return groups == GROUPS_LAYER ? shape->layer_count : groups == GROUPS_ALL ? 1 : shape->n;
}

struct layer group_at(const struct shape *shape, int groups, size_t k) {
    if (groups == GROUPS_LAYER)
        return shape->layers[k];
    return groups == GROUPS_ALL ? (struct layer){"all", 0, shape->n, 0}
                                : (struct layer){"each", k, 1, 0};
}

// Returns how a config's rule groups the weights.
static int groups_of(const struct optimizer_config *config) {
    const struct setting *row = config->optimizer->settings;
    while (row && row->name && strcmp(row->name, "groups") != 0)
        row++;
    return row && row->name ? *(const int *)((const char *)config->options + row->offset)
                            : GROUPS_LAYER;
}

static size_t copies_of(const struct state_field *field, const void *options) {
    return field->copies ? field->copies(options) : 1;
}

// Returns the numbers of one vector of a field.
static size_t length_of(const struct state_field *field, const struct optimizer_config *config,
                        const struct shape *shape) {
    return field->kind == STATE_VECTOR  ? shape->n
           : field->kind == STATE_GROUP ? group_count(shape, groups_of(config))
                                        : 1;
}

// Sets the pointers of the state to parts of one block.
static void place_vectors(struct rule *rule) {
    const struct optimizer_config *config = rule->config;
    const struct state_field *fields = config->optimizer->fields;
    for (int pass = 0; pass < 2; pass++) { // the first counts
        size_t used = 0;
        for (const struct state_field *field = fields; field && field->kind != STATE_END; field++) {
            if (field->derive || field->kind == STATE_NUMBER)
                continue;
            double **pointer = (double **)((char *)rule->state + field->offset);
            if (pass == 1)
                *pointer = rule->vectors + used;
            used += copies_of(field, rule->options) * length_of(field, config, rule->shape);
        }
        if (pass == 0)
            rule->vectors = mem_zero(used, sizeof *rule->vectors);
    }
}

void rule_init(struct rule *rule, const struct optimizer_config *config, const struct shape *shape,
               const double *w) {
    const struct optimizer *optimizer = config->optimizer;
    *rule = (struct rule){
        .config = config,
        .shape = shape,
        .options = mem_zero(1, optimizer->options_size),
        .state = mem_zero(1, optimizer->state_size),
        .memory = mem_zero(config->scheduled_count, sizeof *rule->memory),
    };
    if (optimizer->options_size)
        memcpy(rule->options, config->options, optimizer->options_size);
    place_vectors(rule);
    if (optimizer->init)
        optimizer->init(rule->options, rule->state, shape, w);
}

void rule_update(struct rule *rule, struct step *step) {
    for (size_t i = 0; i < rule->config->scheduled_count; i++) {
        const struct scheduled_option *option = &rule->config->scheduled[i];
        *(double *)((char *)rule->options + option->offset) =
            schedule_value(&option->schedule, step->time, rule->memory[i]);
    }
    rule->config->optimizer->update(rule->options, rule->state, step);
}

bool rule_has_report(const struct optimizer_config *config) {
    const struct optimizer_config *inside = optimizer_inside(config);
    return config->optimizer->report || (inside && rule_has_report(inside));
}

void rule_report(struct rule *rule, const double *w, double *point) {
    size_t n = rule->shape->n;
    if (rule->config->optimizer->report)
        rule->config->optimizer->report(rule->options, rule->state, w, n, point);
    else if (rule->config->optimizer->has_inner)
        rule_report(rule->state, w, point); // a wrapper's state begins with the inner rule
    else
        vector_copy(n, point, w);
}

void rule_finish(struct rule *rule) {
    if (rule->state && rule->config->optimizer->release)
        rule->config->optimizer->release(rule->state);
    free(rule->options);
    free(rule->state);
    free(rule->vectors);
    free(rule->memory);
    *rule = (struct rule){0};
}

// Returns true if an option of a rule has a schedule.
static bool is_scheduled(const struct optimizer_config *config, const struct setting *row) {
    for (size_t i = 0; i < config->scheduled_count; i++)
        if (row->scheduled && config->scheduled[i].offset == row->offset)
            return true;
    return false;
}

// Returns true if the state of a rule has a published field of that name.
static bool publishes(const struct optimizer_config *config, const char *name) {
    const struct state_field *field = config->optimizer->fields;
    for (; field && field->kind != STATE_END; field++)
        if (field->name && strcmp(field->name, name) == 0)
            return true;
    return false;
}

// Whether two names are equal, or one is the other with digits behind it, as a number of a vector.
static bool is_alike(const char *one, const char *other) {
    while (*one && *one == *other)
        one++, other++;
    return (!*one && !other[strspn(other, "0123456789")]) ||
           (!*other && !one[strspn(one, "0123456789")]);
}

// Returns true if a column of a rule may have the name of one with this stem.
static bool has_alike(const struct optimizer_config *config, const char *stem) {
    const struct state_field *field = config->optimizer->fields;
    const struct setting *row = config->optimizer->settings;
    bool has = false;
    for (; field && field->kind != STATE_END; field++)
        has = has || (field->name && is_alike(field->name, stem));
    for (; row && row->name; row++)
        has = has || (is_scheduled(config, row) && is_alike(row->name, stem));
    return has;
}

static void add_column(struct rule_column **columns, size_t *capacity, size_t *count,
                       struct rule_column column) {
    *columns = mem_grow(*columns, capacity, *count + 1, sizeof **columns);
    (*columns)[(*count)++] = column;
}

void rule_columns(const struct optimizer_config *config, const struct shape *shape, size_t most,
                  struct rule_column **columns, size_t *capacity, size_t *count) {
    size_t depth = 0;
    for (; config; config = optimizer_inside(config), depth++) {
        const struct state_field *field = config->optimizer->fields;
        for (; field && field->kind != STATE_END; field++) {
            size_t length = length_of(field, config, shape);
            size_t shown = length < most ? length : most;
            for (size_t copy = 0; field->name && copy < copies_of(field, config->options); copy++)
                for (size_t i = 0; i < shown; i++)
                    add_column(columns, capacity, count,
                               (struct rule_column){.field = field,
                                                    .depth = depth,
                                                    .copy = copy,
                                                    .index = i,
                                                    .offset = copy * length});
        }
        for (const struct setting *row = config->optimizer->settings; row && row->name; row++)
            if (is_scheduled(config, row) && !publishes(config, row->name))
                add_column(columns, capacity, count,
                           (struct rule_column){.option = row, .depth = depth});
    }
}

const char *rule_column_stem(const struct rule_column *column) {
    return column->field ? column->field->name : column->option->name;
}

void rule_column_name(const struct rule_column *column, const struct optimizer_config *config,
                      const struct shape *shape, struct text *out) {
    const struct state_field *field = column->field;
    const char *stem = rule_column_stem(column);
    for (size_t depth = 0; depth < column->depth; depth++, config = optimizer_inside(config))
        if (has_alike(config, stem))
            text_add(out, "inner.");
    text_add(out, stem);
    if (!field)
        return;
    if (field->copies)
        text_printf(out, "%zu_", column->copy + 1);
    int groups = groups_of(config);
    bool is_each = field->kind == STATE_GROUP && groups == GROUPS_EACH;
    if (field->kind == STATE_VECTOR || is_each)
        text_printf(out, "%zu", column->index);
    else if (field->kind == STATE_GROUP && groups == GROUPS_LAYER && shape->layer_count > 1)
        text_printf(out, ".%s", shape->layers[column->index].name);
}

double rule_column_value(const struct rule *rule, const struct rule_column *column,
                         const struct step *step) {
    const struct state_field *field = column->field;
    for (size_t depth = column->depth; depth > 0; depth--)
        rule = rule->state; // a wrapper's state begins with the inner rule
    if (!field)
        return *(const double *)((const char *)rule->options + column->option->offset);
    if (field->derive)
        return field->derive(rule->options, rule->state, step, column->index);
    const void *at = (const char *)rule->state + field->offset;
    return field->kind == STATE_NUMBER ? *(const double *)at
                                       : (*(double *const *)at)[column->offset + column->index];
}

double rule_stability_limit(const struct rule *rule, double lr) {
    const struct optimizer *optimizer = rule->config->optimizer;
    return optimizer->stability_limit ? optimizer->stability_limit(rule->options, lr) : (double)NAN;
}

// Returns the field in which a rule publishes its trust ratios; NULL if it has none.
static const struct state_field *ratio_field(const struct optimizer_config *config) {
    const struct state_field *field = config->optimizer->fields;
    for (; field && field->kind != STATE_END; field++)
        if (field->kind == STATE_GROUP && field->name && strcmp(field->name, "ratio") == 0 &&
            !field->derive && !field->copies && groups_of(config) != GROUPS_EACH)
            return field;
    return NULL;
}

bool rule_has_trust_ratios(const struct optimizer_config *config) {
    const struct optimizer_config *inside = optimizer_inside(config);
    return ratio_field(config) || (inside && rule_has_trust_ratios(inside));
}

void rule_trust_ratios(const struct rule *rule, double *out) {
    const struct state_field *field = ratio_field(rule->config);
    if (!field && rule->config->optimizer->has_inner) {
        rule_trust_ratios(rule->state, out); // a wrapper's state begins with the inner rule
        return;
    }
    const double *ratios =
        field ? *(double *const *)((const char *)rule->state + field->offset) : NULL;
    bool is_one = groups_of(rule->config) == GROUPS_ALL;
    for (size_t k = 0; k < rule->shape->layer_count; k++)
        out[k] = ratios ? ratios[is_one ? 0 : k] : (double)NAN;
}
