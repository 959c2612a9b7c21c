// SPDX-License-Identifier: GPL-3.0-or-later
// The entry `rule` of `optimizers:`.
#include "base/limits.h"
#include "optim/optimizer_table.h"
#include "optim/program/definition.h"

#include <string.h>

// Checks how many vectors a step and the report need.
static bool check_vectors(const struct definition *definition, const struct node *map,
                          struct error *error) {
    static const char *const keys[] = {"update", "report"};
    size_t count = 0, texts = definition->text.has_report ? 2 : 1;
    bool good = true;
    for (size_t i = 0; good && i < texts; i++) {
        count += definition_program(definition, i > 0, false)->kinds[REGISTER_VECTOR];
        good = limit_check(LIMIT_RULE_VECTORS, (double)count, node_get(map, keys[i])->place, error);
    }
    return good;
}

static const struct optimizer *define(const struct node *value, struct place place,
                                      const struct node **map, struct error *error) {
    if (!value || value->kind != NODE_MAP) {
        error_at(error, value ? value->place : place,
                 "a rule is written as a map: rule: {update: \"w = w - lr*g\"}");
        return NULL;
    }
    *map = value;
    struct definition *definition = definition_read(value, error);
    if (!definition)
        return NULL;
    if (check_vectors(definition, value, error))
        return &definition->optimizer;
    definition_destroy(definition);
    return NULL;
}

static void undefine(const struct optimizer *optimizer) {
    struct definition *definition;
    memcpy(&definition, &optimizer->definition, sizeof definition); // it was made by `define`
    definition_destroy(definition);
}

struct rule_keys {
    const struct node *file, *help, *source, *options, *state, *update, *report;
    int groups;
};

// JSON Schema of a map of values that are each one of several, and of what a state starts at.
#define EACH_OF(forms) "\"type\": \"object\", \"additionalProperties\": {\"anyOf\": [" forms "]}"
#define START "{\"type\": \"number\"}, {\"enum\": [\"w\", \"g\"]}"

static const struct setting rule_settings[] = {
    {SETTING(rule_keys, file), .type = SETTING_CUSTOM, .schema = SCHEMA_TEXT,
     .read = setting_keep_node, .form = "a path",
     .help = "a file with any of these keys; those beside it replace its own"},
    {SETTING(rule_keys, help), .type = SETTING_CUSTOM, .schema = SCHEMA_TEXT,
     .read = setting_keep_node, .form = "one line", .help = "what the rule does"},
    {SETTING(rule_keys, source), .type = SETTING_CUSTOM, .schema = SCHEMA_TEXT,
     .read = setting_keep_node, .form = "one line", .help = "the paper that defines it"},
    {SETTING(rule_keys, options), .type = SETTING_CUSTOM,
     .schema = EACH_OF("{\"type\": \"number\"}, {" SCHEMA_REFERENCE(
         "schedule") "}, {\"type\": \"object\", \"required\": [\"default\"]}"),
     .read = setting_keep_node, .form = "{name: a number or a schedule}",
     .help = "numbers that the lines read"},
    {SETTING(rule_keys, state), .type = SETTING_CUSTOM,
     .schema = EACH_OF(START ", {\"type\": \"object\", \"minProperties\": 1, \"maxProperties\": 1, "
                             "\"additionalProperties\": false, \"properties\": {\"number\": "
                             "{\"type\": \"number\"}, \"vector\": {\"anyOf\": [" START "]}}}"),
     .read = setting_keep_node, .form = "{name: a number, w or g}",
     .help = "what lasts from step to step, and where it starts"},
    {SETTING(rule_keys, update), .type = SETTING_CUSTOM,
     .schema = SCHEMA_EITHER(SCHEMA_TEXT, SCHEMA_LIST(SCHEMA_TEXT)), .read = setting_keep_node,
     .form = "lines such as w = w - lr*g", .help = "what a step does"},
    {SETTING(rule_keys, report), .type = SETTING_CUSTOM, .schema = SCHEMA_TEXT,
     .read = setting_keep_node, .form = "an expression, default w",
     .help = "the point that is shown"},
    {SETTING(rule_keys, groups), .type = SETTING_CHOICE, .choices = group_names,
     .help = "whether a norm is taken over a layer, all weights, or each weight"},
    {0},
};

const struct optimizer optimizer_rule = {
    .name = "rule",
    .help = "a rule of one's own: lines that set w from g, options and what they keep",
    .source = "the scene",
    .lr = 0.1,
    .settings = rule_settings,
    .options_size = sizeof(struct rule_keys),
    .define = define,
    .undefine = undefine,
    .fits = definition_fits,
    .whole = definition_map,
};
