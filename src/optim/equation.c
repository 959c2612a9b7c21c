// SPDX-License-Identifier: GPL-3.0-or-later
#include "optim/equation.h"

#include <stdlib.h>
#include <string.h>

// True where `names`, divided by bars, holds `name`.
static bool is_among(const char *names, size_t length, const char *name) {
    size_t name_length = strlen(name);
    for (const char *end = names + length; names < end;) {
        const char *bar = memchr(names, '|', (size_t)(end - names));
        const char *stop = bar ? bar : end;
        if ((size_t)(stop - names) == name_length && memcmp(names, name, name_length) == 0)
            return true;
        names = stop + 1;
    }
    return false;
}

static double value_of(const struct setting *row, const void *options) {
    const void *field = (const char *)options + row->offset;
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
        abort(); // no equation can ask for it
    }
}

// One condition: NAME, !NAME, or NAME=CHOICE|CHOICE. A number with a schedule is not 0.
static bool is_met(const struct optimizer_config *config, const char *condition, size_t length) {
    bool is_not = *condition == '!';
    condition += is_not;
    length -= is_not;
    const char *equals = memchr(condition, '=', length);
    size_t name_length = equals ? (size_t)(equals - condition) : length;
    const struct setting *row = config->optimizer->settings;
    while (strlen(row->name) != name_length || memcmp(row->name, condition, name_length) != 0)
        row++;
    double value = value_of(row, config->options);
    if (equals)
        return is_among(equals + 1, length - name_length - 1, row->choices[(int)value]);
    return (value != 0) != is_not;
}

static bool holds(const struct optimizer_config *config, const char *conditions, size_t length) {
    for (const char *end = conditions + length; conditions < end;) {
        const char *space = memchr(conditions, ' ', (size_t)(end - conditions));
        const char *stop = space ? space : end;
        if (!is_met(config, conditions, (size_t)(stop - conditions)))
            return false;
        conditions = stop + 1;
    }
    return true;
}

// Appends the lines of a rule and first of one that it runs. What the rule says of its gradient
// goes to `gradient` instead.
static void write_rule(const struct optimizer_config *config, struct text *gradient,
                       struct text *out) {
    const struct optimizer *optimizer = config->optimizer;
    if (optimizer->has_inner)
        write_rule(*(struct optimizer_config *const *)config->options, gradient, out);
    for (const char *line = optimizer->equation; line && *line;) {
        const char *end = line + strcspn(line, "\n");
        const char *formula = *line == '[' ? strchr(line, ']') + 1 : line;
        if (formula == line || holds(config, line + 1, (size_t)(formula - line - 2))) {
            bool is_gradient = strncmp(formula, "g = ", 4) == 0;
            struct text *to = is_gradient ? gradient : out;
            if (is_gradient)
                text_clear(gradient);
            text_append(to, formula, (size_t)(end - formula));
            if (!is_gradient)
                text_add(to, "\n");
        }
        line = *end ? end + 1 : end;
    }
}

void equation_write(const struct optimizer_config *config, struct text *out) {
    const struct decay *decay = &config->decay;
    bool is_decoupled = decay->rate != 0 && decay->mode == DECAY_DECOUPLED;
    struct text gradient = {0}, rule = {0};
    text_add(&gradient, "g = \\nabla f(w)");
    write_rule(config, &gradient, &rule);
    text_printf(out, "%s%s\n", gradient.data,
                config->noise > 0 ? " + \\mathcal{N}(0, \\sigma^2)" : "");
    if (config->clip.norm > 0)
        text_add(out, "g \\leftarrow g \\cdot \\min\\left(1, \\frac{c}{\\|g\\|}\\right)\n");
    if (config->clip.value > 0)
        text_add(out, "g \\leftarrow \\clip(g, -c, c)\n");
    if (decay->rate != 0 && decay->mode == DECAY_COUPLED)
        text_add(out, "g \\leftarrow g + \\lambda w\n");
    if (is_decoupled && decay->order == DECAY_BEFORE)
        text_add(out, "w \\leftarrow (1 - \\eta \\lambda)\\, w\n");
    text_add(out, rule.data ? rule.data : "");
    if (is_decoupled && decay->order == DECAY_AFTER)
        text_add(out, "w \\leftarrow (1 - \\eta \\lambda)\\, w\n");
    text_finish(&gradient);
    text_finish(&rule);
}
