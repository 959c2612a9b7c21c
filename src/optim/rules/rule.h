// SPDX-License-Identifier: GPL-3.0-or-later
// Shared by the update rules.
#pragma once
#include "optim/optimizer_table.h"
#include "optim/rule.h"

// Bias correction of a moving average that starts at 0: m / (1 - beta^t), m, or m / (1 - beta) as
// printed in the blog post. True and false stand for power and none.
enum bias_correction { BIAS_POWER, BIAS_NONE, BIAS_AS_PRINTED, BIAS_TRUE, BIAS_FALSE };
extern const char *const bias_corrections[];

// Returns the divisor of the average after step t.
double bias_divisor(int correction, double beta, long t);

// Settings that many rules share. `type` is the struct of the rule's options, `member` a field,
// `tex` its symbol in the equation.
#define SETTING_BETA(type, member, value, tex, text)                                               \
    {                                                                                              \
        SETTING(type, member), .fallback = (value), .min = 0, .max = 1,                            \
                               .bounds = BOUNDS_BELOW_MAX, .scheduled = true, .symbol = (tex),     \
                               .help = (text)                                                      \
    }
#define SETTING_EPS(type, value)                                                                   \
    {                                                                                              \
        SETTING(type, eps), .fallback = (value), .min = 0, .max = SETTING_NO_MAX,                  \
                            .symbol = "\\epsilon", .help = "added to a denominator"                \
    }
#define SETTING_WEIGHT_DECAY(type, value, text)                                                    \
    {                                                                                              \
        SETTING(type, weight_decay), .fallback = (value), .min = 0, .max = SETTING_NO_MAX,         \
                                     .symbol = "\\lambda", .help = (text)                          \
    }

// A number of at least 0.
#define SETTING_POSITIVE(type, member, value, tex, text)                                           \
    {                                                                                              \
        SETTING(type, member), .fallback = (value), .min = 0, .max = SETTING_NO_MAX,               \
                               .symbol = (tex), .help = (text)                                     \
    }

// Returns the moving average beta m + (1 - beta) x.
static inline double average(double m, double beta, double x) {
    return beta * m + (1 - beta) * x;
}

static inline double sign(double x) {
    return (x > 0) - (x < 0);
}

// Computes the gradient at the weights, with weight_decay * w added. As step_gradient.
double *step_decayed_gradient(struct step *step, double weight_decay);

// Rows of a table of struct state_field. `type` is the struct of the rule's state, `member` a field
// of it and the published name, `tex` its symbol in the equation. FIELD_SCRATCH is not published;
// FIELD_DERIVED is computed when it is asked for.
#define FIELD_VECTOR(type, member, tex)                                                            \
    { STATE_VECTOR, .name = #member, .symbol = (tex), .offset = offsetof(struct type, member) }
#define FIELD_GROUP(type, member, tex)                                                             \
    { STATE_GROUP, .name = #member, .symbol = (tex), .offset = offsetof(struct type, member) }
#define FIELD_NUMBER(type, member, tex)                                                            \
    { STATE_NUMBER, .name = #member, .symbol = (tex), .offset = offsetof(struct type, member) }
#define FIELD_SCRATCH(type, member)                                                                \
    { STATE_VECTOR, .offset = offsetof(struct type, member) }
// The gradient of the step before, as rules keep it for the next one.
#define FIELD_BEFORE(type, member)                                                                 \
    { STATE_VECTOR, .name = "g_before", .symbol = "g'", .offset = offsetof(struct type, member) }
#define FIELD_DERIVED(state_kind, called, tex, function)                                           \
    { (state_kind), .name = (called), .symbol = (tex), .derive = (function) }

// Defines the function of a FIELD_DERIVED vector: `member` of the state over its bias correction,
// whose kind may be an option, o->bias_correction.
#define CORRECTED(function, state_type, member, options_type, beta, correction)                    \
    static double function(const void *options, const void *state, const struct step *step,        \
                           size_t i) {                                                             \
        const struct options_type *o = options;                                                    \
        return ((const struct state_type *)state)->member[i] /                                     \
               bias_divisor(correction, o->beta, step->t);                                         \
    }

// The option `groups` of a layer-wise rule.
#define SETTING_GROUPS(options_type)                                                               \
    {                                                                                              \
        SETTING(options_type, groups),                                                             \
            .type = SETTING_CHOICE, .choices = group_names,                                        \
            .help = "whether a norm is taken over a layer, all weights, or "                       \
                    "each weight"                                                                  \
    }

// A wrapper's options begin with `struct optimizer_config *inner`, its state with the `struct rule`
// that runs it. Its `init` and `release`, or what they begin with.
void wrapper_init(const void *options, void *state, const struct shape *shape, const double *w);
void wrapper_release(void *state);

// optimizer_read.c reads `inner`; `usual_rule` is the name of the default.
#define SETTING_INNER(options_type, usual_rule)                                                    \
    {                                                                                              \
        .name = "inner", .type = SETTING_CUSTOM, .offset = offsetof(struct options_type, inner),   \
        .form = "an optimizer, default " usual_rule, .help = "the inner rule"                      \
    }

// Runs the inner rule of a wrapper from the weights `before`, which step->w holds as well. Sets
// `gradient` to that at `before`, whether or not the rule asked for it; returns the value there.
double wrapper_update_tapped(struct rule *inner, struct step *step, const double *before,
                             double *gradient);
