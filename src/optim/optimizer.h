// SPDX-License-Identifier: GPL-3.0-or-later
// Update rules. An optimizer is a table entry with `init` and `update`; a stepper runs one with
// what stands around it: schedules, gradient noise, clipping, weight decay.
#pragma once
#include "base/random.h"
#include "optim/schedule.h"
#include "problem/problem.h"
#include "tree/settings.h"

// The objective as a rule sees it: on this step's batch, behind noise, clipping and coupled decay.
struct oracle {
    void (*evaluate)(struct oracle *oracle, const double w[2], unsigned wanted,
                     struct evaluation *out);
};

// One step as a rule sees it.
struct step {
    long t;                    // counts from 1
    double lr;                 // the schedule's learning rate of this step
    double lr_peak;            // the schedule's peak
    double w[2];               // in: the weights; out: the new weights
    struct schedule_time time; // for the schedules of options
    struct oracle *oracle;
};

// The objective at any point. May be called any number of times in an update; the first gradient
// asked for is the one recorded.
void step_evaluate(struct step *step, const double w[2], unsigned wanted, struct evaluation *out);

// Shorthand: the gradient at `w`.
void step_gradient(struct step *step, const double w[2], double gradient[2]);

// An update rule. `init` may be NULL: the state starts zeroed. Both get the options that `settings`
// filled. `check` may be NULL; it reports options that contradict each other at `place`. `report`
// gives the point that the trace shows for the weights `w`, once a step, when decay has changed
// them; NULL: it is w.
struct optimizer {
    const char *name;
    const char *help;     // one line, with the equation
    const char *equation; // its lines in TeX, as equation.h says
    const char *source;   // paper or implementation that defines it
    double lr;            // default: converges visibly on the post's problem in 100 epochs
    const struct setting *settings; // its own, or NULL; lr and the wrappers are common to all
    size_t options_size, state_size;
    bool (*check)(const void *options, struct place place, struct error *error);
    void (*init)(const void *options, void *state, const double w[2]);
    void (*update)(const void *options, void *state, struct step *step);
    void (*report)(const void *options, void *state, const double w[2], double point[2]);
    void (*finish)(void *options); // frees what `settings` allocated; may be NULL
    void (*release)(void *state);  // frees what `init` and `update` allocated; may be NULL
    // The rule runs another: its options begin with a `struct optimizer_config *`, which the option
    // `inner` fills; its learning rate is the inner one's unless it is given.
    bool has_inner;
};

// Clipping of a gradient g; 0: none. By norm as optax.clip_by_global_norm, whose bound is exact,
// not as torch.nn.utils.clip_grad_norm_, which divides by |g| + 1e-6.
struct clip {
    double norm;  // g * norm / |g| where |g| > norm
    double value; // each component to [-value, value]
};

enum decay_mode { DECAY_DECOUPLED, DECAY_COUPLED };
enum decay_order { DECAY_AFTER, DECAY_BEFORE };

// Weight decay around a rule whose step is d. Coupled: rate * w is added to the gradient.
// Decoupled: w = (1 - lr rate)(w - d) after, w = (1 - lr rate) w - d before.
struct decay {
    double rate; // 0: none
    int mode, order;
};

// A number of the options that changes over the steps.
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
    const struct node *label_node; // where it was given; NULL: it was not
    struct schedule lr;
    bool has_lr;
    struct scheduled_option *scheduled; // owned
    size_t scheduled_count;
    uint32_t color; // 0xRRGGBB
    bool has_color;
    double start[2];
    bool has_start;
    double noise; // standard deviation added to each component of a gradient
    struct clip clip;
    struct decay decay;
    struct recording *recording; // a path from elsewhere in place of a run; owned, NULL: none
    struct place place;          // of its name
};

// Reads an entry of `optimizers:`. The label is left as given, NULL where it is not. On failure the
// config is finished.
bool optimizer_read(struct optimizer_config *config, const struct node *node, struct error *error);
void optimizer_config_finish(struct optimizer_config *config);

// A learning rate that is a number, with its bounds.
extern const struct setting optimizer_rate;

// The options that every optimizer takes beside its own, for --list.
extern const struct setting optimizer_common_settings[];

// A rule at work: options as they are in this step, and state. A rule that runs another holds one.
struct rule {
    const struct optimizer_config *config;
    void *options; // the config's, with scheduled numbers set for this step; owned
    void *state;   // owned
    double (*memory)[SCHEDULE_MEMORY]; // of the scheduled options; owned
};

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
    long horizon;    // steps in all, for schedules that end with the run
    double w[2];     // the weights
    double point[2]; // what is reported of them
};

void stepper_init(struct stepper *stepper, const struct optimizer_config *config,
                  const struct problem *problem, const double start[2], uint64_t seed,
                  long horizon);

// What one step gives beside the new weights.
struct step_record {
    double lr;
    double gradient[2]; // the first asked for, before noise, clip and decay; NAN if none was
    double batch_loss;  // at that point, on the batch
};

// Makes one step on `batch`. `loss` is the loss over all points at the reported point, which a
// plateau schedule watches.
void stepper_step(struct stepper *stepper, const struct batch *batch, double loss,
                  struct step_record *record);
void stepper_finish(struct stepper *stepper);
