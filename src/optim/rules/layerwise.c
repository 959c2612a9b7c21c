// SPDX-License-Identifier: GPL-3.0-or-later
// Layer-wise rates: steps are scaled by the norm of the layer's weights.
#include "base/maths.h"
#include "optim/rules/rule.h"

#include <math.h>

// Whether both weights form one layer, or each its own.
enum groups { GROUPS_ALL, GROUPS_EACH };
static const char *const group_names[] = {[GROUPS_ALL] = "all", [GROUPS_EACH] = "each", NULL};

// Returns the norm over the layer of weight i.
static double group_norm(int groups, const double x[2], int i) {
    return groups == GROUPS_EACH ? fabs(x[i]) : m_hypot(x[0], x[1]);
}

struct lamb_options {
    double beta1, beta2, eps, weight_decay, trust_clip;
    int bias_correction, groups;
};

struct lamb_state {
    double m[2], v[2];
};

static void lamb_update(const void *options, void *state, struct step *step) {
    const struct lamb_options *o = options;
    struct lamb_state *s = state;
    double g[2], direction[2], ratio[2];
    step_gradient(step, step->w, g);
    double first = bias_divisor(o->bias_correction, o->beta1, step->t);
    double second = bias_divisor(o->bias_correction, o->beta2, step->t);
    for (int i = 0; i < 2; i++) {
        s->m[i] = o->beta1 * s->m[i] + (1 - o->beta1) * g[i];
        s->v[i] = o->beta2 * s->v[i] + (1 - o->beta2) * g[i] * g[i];
        direction[i] =
            s->m[i] / first / (sqrt(s->v[i] / second) + o->eps) + o->weight_decay * step->w[i];
    }
    for (int i = 0; i < 2; i++) {
        double weights = group_norm(o->groups, step->w, i);
        double update = group_norm(o->groups, direction, i);
        ratio[i] = weights > 0 && update > 0 ? weights / update : 1;
        if (o->trust_clip > 0)
            ratio[i] = fmin(ratio[i], o->trust_clip);
    }
    for (int i = 0; i < 2; i++)
        step->w[i] -= step->lr * ratio[i] * direction[i];
}

static const struct setting lamb_settings[] = {
    SETTING_BETA(lamb_options, beta1, 0.9, "of m, the average of gradients"),
    SETTING_BETA(lamb_options, beta2, 0.999, "of v, the average of squared gradients"),
    SETTING_EPS(lamb_options, 1e-6),
    SETTING_WEIGHT_DECAY(lamb_options, 0, "inside the update u, before the ratio"),
    {SETTING(lamb_options, bias_correction), .type = SETTING_CHOICE, .choices = bias_corrections,
     .help = "m / (1 - beta1^t), m, or m / (1 - beta1); v likewise"},
    {SETTING(lamb_options, trust_clip), .min = 0, .max = SETTING_NO_MAX,
     .help = "upper bound of the ratio; 0: none"},
    {SETTING(lamb_options, groups), .type = SETTING_CHOICE, .choices = group_names,
     .help = "both weights form one layer, or each its own"},
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
        "[groups=all !trust_clip]r = \\frac{\\|w\\|}{\\|u\\|}\n"
        "[groups=all trust_clip]r = \\min\\left(\\frac{\\|w\\|}{\\|u\\|},\\, c\\right)\n"
        "[groups=each !trust_clip]r_i = \\frac{|w_i|}{|u_i|}\n"
        "[groups=each trust_clip]r_i = \\min\\left(\\frac{|w_i|}{|u_i|},\\, c\\right)\n"
        "w \\leftarrow w - \\eta\\, r\\, u",
    .source = "You et al., arXiv:1904.00962; optax.lamb",
    .lr = 0.08,
    .settings = lamb_settings,
    .options_size = sizeof(struct lamb_options),
    .state_size = sizeof(struct lamb_state),
    .update = lamb_update,
};

struct lars_options {
    double momentum, weight_decay, trust_coefficient, eps;
};

static void lars_update(const void *options, void *state, struct step *step) {
    const struct lars_options *o = options;
    double *v = state, g[2];
    step_gradient(step, step->w, g);
    double weights = m_hypot(step->w[0], step->w[1]), gradient = m_hypot(g[0], g[1]);
    double ratio = 1;
    if (weights > 0 && gradient > 0)
        ratio = o->trust_coefficient * weights / (gradient + o->weight_decay * weights + o->eps);
    for (int i = 0; i < 2; i++) {
        v[i] = o->momentum * v[i] + step->lr * ratio * (g[i] + o->weight_decay * step->w[i]);
        step->w[i] -= v[i];
    }
}

