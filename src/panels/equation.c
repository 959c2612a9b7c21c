// SPDX-License-Identifier: GPL-3.0-or-later
// The update rule of an optimizer as formulas, with the present numbers of their symbols.
#include "panels/equation.h"
#include "base/memory.h"
#include "draw/text/label.h"
#include "optim/equation.h"
#include "plot/axes.h"

#include <stdlib.h>
#include <string.h>

// Adds a formula from the scene: a string, whose dollar signs may be left out.
static bool add_latex(struct equation_state *state, const struct optimizer_config *config,
                      const struct node *node, struct error *error) {
    const char *text;
    if (!node_string(node, &text, error))
        return false;
    size_t length = strlen(text);
    struct place place = label_place(node);
    bool has_dollars = length > 1 && text[0] == '$' && text[length - 1] == '$';
    if (has_dollars) {
        text++;
        length -= 2;
        place.column++;
    }
    struct text formula = {0};
    text_printf(&formula, "$%.*s$", (int)length, text);
    place.column--; // without the dollar sign that stands before it here
    bool good = length == 0 || label_check(formula.data, place, error);
    if (good)
        equation_add(state, config, text, length, false);
    text_finish(&formula);
    return good;
}

// Adds the formulas that the scene gives, or the rule's.
static bool add_formulas(struct panel *panel, const struct optimizer_config *config,
                         struct error *error) {
    const struct equation_options *options = panel->options;
    struct equation_state *state = panel->state;
    const struct node *latex = options->latex;
    if (latex && latex->kind == NODE_LIST) {
        if (latex->count > LINES_MAX)
            return error_at(error, latex->place, "more than %d lines of formulas", LINES_MAX);
        for (size_t i = 0; i < latex->count; i++)
            if (!add_latex(state, config, latex->items[i], error))
                return false;
        return true;
    }
    if (latex)
        return add_latex(state, config, latex, error);
    if (config->recording)
        return error_at(error, panel->place,
                        "the recorded path '%s' has no rule; write it as latex", config->label);
    struct text rule = {0};
    equation_write(config, &rule);
    for (const char *line = rule.data; *line;) {
        size_t length = strcspn(line, "\n");
        equation_add(state, config, line, length, true);
        line += length + (line[length] == '\n');
    }
    text_finish(&rule);
    return true;
}

static bool check(struct panel *panel, struct error *error) {
    const struct equation_options *options = panel->options;
    struct equation_state *state = panel->state;
    if (options->optimizer &&
        !stage_find_optimizer(panel->stage, options->optimizer, &state->optimizer, error))
        return false;
    const struct scene *scene = panel->stage->scene;
    const struct optimizer_config *config = &scene->optimizers[state->optimizer];
    if (panel->title && !*panel->title)
        panel->title = config->label;
    if (!add_formulas(panel, config, error))
        return false;
    if (options->numbers)
        equation_find_rows(state, config, &scene->problem->shape, !options->latex);
    return true;
}

static void measure(struct panel *panel, struct margins *margins) {
    *margins = (struct margins){.top = axes_title_height(panel)};
}

static unsigned record(const struct panel *panel) {
    const struct equation_state *state = panel->state;
    unsigned record = 0;
    for (size_t i = 0; i < state->row_count; i++) {
        const struct equation_row *row = &state->rows[i];
        if (row->symbol.kind == SYMBOL_STATE || row->symbol.kind == SYMBOL_OPTION)
            record |= row->is_constant ? 0 : RECORD_STATE;
        if (row->importance == SHOW_PATH)
            record |= RECORD_WEIGHTS;
    }
    return record;
}

static void finish(struct panel *panel) {
    struct equation_state *state = panel->state;
    for (size_t i = 0; i < state->count; i++) {
        free(state->lines[i].left);
        free(state->lines[i].relation);
        free(state->lines[i].right);
    }
    for (size_t i = 0; i < state->row_count; i++)
        free(state->rows[i].name);
}

static const struct setting settings[] = {
    {SETTING(equation_options, optimizer), .type = SETTING_CUSTOM, .read = setting_keep_node,
     .form = "a label", .help = "the optimizer to show; default: the first"},
    {SETTING(equation_options, latex), .type = SETTING_CUSTOM, .read = setting_keep_node,
     .form = "a formula or a list of them", .help = "formulas to show in place of the rule"},
    {SETTING(equation_options, numbers), .type = SETTING_BOOL, .fallback = 1,
     .help = "show the present numbers of the symbols"},
    {SETTING(equation_options, size), .type = SETTING_NUMBER, .min = 1, .max = 200,
     .help = "size of letters in points; reduced if the cell is too small"},
    {0},
};

const struct panel_type panel_equation = {
    .name = "equation",
    .help = "the rule of an optimizer and the numbers of the current step",
    .settings = settings,
    .options_size = sizeof(struct equation_options),
    .state_size = sizeof(struct equation_state),
    .check = check,
    .record = record,
    .measure = measure,
    .draw_static = equation_draw_static,
    .draw_moving = equation_draw_moving,
    .finish = finish,
};
