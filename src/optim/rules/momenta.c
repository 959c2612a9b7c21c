// SPDX-License-Identifier: GPL-3.0-or-later
// Rules with several momentum buffers.
#include "base/maths.h"
#include "optim/rules/rule.h"

#include <math.h>

enum { AGGMO_MAX = 16 };

struct aggmo_betas {
    double items[AGGMO_MAX];
    long count; // 0: the default
};

struct aggmo_options {
    struct aggmo_betas betas;
};

static bool read_betas(const struct node *node, void *field, struct error *error) {
    struct aggmo_betas *betas = field;
    static const struct setting row = {
        .name = "each of betas", .min = 0, .max = 1, .bounds = BOUNDS_BELOW_MAX};
    if (node->kind != NODE_LIST || node->count < 1 || node->count > AGGMO_MAX)
        return node_expected(node, "a list of 1 to 16 numbers", error);
    betas->count = (long)node->count;
    for (size_t i = 0; i < node->count; i++)
        if (!settings_read_one(&row, &betas->items[i], node->items[i], error))
            return false;
    return true;
}

struct aggmo_state {
    double *v; // K vectors
};

static const struct aggmo_betas *aggmo_betas_of(const void *options) {
    static const struct aggmo_betas fallback = {{0, 0.9, 0.99}, 3};
    const struct aggmo_options *o = options;
    return o->betas.count ? &o->betas : &fallback;
}

static size_t aggmo_numbers(const void *field, const double **items) {
    const struct aggmo_betas *betas = aggmo_betas_of(field); // the only option
    *items = betas->items;
    return (size_t)betas->count;
}

static void aggmo_update(const void *options, void *state, struct step *step) {
    const struct aggmo_betas *betas = aggmo_betas_of(options);
    double *v = ((struct aggmo_state *)state)->v;
    const double *g = step_gradient(step);
    size_t n = step->shape->n;
    for (size_t i = 0; i < n; i++) {
        double sum = 0;
        for (size_t k = 0; k < (size_t)betas->count; k++) {
            v[k * n + i] = betas->items[k] * v[k * n + i] + g[i];
            sum += v[k * n + i];
        }
        step->w[i] -= step->lr * sum / (double)betas->count;
    }
}

static size_t aggmo_count(const void *options) {
    return (size_t)aggmo_betas_of(options)->count;
}

static const struct state_field aggmo_fields[] = {
    {STATE_VECTOR, .name = "v", .symbol = "v_k", .offset = offsetof(struct aggmo_state, v),
     .copies = aggmo_count},
    {0},
};

struct adan_options {
    double beta1, beta2, beta3, eps, weight_decay;
};

struct adan_state {
    double *m, *d, *n, *before, *change; // d: average of changes of the gradient
};

static void adan_update(const void *options, void *state, struct step *step) {
    const struct adan_options *o = options;
    struct adan_state *s = state;
    const double *g = step_gradient(step);
    double t = (double)step->t;
    double first = 1 - m_pow(o->beta1, t), second = 1 - m_pow(o->beta2, t);
    double third = 1 - m_pow(o->beta3, t);
    for (size_t i = 0; i < step->shape->n; i++) {
        double change = step->t == 1 ? 0 : g[i] - s->before[i];
        double ahead = g[i] + o->beta2 * change;
        s->before[i] = g[i];
        s->change[i] = change;
        s->m[i] = average(s->m[i], o->beta1, g[i]);
        s->d[i] = average(s->d[i], o->beta2, change);
        s->n[i] = average(s->n[i], o->beta3, ahead * ahead);
        double direction =
            (s->m[i] / first + o->beta2 * s->d[i] / second) / (sqrt(s->n[i] / third) + o->eps);
        step->w[i] = (step->w[i] - step->lr * direction) / (1 + step->lr * o->weight_decay);
    }
}

CORRECTED(adan_m_hat, adan_state, m, adan_options, beta1, BIAS_POWER)

