// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/memory.h"
#include "base/random.h"
#include "optim/equation.h"
#include "optim/optimizer_table.h"
#include "optim/program/definition.h"
#include "optim/rule.h"
#include "optim/symbol.h"
#include "tree/document.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct layer layers[] = {{"first", 0, 2}, {"second", 2, 3}};
static const struct shape shape = {.n = 5, .layers = layers, .layer_count = 2};

struct reader {
    struct document document;
    struct optimizer_config config;
};

static void reader_init(struct reader *reader, const char *yaml) {
    struct error error = {0};
    *reader = (struct reader){0};
    const struct node *node = document_parse(&reader->document, "test", yaml, &error);
    if (!node || !optimizer_read(&reader->config, node, &error))
        fail_msg("%s: %s", yaml, error.message);
}

static void reader_finish(struct reader *reader) {
    optimizer_config_finish(&reader->config);
    document_finish(&reader->document);
}

// ---- Symbols in formulas

static const struct {
    const char *formula, *symbols; // those found, each followed by a bar
} formulas[] = {
    {"", ""},
    {"w \\leftarrow w - \\eta\\, g", "w|w|\\eta|g|"},
    {"\\hat m = \\frac{m}{1 - \\beta_1^t}", "\\hat m|m|\\beta_1|t|"},
    {"\\hat\\Lambda_s \\hat{v}", "\\hat\\Lambda_s|\\hat{v}|"},
    {"\\eta^+ \\text{ if } g g' > 0", "\\eta^+|g|g'|"},
    {"w_{\\mathrm{start}} - \\mathrm{x} w_{t-1}", "w_{\\mathrm{start}}|\\mathrm{x}|w_{t-1}|"},
    {"\\max(1, t_0) \\sum_{i=1}^{t} x^2_i", "t_0|i|t|x|i|"},
    {"\\|g\\|_1 \\left(s\\right)^r", "g|s|r|"},
    {"\\mathcal{N}(0, \\sigma^2)", "\\mathcal{N}|\\sigma|"},
    {"\\beta_", "\\beta|"},
    {"{{\\", ""},
    {"x'_", "x'|"},
};

static void test_next(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof formulas / sizeof *formulas; i++) {
        const char *at = formulas[i].formula, *end = at + strlen(at);
        struct text found = {0};
        struct symbol_text text;
        text_add(&found, "");
        while (symbol_next(&at, end, &text))
            text_printf(&found, "%.*s|", (int)text.length, text.start);
        assert_string_equal(found.data, formulas[i].symbols);
        text_finish(&found);
    }
}

// ---- What they stand for

// The symbols of equations that have no number: functions, matrices and operators; an index that
// counts; a start value; the pairs that L-BFGS remembers; Euler's number.
static const char *const without_number[] = {
    "V", "\\mathcal{L}", "\\mathcal{R}", "f",   "H",   "I",   "B", "e", "\\mathcal{N}", "i", "k",
    "K", "m_1",          "v_1",          "s_1", "y_k", "s_k",
};

static bool has_no_number(struct symbol_text text) {
    for (size_t i = 0; i < sizeof without_number / sizeof *without_number; i++)
        if (strlen(without_number[i]) == text.length &&
            memcmp(without_number[i], text.start, text.length) == 0)
            return true;
    return false;
}

// Fails unless the numbers of a symbol can be had.
static void check_number(const struct optimizer_config *config, const struct symbol *symbol) {
    struct rule_column *columns = NULL;
    size_t capacity = 0, count = 0, found = 0;
    double own;
    const double *items;
    if (symbol->kind == SYMBOL_OPTION)
        assert_true(symbol_option_numbers(symbol, &own, &items) >= 1);
    if (symbol->kind != SYMBOL_STATE)
        return;
    rule_columns(config, &shape, 100, &columns, &capacity, &count);
    for (size_t i = 0; i < count; i++)
        found += columns[i].field == symbol->field && columns[i].depth == symbol->depth;
    if (found == 0)
        fail_msg("%s publishes no %s", config->optimizer->name, symbol->tex);
    free(columns);
}

