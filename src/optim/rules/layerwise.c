// SPDX-License-Identifier: GPL-3.0-or-later
// Layer-wise rates: steps are scaled by the norm of the layer's weights.
#include "base/maths.h"
#include "base/vector.h"
#include "optim/rules/rule.h"

#include <math.h>

struct lamb_options {
    double beta1, beta2, eps, weight_decay, trust_clip;
    int bias_correction, groups;
};

struct lamb_state {
    double *m, *v;
    double *u;     // the update before the ratio
    double *ratio; // of each group
};

static void lamb_update(const void *options, void *state, struct step *step) {
    const struct lamb_options o = *(const struct lamb_options *)options;
    struct lamb_state *s = state;
    const double *restrict g = step_gradient(step);
    double *restrict w = step->w, *restrict m = s->m, *restrict v = s->v, *restrict u = s->u;
    double first = bias_divisor(o.bias_correction, o.beta1, step->t);
    double second = bias_divisor(o.bias_correction, o.beta2, step->t);
    for (size_t i = 0; i < step->shape->n; i++) {
        m[i] = o.beta1 * m[i] + (1 - o.beta1) * g[i];
        v[i] = o.beta2 * v[i] + (1 - o.beta2) * g[i] * g[i];
        u[i] = m[i] / first / (sqrt(v[i] / second) + o.eps) + o.weight_decay * w[i];
    }
    for (size_t k = 0; k < group_count(step->shape, o.groups); k++) {
        struct layer group = group_at(step->shape, o.groups, k);
        double weights = vector_norm(group.count, w + group.first);
        double update = vector_norm(group.count, u + group.first);
        double ratio = weights > 0 && update > 0 ? weights / update : 1;
        if (o.trust_clip > 0)
            ratio = fmin(ratio, o.trust_clip);
        s->ratio[k] = ratio;
        double rate = step->lr * ratio;
        for (size_t i = group.first; i < group.first + group.count; i++)
            w[i] -= rate * u[i];
    }
}

CORRECTED(lamb_m_hat, lamb_state, m, lamb_options, beta1, o->bias_correction)

CORRECTED(lamb_v_hat, lamb_state, v, lamb_options, beta2, o->bias_correction)

static const struct state_field lamb_fields[] = {
    FIELD_VECTOR(lamb_state, m, "m"),
    FIELD_VECTOR(lamb_state, v, "v"),
    FIELD_DERIVED(STATE_VECTOR, "m_hat", "\\hat m", lamb_m_hat),
    FIELD_DERIVED(STATE_VECTOR, "v_hat", "\\hat v", lamb_v_hat),
    FIELD_VECTOR(lamb_state, u, "u"),
    FIELD_GROUP(lamb_state, ratio, "r"),
    {0},
};

static const struct setting lamb_settings[] = {
    SETTING_BETA(lamb_options, beta1, 0.9, "\\beta_1", "of m, the average of gradients"),
    SETTING_BETA(lamb_options, beta2, 0.999, "\\beta_2", "of v, the average of squared gradients"),
    SETTING_EPS(lamb_options, 1e-6),
    SETTING_WEIGHT_DECAY(lamb_options, 0, "inside the update u, before the ratio"),
    {SETTING(lamb_options, bias_correction), .type = SETTING_CHOICE, .choices = bias_corrections,
     .help = "m / (1 - beta1^t), m, or m / (1 - beta1); v likewise"},
    {SETTING(lamb_options, trust_clip), .symbol = "c", .min = 0, .max = SETTING_NO_MAX,
     .help = "upper bound of the ratio; 0: none"},
    SETTING_GROUPS(lamb_options),
    {0},
};

const struct optimizer optimizer_lamb = {
    .name = "lamb",
    .help = "w -= lr |w| / |u| u, u = m / (sqrt(v) + eps) + weight_decay w, m and v as in adam",
    .equation =
        "m \\leftarrow \\beta_1 m + (1 - \\beta_1)\\, g\n"
        "v \\leftarrow \\beta_2 v + (1 - \\beta_2)\\, g^2\n"
        "[bias_correction=power|true]\\hat m = \\frac{m}{1 - \\beta_1^t},\\quad \\hat v = \\frac{v}{1 - \\beta_2^t}\n"
        "[bias_correction=as_printed]\\hat m = \\frac{m}{1 - \\beta_1},\\quad \\hat v = \\frac{v}{1 - \\beta_2}\n"
        "[bias_correction=none|false]\\hat m = m,\\quad \\hat v = v\n"
        "[!weight_decay]u = \\frac{\\hat m}{\\sqrt{\\hat v} + \\epsilon}\n"
        "[weight_decay]u = \\frac{\\hat m}{\\sqrt{\\hat v} + \\epsilon} + \\lambda w\n"
        "[groups=layer|all !trust_clip]r = \\frac{\\|w\\|}{\\|u\\|}\n"
        "[groups=layer|all trust_clip]r = \\min\\left(\\frac{\\|w\\|}{\\|u\\|},\\, c\\right)\n"
        "[groups=each !trust_clip]r_i = \\frac{|w_i|}{|u_i|}\n"
        "[groups=each trust_clip]r_i = \\min\\left(\\frac{|w_i|}{|u_i|},\\, c\\right)\n"
        "w \\leftarrow w - \\eta\\, r\\, u",
    .source = "You et al., arXiv:1904.00962; optax.lamb",
    .lr = 0.08,
    .settings = lamb_settings,
    .options_size = sizeof(struct lamb_options),
    .reach = REACH_LAYER,
    .fields = lamb_fields,
    .state_size = sizeof(struct lamb_state),
    .update = lamb_update,
};
