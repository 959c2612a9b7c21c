// SPDX-License-Identifier: GPL-3.0-or-later
// A schedule written as a formula.
#include "base/interrupt.h"
#include "optim/schedule_kinds.h"
#include "problem/formula.h"

#include <math.h>

struct formula_options {
    struct formula *value; // owned
};

enum { SLOT_T, SLOT_HORIZON, SLOTS };

static const struct formula_name names[] = {{"t", SLOT_T}, {"T", SLOT_HORIZON}, {0}};

bool schedule_is_formula(const char *text) {
    struct error error = {0};
    struct formula *formula = formula_parse(text, NULL, names, &error);
    error_finish(&error);
    formula_destroy(formula);
    return formula != NULL;
}

static bool read_formula(const struct node *node, void *field, struct error *error) {
    struct formula **formula = field;
    if (node->kind != NODE_NUMBER && node->kind != NODE_STRING)
        return node_expected(node, "a formula such as \"0.1*exp(-t/20)\"", error);
    *formula = formula_parse(node->text, node, names, error);
    return *formula != NULL;
}

static bool formula_check(const void *options, struct place place, struct error *error) {
    return ((const struct formula_options *)options)->value ||
           error_at(error, place, "formula needs one of t and T, as in formula: \"0.1*(1 - t/T)\"");
}

static double value_at(const struct formula *formula, long t, long horizon) {
    const double slots[SLOTS] = {[SLOT_T] = (double)t, [SLOT_HORIZON] = (double)horizon};
    return formula_value(formula, slots);
}

static double formula_rate(const void *options, struct schedule_time time, double *memory) {
    (void)memory;
    return value_at(((const struct formula_options *)options)->value, time.t, time.horizon);
}

static double formula_peak(const void *options, long horizon) {
    const struct formula *formula = ((const struct formula_options *)options)->value;
    double peak = 0;
    for (long i = 0; i < schedule_samples(horizon) && interrupt_signal() == 0; i++)
        peak = fmax(peak, value_at(formula, schedule_sample(i, horizon), horizon));
    return peak;
}

static void formula_finish(void *options) {
    formula_destroy(((struct formula_options *)options)->value);
}

static const struct setting formula_settings[] = {
    {SETTING(formula_options, value), .type = SETTING_CUSTOM, .read = read_formula,
     .schema = "\"type\": [\"string\", \"number\"]", .form = "\"0.1*exp(-t/20)\"",
     .help = "over t, T, e and pi, with the functions of formulas"},
    {0},
};

const struct schedule_kind schedule_formula = {
    .name = "formula",
    .help = "what the formula gives at step t of T, as in formula: \"0.1*(1 - t/T)^2\"",
    .settings = formula_settings,
    .options_size = sizeof(struct formula_options),
    .check = formula_check,
    .value = formula_rate,
    .peak = formula_peak,
    .finish = formula_finish,
    .takes_value = true,
};
