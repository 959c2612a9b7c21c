// SPDX-License-Identifier: GPL-3.0-or-later
// Rules that use only the signs of gradients or momenta.
#include "optim/rules/rule.h"

#include <math.h>

struct rprop_options {
    double etaminus, etaplus, step_size_min, step_size_max;
};

struct rprop_state {
    double *before, *size, *factor;
    bool started;
};

static void rprop_update(const void *options, void *state, struct step *step) {
    const struct rprop_options *o = options;
    struct rprop_state *s = state;
    const double *g = step_gradient(step);
    for (size_t i = 0; i < step->shape->n; i++) {
        if (!s->started)
            s->size[i] = step->lr;
        double agreement = sign(g[i] * s->before[i]);
        s->factor[i] = agreement > 0 ? o->etaplus : agreement < 0 ? o->etaminus : 1;
        s->size[i] = fmin(fmax(s->size[i] * s->factor[i], o->step_size_min), o->step_size_max);
        s->before[i] = agreement < 0 ? 0 : g[i]; // after a change of sign, no step once
        step->w[i] -= sign(s->before[i]) * s->size[i];
    }
    s->started = true;
}

static const struct state_field rprop_fields[] = {
    FIELD_VECTOR(rprop_state, factor, "c"),
    FIELD_VECTOR(rprop_state, size, "s"),
    FIELD_BEFORE(rprop_state, before),
    {0},
};

// The state of signsgd and lion.
struct signs_state {
    double *m;
};

static const struct state_field signs_fields[] = {FIELD_VECTOR(signs_state, m, "m"), {0}};

struct signsgd_options {
    double momentum;
};

static void signsgd_update(const void *options, void *state, struct step *step) {
    const struct signsgd_options *o = options;
    double *m = ((struct signs_state *)state)->m;
    const double *g = step_gradient(step);
    for (size_t i = 0; i < step->shape->n; i++) {
        m[i] = average(m[i], o->momentum, g[i]);
        step->w[i] -= step->lr * sign(m[i]);
    }
}

struct lion_options {
    double beta1, beta2, weight_decay;
};

static void lion_update(const void *options, void *state, struct step *step) {
    const struct lion_options *o = options;
    double *m = ((struct signs_state *)state)->m;
    const double *g = step_gradient(step);
    for (size_t i = 0; i < step->shape->n; i++) {
        double direction = sign(average(m[i], o->beta1, g[i]));
        step->w[i] -= step->lr * (direction + o->weight_decay * step->w[i]);
        m[i] = average(m[i], o->beta2, g[i]);
    }
}

static const struct setting rprop_settings[] = {
    {SETTING(rprop_options, etaminus), .symbol = "\\eta^-", .fallback = 0.5, .max = 1,
     .bounds = BOUNDS_ABOVE_MIN | BOUNDS_BELOW_MAX, .help = "factor of a step where signs differ"},
    {SETTING(rprop_options, etaplus), .symbol = "\\eta^+", .fallback = 1.2, .min = 1,
     .max = SETTING_NO_MAX, .bounds = BOUNDS_ABOVE_MIN,
     .help = "factor of a step where signs agree"},
    SETTING_POSITIVE(rprop_options, step_size_min, 1e-6, "s_{\\min}", "the least step"),
    SETTING_POSITIVE(rprop_options, step_size_max, 50, "s_{\\max}", "the largest step"),
    {0},
};

static const struct setting signsgd_settings[] = {
    SETTING_BETA(signsgd_options, momentum, 0, "\\mu", "of m, the average of gradients (Signum)"),
    {0},
};

static const struct setting lion_settings[] = {
    SETTING_BETA(lion_options, beta1, 0.9, "\\beta_1", "weight of m in the step"),
    SETTING_BETA(lion_options, beta2, 0.99, "\\beta_2", "of m, the average of gradients"),
    SETTING_WEIGHT_DECAY(lion_options, 0, "decoupled: the step grows by lr weight_decay w"),
    {0},
};

const struct optimizer optimizer_rprop = {
    .name = "rprop",
    .help = "w -= sign(g) s, s (lr at first) grows by etaplus while signs agree, else etaminus",
    .equation =
        "c = \\eta^+ \\text{ if } g g' > 0,\\quad \\eta^- \\text{ if } g g' < 0,\\quad \\text{else } 1\n"
        "s \\leftarrow \\clip(c s,\\; s_{\\min},\\; s_{\\max}),\\quad s_1 = \\eta\n"
        "g \\leftarrow 0 \\text{ if } g g' < 0\n"
        "w \\leftarrow w - s\\, \\sign(g),\\quad g' \\leftarrow g",
    .source = "torch.optim.Rprop; Riedmiller & Braun 1993",
    .lr = 0.5,
    .settings = rprop_settings,
    .options_size = sizeof(struct rprop_options),
    .fields = rprop_fields,
    .state_size = sizeof(struct rprop_state),
    .update = rprop_update,
};

const struct optimizer optimizer_signsgd = {
    .name = "signsgd",
    .help = "w -= lr sign(m), m = momentum m + (1 - momentum) g",
    .equation = "[!momentum]w \\leftarrow w - \\eta\\, \\sign(g)\n"
                "[momentum]m \\leftarrow \\mu m + (1 - \\mu)\\, g\n"
                "[momentum]w \\leftarrow w - \\eta\\, \\sign(m)",
    .source = "Bernstein et al., arXiv:1802.04434",
    .lr = 0.3,
    .settings = signsgd_settings,
    .options_size = sizeof(struct signsgd_options),
    .fields = signs_fields,
    .state_size = sizeof(struct signs_state),
    .update = signsgd_update,
};

const struct optimizer optimizer_lion = {
    .name = "lion",
    .help = "w -= lr (sign(beta1 m + (1 - beta1) g) + weight_decay w)",
    .equation =
        "[!weight_decay]w \\leftarrow w - \\eta\\, \\sign(\\beta_1 m + (1 - \\beta_1)\\, g)\n"
        "[weight_decay]w \\leftarrow w - \\eta\\, (\\sign(\\beta_1 m + (1 - \\beta_1)\\, g) + \\lambda w)\n"
        "m \\leftarrow \\beta_2 m + (1 - \\beta_2)\\, g",
    .source = "Chen et al., arXiv:2302.06675; optax.lion",
    .lr = 0.25,
    .settings = lion_settings,
    .options_size = sizeof(struct lion_options),
    .fields = signs_fields,
    .state_size = sizeof(struct signs_state),
    .update = lion_update,
};
