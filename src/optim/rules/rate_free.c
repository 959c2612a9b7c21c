// SPDX-License-Identifier: GPL-3.0-or-later
// Rules that need little or no tuning of the rate: dual averaging, an estimated distance, a known
// minimum.
#include "base/maths.h"
#include "optim/rules/rule.h"

#include <math.h>

struct madgrad_options {
    double momentum, weight_decay, eps;
};

struct madgrad_state {
    double start[2], sum[2], squares[2];
};

static void madgrad_init(const void *options, void *state, const double w[2]) {
    struct madgrad_state *s = state;
    (void)options;
    s->start[0] = w[0];
    s->start[1] = w[1];
}

static void madgrad_update(const void *options, void *state, struct step *step) {
    const struct madgrad_options *o = options;
    struct madgrad_state *s = state;
    double g[2], weight = step->lr * sqrt((double)step->t);
    step_decayed_gradient(step, o->weight_decay, g);
    for (int i = 0; i < 2; i++) {
        s->sum[i] += weight * g[i];
        s->squares[i] += weight * g[i] * g[i];
        double divisor = m_cbrt(s->squares[i]) + o->eps;
        double z = divisor > 0 ? s->start[i] - s->sum[i] / divisor : s->start[i];
        step->w[i] = average(step->w[i], o->momentum, z);
    }
}

struct prodigy_options {
    double beta1, beta2, beta3, eps, weight_decay, d0, d_coef, growth_rate;
    bool bias_correction;
};

struct prodigy_state {
    double start[2], m[2], v[2], s[2];
    double d, d_max, numerator;
    long t; // steps with lr > 0
};

static void prodigy_init(const void *options, void *state, const double w[2]) {
    struct prodigy_state *s = state;
    s->start[0] = w[0];
    s->start[1] = w[1];
    s->d = s->d_max = ((const struct prodigy_options *)options)->d0;
}

static void prodigy_update(const void *options, void *state, struct step *step) {
    const struct prodigy_options *o = options;
    struct prodigy_state *s = state;
    double g[2], beta3 = o->beta3 > 0 ? o->beta3 : sqrt(o->beta2);
    step_gradient(step, step->w, g);
    if (step->lr == 0)
        return;
    double t = (double)(s->t + 1);
    double correction =
        o->bias_correction ? sqrt(1 - m_pow(o->beta2, t)) / (1 - m_pow(o->beta1, t)) : 1;
    double rate = s->d * step->lr * correction, weight = s->d / o->d0 * rate;
    double numerator = beta3 * s->numerator, denominator = 0;
    for (int i = 0; i < 2; i++) {
        numerator += weight * g[i] * (s->start[i] - step->w[i]);
        s->m[i] = o->beta1 * s->m[i] + s->d * (1 - o->beta1) * g[i];
        s->v[i] = o->beta2 * s->v[i] + s->d * s->d * (1 - o->beta2) * g[i] * g[i];
        s->s[i] = beta3 * s->s[i] + weight * g[i];
        denominator += fabs(s->s[i]);
    }
    if (denominator == 0)
        return;
    s->t++;
    s->numerator = numerator;
    double estimate = o->d_coef * numerator / denominator;
    if (s->d == o->d0)
        s->d = fmax(s->d, estimate);
    s->d_max = fmax(s->d_max, estimate);
    s->d = o->growth_rate > 0 ? fmin(s->d_max, s->d * o->growth_rate) : s->d_max;
    for (int i = 0; i < 2; i++) {
        step->w[i] *= 1 - rate * o->weight_decay;
        step->w[i] -= rate * s->m[i] / (sqrt(s->v[i]) + s->d * o->eps);
    }
}

struct polyak_options {
    double scaling, f_min, eps;
};

static void polyak_update(const void *options, void *state, struct step *step) {
    const struct polyak_options *o = options;
    struct evaluation at;
    (void)state;
    step_evaluate(step, step->w, WANT_VALUE | WANT_GRADIENT, &at);
    double squared = at.gradient[0] * at.gradient[0] + at.gradient[1] * at.gradient[1] + o->eps;
    double rate = squared > 0 ? fmin((at.value - o->f_min) / squared, step->lr) : 0;
    for (int i = 0; i < 2; i++)
        step->w[i] -= o->scaling * rate * at.gradient[i];
}

static const struct setting madgrad_settings[] = {
    SETTING_BETA(madgrad_options, momentum, 0.9, "share of the weights that stays"),
    SETTING_WEIGHT_DECAY(madgrad_options, 0, "coupled: g + weight_decay w"),
    SETTING_EPS(madgrad_options, 1e-6),
    {0},
};

