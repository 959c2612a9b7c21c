// SPDX-License-Identifier: GPL-3.0-or-later
#include "optim/equation.h"

#include "optim/symbol.h"

#include <stdlib.h>
#include <string.h>

// Returns true if `name` is one of `names`, which are separated by bars.
static bool is_among(const char *names, size_t length, const char *name, size_t name_length) {
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
        abort(); // other types cannot be used in a condition
    }
}

// The parts of the equation.
struct lines {
    const struct optimizer_config *outer; // the outermost rule, to which decay is applied
    struct text gradient;                 // line of the gradient
    struct text rule, shown;              // lines before and after decay
    struct text weights;                  // symbol of the decayed weights
};

static bool is_decoupled(const struct optimizer_config *config) {
    return config->decay.rate != 0 && config->decay.mode == DECAY_DECOUPLED;
}

// Evaluates one condition: NAME, !NAME, or NAME=CHOICE|CHOICE. A number with a schedule counts as
// not 0.
static bool is_met(const struct lines *lines, const struct optimizer_config *config,
                   const char *condition, size_t length) {
    bool is_not = *condition == '!';
    condition += is_not;
    length -= is_not;
    const char *equals = memchr(condition, '=', length);
    size_t name_length = equals ? (size_t)(equals - condition) : length;
    if (is_among("decay", strlen("decay"), condition, name_length))
        return is_decoupled(lines->outer) != is_not;
    const struct setting *row = config->optimizer->settings;
    while (strlen(row->name) != name_length || memcmp(row->name, condition, name_length) != 0)
        row++;
    double value = value_of(row, config->options);
    if (equals)
        return is_among(equals + 1, length - name_length - 1, row->choices[(int)value],
                        strlen(row->choices[(int)value]));
    return (value != 0) != is_not;
}

static bool holds(const struct lines *lines, const struct optimizer_config *config,
                  const char *conditions, size_t length) {
    for (const char *end = conditions + length; conditions < end;) {
        const char *space = memchr(conditions, ' ', (size_t)(end - conditions));
        const char *stop = space ? space : end;
        if (!is_met(lines, config, conditions, (size_t)(stop - conditions)))
            return false;
        conditions = stop + 1;
    }
    return true;
}

// Appends a formula of a rule. Its symbols that a rule inside it also has get its name as an index.
static void append_formula(struct text *to, const struct optimizer_config *config,
                           const char *formula, size_t length) {
    const char *at = formula, *end = formula + length, *copied = formula;
    struct symbol_text text;
    const struct optimizer_config *inner = optimizer_inside(config);
    while (inner && symbol_next(&at, end, &text)) {
        bool is_taken = false;
        for (const struct optimizer_config *rule = inner; rule; rule = optimizer_inside(rule))
            is_taken = is_taken || symbol_is_of(rule, text);
        if (!is_taken || !symbol_is_of(config, text))
            continue;
        text_append(to, copied, (size_t)(at - copied));
        text_printf(to, "_{\\mathrm{%s}}", config->optimizer->name);
        copied = at;
    }
    text_append(to, copied, (size_t)(end - copied));
}

const char *equation_lines(const struct optimizer *optimizer) {
    return optimizer->write_equation ? optimizer->write_equation(optimizer->definition)
                                     : optimizer->equation;
}

// Adds the lines of a rule, after those of its inner rule, if any.
static void add_rule(struct lines *lines, const struct optimizer_config *config) {
    static const char gradient[] = "g = ", decay[] = "decay ", no_gradient[] = "without g";
    const struct optimizer *optimizer = config->optimizer;
    struct text *to = &lines->rule;
    if (optimizer->has_inner)
        add_rule(lines, *(struct optimizer_config *const *)config->options);
    for (const char *line = equation_lines(optimizer); line && *line;) {
        const char *end = line + strcspn(line, "\n");
        const char *formula = *line == '[' ? strchr(line, ']') + 1 : line;
        size_t length = (size_t)(end - formula);
        if (strncmp(formula, decay, strlen(decay)) == 0) {
            if (lines->weights.length == 0) // the innermost rule knows what is decayed
                text_append(&lines->weights, formula + strlen(decay), length - strlen(decay));
            to = &lines->shown;
        } else if (length == strlen(no_gradient) && memcmp(line, no_gradient, length) == 0) {
            text_clear(&lines->gradient);
        } else if (formula == line ||
                   holds(lines, config, line + 1, (size_t)(formula - line - 2))) {
            bool is_gradient = strncmp(formula, gradient, strlen(gradient)) == 0;
            if (is_gradient)
                text_clear(&lines->gradient);
            append_formula(is_gradient ? &lines->gradient : to, config, formula, length);
            if (!is_gradient)
                text_add(to, "\n");
        }
        line = *end ? end + 1 : end;
    }
}

void equation_write(const struct optimizer_config *config, struct text *out) {
    const struct decay *decay = &config->decay;
    struct lines lines = {.outer = config};
    text_add(&lines.gradient, "g = \\nabla f(w)");
    add_rule(&lines, config);
    const char *w = lines.weights.length > 0 ? lines.weights.data : "w";
    static const char plain[] = "\\lambda", named[] = "\\lambda_{\\mathrm{" SYMBOL_DECAY "}}";
    const char *rate =
        symbol_is_set(config, (struct symbol_text){plain, strlen(plain)}) ? named : plain;
    if (lines.gradient.length > 0)
        text_printf(out, "%s%s\n", lines.gradient.data,
                    config->noise > 0 ? " + \\mathcal{N}(0, \\sigma^2)" : "");
    if (config->clip.norm > 0)
        text_add(out, "g \\leftarrow g \\cdot \\min\\left(1, \\frac{g_{\\max}}{\\|g\\|}\\right)\n");
    if (config->clip.value > 0)
        text_add(out, "g \\leftarrow \\clip(g, -g_{\\max}, g_{\\max})\n");
    if (decay->rate != 0 && decay->mode == DECAY_COUPLED)
        text_printf(out, "g \\leftarrow g + %s %s\n", rate, w);
    text_add(out, lines.rule.data ? lines.rule.data : "");
    // This decay uses the weights before the step, so it can be written after the rule's lines.
    if (is_decoupled(config) && decay->order == DECAY_BEFORE)
        text_printf(out, "%s \\leftarrow %s - \\eta %s\\, %s_{t-1}\n", w, w, rate, w);
    if (is_decoupled(config) && decay->order == DECAY_AFTER)
        text_printf(out, "%s \\leftarrow (1 - \\eta %s)\\, %s\n", w, rate, w);
    text_add(out, lines.shown.data ? lines.shown.data : "");
    text_finish(&lines.gradient);
    text_finish(&lines.rule);
    text_finish(&lines.shown);
    text_finish(&lines.weights);
}
