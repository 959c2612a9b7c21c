// SPDX-License-Identifier: GPL-3.0-or-later
// Rules with per-weight rates from sums or averages of squared gradients.
#include "optim/rules/rule.h"

#include <math.h>

struct adagrad_options {
    double lr_decay, weight_decay, initial_accumulator_value, eps;
};

static void adagrad_init(const void *options, void *state, const double w[2]) {
    double *sum = state;
    (void)w;
    sum[0] = sum[1] = ((const struct adagrad_options *)options)->initial_accumulator_value;
}

static void adagrad_update(const void *options, void *state, struct step *step) {
    const struct adagrad_options *o = options;
    double *sum = state, g[2];
    step_decayed_gradient(step, o->weight_decay, g);
    double lr = step->lr / (1 + (double)(step->t - 1) * o->lr_decay);
    for (int i = 0; i < 2; i++) {
        sum[i] += g[i] * g[i];
        step->w[i] -= lr * g[i] / (sqrt(sum[i]) + o->eps);
    }
}

struct adadelta_options {
    double rho, eps, weight_decay;
};

struct adadelta_state {
    double v[2], moved[2]; // averages of squared gradients and of squared steps
};

static void adadelta_update(const void *options, void *state, struct step *step) {
    const struct adadelta_options *o = options;
    struct adadelta_state *s = state;
    double g[2];
    step_decayed_gradient(step, o->weight_decay, g);
    for (int i = 0; i < 2; i++) {
        s->v[i] = average(s->v[i], o->rho, g[i] * g[i]);
        double delta = sqrt(s->moved[i] + o->eps) / sqrt(s->v[i] + o->eps) * g[i];
        s->moved[i] = average(s->moved[i], o->rho, delta * delta);
        step->w[i] -= step->lr * delta;
    }
}

struct rmsprop_options {
    double alpha, eps, weight_decay, momentum;
    bool centered, eps_inside;
};

struct rmsprop_state {
    double v[2], mean[2], buffer[2];
};

static void rmsprop_update(const void *options, void *state, struct step *step) {
    const struct rmsprop_options *o = options;
    struct rmsprop_state *s = state;
    double g[2];
    step_decayed_gradient(step, o->weight_decay, g);
    for (int i = 0; i < 2; i++) {
        s->v[i] = average(s->v[i], o->alpha, g[i] * g[i]);
        s->mean[i] = average(s->mean[i], o->alpha, g[i]);
        // Rounding may take the variance below 0.
        double v = o->centered ? fmax(0, s->v[i] - s->mean[i] * s->mean[i]) : s->v[i];
        double scaled = g[i] / (o->eps_inside ? sqrt(v + o->eps) : sqrt(v) + o->eps);
        s->buffer[i] = o->momentum * s->buffer[i] + scaled;
        step->w[i] -= step->lr * s->buffer[i];
    }
}

static const struct setting adagrad_settings[] = {
    SETTING_POSITIVE(adagrad_options, lr_decay, 0, "lr / (1 + (t - 1) lr_decay)"),
    SETTING_WEIGHT_DECAY(adagrad_options, 0, "coupled: g + weight_decay w"),
    SETTING_POSITIVE(adagrad_options, initial_accumulator_value, 0, "the sum at the start"),
    SETTING_EPS(adagrad_options, 1e-10),
    {0},
};

static const struct setting adadelta_settings[] = {
    SETTING_BETA(adadelta_options, rho, 0.9, "of the averages of squared gradients and steps"),
    SETTING_EPS(adadelta_options, 1e-6),
    SETTING_WEIGHT_DECAY(adadelta_options, 0, "coupled: g + weight_decay w"),
    {0},
};

static const struct setting rmsprop_settings[] = {
    SETTING_BETA(rmsprop_options, alpha, 0.99, "of v, the average of squared gradients"),
    SETTING_EPS(rmsprop_options, 1e-8),
    SETTING_WEIGHT_DECAY(rmsprop_options, 0, "coupled: g + weight_decay w"),
    {SETTING(rmsprop_options, momentum), .max = SETTING_NO_MAX, .scheduled = true,
     .help = "factor of a moving sum of the scaled gradients"},
    {SETTING(rmsprop_options, centered), .type = SETTING_BOOL,
     .help = "subtract the squared average of gradients from v"},
    {SETTING(rmsprop_options, eps_inside), .type = SETTING_BOOL,
     .help = "sqrt(v + eps) as TensorFlow, not sqrt(v) + eps as torch"},
    {0},
};

