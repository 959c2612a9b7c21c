// SPDX-License-Identifier: GPL-3.0-or-later
// The rows of the rules that are text. They are made before main, so that the table is the same for
// everyone who reads it.
#include "base/memory.h"
#include "optim/optimizer_table.h"
#include "optim/program/definition.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROW(name)                                                                                  \
    extern const char rule_text_##name[];                                                          \
    struct optimizer optimizer_##name;
TEXT_OPTIMIZERS(ROW)
#undef ROW

static const struct {
    struct optimizer *row;
    const char *name, *text;
} texts[] = {
#define ROW(name) {&optimizer_##name, #name, rule_text_##name},
    TEXT_OPTIMIZERS(ROW)
#undef ROW
};
enum { TEXTS = sizeof texts / sizeof *texts };

static struct definition *definitions[TEXTS];
static struct document document;

static const char *text_of(const struct node *map, const char *key, const char *fallback) {
    const struct node *node = node_get(map, key);
    return node && node->text ? node->text : fallback;
}

// The texts are part of the program: one with a mistake is found by whoever builds it.
__attribute__((constructor)) static void make_rows(void) {
    for (size_t i = 0; i < TEXTS; i++) {
        struct error error = {0};
        const struct node *map = document_parse(&document, texts[i].name, texts[i].text, &error);
        definitions[i] = map ? definition_read(map, &error) : NULL;
        if (!definitions[i]) {
            fprintf(stderr, "%s.rule: %s\n", texts[i].name, error.message);
            abort();
        }
        const struct node *lr = node_get(map, "lr");
        struct optimizer *row = texts[i].row;
        *row = definitions[i]->optimizer;
        row->name = texts[i].name;
        row->help = text_of(map, "help", "");
        row->source = text_of(map, "source", "");
        row->lr = lr ? lr->number : row->lr;
        row->undefine = NULL;
    }
}

__attribute__((destructor)) static void free_rows(void) {
    for (size_t i = 0; i < TEXTS; i++)
        definition_destroy(definitions[i]);
    document_finish(&document);
}
