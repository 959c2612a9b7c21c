// SPDX-License-Identifier: GPL-3.0-or-later
// Rules that need little or no tuning of the rate: dual averaging, an estimated distance, a known
// minimum.
#include "base/maths.h"
#include "base/vector.h"
#include "optim/rules/rule.h"

#include <math.h>
#include <string.h>

struct madgrad_options {
    double momentum, weight_decay, eps;
};

struct madgrad_state {
    double *start, *s, *v, *z; // s, v: sums of weighted gradients and squares
};

static void madgrad_init(const void *options, void *state, const struct shape *shape,
                         const double *w) {
    struct madgrad_state *s = state;
    (void)options;
    memcpy(s->start, w, shape->n * sizeof *w);
}

static void madgrad_update(const void *options, void *state, struct step *step) {
    const struct madgrad_options *o = options;
    struct madgrad_state *s = state;
    const double *g = step_decayed_gradient(step, o->weight_decay);
    double weight = step->lr * sqrt((double)step->t);
    for (size_t i = 0; i < step->shape->n; i++) {
        s->s[i] += weight * g[i];
        s->v[i] += weight * g[i] * g[i];
        double divisor = m_cbrt(s->v[i]) + o->eps;
        s->z[i] = divisor > 0 ? s->start[i] - s->s[i] / divisor : s->start[i];
        step->w[i] = average(step->w[i], o->momentum, s->z[i]);
    }
}

static const struct state_field madgrad_fields[] = {
    FIELD_VECTOR(madgrad_state, s, "s"),
    FIELD_VECTOR(madgrad_state, v, "v"),
    FIELD_VECTOR(madgrad_state, z, "z"),
    {STATE_VECTOR, .name = "start", .symbol = "w_{\\mathrm{start}}",
     .offset = offsetof(struct madgrad_state, start)},
    {0},
};

struct prodigy_options {
    double beta1, beta2, beta3, eps, weight_decay, d0, d_coef, growth_rate;
    bool bias_correction;
};

struct prodigy_state {
    double *start, *m, *v, *s;
    double d, d_max;
    double r;     // the estimate's numerator
    double gamma; // the rate
    long t;       // steps with lr > 0
};

static void prodigy_init(const void *options, void *state, const struct shape *shape,
                         const double *w) {
    struct prodigy_state *s = state;
    memcpy(s->start, w, shape->n * sizeof *w);
    s->d = s->d_max = ((const struct prodigy_options *)options)->d0;
}

static double prodigy_beta3(const void *options, const void *state, const struct step *step,
                            size_t i) {
    const struct prodigy_options *o = options;
    (void)state, (void)step, (void)i;
    return o->beta3 > 0 ? o->beta3 : sqrt(o->beta2);
}

static void prodigy_update(const void *options, void *state, struct step *step) {
    const struct prodigy_options *o = options;
    struct prodigy_state *s = state;
    double beta3 = prodigy_beta3(options, state, step, 0);
    const double *g = step_gradient(step);
    if (step->lr == 0)
        return;
    double t = (double)(s->t + 1);
    double correction =
        o->bias_correction ? sqrt(1 - m_pow(o->beta2, t)) / (1 - m_pow(o->beta1, t)) : 1;
    double rate = s->d * step->lr * correction, weight = s->d / o->d0 * rate;
    double numerator = beta3 * s->r, denominator = 0;
    s->gamma = rate;
    for (size_t i = 0; i < step->shape->n; i++) {
        numerator += weight * g[i] * (s->start[i] - step->w[i]);
        s->m[i] = o->beta1 * s->m[i] + s->d * (1 - o->beta1) * g[i];
        s->v[i] = o->beta2 * s->v[i] + s->d * s->d * (1 - o->beta2) * g[i] * g[i];
        s->s[i] = beta3 * s->s[i] + weight * g[i];
        denominator += fabs(s->s[i]);
    }
    if (denominator == 0)
        return;
    s->t++;
    s->r = numerator;
    double estimate = o->d_coef * numerator / denominator;
    if (s->d == o->d0)
        s->d = fmax(s->d, estimate);
    s->d_max = fmax(s->d_max, estimate);
    s->d = o->growth_rate > 0 ? fmin(s->d_max, s->d * o->growth_rate) : s->d_max;
    for (size_t i = 0; i < step->shape->n; i++) {
        step->w[i] *= 1 - rate * o->weight_decay;
        step->w[i] -= rate * s->m[i] / (sqrt(s->v[i]) + s->d * o->eps);
    }
}

