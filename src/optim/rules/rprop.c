// SPDX-License-Identifier: GPL-3.0-or-later
// Rprop: a step for each weight, which grows while the signs of its gradients agree.
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
