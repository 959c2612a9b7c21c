// SPDX-License-Identifier: GPL-3.0-or-later
#include "draw/text/font.h"
#include "draw/text/label.h"
#include "optim/equation.h"
#include "optim/optimizer_table.h"
#include "tree/document.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

// Fails unless each condition in "[a !b c=x|y]" names an option and valid choices for it.
static void check_conditions(const struct optimizer *optimizer, char *conditions) {
    char *rest, *inner;
    for (char *c = strtok_r(conditions, " ", &rest); c; c = strtok_r(NULL, " ", &rest)) {
        char *name = c + (*c == '!'), *choices = strchr(name, '=');
        if (choices)
            *choices++ = '\0';
        if (strcmp(name, "decay") == 0)
            continue; // an option of a wrapper
        const struct setting *row = settings_find(optimizer->settings, name);
        if (!row) {
            fail_msg("%s has no option '%s'", optimizer->name, name);
            return;
        }
        if (!choices && row->type != SETTING_NUMBER && row->type != SETTING_INTEGER &&
            row->type != SETTING_BOOL)
            fail_msg("%s: '%s' is no number and not true or false", optimizer->name, name);
        for (char *one = choices ? strtok_r(choices, "|", &inner) : NULL; one;
             one = strtok_r(NULL, "|", &inner)) {
            assert_int_equal(row->type, SETTING_CHOICE);
            size_t k = 0;
            while (row->choices[k] && strcmp(row->choices[k], one) != 0)
                k++;
            if (!row->choices[k])
                fail_msg("%s: '%s' is no choice of '%s'", optimizer->name, one, name);
        }
    }
}

// Every line of every rule parses, under all conditions, and fits into a panel.
static void test_lines(void **state) {
    (void)state;
    struct font *font = font_create();
    for (size_t i = 0; optimizer_rule_at(i); i++) {
        const struct optimizer *optimizer = optimizer_rule_at(i);
        if (!equation_lines(optimizer)) {
            fail_msg("%s has no equation", optimizer->name);
            return;
        }
        for (const char *line = equation_lines(optimizer); *line;) {
            size_t length = strcspn(line, "\n");
            const char *formula = line;
            if (*line == '[') {
                char conditions[100] = "";
                formula = strchr(line, ']') + 1;
                memcpy(conditions, line + 1, (size_t)(formula - line - 2));
                check_conditions(optimizer, conditions);
            }
            bool is_decay = strncmp(formula, "decay ", 6) == 0;
            if (is_decay)
                formula += 6;
            struct text text = {0};
            struct error error = {0};
            text_printf(&text, "$%.*s$", (int)(length - (size_t)(formula - line)), formula);
            if (!label_check(text.data, (struct place){0}, &error))
                fail_msg("%s: %s: %s", optimizer->name, text.data, error.message);
            struct text_extents extents;
            font_measure(font, text.data, 1, true, &extents);
            double most = strstr(text.data, "\\begin{cases}") ? 6 : 4; // of two fractions
            if (extents.width > 30 || extents.ascent + extents.descent > most)
                fail_msg("%s: %s is %.1f wide", optimizer->name, text.data, extents.width);
            struct text warnings = {0};
            font_report(font, &warnings);
            if (warnings.length > 0)
                fail_msg("%s: %s", optimizer->name, warnings.data);
            text_finish(&text);
            line += length + (line[length] == '\n');
        }
    }
    font_destroy(font);
}

static char *equation_of(const char *yaml) {
    struct document document = {0};
    struct error error = {0};
    struct optimizer_config config;
    struct text text = {0};
    const struct node *node = document_parse(&document, "test", yaml, &error);
    if (!node || !optimizer_read(&config, node, &error))
        fail_msg("%s: %s", yaml, error.message);
    equation_write(&config, &text);
    optimizer_config_finish(&config);
    document_finish(&document);
    return text_take(&text);
}

