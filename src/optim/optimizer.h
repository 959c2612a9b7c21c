// SPDX-License-Identifier: GPL-3.0-or-later
// Update rules. An optimizer is a table entry with `init` and `update`, for any number of weights.
// A stepper runs it, and applies schedules, gradient noise, clipping and weight decay around it.
#pragma once
#include "optim/schedule.h"
#include "problem/problem.h"
#include "tree/settings.h"

// The objective as a rule sees it: on the batch of this step, with noise, clipping and coupled
// decay already applied.
struct oracle {
    // As those of struct problem_kind.
    void (*evaluate)(struct oracle *oracle, const double *w, struct evaluation *out);
    void (*hessian_product)(struct oracle *oracle, const double *w, const double *v, double *out);
};

// One step as a rule sees it.
struct step {
    long t;                    // counts from 1
    double lr;                 // learning rate of this step, from its schedule
    double lr_peak;            // see schedule_peak
    const struct shape *shape; // n weights, in layers
    double *w;                 // n; in: the weights; out: the updated weights
    double *gradient;          // n; where step_gradient puts it
    struct schedule_time time; // time of this step, for options with a schedule
    struct oracle *oracle;
    uint64_t seed; // of what a rule draws itself: from the run's seed and the optimizer's label
};

// Evaluates the objective at any point. May be called any number of times per update; the first
// gradient requested is the one recorded in the trace.
void step_evaluate(struct step *step, const double *w, struct evaluation *out);

// Computes the gradient at the step's weights. Returns its n numbers, which the rule may change;
// they are valid until the next call.
double *step_gradient(struct step *step);

// What a rule keeps from step to step, or computes from it: a row for each vector or number. Named
// rows can be asked for by name (CSV columns, series) and are shown beside equations.
enum state_kind {
    STATE_END,
    STATE_VECTOR, // a number for each weight
    STATE_GROUP,  // a number for each group of weights, see `groups` in rules/rule.h
    STATE_NUMBER, // one number
};
struct state_field {
    enum state_kind kind;
    const char *name;   // NULL: not published
    const char *symbol; // in the equation, in TeX
    // Where it is in the state: a `double *` to zeroed memory that rule_init provides, for a number
    // a `double`.
    size_t offset;
    // So many vectors, one after the other, published as name1, name2, ... NULL: one, as name.
    size_t (*copies)(const void *options);
    // Computes number i after an update, and nothing is kept. NULL: it is kept at `offset`.
    double (*derive)(const void *options, const void *state, const struct step *step, size_t i);
};

// Which weights share numbers in a rule: none; those of a layer; all.
enum reach { REACH_WEIGHT, REACH_LAYER, REACH_ALL };
extern const char *const reach_names[];

struct document;
struct definition;
struct optimizer_config;

