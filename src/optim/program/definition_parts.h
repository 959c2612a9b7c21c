// SPDX-License-Identifier: GPL-3.0-or-later
// The parts of a definition; private to definition*.c.
#pragma once
#include "optim/program/definition.h"
#include "optim/program/runner.h"

// The state begins so; the vectors of the states follow.
struct definition_state {
    struct runner *update, *report; // owned; the second may be NULL
    long t;                         // of the last step
    double lr;
    double *vectors[];
};

// Those of struct optimizer.
void definition_init(const void *options, void *state, const struct shape *shape, const double *w);
void definition_update(const void *options, void *state, struct step *step);
void definition_report(const void *options, void *state, const double *w, size_t n, double *point);
void definition_release(void *state);

// Read a key of the map; of options and states the value, of the others the map. False on error.
bool definition_read_options(struct definition *definition, const struct node *options,
                             struct error *error);
bool definition_read_states(struct definition *definition, const struct node *states,
                            struct error *error);
bool definition_read_update(struct definition *definition, const struct node *map,
                            struct error *error);
bool definition_read_report(struct definition *definition, const struct node *map,
                            struct error *error);

// Checks that no number is called as one of a vector.
bool definition_check_columns(const struct rule_text *text, struct error *error);

// Fills the row of an option from its value in the map: a number, a schedule, or a map with
// `default` and what it says of it.
bool definition_read_row(const struct node *value, struct setting *row, struct error *error);
