// SPDX-License-Identifier: GPL-3.0-or-later
// Variants of Adam: another v, bounds on the rate, or a switch to SGD.
#include "base/maths.h"
#include "base/vector.h"
#include "optim/rules/rule.h"

#include <math.h>

// The options of all variants; each has settings for those it uses.
struct variant_options {
    double beta1, beta2, eps, weight_decay;
    double initial_accumulator_value, final_lr, gamma, threshold;
    int bias_correction;
};

struct variant_state {
    double *m, *v;
};

// Updates m and v; returns Adam's rate, not yet divided by sqrt(v) + eps.
static double averages_update(const struct variant_options *o, struct variant_state *s,
                              const struct step *step, const double *g) {
    for (size_t i = 0; i < step->shape->n; i++) {
        s->m[i] = average(s->m[i], o->beta1, g[i]);
        s->v[i] = average(s->v[i], o->beta2, g[i] * g[i]);
    }
    double t = (double)step->t;
    return step->lr * sqrt(1 - m_pow(o->beta2, t)) / (1 - m_pow(o->beta1, t));
}

#define AVERAGES FIELD_VECTOR(variant_state, m, "m"), FIELD_VECTOR(variant_state, v, "v")

CORRECTED(m_hat, variant_state, m, variant_options, beta1, o->bias_correction)

CORRECTED(v_hat, variant_state, v, variant_options, beta2, o->bias_correction)

static const struct state_field corrected_fields[] = {
    // of adabelief and yogi
    AVERAGES,
    FIELD_DERIVED(STATE_VECTOR, "m_hat", "\\hat m", m_hat),
    FIELD_DERIVED(STATE_VECTOR, "v_hat", "\\hat v", v_hat),
    {0},
};

static void adabelief_update(const void *options, void *state, struct step *step) {
    const struct variant_options *o = options;
    struct variant_state *s = state;
    const double *g = step_gradient(step);
    double t = (double)step->t;
    double first = 1 - m_pow(o->beta1, t), second = 1 - m_pow(o->beta2, t);
    for (size_t i = 0; i < step->shape->n; i++) {
        step->w[i] *= 1 - step->lr * o->weight_decay;
        s->m[i] = average(s->m[i], o->beta1, g[i]);
        double surprise = g[i] - s->m[i];
        s->v[i] = average(s->v[i], o->beta2, surprise * surprise) + o->eps;
        step->w[i] -= step->lr * s->m[i] / first / (sqrt(s->v[i] / second) + o->eps);
    }
}

static void yogi_init(const void *options, void *state, const struct shape *shape,
                      const double *w) {
    const struct variant_options *o = options;
    struct variant_state *s = state;
    (void)w;
    for (size_t i = 0; i < shape->n; i++)
        s->m[i] = s->v[i] = o->initial_accumulator_value;
}

static void yogi_update(const void *options, void *state, struct step *step) {
    const struct variant_options *o = options;
    struct variant_state *s = state;
    const double *g = step_decayed_gradient(step, o->weight_decay);
    double first = bias_divisor(o->bias_correction, o->beta1, step->t);
    double second = bias_divisor(o->bias_correction, o->beta2, step->t);
    for (size_t i = 0; i < step->shape->n; i++) {
        double squared = g[i] * g[i];
        s->m[i] = average(s->m[i], o->beta1, g[i]);
        s->v[i] -= (1 - o->beta2) * sign(s->v[i] - squared) * squared;
        step->w[i] -= step->lr * s->m[i] / first / (sqrt(s->v[i] / second) + o->eps);
    }
}

struct adabound_state {
    struct variant_state adam;
    double *r;        // the rates
    double low, high; // their bounds
};

static void adabound_update(const void *options, void *state, struct step *step) {
    const struct variant_options *o = options;
    struct adabound_state *s = state;
    const double *g = step_decayed_gradient(step, o->weight_decay);
    double t = (double)step->t;
    // The bounds scale with lr relative to the peak of its schedule, as in the authors' code.
    double last = step->lr_peak > 0 ? o->final_lr * step->lr / step->lr_peak : 0;
    s->low = last * (1 - 1 / (o->gamma * t + 1));
    s->high = last * (1 + 1 / (o->gamma * t));
    double rate = averages_update(o, &s->adam, step, g);
    for (size_t i = 0; i < step->shape->n; i++) {
        s->r[i] = fmin(fmax(rate / (sqrt(s->adam.v[i]) + o->eps), s->low), s->high);
        step->w[i] -= s->r[i] * s->adam.m[i];
    }
}

// The largest rate of the schedule.
static double peak(const void *options, const void *state, const struct step *step, size_t i) {
    (void)options, (void)state, (void)i;
    return step->lr_peak;
}

#define PEAK FIELD_DERIVED(STATE_NUMBER, "lr_peak", "\\eta_{\\max}", peak)

static const struct state_field adabound_fields[] = {
    AVERAGES,
    {STATE_NUMBER, .name = "low", .symbol = "l_t", .offset = offsetof(struct adabound_state, low)},
    {STATE_NUMBER, .name = "high", .symbol = "h_t",
     .offset = offsetof(struct adabound_state, high)},
    FIELD_VECTOR(adabound_state, r, "r"),
    PEAK,
    {0},
};

