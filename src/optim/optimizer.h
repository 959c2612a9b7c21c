// SPDX-License-Identifier: GPL-3.0-or-later
// Update rules. An optimizer is a table entry with `init` and `update`. A stepper runs it, and
// applies schedules, gradient noise, clipping and weight decay around it.
#pragma once
#include "base/random.h"
#include "optim/schedule.h"
#include "problem/problem.h"
#include "tree/settings.h"

// The objective as a rule sees it: on the batch of this step, with noise, clipping and coupled
// decay already applied.
struct oracle {
    void (*evaluate)(struct oracle *oracle, const double w[2], unsigned wanted,
                     struct evaluation *out);
};

// One step as a rule sees it.
struct step {
    long t;                    // counts from 1
    double lr;                 // learning rate of this step, from its schedule
    double lr_peak;            // see schedule_peak
    double w[2];               // in: the weights; out: the updated weights
    struct schedule_time time; // time of this step, for options with a schedule
    struct oracle *oracle;
};

// Evaluates the objective at any point. May be called any number of times per update; the first
// gradient requested is the one recorded in the trace.
void step_evaluate(struct step *step, const double w[2], unsigned wanted, struct evaluation *out);

// Shorthand for the gradient at `w`.
void step_gradient(struct step *step, const double w[2], double gradient[2]);

// An update rule. `options` is the struct that `settings` filled. `init` may be NULL: the state
// starts zeroed. `check` reports options that contradict each other at `place`; may be NULL.
// `report` computes the point to show in the trace for the weights `w`; it is called once per step,
// after decay. NULL: the point is w.
struct optimizer {
    const char *name;
    const char *help;     // one line, with the equation
    const char *equation; // in TeX, as equation.h describes
    const char *source;   // paper or implementation that defines it
    double lr; // default; chosen to converge visibly on the blog post's problem in 100 epochs
    const struct setting *settings; // the rule's own; optimizer_common_settings are added
    size_t options_size, state_size;
    bool (*check)(const void *options, struct place place, struct error *error);
    void (*init)(const void *options, void *state, const double w[2]);
    void (*update)(const void *options, void *state, struct step *step);
    void (*report)(const void *options, void *state, const double w[2], double point[2]);
    void (*finish)(void *options); // frees what `settings` allocated; may be NULL
    void (*release)(void *state);  // frees what `init` and `update` allocated; may be NULL
    // The rule wraps another one: its options begin with a `struct optimizer_config *` that the
    // option `inner` fills. Its learning rate is that of the inner rule unless given.
    bool has_inner;
};

// Gradient clipping; 0: none. The norm is clipped as by optax.clip_by_global_norm, whose bound is
// exact; torch.nn.utils.clip_grad_norm_ divides by |g| + 1e-6 instead.
struct clip {
    double norm;  // g * norm / |g| where |g| > norm
    double value; // each component to [-value, value]
};

enum decay_mode { DECAY_DECOUPLED, DECAY_COUPLED };
enum decay_order { DECAY_AFTER, DECAY_BEFORE };

// Weight decay for a rule whose step is d. Coupled: rate * w is added to the gradient. Decoupled: w
// = (1 - lr rate)(w - d) with DECAY_AFTER, w = (1 - lr rate) w - d with DECAY_BEFORE.
struct decay {
    double rate; // 0: none
    int mode, order;
};

// An option with a schedule.
struct scheduled_option {
    size_t offset; // of the double in the options
    struct schedule schedule;
};

struct recording;

// One optimizer as a scene configures it.
struct optimizer_config {
    const struct optimizer *optimizer;
    void *options;                 // owned
    char *label;                   // owned, unique in the scene
    const struct node *label_node; // where it is written; NULL: not given
    struct schedule lr;
    bool has_lr;
    struct scheduled_option *scheduled; // owned
    size_t scheduled_count;
    uint32_t color; // 0xRRGGBB
    bool has_color;
    double start[2];
    bool has_start;
    double noise; // standard deviation of noise added to each gradient component
    struct clip clip;
    struct decay decay;
    struct recording *recording; // a recorded path that replaces the run; owned; NULL: none
    struct place place;          // place of its name
};

// Reads an entry of `optimizers:`. The label stays NULL if none is given. On success release with
// optimizer_config_finish; on failure nothing is left to release.
bool optimizer_read(struct optimizer_config *config, const struct node *node, struct error *error);
void optimizer_config_finish(struct optimizer_config *config);

// Returns the optimizer inside a wrapper's config; NULL for other rules. Owned by the config.
const struct optimizer_config *optimizer_inside(const struct optimizer_config *config);

// The setting of a learning rate that is a plain number, with its bounds.
extern const struct setting optimizer_rate;

// The options that every optimizer has beside its own; for --list.
extern const struct setting optimizer_common_settings[];

// A running rule: its options at this step, and its state. A wrapper's state contains the inner
// rule.
struct rule {
    const struct optimizer_config *config;
    void *options; // copy of the config's, with scheduled values updated every step; owned
    void *state;   // owned
    double (*memory)[SCHEDULE_MEMORY]; // memory of each scheduled option; owned
};

// Runs a rule: start at weights `w`; make one step; compute the point to show; release. The config
// must outlive the rule.
void rule_init(struct rule *rule, const struct optimizer_config *config, const double w[2]);
void rule_update(struct rule *rule, struct step *step);
void rule_report(struct rule *rule, const double w[2], double point[2]);
void rule_finish(struct rule *rule);

// Runs one optimizer on one problem.
struct stepper {
    const struct optimizer_config *config;
    const struct problem *problem;
    struct rule rule;
    double lr_memory[SCHEDULE_MEMORY];
    double lr_peak;
    uint64_t seed;
    long t;          // steps made
    long horizon;    // total steps, for schedules that end with the run
    double w[2];     // the weights
    double point[2]; // the reported point
};

// Starts a run of `horizon` steps from `start`. Config and problem must outlive the stepper. The
// same seed gives the same run. Release with stepper_finish.
void stepper_init(struct stepper *stepper, const struct optimizer_config *config,
                  const struct problem *problem, const double start[2], uint64_t seed,
                  long horizon);

// The record of one step.
struct step_record {
    double lr;
    double gradient[2]; // first one requested, before noise, clipping and decay; NAN if none
    double batch_loss;  // batch loss at the point of that gradient
};

// Makes one step on `batch` and fills `record`. `loss` is the loss over all points at the reported
// point; plateau schedules use it.
void stepper_step(struct stepper *stepper, const struct batch *batch, double loss,
                  struct step_record *record);
void stepper_finish(struct stepper *stepper);