static const struct setting prodigy_settings[] = {
    SETTING_BETA(prodigy_options, beta1, 0.9, "of m, the average of gradients"),
    SETTING_BETA(prodigy_options, beta2, 0.999, "of v, the average of squared gradients"),
    SETTING_BETA(prodigy_options, beta3, 0, "of the estimate's sums; 0: sqrt(beta2)"),
    SETTING_EPS(prodigy_options, 1e-8),
    SETTING_WEIGHT_DECAY(prodigy_options, 0, "decoupled"),
    {SETTING(prodigy_options, d0), .fallback = 1e-6, .max = SETTING_NO_MAX,
     .bounds = BOUNDS_ABOVE_MIN, .help = "first estimate of the distance d"},
    SETTING_POSITIVE(prodigy_options, d_coef, 1, "factor of the estimate"),
    SETTING_POSITIVE(prodigy_options, growth_rate, 0, "bound of d's growth a step; 0: none"),
    {SETTING(prodigy_options, bias_correction), .type = SETTING_BOOL, .help = "as Adam's"},
    {0},
};

static const struct setting polyak_settings[] = {
    SETTING_POSITIVE(polyak_options, scaling, 1, "factor of the step"),
    {SETTING(polyak_options, f_min), .help = "value at the minimum; below it the step goes uphill"},
    SETTING_EPS(polyak_options, 0),
    {0},
};

const struct optimizer optimizer_madgrad = {
    .name = "madgrad",
    .help = "z = w_1 - s / (cbrt(v) + eps), w = momentum w + (1 - momentum) z, "
            "s and v sums of lr sqrt(t) g and lr sqrt(t) g^2",
    .equation =
        "[weight_decay]g \\leftarrow g + \\lambda w\n"
        "s \\leftarrow s + \\eta \\sqrt{t}\\, g,\\quad v \\leftarrow v + \\eta \\sqrt{t}\\, g^2\n"
        "z = w_{\\mathrm{start}} - \\frac{s}{\\sqrt[3]{v} + \\epsilon}\n"
        "w \\leftarrow \\mu w + (1 - \\mu)\\, z",
    .source = "Defazio & Jelassi, arXiv:2101.11075",
    .lr = 1,
    .settings = madgrad_settings,
    .options_size = sizeof(struct madgrad_options),
    .state_size = sizeof(struct madgrad_state),
    .init = madgrad_init,
    .update = madgrad_update,
};

const struct optimizer optimizer_prodigy = {
    .name = "prodigy",
    .help = "adam times d, an estimate of the distance to the minimum that grows during the run",
    .equation =
        "[bias_correction]\\gamma = \\eta\\, d\\, \\frac{\\sqrt{1 - \\beta_2^t}}{1 - \\beta_1^t}\n"
        "[!bias_correction]\\gamma = \\eta\\, d\n"
        "m \\leftarrow \\beta_1 m + (1 - \\beta_1)\\, d\\, g,\\quad v \\leftarrow \\beta_2 v + (1 - \\beta_2)\\, d^2 g^2\n"
        "s \\leftarrow \\beta_3 s + \\gamma\\, \\frac{d}{d_0}\\, g\n"
        "r \\leftarrow \\beta_3 r + \\gamma\\, \\frac{d}{d_0}\\, g \\cdot (w_{\\mathrm{start}} - w)\n"
        "[!growth_rate]d \\leftarrow \\max\\left(d,\\; c\\, \\frac{r}{\\|s\\|_1}\\right)\n"
        "[growth_rate]D \\leftarrow \\max\\left(D,\\; c\\, \\frac{r}{\\|s\\|_1}\\right),\\quad d \\leftarrow \\min(D, \\kappa\\, d)\n"
        "[weight_decay]w \\leftarrow (1 - \\gamma \\lambda)\\, w\n"
        "w \\leftarrow w - \\gamma\\, \\frac{m}{\\sqrt{v} + d\\, \\epsilon}",
    .source = "Mishchenko & Defazio, arXiv:2306.06101, as the authors' code",
    .lr = 0.2,
    .settings = prodigy_settings,
    .options_size = sizeof(struct prodigy_options),
    .state_size = sizeof(struct prodigy_state),
    .init = prodigy_init,
    .update = prodigy_update,
};

const struct optimizer optimizer_polyak_sgd = {
    .name = "polyak_sgd",
    .help = "w -= scaling min((f - f_min) / (|g|^2 + eps), lr) g",
    .equation =
        "[!eps]w \\leftarrow w - \\sigma\\, \\min\\left(\\frac{f(w) - f_\\ast}{\\|g\\|^2},\\; \\eta\\right) g\n"
        "[eps]w \\leftarrow w - \\sigma\\, \\min\\left(\\frac{f(w) - f_\\ast}{\\|g\\|^2 + \\epsilon},\\; \\eta\\right) g",
    .source = "Polyak 1987; Loizou et al., arXiv:2002.10542; optax.polyak_sgd",
    .lr = 0.5,
    .settings = polyak_settings,
    .options_size = sizeof(struct polyak_options),
    .update = polyak_update,
};
