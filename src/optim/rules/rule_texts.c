// SPDX-License-Identifier: GPL-3.0-or-later
// The program's own texts of rules, which rules.S holds.
#include "base/lock.h"
#include "optim/optimizer_table.h"
#include "optim/rules/text_rules.h"
#include "tree/document.h"

#include <stdio.h>
#include <stdlib.h>

#define ROW(name) extern const char rule_text_##name[];
TEXT_OPTIMIZERS(ROW)
#undef ROW

static const struct {
    const struct optimizer *row;
    const char *text;
} texts[] = {
#define ROW(name) {&optimizer_##name, rule_text_##name},
    TEXT_OPTIMIZERS(ROW)
#undef ROW
};

// A text with a mistake is found by whoever builds the program.
static void make_row(const char *name, const char *text) {
    static struct document document;
    struct error error = {0};
    const struct node *map = document_parse(&document, name, text, &error);
    if (!map || !text_rule_define(name, map, &error)) {
        fprintf(stderr, "%s.rule: %s\n", name, error.message);
        abort();
    }
}

void optimizer_make_ready(const struct optimizer *optimizer) {
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        if (texts[i].row != optimizer)
            continue;
        lock_take();
        if (!text_rule_map(optimizer))
            make_row(optimizer->name, texts[i].text);
        lock_leave();
    }
}