static const struct state_field prodigy_fields[] = {
    FIELD_NUMBER(prodigy_state, gamma, "\\gamma"),
    FIELD_VECTOR(prodigy_state, m, "m"),
    FIELD_VECTOR(prodigy_state, v, "v"),
    FIELD_VECTOR(prodigy_state, s, "s"),
    FIELD_NUMBER(prodigy_state, r, "r"),
    FIELD_NUMBER(prodigy_state, d, "d"),
    FIELD_NUMBER(prodigy_state, d_max, "D"),
    FIELD_DERIVED(STATE_NUMBER, "beta3", "\\beta_3", prodigy_beta3),
    {STATE_VECTOR, .name = "start", .symbol = "w_{\\mathrm{start}}",
     .offset = offsetof(struct prodigy_state, start)},
    {0},
};

struct polyak_options {
    double scaling, f_min, eps;
};

struct polyak_state {
    double f; // value at the step's weights
    double rate;
};

static void polyak_update(const void *options, void *state, struct step *step) {
    const struct polyak_options *o = options;
    struct polyak_state *s = state;
    struct evaluation at = {.gradient = step->gradient};
    step_evaluate(step, step->w, &at);
    double squared = vector_dot(step->shape->n, at.gradient, at.gradient) + o->eps;
    s->f = at.value;
    s->rate = squared > 0 ? fmin((at.value - o->f_min) / squared, step->lr) : 0;
    for (size_t i = 0; i < step->shape->n; i++)
        step->w[i] -= o->scaling * s->rate * at.gradient[i];
}

static const struct state_field polyak_fields[] = {
    FIELD_NUMBER(polyak_state, f, "f"), FIELD_NUMBER(polyak_state, rate, NULL), {0}};

static const struct setting madgrad_settings[] = {
    SETTING_BETA(madgrad_options, momentum, 0.9, "\\mu", "share of the weights that stays"),
    SETTING_WEIGHT_DECAY(madgrad_options, 0, "coupled: g + weight_decay w"),
    SETTING_EPS(madgrad_options, 1e-6),
    {0},
};

static const struct setting prodigy_settings[] = {
    SETTING_BETA(prodigy_options, beta1, 0.9, "\\beta_1", "of m, the average of gradients"),
    SETTING_BETA(prodigy_options, beta2, 0.999, "\\beta_2",
                 "of v, the average of squared gradients"),
    SETTING_BETA(prodigy_options, beta3, 0, "\\beta_3", "of the estimate's sums; 0: sqrt(beta2)"),
    SETTING_EPS(prodigy_options, 1e-8),
    SETTING_WEIGHT_DECAY(prodigy_options, 0, "decoupled"),
    {SETTING(prodigy_options, d0), .symbol = "d_0", .fallback = 1e-6, .max = SETTING_NO_MAX,
     .bounds = BOUNDS_ABOVE_MIN, .help = "first estimate of the distance d"},
    SETTING_POSITIVE(prodigy_options, d_coef, 1, "c", "factor of the estimate"),
    SETTING_POSITIVE(prodigy_options, growth_rate, 0, "\\kappa",
                     "bound of d's growth a step; 0: none"),
    {SETTING(prodigy_options, bias_correction), .type = SETTING_BOOL, .help = "as Adam's"},
    {0},
};

static const struct setting polyak_settings[] = {
    SETTING_POSITIVE(polyak_options, scaling, 1, "\\alpha", "factor of the step"),
    {SETTING(polyak_options, f_min), .symbol = "f_\\ast",
     .help = "value at the minimum; below it the step goes uphill"},
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
    .fields = madgrad_fields,
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
    .reach = REACH_ALL,
    .fields = prodigy_fields,
    .state_size = sizeof(struct prodigy_state),
    .init = prodigy_init,
    .update = prodigy_update,
};

const struct optimizer optimizer_polyak_sgd = {
    .name = "polyak_sgd",
    .help = "w -= scaling min((f - f_min) / (|g|^2 + eps), lr) g",
    .equation =
        "[!eps]w \\leftarrow w - \\alpha\\, \\min\\left(\\frac{f - f_\\ast}{\\|g\\|^2},\\; \\eta\\right) g\n"
        "[eps]w \\leftarrow w - \\alpha\\, \\min\\left(\\frac{f - f_\\ast}{\\|g\\|^2 + \\epsilon},\\; \\eta\\right) g",
    .source = "Polyak 1987; Loizou et al., arXiv:2002.10542; optax.polyak_sgd",
    .lr = 0.5,
    .settings = polyak_settings,
    .options_size = sizeof(struct polyak_options),
    .reach = REACH_ALL,
    .fields = polyak_fields,
    .state_size = sizeof(struct polyak_state),
    .update = polyak_update,
};