const struct optimizer optimizer_adagrad = {
    .name = "adagrad",
    .help = "w -= lr g / (sqrt(s) + eps), s the sum of g^2",
    .equation =
        "[weight_decay]g \\leftarrow g + \\lambda w\n"
        "s \\leftarrow s + g^2\n"
        "[!lr_decay]w \\leftarrow w - \\eta\\, \\frac{g}{\\sqrt{s} + \\epsilon}\n"
        "[lr_decay]w \\leftarrow w - \\frac{\\eta}{1 + (t - 1)\\, \\delta} \\cdot \\frac{g}{\\sqrt{s} + \\epsilon}",
    .source = "torch.optim.Adagrad; Duchi, Hazan & Singer 2011",
    .lr = 3,
    .settings = adagrad_settings,
    .options_size = sizeof(struct adagrad_options),
    .state_size = sizeof(double[2]),
    .init = adagrad_init,
    .update = adagrad_update,
};

const struct optimizer optimizer_adadelta = {
    .name = "adadelta",
    .help = "d = sqrt(u + eps) / sqrt(v + eps) g, w -= lr d, v and u averages of g^2 and d^2",
    .equation = "[weight_decay]g \\leftarrow g + \\lambda w\n"
                "v \\leftarrow \\rho v + (1 - \\rho)\\, g^2\n"
                "d = \\frac{\\sqrt{u + \\epsilon}}{\\sqrt{v + \\epsilon}}\\, g\n"
                "u \\leftarrow \\rho u + (1 - \\rho)\\, d^2\n"
                "w \\leftarrow w - \\eta\\, d",
    .source = "torch.optim.Adadelta; Zeiler, arXiv:1212.5701",
    .lr = 80,
    .settings = adadelta_settings,
    .options_size = sizeof(struct adadelta_options),
    .state_size = sizeof(struct adadelta_state),
    .update = adadelta_update,
};

const struct optimizer optimizer_rmsprop = {
    .name = "rmsprop",
    .help = "w -= lr g / (sqrt(v) + eps), v the average of g^2",
    .equation =
        "[weight_decay]g \\leftarrow g + \\lambda w\n"
        "v \\leftarrow \\alpha v + (1 - \\alpha)\\, g^2\n"
        "[centered]a \\leftarrow \\alpha a + (1 - \\alpha)\\, g\n"
        "[!centered !eps_inside !momentum]w \\leftarrow w - \\eta\\, \\frac{g}{\\sqrt{v} + \\epsilon}\n"
        "[!centered eps_inside !momentum]w \\leftarrow w - \\eta\\, \\frac{g}{\\sqrt{v + \\epsilon}}\n"
        "[centered !eps_inside !momentum]w \\leftarrow w - \\eta\\, \\frac{g}{\\sqrt{v - a^2} + \\epsilon}\n"
        "[centered eps_inside !momentum]w \\leftarrow w - \\eta\\, \\frac{g}{\\sqrt{v - a^2 + \\epsilon}}\n"
        "[!centered !eps_inside momentum]b \\leftarrow \\mu b + \\frac{g}{\\sqrt{v} + \\epsilon}\n"
        "[!centered eps_inside momentum]b \\leftarrow \\mu b + \\frac{g}{\\sqrt{v + \\epsilon}}\n"
        "[centered !eps_inside momentum]b \\leftarrow \\mu b + \\frac{g}{\\sqrt{v - a^2} + \\epsilon}\n"
        "[centered eps_inside momentum]b \\leftarrow \\mu b + \\frac{g}{\\sqrt{v - a^2 + \\epsilon}}\n"
        "[momentum]w \\leftarrow w - \\eta\\, b",
    .source = "torch.optim.RMSprop; Hinton 2012; centered: Graves, arXiv:1308.0850",
    .lr = 0.2,
    .settings = rmsprop_settings,
    .options_size = sizeof(struct rmsprop_options),
    .state_size = sizeof(struct rmsprop_state),
    .update = rmsprop_update,
};
