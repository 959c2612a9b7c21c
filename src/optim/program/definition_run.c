// SPDX-License-Identifier: GPL-3.0-or-later
// What an optimizer does whose rule is text.
#include "optim/program/definition_parts.h"

#include <stdlib.h>
#include <string.h>

static int groups_of(const struct definition *definition, const void *options) {
    return definition->has_groups
               ? *(const int *)((const char *)options + definition->groups_offset)
               : GROUPS_ALL;
}

static void start(const struct definition *definition, struct definition_state *state,
                  const struct shape *shape, int groups, const double *w) {
    for (size_t i = 0; i < definition->text.name_count; i++) {
        const struct rule_name *name = &definition->text.names[i];
        if (name->kind != NAME_STATE)
            continue;
        double *vector = state->vectors[name->index];
        size_t count = name->is_vector ? shape->n : group_count(shape, groups);
        for (size_t k = 0; k < count; k++)
            vector[k] = name->start == START_WEIGHTS ? w[k] : name->number;
    }
}

void definition_init(const void *options, void *state, const struct shape *shape, const double *w) {
    const struct definition *definition = ((const struct definition_options *)options)->definition;
    struct definition_state *s = state;
    int groups = groups_of(definition, options);
    bool each = groups == GROUPS_EACH;
    size_t option_count = definition->text.option_count;
    start(definition, s, shape, groups, w);
    groups = each ? GROUPS_ALL : groups; // a program for each weight has no groups
    s->update = runner_create(definition_program(definition, false, each), shape, groups,
                              s->vectors, option_count);
    if (definition->text.has_report)
        s->report = runner_create(definition_program(definition, true, each), shape, groups,
                                  s->vectors, option_count);
}

static void start_at_gradient(const struct definition *definition, struct definition_state *state,
                              struct step *step) {
    const double *g = NULL;
    for (size_t i = 0; i < definition->text.name_count; i++) {
        const struct rule_name *name = &definition->text.names[i];
        if (name->kind != NAME_STATE || name->start != START_GRADIENT)
            continue;
        g = g ? g : step_gradient(step);
        memcpy(state->vectors[name->index], g, step->shape->n * sizeof *g);
    }
}

void definition_update(const void *options, void *state, struct step *step) {
    const struct definition_options *o = options;
    struct definition_state *s = state;
    if (s->t == 0)
        start_at_gradient(o->definition, s, step);
    runner_step(s->update, o->options, step);
    s->t = step->t;
    s->lr = step->lr;
}

void definition_report(const void *options, void *state, const double *w, size_t n, double *point) {
    (void)n;
    const struct definition_state *s = state;
    runner_report(s->report, ((const struct definition_options *)options)->options, s->t, s->lr, w,
                  point);
}

void definition_release(void *state) {
    struct definition_state *s = state;
    runner_destroy(s->update);
    runner_destroy(s->report);
}