// With default options, every rule has a line for the weights.
static void test_defaults(void **state) {
    (void)state;
    for (size_t i = 0; optimizer_rule_at(i); i++) {
        char *equation = equation_of(optimizer_rule_at(i)->name);
        if (strncmp(equation, "g = \\nabla f", 12) != 0)
            fail_msg("%s: where is its gradient taken?", optimizer_rule_at(i)->name);
        if (!strstr(equation, "w \\leftarrow") && !strstr(equation, "x \\leftarrow"))
            fail_msg("%s: no step in\n%s", optimizer_rule_at(i)->name, equation);
        free(equation);
    }
}

static const struct {
    const char *yaml, *equation;
} cases[] = {
    {"sgd", "g = \\nabla f(w)\nw \\leftarrow w - \\eta\\, g\n"},
    {"sgd: {momentum: 0.9, nesterov: true}",
     "g = \\nabla f(w)\nm \\leftarrow \\mu m + g\nw \\leftarrow w - \\eta\\, (g + \\mu m)\n"},
    {"sgd: {momentum: 0.9, dampening: 0.1, weight_decay: 0.1}",
     "g = \\nabla f(w)\ng \\leftarrow g + \\lambda w\n"
     "m \\leftarrow \\mu m + (1 - \\tau)\\, g,\\quad m_1 = g\nw \\leftarrow w - \\eta\\, m\n"},
    {"momentum: {average: debiased}",
     "g = \\nabla f(w)\nm \\leftarrow \\beta m + (1 - \\beta)\\, g\n"
     "w \\leftarrow w - \\eta\\, \\frac{m}{1 - \\beta^t}\n"},
    {"sgd: {noise: 1, clip: {value: 2}, decay: {rate: 0.1, mode: coupled}}",
     "g = \\nabla f(w) + \\mathcal{N}(0, \\sigma^2)\ng \\leftarrow \\clip(g, -g_{\\max}, g_{\\max})\n"
     "g \\leftarrow g + \\lambda w\nw \\leftarrow w - \\eta\\, g\n"},
    {"sgd: {decay: {rate: 0.1, order: before}}", "g = \\nabla f(w)\nw \\leftarrow w - \\eta\\, g\n"
                                                 "w \\leftarrow w - \\eta \\lambda\\, w_{t-1}\n"},
    {"asgd: {average: true, decay: 0.1}",
     "g = \\nabla f(w)\n\\eta_t = \\frac{\\eta}{(1 + \\delta \\eta\\, (t - 1))^\\alpha}\n"
     "w \\leftarrow (1 - \\delta \\eta_t)\\, w - \\eta_t\\, g\n"
     "w \\leftarrow (1 - \\eta \\lambda)\\, w\n"
     "a \\leftarrow a + \\frac{w - a}{\\max(1,\\; t - 1 - t_0)}\n"},
    {"lookahead: {inner: schedule_free_sgd, decay: {rate: 0.1, order: before}}",
     "g = \\nabla f(y)\n\\gamma = \\eta\nz \\leftarrow z - \\gamma\\, g\n"
     "x \\leftarrow (1 - c_t)\\, x + c_t\\, z,\\quad c_t = \\frac{t^r \\gamma_{\\max}^p}"
     "{\\sum_{i=1}^{t} i^r \\gamma_{\\max}^p}\ny = (1 - \\beta)\\, z + \\beta x\n"
     "\\text{every } k \\text{ steps:}\\quad \\phi \\leftarrow \\phi + \\alpha\\, (w - \\phi),"
     "\\quad w \\leftarrow \\phi\n"
     "y \\leftarrow y - \\eta \\lambda\\, y_{t-1}\nx \\leftarrow z + \\frac{y - z}{\\beta}\n"},
    {"schedule_free_adamw: {decay: {rate: 0.1, mode: coupled}}",
     "g = \\nabla f(y)\ng \\leftarrow g + \\lambda y\n"
     "v \\leftarrow \\beta_2 v + (1 - \\beta_2)\\, g^2\n"
     "d = \\frac{g}{\\sqrt{\\hat v} + \\epsilon},\\quad \\hat v = \\frac{v}{1 - \\beta_2^t}\n"
     "\\gamma = \\eta\nz \\leftarrow z - \\gamma\\, d\n"
     "x \\leftarrow (1 - c_t)\\, x + c_t\\, z,\\quad c_t = \\frac{t^r \\gamma_{\\max}^p}"
     "{\\sum_{i=1}^{t} i^r \\gamma_{\\max}^p}\ny = (1 - \\beta_1)\\, z + \\beta_1 x\n"},
    {"sgd: {decay: 0.1}",
     "g = \\nabla f(w)\nw \\leftarrow w - \\eta\\, g\nw \\leftarrow (1 - \\eta \\lambda)\\, w\n"},
    {"lookahead: {inner: {rmsprop: {weight_decay: 0.5}}, decay: 0.25}",
     "g = \\nabla f(w)\ng \\leftarrow g + \\lambda w\n"
     "v \\leftarrow \\alpha v + (1 - \\alpha)\\, g^2\n"
     "w \\leftarrow w - \\eta\\, \\frac{g}{\\sqrt{v} + \\epsilon}\n"
     "\\text{every } k \\text{ steps:}\\quad "
     "\\phi \\leftarrow \\phi + \\alpha_{\\mathrm{lookahead}}\\, (w - \\phi),"
     "\\quad w \\leftarrow \\phi\n"
     "w \\leftarrow (1 - \\eta \\lambda_{\\mathrm{decay}})\\, w\n"},
    {"lookahead: {inner: sam}",
     "g = \\nabla f\\left(w + \\rho\\, \\frac{\\nabla f(w)}{\\|\\nabla f(w)\\|}\\right)\n"
     "w \\leftarrow w - \\eta\\, g\n"
     "\\text{every } k \\text{ steps:}\\quad \\phi \\leftarrow \\phi + \\alpha\\, (w - \\phi),"
     "\\quad w \\leftarrow \\phi\n"},
};

