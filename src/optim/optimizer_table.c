// SPDX-License-Identifier: GPL-3.0-or-later
#include "optim/optimizer_table.h"

#include "base/name_table.h"

#define ROW(name) &optimizer_##name,
static const struct optimizer *const rules[] = {OPTIMIZERS(ROW) NULL};
const struct optimizer *const optimizer_names[] = {OPTIMIZER_ENTRIES(ROW) NULL};
#undef ROW

const struct optimizer *optimizer_rule_at(size_t i) {
    optimizer_make_ready(rules[i]);
    return rules[i];
}

const struct optimizer *optimizer_entry_at(size_t i) {
    optimizer_make_ready(optimizer_names[i]);
    return optimizer_names[i];
}

bool optimizer_is_small(const struct optimizer *optimizer) {
#define ROW(name) || optimizer == &optimizer_##name
    return false OPTIMIZER_ENTRIES_BY_SIZE(ROW, NO_ROW);
#undef ROW
}

const struct optimizer *optimizer_find(const char *name) {
    const struct optimizer *found = NAME_FIND_POINTER(optimizer_names, name);
    optimizer_make_ready(found);
    return found;
}

void optimizer_describe(const struct optimizer *optimizer, struct text *out) {
    text_printf(out, "%s  %s\n  source: %s\n", optimizer->name, optimizer->help, optimizer->source);
    if (optimizer->lr > 0) {
        struct setting rate[] = {optimizer_rate, {0}};
        rate[0].fallback = optimizer->lr;
        settings_describe(rate, out);
    }
    settings_describe(optimizer->settings, out);
    // The first common setting is lr, described above with the default of this optimizer.
    settings_describe(optimizer_common_settings + 1, out);
}
