// SPDX-License-Identifier: GPL-3.0-or-later
// The rules as formulas: which of an optimizer's equations holds for its options.
#include "optim/optimizer.h"

#include <string.h>

double optimizer_option(const struct optimizer_config *config, const char *name) {
    const struct setting *rows = config->optimizer->settings;
    const struct setting *row = rows ? settings_find(rows, name) : NULL;
    if (!row)
        return 0;
    const void *field = (const char *)config->options + row->offset;
    switch (row->type) {
    case SETTING_NUMBER:
        return *(const double *)field;
    case SETTING_INTEGER:
        return (double)*(const long *)field;
    case SETTING_BOOL:
        return *(const bool *)field;
    case SETTING_CHOICE:
        return *(const int *)field;
    default:
        return 0;
    }
}

static bool holds(const struct equation *equation, const struct optimizer_config *config) {
    if (!equation->option)
        return true;
    const struct setting *row = settings_find(config->optimizer->settings, equation->option);
    double value = optimizer_option(config, equation->option);
    // A number under a schedule is NAN here, which is no default either.
    if (equation->choice)
        return strcmp(row->choices[(int)value], equation->choice) == 0;
    return !(value == row->fallback);
}

const char *optimizer_equation(const struct optimizer_config *config) {
    const struct equation *equation = config->optimizer->equations;
    while (equation && !holds(equation, config))
        equation++;
    return equation ? equation->lines : NULL;
}
