// SPDX-License-Identifier: GPL-3.0-or-later
// The symbols of an equation panel and their numbers.
#include "panels/equation.h"

#include "base/memory.h"
#include "plot/decimal.h"
#include "sim/simulation.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool is_shown_already(const struct equation_state *state, const struct symbol *symbol) {
    for (size_t i = 0; i < state->row_count; i++) {
        const struct symbol *other = &state->rows[i].symbol;
        if (other->kind == symbol->kind && other->weight == symbol->weight &&
            other->field == symbol->field && other->value == symbol->value &&
            other->depth == symbol->depth)
            return true;
    }
    return false;
}

static enum importance importance_of(const struct symbol *symbol, bool is_constant) {
    switch (symbol->kind) {
    case SYMBOL_WEIGHTS:
    case SYMBOL_GRADIENT:
        return SHOW_PATH;
    case SYMBOL_STATE:
        return SHOW_STATE;
    case SYMBOL_OPTION:
        return is_constant ? SHOW_CONSTANT : SHOW_RATE;
    default:
        return SHOW_RATE;
    }
}

static void add_row(struct equation_state *state, struct equation_row row, const char *tex) {
    struct text name = {0};
    if (state->row_count == ROWS_MAX)
        return;
    text_printf(&name, "$%s", tex);
    if (row.symbol.owner)
        text_printf(&name, "_{\\mathrm{%s}}", row.symbol.owner);
    text_add(&name, "$");
    row.name = text_take(&name);
    row.importance = importance_of(&row.symbol, row.is_constant);
    state->rows[state->row_count++] = row;
}

// The published numbers of a config.
struct column_list {
    struct rule_column *columns; // owned
    size_t count;
};

// Adds a row for a vector or number of the state; of several vectors one for each.
static void add_state(struct equation_state *state, struct equation_row row,
                      const struct column_list *published) {
    const struct rule_column *columns = published->columns;
    size_t i = 0;
    while (i < published->count) {
        const struct rule_column *first = &columns[i];
        size_t start = i++;
        while (i < published->count && columns[i].field == first->field &&
               columns[i].depth == first->depth && columns[i].copy == first->copy)
            i++;
        if (first->field != row.symbol.field || first->depth != row.symbol.depth ||
            first->copy >= NUMBERS_MAX)
            continue;
        row.column = start;
        row.count = i - start;
        char tex[64];
        snprintf(tex, sizeof tex, "%s", row.symbol.tex);
        char *index = strchr(tex, '_'); // v_k is written v_1, v_2, ...
        if (row.symbol.field->copies && index)
            snprintf(index, sizeof tex - (size_t)(index - tex), "_%zu", first->copy + 1);
        if (row.symbol.field->copies)
            row.line = LINES_MAX;
        add_row(state, row, tex);
    }
}

static void add_option(struct equation_state *state, struct equation_row row,
                       const struct column_list *published) {
    double own;
    const double *items;
    row.is_constant = true;
    row.count = symbol_option_numbers(&row.symbol, &own, &items);
    for (size_t i = 0; i < published->count; i++)
        if (published->columns[i].option == row.symbol.option &&
            published->columns[i].depth == row.symbol.depth) {
            row.is_constant = false;
            row.column = i;
        }
    add_row(state, row, row.symbol.tex);
}

static void add_symbol(struct equation_state *state, const struct optimizer_config *config,
                       const struct symbol *symbol, size_t line, const struct shape *shape,
                       const struct column_list *published) {
    struct equation_row row = {.symbol = *symbol, .line = line, .count = 1};
    bool is_vector = symbol->kind == SYMBOL_WEIGHTS || symbol->kind == SYMBOL_GRADIENT;
    char tex[40];
    if (is_shown_already(state, symbol))
        return;
    if (symbol->kind == SYMBOL_STATE) {
        add_state(state, row, published);
    } else if (symbol->kind == SYMBOL_OPTION) {
        add_option(state, row, published);
    } else if (!is_vector) {
        row.is_constant = symbol->kind == SYMBOL_RATE && !config->lr.kind && !config->recording;
        add_row(state, row, symbol->tex);
    } else if (shape->n <= TRACE_WEIGHTS_MAX && symbol->weight < (long)shape->n) {
        row.count = symbol->weight < 0 ? shape->n : 1;
        snprintf(tex, sizeof tex, symbol->weight < 0 ? "%s" : "%s_{%ld}", symbol->tex,
                 symbol->weight);
        // The weights are those before the step: they do not stand beside the line that changes
        // them.
        if (symbol->kind == SYMBOL_WEIGHTS)
            row.line = LINES_MAX;
        add_row(state, row, tex);
    }
}

