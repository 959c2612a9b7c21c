// SPDX-License-Identifier: GPL-3.0-or-later
#include "optim/rules/text_rules.h"

#include "optim/optimizer_table.h"
#include "optim/program/definition.h"

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
    struct optimizer *row = rule->row;
    name = row->name;
    *row = definition->optimizer;
    row->name = name;
    HELP_SET(row->help, text_of(map, "help", ""));
    HELP_SET(row->source, text_of(map, "source", ""));
    row->lr = lr ? lr->number : row->lr;
    row->undefine = NULL;
    rule->map = map;
    return true;
}

const struct node *text_rule_map(const struct optimizer *optimizer) {
    for (size_t i = 0; i < RULES; i++)
        if (rules[i].row == optimizer)
            return rules[i].map;
    return NULL;
}

#ifndef __wasm__ // pages bring the texts that they need
// The program's own texts. Their rows are made before main, so that the table is the same for
// everyone who reads it.
#include "tree/document.h"

#include <stdio.h>
#include <stdlib.h>

#define ROW(name) extern const char rule_text_##name[];
TEXT_OPTIMIZERS(ROW)
#undef ROW

static const struct {
    const char *name, *text;
} texts[] = {
#define ROW(name) {#name, rule_text_##name},
    TEXT_OPTIMIZERS(ROW)
#undef ROW
};

static struct document document;

// A text with a mistake is found by whoever builds the program.
__attribute__((constructor)) static void make_rows(void) {
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct error error = {0};
        const struct node *map = document_parse(&document, texts[i].name, texts[i].text, &error);
        if (!map || !text_rule_define(texts[i].name, map, &error)) {
            fprintf(stderr, "%s.rule: %s\n", texts[i].name, error.message);
            abort();
        }
    }
}
#endif
