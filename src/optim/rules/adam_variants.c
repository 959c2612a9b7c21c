// SPDX-License-Identifier: GPL-3.0-or-later
// Variants of Adam: another v, bounds on the rate, or a switch to SGD.
#include "base/maths.h"
#include "optim/rules/rule.h"

#include <math.h>

// The options of all variants; each has settings for those it uses.
struct variant_options {
    double beta1, beta2, beta3, eps, weight_decay;
    double initial_accumulator_value, final_lr, gamma, threshold;
    int bias_correction;
};

struct variant_state {
    double m[2], v[2];
    double before[2]; // previous gradient
    double rate[2];   // adamod: average of the rates
};

// Updates m and v; returns Adam's rate, not yet divided by sqrt(v) + eps.
static double averages_update(const struct variant_options *o, struct variant_state *s,
                              const struct step *step, const double g[2]) {
    for (int i = 0; i < 2; i++) {
        s->m[i] = average(s->m[i], o->beta1, g[i]);
        s->v[i] = average(s->v[i], o->beta2, g[i] * g[i]);
    }
    double t = (double)step->t;
    return step->lr * sqrt(1 - m_pow(o->beta2, t)) / (1 - m_pow(o->beta1, t));
}

static void adabelief_update(const void *options, void *state, struct step *step) {
    const struct variant_options *o = options;
    struct variant_state *s = state;
    double g[2], t = (double)step->t;
    step_gradient(step, step->w, g);
    double first = 1 - m_pow(o->beta1, t), second = 1 - m_pow(o->beta2, t);
    for (int i = 0; i < 2; i++) {
        step->w[i] *= 1 - step->lr * o->weight_decay;
        s->m[i] = average(s->m[i], o->beta1, g[i]);
        double surprise = g[i] - s->m[i];
        s->v[i] = average(s->v[i], o->beta2, surprise * surprise) + o->eps;
        step->w[i] -= step->lr * s->m[i] / first / (sqrt(s->v[i] / second) + o->eps);
    }
}

static void yogi_init(const void *options, void *state, const double w[2]) {
    const struct variant_options *o = options;
    struct variant_state *s = state;
    (void)w;
    for (int i = 0; i < 2; i++)
        s->m[i] = s->v[i] = o->initial_accumulator_value;
}

static void yogi_update(const void *options, void *state, struct step *step) {
    const struct variant_options *o = options;
    struct variant_state *s = state;
    double g[2];
    step_decayed_gradient(step, o->weight_decay, g);
    double first = bias_divisor(o->bias_correction, o->beta1, step->t);
    double second = bias_divisor(o->bias_correction, o->beta2, step->t);
    for (int i = 0; i < 2; i++) {
        double squared = g[i] * g[i];
        s->m[i] = average(s->m[i], o->beta1, g[i]);
        s->v[i] -= (1 - o->beta2) * sign(s->v[i] - squared) * squared;
        step->w[i] -= step->lr * s->m[i] / first / (sqrt(s->v[i] / second) + o->eps);
    }
}

static void adabound_update(const void *options, void *state, struct step *step) {
    const struct variant_options *o = options;
    struct variant_state *s = state;
    double g[2], t = (double)step->t;
    step_decayed_gradient(step, o->weight_decay, g);
    // The bounds scale with lr relative to the peak of its schedule, as in the authors' code.
    double last = step->lr_peak > 0 ? o->final_lr * step->lr / step->lr_peak : 0;
    double low = last * (1 - 1 / (o->gamma * t + 1)), high = last * (1 + 1 / (o->gamma * t));
    double rate = averages_update(o, s, step, g);
    for (int i = 0; i < 2; i++)
        step->w[i] -= fmin(fmax(rate / (sqrt(s->v[i]) + o->eps), low), high) * s->m[i];
}

static void adamod_update(const void *options, void *state, struct step *step) {
    const struct variant_options *o = options;
    struct variant_state *s = state;
    double g[2];
    step_gradient(step, step->w, g);
    double base = averages_update(o, s, step, g);
    for (int i = 0; i < 2; i++) {
        double rate = base / (sqrt(s->v[i]) + o->eps);
        s->rate[i] = average(s->rate[i], o->beta3, rate);
        step->w[i] *= 1 - step->lr * o->weight_decay;
        step->w[i] -= fmin(rate, s->rate[i]) * s->m[i];
    }
}

static void diffgrad_update(const void *options, void *state, struct step *step) {
    const struct variant_options *o = options;
    struct variant_state *s = state;
    double g[2];
    step_decayed_gradient(step, o->weight_decay, g);
    double rate = averages_update(o, s, step, g);
    for (int i = 0; i < 2; i++) {
        double friction = 1 / (1 + m_exp(-fabs(s->before[i] - g[i])));
        s->before[i] = g[i];
        step->w[i] -= rate * friction * s->m[i] / (sqrt(s->v[i]) + o->eps);
    }
}

struct swats_state {
    struct variant_state adam;
    double estimate; // lambda: average of the SGD rates that match Adam's steps at the peak lr
    double rate, momentum[2]; // after the switch: Lambda, at the peak lr
    bool switched;
};