// Lines depend on the options and wrappers of a rule.
static void test_options(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char *equation = equation_of(cases[i].yaml);
        assert_string_equal(equation, cases[i].equation);
        free(equation);
    }
}

// Decoupled decay of the weights before the step is shown after the rule's lines, which it does not
// change.
static void test_decay_before(void **state) {
    (void)state;
    for (size_t i = 0; optimizer_rule_at(i); i++) {
        const char *name = optimizer_rule_at(i)->name;
        const struct setting *rows = optimizer_rule_at(i)->settings;
        const char *own = rows && settings_find(rows, "weight_decay") ? "weight_decay: 0, " : "";
        char yaml[128];
        snprintf(yaml, sizeof yaml, "%s: {%sdecay: {rate: 0.5, order: before}}", name, own);
        char *decayed = equation_of(yaml);
        snprintf(yaml, sizeof yaml, "%s: {%slr: 1}", name, own);
        char *plain = equation_of(yaml);
        char *last = strstr(decayed, " - \\eta \\lambda\\, ");
        if (!last) // a rule inside decays weights as well
            last = strstr(decayed, " - \\eta \\lambda_{\\mathrm{decay}}\\, ");
        if (!last) {
            fail_msg("%s: no decay in\n%s", name, decayed);
            return;
        }
        while (last[-1] != '\n')
            last--;
        // What is shown beside the weights follows.
        size_t before = (size_t)(last - decayed);
        const char *shown = strchr(last, '\n') + 1;
        if (strncmp(decayed, plain, before) != 0 ||
            strncmp(shown, plain + before, strlen(plain + before)) != 0)
            fail_msg("%s: the rule is\n%s\nand with decay\n%s", name, plain, decayed);
        free(decayed);
        free(plain);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lines),
        cmocka_unit_test(test_defaults),
        cmocka_unit_test(test_options),
        cmocka_unit_test(test_decay_before),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
