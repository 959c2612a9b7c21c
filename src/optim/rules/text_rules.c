// SPDX-License-Identifier: GPL-3.0-or-later
#include "optim/rules/text_rules.h"

#include "optim/optimizer_table.h"
#include "optim/program/definition.h"

#include <stddef.h>
#include <string.h>

#define ROW(name_) struct optimizer optimizer_##name_ = {.name = #name_};
TEXT_OPTIMIZERS(ROW)
#undef ROW

static struct text_rule {
    struct optimizer *row;
    const struct node *map; // that defines it; NULL before text_rule_define
} rules[] = {
#define ROW(name) {&optimizer_##name, NULL},
    TEXT_OPTIMIZERS(ROW)
#undef ROW
};
enum { RULES = sizeof rules / sizeof *rules };

static const char *text_of(const struct node *map, const char *key, const char *fallback) {
    const struct node *node = node_get(map, key);
    return node && node->text ? node->text : fallback;
}

bool text_rule_define(const char *name, const struct node *map, struct error *error) {
    struct text_rule *rule = rules;
    while (strcmp(rule->row->name, name) != 0)
        rule++;
    struct definition *definition = definition_read(map, error);
    if (!definition)
        return false;
    const struct node *lr = node_get(map, "lr");
    struct optimizer row = definition->optimizer;
    HELP_SET(row.help, text_of(map, "help", ""));
    HELP_SET(row.source, text_of(map, "source", ""));
    row.lr = lr ? lr->number : row.lr;
    row.undefine = NULL;
    // The name stays untouched: other threads may be looking for theirs.
    enum { BEHIND_NAME = offsetof(struct optimizer, name) + sizeof row.name };
    memcpy((char *)rule->row + BEHIND_NAME, (const char *)&row + BEHIND_NAME,
           sizeof row - BEHIND_NAME);
    rule->map = map;
    return true;
}

const struct node *text_rule_map(const struct optimizer *optimizer) {
    for (size_t i = 0; i < RULES; i++)
        if (rules[i].row == optimizer)
            return rules[i].map;
    return NULL;
}