struct swats_state {
    struct variant_state adam;
    double *p;        // Adam's step
    double *momentum; // after the switch
    double lambda;    // average of the SGD rates that match Adam's steps at the peak lr
    double rate;      // bias-corrected; after the switch it stays
    double s;         // the step of the switch; NAN before
    bool switched;
};

static void swats_init(const void *options, void *state, const struct shape *shape,
                       const double *w) {
    (void)options, (void)shape, (void)w;
    ((struct swats_state *)state)->s = NAN;
}

static void swats_update(const void *options, void *state, struct step *step) {
    const struct variant_options *o = options;
    struct swats_state *s = state;
    const double *g = step_decayed_gradient(step, o->weight_decay);
    size_t n = step->shape->n;
    double share = step->lr_peak > 0 ? step->lr / step->lr_peak : 0;
    if (s->switched) {
        double rate = s->rate * share; // the schedule of lr still applies
        for (size_t i = 0; i < n; i++) {
            s->momentum[i] = o->beta1 * s->momentum[i] + g[i];
            step->w[i] -= (1 - o->beta1) * rate * s->momentum[i];
        }
        return;
    }
    double base = averages_update(o, &s->adam, step, g);
    for (size_t i = 0; i < n; i++) {
        s->p[i] = -base * s->adam.m[i] / (sqrt(s->adam.v[i]) + o->eps);
        step->w[i] += s->p[i];
    }
    double along = vector_dot(n, s->p, g);
    if (along == 0)
        return;
    double match = vector_dot(n, s->p, s->p) / -along / share;
    s->lambda = average(s->lambda, o->beta2, match);
    s->rate = s->lambda / (1 - m_pow(o->beta2, (double)step->t));
    s->switched = step->t > 1 && s->rate > 0 && fabs(s->rate - match) < o->threshold;
    if (s->switched)
        s->s = (double)step->t;
}

// The equation has one m for both parts of a run.
static double swats_m(const void *options, const void *state, const struct step *step, size_t i) {
    (void)options, (void)step;
    const struct swats_state *s = state;
    return s->switched ? s->momentum[i] : s->adam.m[i];
}

static const struct state_field swats_fields[] = {
    {STATE_VECTOR, .offset = offsetof(struct variant_state, m)},
    FIELD_DERIVED(STATE_VECTOR, "m", "m", swats_m),
    FIELD_VECTOR(variant_state, v, "v"),
    FIELD_SCRATCH(swats_state, momentum),
    FIELD_VECTOR(swats_state, p, "p"),
    FIELD_NUMBER(swats_state, lambda, "\\Lambda"),
    {STATE_NUMBER, .name = "rate", .symbol = "\\hat\\Lambda",
     .offset = offsetof(struct swats_state, rate)},
    PEAK,
    FIELD_NUMBER(swats_state, s, "s"),
    {0},
};

#define BETAS                                                                                      \
    SETTING_BETA(variant_options, beta1, 0.9, "\\beta_1", "of m, the average of gradients"),       \
        SETTING_BETA(variant_options, beta2, 0.999, "\\beta_2",                                    \
                     "of v, the average of squared gradients")
#define COUPLED SETTING_WEIGHT_DECAY(variant_options, 0, "coupled: g + weight_decay w")
#define DECOUPLED SETTING_WEIGHT_DECAY(variant_options, 0, "decoupled: w *= 1 - lr weight_decay")

static const struct setting adabelief_settings[] = {
    BETAS, SETTING_EPS(variant_options, 1e-16), DECOUPLED, {0}};

static const struct setting yogi_settings[] = {
    BETAS,
    SETTING_EPS(variant_options, 1e-3),
    COUPLED,
    SETTING_POSITIVE(variant_options, initial_accumulator_value, 1e-6, NULL,
                     "m and v at the start"),
    {SETTING(variant_options, bias_correction), .type = SETTING_CHOICE, .choices = bias_corrections,
     .help = "power as optax; none as the paper"},
    {0},
};

static const struct setting adabound_settings[] = {
    BETAS,
    SETTING_EPS(variant_options, 1e-8),
    SETTING_POSITIVE(variant_options, final_lr, 0.1, "\\eta_\\ast",
                     "the rate in the end, that of SGD"),
    {SETTING(variant_options, gamma), .symbol = "\\gamma", .fallback = 1e-3, .max = SETTING_NO_MAX,
     .bounds = BOUNDS_ABOVE_MIN, .help = "how fast the bounds close"},
    COUPLED,
    {0},
};

static const struct setting swats_settings[] = {
    BETAS,
    SETTING_EPS(variant_options, 1e-9),
    SETTING_POSITIVE(variant_options, threshold, 1e-9, NULL,
                     "switch when the estimate is that close"),
    COUPLED,
    {0},
};

#define VARIANT(rule)                                                                              \
    .name = #rule, .settings = rule##_settings, .options_size = sizeof(struct variant_options),    \
    .update = rule##_update