struct novograd_options {
    double beta1, beta2, eps, weight_decay;
};

struct novograd_state {
    double m[2], v; // v: one number per layer
};

static void novograd_update(const void *options, void *state, struct step *step) {
    const struct novograd_options *o = options;
    struct novograd_state *s = state;
    double g[2];
    step_gradient(step, step->w, g);
    double squared = g[0] * g[0] + g[1] * g[1];
    s->v = step->t == 1 ? squared : average(s->v, o->beta2, squared);
    for (int i = 0; i < 2; i++) {
        s->m[i] = o->beta1 * s->m[i] + g[i] / (sqrt(s->v) + o->eps) + o->weight_decay * step->w[i];
        step->w[i] -= step->lr * s->m[i];
    }
}

static const struct setting lars_settings[] = {
    {SETTING(lars_options, momentum), .fallback = 0.9, .max = SETTING_NO_MAX, .scheduled = true,
     .help = "factor of the moving sum of steps"},
    SETTING_WEIGHT_DECAY(lars_options, 0, "a part of the step and of the ratio"),
    SETTING_POSITIVE(lars_options, trust_coefficient, 0.001, "of the ratio"),
    SETTING_EPS(lars_options, 0),
    {0},
};

static const struct setting novograd_settings[] = {
    SETTING_BETA(novograd_options, beta1, 0.95, "factor of the moving sum m"),
    SETTING_BETA(novograd_options, beta2, 0.98, "of v, the average of squared norms"),
    SETTING_EPS(novograd_options, 1e-8),
    SETTING_WEIGHT_DECAY(novograd_options, 0, "grows m by weight_decay w"),
    {0},
};

const struct optimizer optimizer_lars = {
    .name = "lars",
    .help = "v = momentum v + lr r (g + weight_decay w), w -= v, "
            "r = trust_coefficient |w| / (|g| + weight_decay |w| + eps)",
    .equation =
        "[!weight_decay !eps]r = \\kappa\\, \\frac{\\|w\\|}{\\|g\\|}\n"
        "[!weight_decay eps]r = \\kappa\\, \\frac{\\|w\\|}{\\|g\\| + \\epsilon}\n"
        "[weight_decay !eps]r = \\kappa\\, \\frac{\\|w\\|}{\\|g\\| + \\lambda \\|w\\|}\n"
        "[weight_decay eps]r = \\kappa\\, \\frac{\\|w\\|}{\\|g\\| + \\lambda \\|w\\| + \\epsilon}\n"
        "[!weight_decay]v \\leftarrow \\mu v + \\eta\\, r\\, g\n"
        "[weight_decay]v \\leftarrow \\mu v + \\eta\\, r\\, (g + \\lambda w)\n"
        "w \\leftarrow w - v",
    .source = "You, Gitman & Ginsburg, arXiv:1708.03888",
    .lr = 10,
    .settings = lars_settings,
    .options_size = sizeof(struct lars_options),
    .state_size = sizeof(double[2]),
    .update = lars_update,
};

const struct optimizer optimizer_novograd = {
    .name = "novograd",
    .help = "m = beta1 m + g / (sqrt(v) + eps) + weight_decay w, w -= lr m, v the average of |g|^2",
    .equation =
        "v \\leftarrow \\beta_2 v + (1 - \\beta_2)\\, \\|g\\|^2,\\quad v_1 = \\|g\\|^2\n"
        "[!weight_decay]m \\leftarrow \\beta_1 m + \\frac{g}{\\sqrt{v} + \\epsilon}\n"
        "[weight_decay]m \\leftarrow \\beta_1 m + \\frac{g}{\\sqrt{v} + \\epsilon} + \\lambda w\n"
        "w \\leftarrow w - \\eta\\, m",
    .source = "Ginsburg et al., arXiv:1905.11286",
    .lr = 0.05,
    .settings = novograd_settings,
    .options_size = sizeof(struct novograd_options),
    .state_size = sizeof(struct novograd_state),
    .update = novograd_update,
};