static void swats_update(const void *options, void *state, struct step *step) {
    const struct variant_options *o = options;
    struct swats_state *s = state;
    double g[2], p[2];
    step_decayed_gradient(step, o->weight_decay, g);
    double share = step->lr_peak > 0 ? step->lr / step->lr_peak : 0;
    if (s->switched) {
        double rate = s->rate * share; // the schedule of lr still applies
        for (int i = 0; i < 2; i++) {
            s->momentum[i] = o->beta1 * s->momentum[i] + g[i];
            step->w[i] -= (1 - o->beta1) * rate * s->momentum[i];
        }
        return;
    }
    double base = averages_update(o, &s->adam, step, g);
    for (int i = 0; i < 2; i++) {
        p[i] = -base * s->adam.m[i] / (sqrt(s->adam.v[i]) + o->eps);
        step->w[i] += p[i];
    }
    double along = p[0] * g[0] + p[1] * g[1];
    if (along == 0)
        return;
    double match = (p[0] * p[0] + p[1] * p[1]) / -along / share;
    s->estimate = average(s->estimate, o->beta2, match);
    double rate = s->estimate / (1 - m_pow(o->beta2, (double)step->t));
    if (step->t > 1 && rate > 0 && fabs(rate - match) < o->threshold) {
        s->switched = true;
        s->rate = rate;
    }
}

#define BETAS                                                                                      \
    SETTING_BETA(variant_options, beta1, 0.9, "of m, the average of gradients"),                   \
        SETTING_BETA(variant_options, beta2, 0.999, "of v, the average of squared gradients")
#define COUPLED SETTING_WEIGHT_DECAY(variant_options, 0, "coupled: g + weight_decay w")
#define DECOUPLED SETTING_WEIGHT_DECAY(variant_options, 0, "decoupled: w *= 1 - lr weight_decay")

static const struct setting adabelief_settings[] = {
    BETAS, SETTING_EPS(variant_options, 1e-16), DECOUPLED, {0}};

static const struct setting yogi_settings[] = {
    BETAS,
    SETTING_EPS(variant_options, 1e-3),
    COUPLED,
    SETTING_POSITIVE(variant_options, initial_accumulator_value, 1e-6, "m and v at the start"),
    {SETTING(variant_options, bias_correction), .type = SETTING_CHOICE, .choices = bias_corrections,
     .help = "power as optax; none as the paper"},
    {0},
};

static const struct setting adabound_settings[] = {
    BETAS,
    SETTING_EPS(variant_options, 1e-8),
    SETTING_POSITIVE(variant_options, final_lr, 0.1, "the rate in the end, that of SGD"),
    {SETTING(variant_options, gamma), .fallback = 1e-3, .max = SETTING_NO_MAX,
     .bounds = BOUNDS_ABOVE_MIN, .help = "how fast the bounds close"},
    COUPLED,
    {0},
};

static const struct setting adamod_settings[] = {
    BETAS,
    SETTING_BETA(variant_options, beta3, 0.999, "of the average of rates"),
    SETTING_EPS(variant_options, 1e-8),
    DECOUPLED,
    {0},
};

static const struct setting diffgrad_settings[] = {
    BETAS, SETTING_EPS(variant_options, 1e-8), COUPLED, {0}};

static const struct setting swats_settings[] = {
    BETAS,
    SETTING_EPS(variant_options, 1e-9),
    SETTING_POSITIVE(variant_options, threshold, 1e-9, "switch when the estimate is that close"),
    COUPLED,
    {0},
};

#define VARIANT(rule)                                                                              \
    .name = #rule, .settings = rule##_settings, .options_size = sizeof(struct variant_options),    \
    .update = rule##_update

const struct optimizer optimizer_adabelief = {
    VARIANT(adabelief),
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
    .state_size = sizeof(struct variant_state),
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

const struct optimizer optimizer_adamod = {
    VARIANT(adamod),
    .state_size = sizeof(struct variant_state),
    .help = "adam with each rate at most its own average so far",
    .equation =
        "m \\leftarrow \\beta_1 m + (1 - \\beta_1)\\, g\n"
        "v \\leftarrow \\beta_2 v + (1 - \\beta_2)\\, g^2\n"
        "r = \\eta\\, \\frac{\\sqrt{1 - \\beta_2^t}}{1 - \\beta_1^t} \\cdot \\frac{1}{\\sqrt{v} + \\epsilon}\n"
        "s \\leftarrow \\beta_3 s + (1 - \\beta_3)\\, r\n"
        "[weight_decay]w \\leftarrow (1 - \\eta \\lambda)\\, w\n"
        "w \\leftarrow w - \\min(r, s)\\, m",
    .source = "Ding et al., arXiv:1910.12249",
    .lr = 10,
};

const struct optimizer optimizer_diffgrad = {
    VARIANT(diffgrad),
    .state_size = sizeof(struct variant_state),
    .help = "adam with m times 1 / (1 + exp(-|g_before - g|))",
    .equation =
        "[weight_decay]g \\leftarrow g + \\lambda w\n"
        "m \\leftarrow \\beta_1 m + (1 - \\beta_1)\\, g\n"
        "v \\leftarrow \\beta_2 v + (1 - \\beta_2)\\, g^2\n"
        "\\xi = \\frac{1}{1 + e^{-|g' - g|}},\\quad g' \\leftarrow g\n"
        "w \\leftarrow w - \\eta\\, \\frac{\\sqrt{1 - \\beta_2^t}}{1 - \\beta_1^t} \\cdot \\frac{\\xi\\, m}{\\sqrt{v} + \\epsilon}",
    .source = "Dubey et al., arXiv:1909.11015",
    .lr = 0.7,
};

const struct optimizer optimizer_swats = {
    VARIANT(swats),
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