static int by_importance(const void *a, const void *b) {
    const struct equation_row *first = a, *second = b;
    if (first->importance != second->importance)
        return first->importance < second->importance ? -1 : 1;
    if (first->symbol.kind != second->symbol.kind)
        return first->symbol.kind < second->symbol.kind ? -1 : 1;
    return 0;
}

// A stable sort: rows stay in the order of the lines.
static void sort_rows(struct equation_state *state) {
    for (size_t i = 1; i < state->row_count; i++)
        for (size_t k = i; k > 0 && by_importance(&state->rows[k - 1], &state->rows[k]) > 0; k--) {
            struct equation_row row = state->rows[k];
            state->rows[k] = state->rows[k - 1];
            state->rows[k - 1] = row;
        }
}

// Adds the symbols of a part of a line. The first of what is assigned has its numbers beside it.
static void add_part(struct equation_state *state, const struct optimizer_config *config,
                     const char *part, size_t line, const struct shape *shape,
                     const struct column_list *published) {
    const char *at = part;
    struct symbol_text text;
    struct symbol symbol;
    while (part && symbol_next(&at, part + strlen(part), &text))
        if (symbol_find(config, text, &symbol))
            add_symbol(state, config, &symbol, line, shape, published);
}

void equation_find_rows(struct equation_state *state, const struct optimizer_config *config,
                        const struct shape *shape, bool all) {
    struct column_list published = {0};
    size_t capacity = 0;
    if (!config->recording)
        rule_columns(config, shape, TRACE_WEIGHTS_MAX, &published.columns, &capacity,
                     &published.count);
    for (size_t i = 0; i < state->count; i++)
        add_part(state, config, state->lines[i].left, i, shape, &published);
    for (size_t i = 0; i < state->count; i++)
        add_part(state, config, state->lines[i].right, LINES_MAX, shape, &published);
    if (all) {
        add_symbol(state, config,
                   &(struct symbol){.kind = SYMBOL_RATE, .tex = "\\eta", .weight = -1}, LINES_MAX,
                   shape, &published);
        add_symbol(state, config, &(struct symbol){.kind = SYMBOL_LOSS, .tex = "L", .weight = -1},
                   LINES_MAX, shape, &published);
    }
    sort_rows(state);
    free(published.columns);
}

size_t equation_shown(const struct equation_row *row) {
    return row->count < NUMBERS_MAX ? row->count : NUMBERS_MAX;
}

void equation_numbers(const struct equation_row *row, const struct run *run, long state,
                      double numbers[NUMBERS_MAX]) {
    size_t n = run->shape->n, first = row->symbol.weight > 0 ? (size_t)row->symbol.weight : 0;
    const double *from = NULL;
    double own;
    bool is_recorded = run->config->recording != NULL;
    bool is_over =
        (run->diverged >= 0 && state >= run->diverged) || run_has_ended(run, (double)state);
    if (row->is_constant && row->symbol.kind == SYMBOL_RATE)
        own = run->config->lr.value, from = &own;
    else if (row->is_constant)
        symbol_option_numbers(&row->symbol, &own, &from);
    else if (row->symbol.kind == SYMBOL_STEP)
        own = (double)state + 1, from = &own;
    else if (is_over)
        from = NULL;
    else if (row->symbol.kind == SYMBOL_WEIGHTS && run->weights)
        from = run->weights + (size_t)state * n + first;
    else if (row->symbol.kind == SYMBOL_GRADIENT && run->gradient)
        from = run->gradient + (size_t)state * n + first;
    else if (row->symbol.kind == SYMBOL_RATE)
        from = run->lr + state;
    else if (row->symbol.kind == SYMBOL_LOSS)
        from = run->loss + state;
    else if (!is_recorded && run->state)
        from = run->state + (size_t)state * run->column_count + row->column;
    for (size_t i = 0; i < equation_shown(row); i++)
        numbers[i] = from ? from[i] : (double)NAN;
}

void equation_write_number(const struct equation_row *row, double value, char label[]) {
    double size = fabs(value);
    char rounded[40];
    if (!isfinite(value)) {
        snprintf(label, DECIMAL_TEXT, "%s", "\u2013");
    } else if (row->symbol.kind == SYMBOL_STEP) {
        decimal_write_plain(label, decimal_of(size));
    } else if (size != 0 && (size < 1e-4 || size >= 1e5)) {
        snprintf(rounded, sizeof rounded, "%.1e", size);
        decimal_write_power(label, decimal_of(strtod(rounded, NULL)));
    } else if (row->is_constant) {
        snprintf(rounded, sizeof rounded, "%.6g", size);
        decimal_write_plain(label, decimal_of(strtod(rounded, NULL)));
    } else {
        value_write(label, size, size < 10 ? 4 : size < 100 ? 3 : size < 1000 ? 2 : 1);
    }
}
