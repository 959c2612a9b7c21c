// SPDX-License-Identifier: GPL-3.0-or-later
#include "optim/option.h"

#include <string.h>

static bool is_scheduled(const struct optimizer_config *config, const struct setting *row,
                         const char *holder) {
    for (size_t i = 0; i < config->scheduled_count; i++)
        if (holder == config->options && config->scheduled[i].offset == row->offset)
            return true;
    return false;
}

// Finds the setting among the options of an optimizer or of the one inside it, and the struct that
// holds it; sets `*config` to that optimizer. NULL if there is none.
static const struct setting *find_row(const struct optimizer_config **config, const char *name,
                                      const char **holder) {
    const struct setting *row = NULL, *common = settings_find(optimizer_common_settings, name);
    const struct optimizer_config *at = *config;
    *holder = (const char *)at;
    while (at && !row) {
        row = at->optimizer->settings ? settings_find(at->optimizer->settings, name) : NULL;
        if (row) {
            *holder = at->options;
            *config = at;
        }
        at = common ? NULL : optimizer_inside(at);
    }
    row = row ? row : common;
    bool is_number = row && (row->type == SETTING_NUMBER || row->type == SETTING_INTEGER);
    return is_number ? row : NULL;
}

// A wrapper without a learning rate of its own has that of the rule inside it.
static const struct schedule *rate_of(const struct optimizer_config *config) {
    const struct optimizer_config *inside = optimizer_inside(config);
    return inside && !config->has_lr ? rate_of(inside) : &config->lr;
}

bool optimizer_number(const struct optimizer_config *config, const char *name,
                      struct optimizer_number *out) {
    *out = (struct optimizer_number){0};
    if (config->recording)
        return false;
    if (strcmp(name, optimizer_rate.name) == 0) {
        const struct schedule *rate = rate_of(config);
        *out = (struct optimizer_number){&optimizer_rate, rate->value, rate->kind != NULL};
        return true;
    }
    const char *holder;
    const struct setting *row = find_row(&config, name, &holder);
    if (!row)
        return false;
    const void *field = holder + row->offset;
    double value =
        row->type == SETTING_INTEGER ? (double)*(const long *)field : *(const double *)field;
    *out = (struct optimizer_number){row, value, is_scheduled(config, row, holder)};
    return true;
}
