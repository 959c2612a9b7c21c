// SPDX-License-Identifier: GPL-3.0-or-later
// Rules with several momentum buffers, or one mixed with the plain gradient.
#include "base/maths.h"
#include "optim/rules/rule.h"

#include <math.h>

struct qhm_options {
    double momentum, nu;
};

static void qhm_update(const void *options, void *state, struct step *step) {
    const struct qhm_options *o = options;
    double *m = state, g[2];
    step_gradient(step, step->w, g);
    for (int i = 0; i < 2; i++) {
        m[i] = average(m[i], o->momentum, g[i]);
        step->w[i] -= step->lr * ((1 - o->nu) * g[i] + o->nu * m[i]);
    }
}

struct qhadam_options {
    double beta1, beta2, nu1, nu2, eps;
};

struct two_averages {
    double m[2], v[2];
};

static void qhadam_update(const void *options, void *state, struct step *step) {
    const struct qhadam_options *o = options;
    struct two_averages *s = state;
    double g[2], t = (double)step->t;
    step_gradient(step, step->w, g);
    for (int i = 0; i < 2; i++) {
        s->m[i] = average(s->m[i], o->beta1, g[i]);
        s->v[i] = average(s->v[i], o->beta2, g[i] * g[i]);
        double m = average(s->m[i] / (1 - m_pow(o->beta1, t)), o->nu1, g[i]);
        double v = average(s->v[i] / (1 - m_pow(o->beta2, t)), o->nu2, g[i] * g[i]);
        step->w[i] -= step->lr * m / (sqrt(v) + o->eps);
    }
}

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

static void aggmo_update(const void *options, void *state, struct step *step) {
    static const struct aggmo_betas fallback = {{0, 0.9, 0.99}, 3};
    const struct aggmo_options *o = options;
    const struct aggmo_betas *betas = o->betas.count ? &o->betas : &fallback;
    double(*v)[2] = state, g[2];
    step_gradient(step, step->w, g);
    for (int i = 0; i < 2; i++) {
        double sum = 0;
        for (long k = 0; k < betas->count; k++) {
            v[k][i] = betas->items[k] * v[k][i] + g[i];
            sum += v[k][i];
        }
        step->w[i] -= step->lr * sum / (double)betas->count;
    }
}

struct adan_options {
    double beta1, beta2, beta3, eps, weight_decay;
};

struct adan_state {
    double m[2], difference[2], n[2], before[2];
};

static void adan_update(const void *options, void *state, struct step *step) {
    const struct adan_options *o = options;
    struct adan_state *s = state;
    double g[2], t = (double)step->t;
    step_gradient(step, step->w, g);
    double first = 1 - m_pow(o->beta1, t), second = 1 - m_pow(o->beta2, t);
    double third = 1 - m_pow(o->beta3, t);
    for (int i = 0; i < 2; i++) {
        double change = step->t == 1 ? 0 : g[i] - s->before[i];
        double ahead = g[i] + o->beta2 * change;
        s->before[i] = g[i];
        s->m[i] = average(s->m[i], o->beta1, g[i]);
        s->difference[i] = average(s->difference[i], o->beta2, change);
        s->n[i] = average(s->n[i], o->beta3, ahead * ahead);
        double direction = (s->m[i] / first + o->beta2 * s->difference[i] / second) /
                           (sqrt(s->n[i] / third) + o->eps);
        step->w[i] = (step->w[i] - step->lr * direction) / (1 + step->lr * o->weight_decay);
    }
}

struct ademamix_options {
    double beta1, beta2, beta3, alpha, eps, weight_decay;
};

struct ademamix_state {
    double m[2], v[2], slow[2];
};

static void ademamix_update(const void *options, void *state, struct step *step) {
    const struct ademamix_options *o = options;
    struct ademamix_state *s = state;
    double g[2], t = (double)step->t;
    step_gradient(step, step->w, g);
    double first = 1 - m_pow(o->beta1, t), second = 1 - m_pow(o->beta2, t);
    for (int i = 0; i < 2; i++) {
        s->m[i] = average(s->m[i], o->beta1, g[i]);
        s->slow[i] = average(s->slow[i], o->beta3, g[i]);
        s->v[i] = average(s->v[i], o->beta2, g[i] * g[i]);
        double direction =
            (s->m[i] / first + o->alpha * s->slow[i]) / (sqrt(s->v[i] / second) + o->eps);
        step->w[i] -= step->lr * (direction + o->weight_decay * step->w[i]);
    }
}

static const struct setting qhm_settings[] = {
    SETTING_BETA(qhm_options, momentum, 0.999, "of m, the average of gradients"),
    {SETTING(qhm_options, nu), .fallback = 0.7, .max = 1, .help = "weight of m in the step"},
    {0},
};