// What a line of a text sets for the step alone is not published.
static bool is_local(const struct optimizer_config *config, struct symbol_text text) {
    for (; config; config = optimizer_inside(config)) {
        const struct definition *definition = config->optimizer->definition;
        for (size_t i = 0; definition && i < definition->text.name_count; i++) {
            enum name_kind kind = definition->text.names[i].kind;
            const char *symbol = definition->symbols[i];
            if ((kind == NAME_LOCAL || kind == NAME_COUNT) && strlen(symbol) == text.length &&
                memcmp(symbol, text.start, text.length) == 0)
                return true;
        }
    }
    return false;
}

static void check_symbols(const struct optimizer_config *config, const char *formula,
                          size_t length) {
    const char *at = formula;
    struct symbol_text text;
    struct symbol symbol;
    while (symbol_next(&at, formula + length, &text))
        if (symbol_find(config, text, &symbol))
            check_number(config, &symbol);
        else if (!has_no_number(text) && !is_local(config, text))
            fail_msg("%s: nothing is known of %.*s in %.*s", config->optimizer->name,
                     (int)text.length, text.start, (int)length, formula);
}

// Every symbol in the lines of every rule, under all conditions, has a number or is known to have
// none.
static void test_all_lines(void **state) {
    (void)state;
    for (size_t i = 0; optimizer_rule_at(i); i++) {
        struct reader reader;
        reader_init(&reader, optimizer_rule_at(i)->name);
        for (const char *line = equation_lines(optimizer_rule_at(i)); *line;) {
            size_t length = strcspn(line, "\n");
            const char *formula = *line == '[' ? strchr(line, ']') + 1 : line;
            if (strncmp(formula, "decay ", 6) == 0)
                formula += 6;
            check_symbols(&reader.config, formula, length - (size_t)(formula - line));
            line += length + (line[length] == '\n');
        }
        reader_finish(&reader);
    }
}

// So has what surrounds a rule, and every rule inside another.
static void test_surroundings(void **state) {
    static const char *const forms[] = {
        "%s: {noise: 0.5, clip: {norm: 3}, decay: {rate: 0.5, mode: coupled}%s}",
        "%s: {clip: {value: 3}, decay: {rate: 0.5, order: before}%s}",
        "lookahead: {inner: %s, decay: 0.5%.0s}",
        "sam: {inner: {lookahead: {inner: %s}}, decay: {rate: 0.5, mode: coupled}%.0s}",
    };
    (void)state;
    for (size_t i = 0; optimizer_rule_at(i); i++)
        for (size_t k = 0; k < sizeof forms / sizeof *forms; k++) {
            const char *name = optimizer_rule_at(i)->name;
            bool decays = settings_find(optimizer_rule_at(i)->settings, "weight_decay");
            struct text yaml = {0}, lines = {0};
            struct reader reader;
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
            text_printf(&yaml, forms[k], name, decays ? ", weight_decay: 0" : "");
#pragma GCC diagnostic pop
            reader_init(&reader, yaml.data);
            equation_write(&reader.config, &lines);
            check_symbols(&reader.config, lines.data, lines.length);
            reader_finish(&reader);
            text_finish(&yaml);
            text_finish(&lines);
        }
}

// No two numbers have one symbol in one equation.
static const struct {
    const char *yaml, *symbol;
    double value;
} values[] = {
    {"sgd: {momentum: 0.5}", "\\mu", 0.5},
    {"adam: {beta1: 0.25}", "\\beta_1", 0.25},
    {"adam: {beta1: 0.25}", "\\beta_{1}", 0.25},
    {"asgd: {lambd: 0.5, weight_decay: 0.25}", "\\lambda", 0.25},
    {"asgd: {lambd: 0.5, decay: 0.25}", "\\lambda", 0.25},
    {"asgd: {lambd: 0.5, decay: 0.25}", "\\delta", 0.5},
    {"polyak_sgd: {scaling: 0.5, noise: 2}", "\\sigma", 2},
    {"lamb: {trust_clip: 3, clip: {norm: 7}}", "c", 3},
    {"lamb: {trust_clip: 3, clip: {norm: 7}}", "g_{\\max}", 7},
    {"lamb: {trust_clip: 3, clip: {value: 7}}", "g_{\\max}", 7},
    {"lookahead: {alpha: 0.25}", "\\alpha", 0.25},
    {"lookahead: {alpha: 0.25, inner: {rmsprop: {alpha: 0.75}}}", "\\alpha", 0.75},
    {"lookahead: {alpha: 0.25, inner: {rmsprop: {alpha: 0.75}}}", "\\alpha_{\\mathrm{lookahead}}",
     0.25},
    {"sam: {rho: 0.25, inner: {adadelta: {rho: 0.75}}}", "\\rho", 0.75},
    {"sam: {rho: 0.25, inner: {adadelta: {rho: 0.75}}}", "\\rho_{\\mathrm{sam}}", 0.25},
    {"sam: {decay: 0.5, inner: {adam: {weight_decay: 0.25}}}", "\\lambda", 0.25},
    {"sam: {decay: 0.5, inner: {adam: {weight_decay: 0.25}}}", "\\lambda_{\\mathrm{decay}}", 0.5},
    {"sam: {decay: 0.5, inner: adam}", "\\lambda", 0.5},
    {"aggmo: {betas: [0.25, 0.5]}", "\\beta_k", 0.25},
    {"lookahead: {k: 7}", "k", 7},
};