const struct optimizer optimizer_adabelief = {
    VARIANT(adabelief),
    .fields = corrected_fields,
    .state_size = sizeof(struct variant_state),
    .help = "adam with v the average of (g - m)^2, plus eps each step",
    .equation = "[weight_decay]w \\leftarrow (1 - \\eta \\lambda)\\, w\n"
                "m \\leftarrow \\beta_1 m + (1 - \\beta_1)\\, g\n"
                "v \\leftarrow \\beta_2 v + (1 - \\beta_2)(g - m)^2 + \\epsilon\n"
                "\\hat m = \\frac{m}{1 - \\beta_1^t},\\quad \\hat v = \\frac{v}{1 - \\beta_2^t}\n"
                "w \\leftarrow w - \\eta\\, \\frac{\\hat m}{\\sqrt{\\hat v} + \\epsilon}",
    .source = "Zhuang et al., arXiv:2010.07468, with decoupled decay as the authors' code",
    .lr = 0.5,
};

const struct optimizer optimizer_yogi = {
    VARIANT(yogi),
    .fields = corrected_fields,
    .state_size = sizeof(struct variant_state),
    .help = "adam with v -= (1 - beta2) sign(v - g^2) g^2",
    .equation =
        "[weight_decay]g \\leftarrow g + \\lambda w\n"
        "m \\leftarrow \\beta_1 m + (1 - \\beta_1)\\, g\n"
        "v \\leftarrow v - (1 - \\beta_2)\\, \\sign(v - g^2)\\, g^2\n"
        "[bias_correction=power|true]\\hat m = \\frac{m}{1 - \\beta_1^t},\\quad \\hat v = \\frac{v}{1 - \\beta_2^t}\n"
        "[bias_correction=as_printed]\\hat m = \\frac{m}{1 - \\beta_1},\\quad \\hat v = \\frac{v}{1 - \\beta_2}\n"
        "[bias_correction=none|false]\\hat m = m,\\quad \\hat v = v\n"
        "w \\leftarrow w - \\eta\\, \\frac{\\hat m}{\\sqrt{\\hat v} + \\epsilon}",
    .source = "Zaheer et al. 2018; optax.yogi",
    .lr = 0.5,
    .init = yogi_init,
};

const struct optimizer optimizer_adabound = {
    VARIANT(adabound),
    .fields = adabound_fields,
    .state_size = sizeof(struct adabound_state),
    .help = "adam with each rate lr / (sqrt(v) + eps) held in a band that closes on "
            "final_lr lr / (peak of lr's schedule)",
    .equation =
        "[weight_decay]g \\leftarrow g + \\lambda w\n"
        "m \\leftarrow \\beta_1 m + (1 - \\beta_1)\\, g\n"
        "v \\leftarrow \\beta_2 v + (1 - \\beta_2)\\, g^2\n"
        "l_t = \\frac{\\eta\\, \\eta_\\ast}{\\eta_{\\max}} \\left(1 - \\frac{1}{\\gamma t + 1}\\right),\\quad h_t = \\frac{\\eta\\, \\eta_\\ast}{\\eta_{\\max}} \\left(1 + \\frac{1}{\\gamma t}\\right)\n"
        "r = \\clip\\left(\\eta\\, \\frac{\\sqrt{1 - \\beta_2^t}}{1 - \\beta_1^t} \\cdot \\frac{1}{\\sqrt{v} + \\epsilon},\\; l_t,\\; h_t\\right)\n"
        "w \\leftarrow w - r\\, m",
    .source = "Luo et al., arXiv:1902.09843",
    .lr = 0.5,
};

const struct optimizer optimizer_swats = {
    VARIANT(swats),
    .init = swats_init,
    .reach = REACH_ALL,
    .fields = swats_fields,
    .state_size = sizeof(struct swats_state),
    .help = "adam, then sgd with momentum beta1 once the matching rate has settled",
    .equation =
        "[weight_decay]g \\leftarrow g + \\lambda w\n"
        "m \\leftarrow \\beta_1 m + (1 - \\beta_1)\\, g\n"
        "v \\leftarrow \\beta_2 v + (1 - \\beta_2)\\, g^2\n"
        "p = -\\eta\\, \\frac{\\sqrt{1 - \\beta_2^t}}{1 - \\beta_1^t} \\cdot \\frac{m}{\\sqrt{v} + \\epsilon},\\quad w \\leftarrow w + p\n"
        "\\Lambda \\leftarrow \\beta_2 \\Lambda + (1 - \\beta_2)\\, \\frac{\\eta_{\\max}}{\\eta} \\cdot \\frac{\\|p\\|^2}{-p \\cdot g},\\quad \\hat\\Lambda = \\frac{\\Lambda}{1 - \\beta_2^t}\n"
        "\\text{once } \\hat\\Lambda \\text{ settles (step } s \\text{):}\\quad m \\leftarrow \\beta_1 m + g\n"
        "w \\leftarrow w - (1 - \\beta_1)\\, \\hat\\Lambda_s\\, \\frac{\\eta}{\\eta_{\\max}}\\, m",
    .source = "Keskar & Socher, arXiv:1712.07628",
    .lr = 0.5,
};
