// SPDX-License-Identifier: GPL-3.0-or-later
#include "problem/loss.h"

#include "base/memory.h"
#include "base/name_table.h"
#include "problem/loss_table.h"

#include <stdlib.h>

#define ROW(name) &loss_##name,
const struct loss *const loss_table[] = {LOSSES(ROW) NULL};
#undef ROW

bool loss_read(struct loss_choice *choice, const struct node *node, struct error *error) {
    const struct node *name, *options;
    *choice = (struct loss_choice){0};
    if (!node_entry(node, "a loss", &name, &options, error))
        return false;
    choice->loss = NAME_FIND_POINTER(loss_table, name->text);
    if (!choice->loss)
        return name_table_unknown((struct name_table)NAME_POINTERS(loss_table), error, name->place,
                                  "loss", name->text);
    const struct setting *rows = choice->loss->settings;
    choice->options = mem_zero(1, choice->loss->options_size);
    settings_default(rows, choice->options);
    if (!settings_read(rows, choice->options, options, name->text, error)) {
        loss_choice_finish(choice);
        return false;
    }
    return true;
}

void loss_choice_finish(struct loss_choice *choice) {
    free(choice->options);
    *choice = (struct loss_choice){0};
}