CORRECTED(adan_d_hat, adan_state, d, adan_options, beta2, BIAS_POWER)

CORRECTED(adan_n_hat, adan_state, n, adan_options, beta3, BIAS_POWER)

static const struct state_field adan_fields[] = {
    FIELD_VECTOR(adan_state, m, "m"),
    FIELD_VECTOR(adan_state, change, "\\Delta"),
    FIELD_VECTOR(adan_state, d, "d"),
    FIELD_VECTOR(adan_state, n, "n"),
    FIELD_DERIVED(STATE_VECTOR, "m_hat", "\\hat m", adan_m_hat),
    FIELD_DERIVED(STATE_VECTOR, "d_hat", "\\hat d", adan_d_hat),
    FIELD_DERIVED(STATE_VECTOR, "n_hat", "\\hat n", adan_n_hat),
    FIELD_BEFORE(adan_state, before),
    {0},
};

struct ademamix_options {
    double beta1, beta2, beta3, alpha, eps, weight_decay;
};

struct ademamix_state {
    double *m, *v, *s; // s: the slow average
};

static void ademamix_update(const void *options, void *state, struct step *step) {
    const struct ademamix_options *o = options;
    struct ademamix_state *s = state;
    const double *g = step_gradient(step);
    double t = (double)step->t;
    double first = 1 - m_pow(o->beta1, t), second = 1 - m_pow(o->beta2, t);
    for (size_t i = 0; i < step->shape->n; i++) {
        s->m[i] = average(s->m[i], o->beta1, g[i]);
        s->s[i] = average(s->s[i], o->beta3, g[i]);
        s->v[i] = average(s->v[i], o->beta2, g[i] * g[i]);
        double direction =
            (s->m[i] / first + o->alpha * s->s[i]) / (sqrt(s->v[i] / second) + o->eps);
        step->w[i] -= step->lr * (direction + o->weight_decay * step->w[i]);
    }
}

CORRECTED(ademamix_m_hat, ademamix_state, m, ademamix_options, beta1, BIAS_POWER)

CORRECTED(ademamix_v_hat, ademamix_state, v, ademamix_options, beta2, BIAS_POWER)

static const struct state_field ademamix_fields[] = {
    FIELD_VECTOR(ademamix_state, m, "m"),
    FIELD_VECTOR(ademamix_state, s, "s"),
    FIELD_VECTOR(ademamix_state, v, "v"),
    FIELD_DERIVED(STATE_VECTOR, "m_hat", "\\hat m", ademamix_m_hat),
    FIELD_DERIVED(STATE_VECTOR, "v_hat", "\\hat v", ademamix_v_hat),
    {0},
};

static const struct setting aggmo_settings[] = {
    {SETTING(aggmo_options, betas), .symbol = "\\beta_k", .type = SETTING_CUSTOM,
     .read = read_betas, .numbers = aggmo_numbers, .form = "a list, default [0, 0.9, 0.99]",
     .help = "factors of the moving sums"},
    {0},
};

static const struct setting adan_settings[] = {
    SETTING_BETA(adan_options, beta1, 0.98, "\\beta_1", "of m, the average of gradients"),
    SETTING_BETA(adan_options, beta2, 0.92, "\\beta_2", "of d, the average of their differences"),
    SETTING_BETA(adan_options, beta3, 0.99, "\\beta_3",
                 "of n, the average of squared (g + beta2 difference)"),
    SETTING_EPS(adan_options, 1e-8),
    SETTING_WEIGHT_DECAY(adan_options, 0, "decoupled: w /= 1 + lr weight_decay, after"),
    {0},
};