// An update rule. `options` is the struct that `settings` filled. `init` may be NULL: the state
// starts zeroed. `check` reports options that contradict each other at `place`; may be NULL.
// `report` computes the point to show in the trace for the n weights `w`; it is called once per
// step, after decay. NULL: the point is w, or that of the rule inside.
struct optimizer {
    const char *name;
    HELP_FIELD(help);     // one line, with the equation
    const char *equation; // in TeX, as equation.h describes; NULL: `write_equation`
    // Returns the equation of a rule that is text, which is made when it is first asked for.
    const char *(*write_equation)(const struct definition *definition);
    HELP_FIELD(source); // paper or implementation that defines it
    double lr; // default; chosen to converge visibly on the blog post's problem in 100 epochs
    enum reach reach;
    const struct setting *settings; // the rule's own; optimizer_common_settings are added
    const struct state_field *fields;
    size_t options_size, state_size;
    bool (*check)(const void *options, struct place place, struct error *error);
    // Returns the rows of the largest square matrix that the rule keeps, and writes how many
    // numbers all have; refused beyond LIMIT_MATRIX and LIMIT_MATRICES. NULL: it keeps none that
    // grows with the weights.
    size_t (*matrix_rows)(const void *options, const struct shape *shape, double *numbers);
    void (*init)(const void *options, void *state, const struct shape *shape, const double *w);
    void (*update)(const void *options, void *state, struct step *step);
    void (*report)(const void *options, void *state, const double *w, size_t n, double *point);
    // Returns the sharpness (largest eigenvalue of a fixed Hessian) up to which the rule without
    // noise, clipping and decay around it is stable: 2 / lr of gradient descent. NULL: there is no
    // such number.
    double (*stability_limit)(const void *options, double lr);
    void (*finish)(void *options); // frees what `settings` allocated; may be NULL
    void (*release)(void *state);  // frees what `init` and `update` allocated; may be NULL
    // Of a wrapper, see has_inner: the usual rule inside, NULL: sgd; whether that may have a
    // learning rate beside this one's, which it uses without.
    const struct optimizer *inner;
    bool has_two_rates;
    // The rule wraps another one: its options begin with a `struct optimizer_config *` that the
    // option `inner` fills, its state with the `struct rule` that runs it. Its learning rate is
    // that of the inner rule unless given.
    bool has_inner;
    // What a rule written as text runs; its options begin with this pointer. NULL: written in C.
    const struct definition *definition;
    // Where the rule asks for the diagonal of the Hessian, for which LIMIT_HDIAG_WEIGHTS holds;
    // NULL: it does not.
    const struct place *diagonal;
    // An entry whose rule the scene itself writes. Makes an optimizer of the value of the entry
    // (see optimizer_whole), whose name stands at `place`. It is owned by the caller, who releases
    // it with `undefine`; `*map` is the map from which to read the options of any optimizer and,
    // under `options`, its own. NULL on error.
    const struct optimizer *(*define)(const struct node *value, struct place place,
                                      const struct node **map, struct error *error);
    void (*undefine)(const struct optimizer *optimizer);
    // Checks what of such a rule depends on the number of weights.
    bool (*fits)(const struct optimizer_config *config, size_t n, struct error *error);
    // Returns the value of such an entry with what a file that it names says, in nodes of the
    // document; the value itself if it names none. NULL on error.
    const struct node *(*whole)(struct document *document, const struct node *value,
                                struct error *error);
};

// Gradient clipping; 0: none. The norm, over all weights, is clipped as by
// optax.clip_by_global_norm, whose bound is exact; torch.nn.utils.clip_grad_norm_ divides by |g| +
// 1e-6 instead.
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
    const struct optimizer *entry; // what the scene calls it; `optimizer` itself unless defined
    void *options;                 // owned
    char *label;                   // owned, unique in the scene
    const struct node *label_node; // where it is written; NULL: not given
    struct schedule lr;
    bool has_lr;
    struct scheduled_option *scheduled; // owned
    size_t scheduled_count;
    uint32_t color; // 0xRRGGBB
    bool has_color;
    double *start;      // owned; NULL: not given
    size_t start_count; // numbers of `start`
    char *start_file;   // path of the file they are from; owned; NULL: none
    double noise;       // standard deviation of noise added to each gradient component
    struct clip clip;
    struct decay decay;
    struct recording *recording; // a recorded path that replaces the run; owned; NULL: none
    struct place place;          // place of its name
    const struct node *node;     // as written, with its name; belongs to the scene
};

// Returns an entry of `optimizers:` with what files of rules say, in nodes of the document; the
// entry itself if it names none. NULL on error.
const struct node *optimizer_whole(struct document *document, const struct node *entry,
                                   struct error *error);

// Reads an entry of `optimizers:` that names no file of a rule. The label stays NULL if none is
// given. On success release with optimizer_config_finish; on failure nothing is left to release.
bool optimizer_read(struct optimizer_config *config, const struct node *node, struct error *error);

// Reports values of schedules that their options do not allow, in a run of `steps` steps, for each
// of `count` configs. False with ERROR_SCENE.
bool optimizer_check_schedules(const struct optimizer_config *configs, size_t count, long steps,
                               struct error *error);

void optimizer_config_finish(struct optimizer_config *config);

// Returns the optimizer inside a wrapper's config; NULL for other rules. Owned by the config.
const struct optimizer_config *optimizer_inside(const struct optimizer_config *config);

// Returns the rule that runs inside a wrapper where a scene says nothing of it.
const struct optimizer *optimizer_usual_inside(const struct optimizer *optimizer);

// Checks that a rule, or one inside it, does not ask for what is too much of these weights.
bool optimizer_fits(const struct optimizer_config *config, const struct shape *shape,
                    struct error *error);

// The setting of a learning rate that is a plain number, with its bounds.
extern const struct setting optimizer_rate;

// The options that every optimizer has beside its own; for --list.
extern const struct setting optimizer_common_settings[];