static void test_values(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        struct reader reader;
        struct symbol symbol;
        double own;
        const double *items;
        struct symbol_text text = {values[i].symbol, strlen(values[i].symbol)};
        reader_init(&reader, values[i].yaml);
        if (!symbol_find(&reader.config, text, &symbol) || symbol.kind != SYMBOL_OPTION)
            fail_msg("%s: no option %s", values[i].yaml, values[i].symbol);
        assert_true(symbol_option_numbers(&symbol, &own, &items) >= 1);
        if (items[0] != values[i].value)
            fail_msg("%s: %s is %g", values[i].yaml, values[i].symbol, items[0]);
        reader_finish(&reader);
    }
}

// What counts is no part of a symbol: r_i is a number of r. An index that names one is.
static void test_indices(void **state) {
    (void)state;
    struct reader reader;
    struct symbol symbol;
    reader_init(&reader, "nadam");
#define FOUND(tex) symbol_find(&reader.config, (struct symbol_text){tex, strlen(tex)}, &symbol)
    assert_true(FOUND("w_i") && symbol.kind == SYMBOL_WEIGHTS && symbol.weight == -1);
    assert_true(FOUND("w_{t-1}") && symbol.kind == SYMBOL_WEIGHTS && symbol.weight == -1);
    assert_true(FOUND("w_0") && symbol.kind == SYMBOL_WEIGHTS && symbol.weight == 0);
    assert_true(FOUND("g_{12}") && symbol.kind == SYMBOL_GRADIENT && symbol.weight == 12);
    assert_true(FOUND("\\mu_i") && symbol.kind == SYMBOL_STATE);
    assert_string_equal(symbol.field->name, "mu");
    assert_true(FOUND("L") && symbol.kind == SYMBOL_LOSS);
    assert_true(FOUND("t") && symbol.kind == SYMBOL_STEP);
    assert_true(FOUND("\\eta") && symbol.kind == SYMBOL_RATE);
    assert_false(FOUND("m_1"));
    assert_false(FOUND("w_{start}"));
    assert_false(FOUND("w_{99999999}"));
    assert_false(FOUND("\\beta_1'"));
    assert_false(FOUND("_"));
    reader_finish(&reader);
}

// Formulas as someone breaks them, each in memory of its own, so that reading beyond is seen.
static void test_broken(void **state) {
    (void)state;
    static const char *const pieces[] = {"w", "\\beta", "_", "{", "}", "\\", " ", "^", "'", "12"};
    struct random_stream random;
    struct reader reader;
    reader_init(&reader, "adam");
    random_start(&random, 3, RANDOM_START, 0);
    for (int round = 0; round < 20000; round++) {
        char whole[64] = "";
        for (uint32_t left = 1 + random_below(&random, 8); left > 0; left--)
            strcat(whole, pieces[random_below(&random, sizeof pieces / sizeof *pieces)]);
        size_t length = strlen(whole);
        char *formula = mem_zero(length, 1);
        for (size_t i = 0; i < length; i++)
            formula[i] = whole[i];
        struct symbol_text text;
        struct symbol symbol;
        for (const char *at = formula; symbol_next(&at, formula + length, &text);) {
            assert_true(text.length > 0 && text.start + text.length <= formula + length);
            symbol_find(&reader.config, text, &symbol);
        }
        free(formula);
    }
    reader_finish(&reader);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_next),         cmocka_unit_test(test_all_lines),
        cmocka_unit_test(test_surroundings), cmocka_unit_test(test_values),
        cmocka_unit_test(test_indices),      cmocka_unit_test(test_broken),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
