// SPDX-License-Identifier: GPL-3.0-or-later
// A running rule: its options at this step, and its state. A wrapper's state contains the inner
// rule.
#pragma once
#include "optim/optimizer.h"

struct rule {
    const struct optimizer_config *config;
    const struct shape *shape;
    void *options;   // copy of the config's, with scheduled values updated every step; owned
    void *state;     // owned
    double *vectors; // memory of the state's vectors; owned
    double (*memory)[SCHEDULE_MEMORY]; // memory of each scheduled option; owned
};

// Runs a rule: start at the weights `w`; make one step; compute the point to show; release. Config
// and shape must outlive the rule.
void rule_init(struct rule *rule, const struct optimizer_config *config, const struct shape *shape,
               const double *w);
void rule_update(struct rule *rule, struct step *step);
// Returns true if the point to show may differ from the weights.
bool rule_has_report(const struct optimizer_config *config);
void rule_report(struct rule *rule, const double *w, double *point);
void rule_finish(struct rule *rule);

// How the weights of a layer-wise rule share numbers: by layer, all together, or each for itself.
// A layer-wise rule without a setting `groups` of this type goes by layer.
enum groups { GROUPS_LAYER, GROUPS_ALL, GROUPS_EACH };
extern const char *const group_names[];

// Returns the number of groups, and the weights of group k.
size_t group_count(const struct shape *shape, int groups);
struct layer group_at(const struct shape *shape, int groups, size_t k);

// Returns how sharp the objective may be for the rule to be stable at a learning rate, see struct
// optimizer; NAN where there is no such number.
double rule_stability_limit(const struct rule *rule, double lr);

// True if a config's rule, or the one inside it, has a trust ratio for each layer: it publishes
// `ratio` for layers or for all weights together.
bool rule_has_trust_ratios(const struct optimizer_config *config);

// Writes the trust ratio of each layer in the last update; NAN where there is none.
void rule_trust_ratios(const struct rule *rule, double *out);

// One published column: a number of a rule's state, or an option with a schedule.
struct rule_column {
    const struct state_field *field; // NULL for an option
    const struct setting *option;    // NULL for a number of the state
    size_t depth;  // of the rule that has it: 0 for the config's own, 1 for the one inside, ...
    size_t copy;   // which of several vectors
    size_t index;  // of the weight or group
    size_t offset; // of the first number of that vector, in numbers
};

// Appends the columns of a config's rules, the outer first; of each the state, then the options
// with a schedule that it does not publish itself. Of a vector at most `most` numbers. `columns`
// grows as by mem_grow.
void rule_columns(const struct optimizer_config *config, const struct shape *shape, size_t most,
                  struct rule_column **columns, size_t *capacity, size_t *count);

// Returns the name that all numbers of a column's vector share: `m` of m0 and m1.
const char *rule_column_stem(const struct rule_column *column);

// Appends the name of a column, which no other column of the config has: `m0` for weight 0, `v2_0`
// for weight 0 of the second of several, `ratio` or, if there are several groups, `ratio.layer2`.
// Where a rule inside publishes what the outer one does, or what could be called so, its names
// begin with `inner.`.
void rule_column_name(const struct rule_column *column, const struct optimizer_config *config,
                      const struct shape *shape, struct text *out);

// Returns the number of a column after the update `step`.
double rule_column_value(const struct rule *rule, const struct rule_column *column,
                         const struct step *step);