static const struct setting qhadam_settings[] = {
    SETTING_BETA(qhadam_options, beta1, 0.995, "of m, the average of gradients"),
    SETTING_BETA(qhadam_options, beta2, 0.999, "of v, the average of squared gradients"),
    {SETTING(qhadam_options, nu1), .fallback = 0.7, .max = 1, .help = "weight of m"},
    {SETTING(qhadam_options, nu2), .fallback = 1, .max = 1, .help = "weight of v"},
    SETTING_EPS(qhadam_options, 1e-8),
    {0},
};

static const struct setting aggmo_settings[] = {
    {SETTING(aggmo_options, betas), .type = SETTING_CUSTOM, .read = read_betas,
     .form = "a list, default [0, 0.9, 0.99]", .help = "factors of the moving sums"},
    {0},
};

static const struct setting adan_settings[] = {
    SETTING_BETA(adan_options, beta1, 0.98, "of m, the average of gradients"),
    SETTING_BETA(adan_options, beta2, 0.92, "of d, the average of their differences"),
    SETTING_BETA(adan_options, beta3, 0.99, "of n, the average of squared (g + beta2 difference)"),
    SETTING_EPS(adan_options, 1e-8),
    SETTING_WEIGHT_DECAY(adan_options, 0, "decoupled: w /= 1 + lr weight_decay, after"),
    {0},
};

static const struct setting ademamix_settings[] = {
    SETTING_BETA(ademamix_options, beta1, 0.9, "of m, the fast average"),
    SETTING_BETA(ademamix_options, beta2, 0.999, "of v, the average of squared gradients"),
    SETTING_BETA(ademamix_options, beta3, 0.9999, "of the slow average"),
    SETTING_POSITIVE(ademamix_options, alpha, 5, "share of the slow average"),
    SETTING_EPS(ademamix_options, 1e-8),
    SETTING_WEIGHT_DECAY(ademamix_options, 0, "decoupled: the step grows by lr weight_decay w"),
    {0},
};

const struct optimizer optimizer_qhm = {
    .name = "qhm",
    .help = "w -= lr ((1 - nu) g + nu m), m = momentum m + (1 - momentum) g",
    .equation = "m \\leftarrow \\mu m + (1 - \\mu)\\, g\n"
                "w \\leftarrow w - \\eta\\, ((1 - \\nu)\\, g + \\nu m)",
    .source = "Ma & Yarats, arXiv:1810.06801",
    .lr = 2,
    .settings = qhm_settings,
    .options_size = sizeof(struct qhm_options),
    .state_size = sizeof(double[2]),
    .update = qhm_update,
};

const struct optimizer optimizer_qhadam = {
    .name = "qhadam",
    .help = "adam with (1 - nu1) g + nu1 m for m and (1 - nu2) g^2 + nu2 v for v",
    .equation =
        "m \\leftarrow \\beta_1 m + (1 - \\beta_1)\\, g\n"
        "v \\leftarrow \\beta_2 v + (1 - \\beta_2)\\, g^2\n"
        "\\hat m = \\frac{m}{1 - \\beta_1^t},\\quad \\hat v = \\frac{v}{1 - \\beta_2^t}\n"
        "\\tilde m = (1 - \\nu_1)\\, g + \\nu_1 \\hat m,\\quad \\tilde v = (1 - \\nu_2)\\, g^2 + \\nu_2 \\hat v\n"
        "w \\leftarrow w - \\eta\\, \\frac{\\tilde m}{\\sqrt{\\tilde v} + \\epsilon}",
    .source = "Ma & Yarats, arXiv:1810.06801",
    .lr = 0.5,
    .settings = qhadam_settings,
    .options_size = sizeof(struct qhadam_options),
    .state_size = sizeof(struct two_averages),
    .update = qhadam_update,
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
    .state_size = sizeof(double[AGGMO_MAX][2]),
    .update = aggmo_update,
};

const struct optimizer optimizer_adan = {
    .name = "adan",
    .help = "w = (w - lr (m + beta2 d) / (sqrt(n) + eps)) / (1 + lr weight_decay)",
    .equation =
        "m \\leftarrow \\beta_1 m + (1 - \\beta_1)\\, g\n"
        "\\Delta = g - g',\\quad d \\leftarrow \\beta_2 d + (1 - \\beta_2)\\, \\Delta\n"
        "n \\leftarrow \\beta_3 n + (1 - \\beta_3)(g + \\beta_2 \\Delta)^2\n"
        "\\hat m = \\frac{m}{1 - \\beta_1^t},\\quad \\hat d = \\frac{d}{1 - \\beta_2^t},\\quad \\hat n = \\frac{n}{1 - \\beta_3^t}\n"
        "w \\leftarrow w - \\eta\\, \\frac{\\hat m + \\beta_2 \\hat d}{\\sqrt{\\hat n} + \\epsilon}\n"
        "[weight_decay]w \\leftarrow \\frac{w}{1 + \\eta \\lambda}",
    .source = "Xie et al., arXiv:2208.06677, betas as in the authors' code (1 - paper's)",
    .lr = 0.5,
    .settings = adan_settings,
    .options_size = sizeof(struct adan_options),
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
    .state_size = sizeof(struct ademamix_state),
    .update = ademamix_update,
};
