// SPDX-License-Identifier: GPL-3.0-or-later
#include "problem/function.h"

#include "base/memory.h"
#include "base/name_table.h"
#include "problem/formula.h"
#include "problem/problem_table.h"

#include <stdlib.h>
#include <string.h>

struct function_problem {
    struct problem problem;
    const struct function *function;       // NULL: the formula is from the scene
    struct formula *formula;               // owned
    double slots[2 + FUNCTION_PARAMETERS]; // 0 and 1 are set at each evaluation
};

static void evaluate(const struct problem *problem, const struct batch *batch, const double *w,
                     struct evaluation *out) {
    (void)batch;
    const struct function_problem *self = (const struct function_problem *)problem;
    double slots[2 + FUNCTION_PARAMETERS];
    memcpy(slots, self->slots, sizeof slots);
    slots[0] = w[0];
    slots[1] = w[1];
    if (!out->gradient && !out->hessian) {
        out->value = formula_value(self->formula, slots);
        return;
    }
    struct jet jet = formula_jet(self->formula, slots);
    jet_write(&jet, out);
}

static void landscape(const struct problem *problem, const double *w0, size_t count0,
                      const double *w1, size_t count1, double *out) {
    const struct function_problem *self = (const struct function_problem *)problem;
    double slots[2 + FUNCTION_PARAMETERS];
    memcpy(slots, self->slots, sizeof slots);
    for (size_t j = 0; j < count1; j++) {
        slots[1] = w1[j];
        for (size_t i = 0; i < count0; i++) {
            slots[0] = w0[i];
            out[j * count0 + i] = formula_value(self->formula, slots);
        }
    }
}

static void destroy(struct problem *problem) {
    struct function_problem *self = (struct function_problem *)problem;
    formula_destroy(self->formula);
    free(self);
}

// Lists the variables, which formulas of minima may not use, and then the names of the settings.
static void list_names(const struct function *function,
                       struct formula_name names[5 + FUNCTION_PARAMETERS]) {
    static const struct formula_name variables[] = {{"x", 0}, {"y", 1}, {"w0", 0}, {"w1", 1}};
    size_t count = sizeof variables / sizeof *variables;
    memcpy(names, variables, sizeof variables);
    for (size_t i = 0; function && function->settings && function->settings[i].name; i++)
        names[count++] = (struct formula_name){function->settings[i].name, 2 + (int)i};
    names[count] = (struct formula_name){0};
}

// Evaluates a formula of the table without variables. The tests check that all of these are valid.
static double constant_value(const char *text, const struct formula_name *names,
                             const double *slots, struct error *error) {
    struct formula *formula = formula_parse(text, NULL, names, error);
    double value = formula ? formula_value(formula, slots) : 0;
    formula_destroy(formula);
    return value;
}

static void set_targets(struct function_problem *self, const struct formula_name *names,
                        struct error *error) {
    const struct function *function = self->function;
    struct problem *problem = &self->problem;
    problem->targets = mem_zero(FUNCTION_MINIMA, sizeof *problem->targets);
    for (size_t i = 0; i < FUNCTION_MINIMA && function->minima[i][0]; i++) {
        for (int k = 0; k < 2; k++)
            problem->targets[i][k] =
                constant_value(function->minima[i][k], names, self->slots, error);
        problem->target_count++;
    }
}

static struct function_problem *create(const struct problem_kind *kind, const char *text,
                                       const struct node *node, const struct formula_name *names,
                                       struct error *error) {
    struct formula *formula = formula_parse(text, node, names, error);
    if (!formula)
        return NULL;
    struct function_problem *self = mem_zero(1, sizeof *self);
    self->problem = (struct problem){.kind = kind, .shape = shape_of_two};
    self->formula = formula;
    return self;
}

static struct problem *read_formula(const struct node *node, uint64_t seed, struct error *error) {
    (void)seed;
    struct formula_name names[5 + FUNCTION_PARAMETERS];
    const char *text;
    if (!node_string(node, &text, error))
        return NULL;
    list_names(NULL, names);
    struct function_problem *self = create(&problem_kind_formula, text, node, names, error);
    return self ? &self->problem : NULL;
}

const struct function *function_find(const char *name) {
    return NAME_FIND_POINTER(function_table, name);
}

static const struct function *find_function(const struct node *name, struct error *error) {
    const struct function *function = function_find(name->text);
    char *stem = mem_string(name->text, strcspn(name->text, "("));
    bool is_call = function_find(stem);
    free(stem);
    if (!function && !is_call && name->text[strcspn(name->text, "+-*/^(")] != '\0')
        error_at(error, name->place,
                 "a formula is a problem of its own: problem: {formula: \"%s\"}", name->text);
    else if (!function)
        name_table_unknown((struct name_table)NAME_POINTERS(function_table), error, name->place,
                           "function", name->text);
    return function;
}

struct problem *function_read(const struct node *node, uint64_t seed, struct error *error) {
    (void)seed;
    const struct node *name, *value;
    if (!node_entry(node, "a function", &name, &value, error))
        return NULL;
    const struct function *function = find_function(name, error);
    if (!function)
        return NULL;
    struct function_options options = {0};
    settings_default(function->settings, &options);
    if (!settings_read(function->settings, &options, value, function->name, error))
        return NULL;

    struct formula_name names[5 + FUNCTION_PARAMETERS];
    list_names(function, names);
    struct function_problem *self =
        create(&problem_kind_function, function->formula, NULL, names, error);
    if (!self)
        return NULL;
    self->function = function;
    memcpy(self->slots + 2, options.values, sizeof options.values);
    self->problem.view = function->domain;
    self->problem.has_view = true;
    problem_set_start(&self->problem, function->start);
    set_targets(self, names, error);
    return &self->problem;
}

static bool has_entry(const char *name) {
    return function_find(name) != NULL;
}

static const struct setting *entry_settings(const char *name) {
    const struct function *function = function_find(name);
    return function ? function->settings : NULL;
}

#define LAYOUT                                                                                     \
    { "contour", "history", "surface", "1, 1.5", "1.3, 1" }

const struct problem_kind problem_kind_function = {
    .name = "function",
    .help = "a test function, under 'problem'",
    .has_entry = has_entry,
    .entry_settings = entry_settings,
    .schema = SCHEMA_REFERENCE("function"),
    .layout = LAYOUT,
    .read = function_read,
    .evaluate = evaluate,
    .landscape = landscape,
    .destroy = destroy,
};

const struct problem_kind problem_kind_formula = {
    .name = "formula",
    .help = "a formula of x and y, under 'problem'",
    .schema = SCHEMA_TEXT,
    .layout = LAYOUT,
    .read = read_formula,
    .evaluate = evaluate,
    .landscape = landscape,
    .destroy = destroy,
};