static const struct setting ademamix_settings[] = {
    SETTING_BETA(ademamix_options, beta1, 0.9, "\\beta_1", "of m, the fast average"),
    SETTING_BETA(ademamix_options, beta2, 0.999, "\\beta_2",
                 "of v, the average of squared gradients"),
    SETTING_BETA(ademamix_options, beta3, 0.9999, "\\beta_3", "of the slow average"),
    SETTING_POSITIVE(ademamix_options, alpha, 5, "\\alpha", "share of the slow average"),
    SETTING_EPS(ademamix_options, 1e-8),
    SETTING_WEIGHT_DECAY(ademamix_options, 0, "decoupled: the step grows by lr weight_decay w"),
    {0},
};

const struct optimizer optimizer_aggmo = {
    .name = "aggmo",
    .help = "v_k = beta_k v_k + g, w -= lr mean(v_k)",
    .equation = "v_k \\leftarrow \\beta_k v_k + g\n"
                "w \\leftarrow w - \\frac{\\eta}{K} \\sum_{k=1}^{K} v_k",
    .source = "Lucas et al., arXiv:1804.00325",
    .lr = 0.1,
    .settings = aggmo_settings,
    .options_size = sizeof(struct aggmo_options),
    .fields = aggmo_fields,
    .state_size = sizeof(struct aggmo_state),
    .update = aggmo_update,
};

const struct optimizer optimizer_adan = {
    .name = "adan",
    .help = "w = (w - lr (m + beta2 d) / (sqrt(n) + eps)) / (1 + lr weight_decay)",
    .equation =
        "m \\leftarrow \\beta_1 m + (1 - \\beta_1)\\, g\n"
        "\\Delta = g - g',\\quad g' \\leftarrow g\n"
        "d \\leftarrow \\beta_2 d + (1 - \\beta_2)\\, \\Delta\n"
        "n \\leftarrow \\beta_3 n + (1 - \\beta_3)(g + \\beta_2 \\Delta)^2\n"
        "\\hat m = \\frac{m}{1 - \\beta_1^t},\\quad \\hat d = \\frac{d}{1 - \\beta_2^t},\\quad \\hat n = \\frac{n}{1 - \\beta_3^t}\n"
        "w \\leftarrow w - \\eta\\, \\frac{\\hat m + \\beta_2 \\hat d}{\\sqrt{\\hat n} + \\epsilon}\n"
        "[weight_decay]w \\leftarrow \\frac{w}{1 + \\eta \\lambda}",
    .source = "Xie et al., arXiv:2208.06677, betas as in the authors' code (1 - paper's)",
    .lr = 0.5,
    .settings = adan_settings,
    .options_size = sizeof(struct adan_options),
    .fields = adan_fields,
    .state_size = sizeof(struct adan_state),
    .update = adan_update,
};

const struct optimizer optimizer_ademamix = {
    .name = "ademamix",
    .help = "adam with m + alpha slow for m, slow an average of gradients with beta3",
    .equation =
        "m \\leftarrow \\beta_1 m + (1 - \\beta_1)\\, g\n"
        "s \\leftarrow \\beta_3 s + (1 - \\beta_3)\\, g\n"
        "v \\leftarrow \\beta_2 v + (1 - \\beta_2)\\, g^2\n"
        "\\hat m = \\frac{m}{1 - \\beta_1^t},\\quad \\hat v = \\frac{v}{1 - \\beta_2^t}\n"
        "[!weight_decay]w \\leftarrow w - \\eta\\, \\frac{\\hat m + \\alpha s}{\\sqrt{\\hat v} + \\epsilon}\n"
        "[weight_decay]w \\leftarrow w - \\eta \\left(\\frac{\\hat m + \\alpha s}{\\sqrt{\\hat v} + \\epsilon} + \\lambda w\\right)",
    .source = "Pagliardini, Ablin & Grangier, arXiv:2409.03137, without warm-up",
    .lr = 0.5,
    .settings = ademamix_settings,
    .options_size = sizeof(struct ademamix_options),
    .fields = ademamix_fields,
    .state_size = sizeof(struct ademamix_state),
    .update = ademamix_update,
};
