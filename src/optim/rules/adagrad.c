// SPDX-License-Identifier: GPL-3.0-or-later
// Rules with per-weight rates from sums or averages of squared gradients.
#include "optim/rules/rule.h"

#include <math.h>

struct adagrad_options {
    double lr_decay, weight_decay, initial_accumulator_value, eps;
};

struct adagrad_state {
    double *s; // sum of squared gradients
};

static void adagrad_init(const void *options, void *state, const struct shape *shape,
                         const double *w) {
    (void)w;
    for (size_t i = 0; i < shape->n; i++)
        ((struct adagrad_state *)state)->s[i] =
            ((const struct adagrad_options *)options)->initial_accumulator_value;
}

static void adagrad_update(const void *options, void *state, struct step *step) {
    const struct adagrad_options o = *(const struct adagrad_options *)options;
    const double *restrict g = step_decayed_gradient(step, o.weight_decay);
    double *restrict w = step->w, *restrict sum = ((struct adagrad_state *)state)->s;
    double lr = step->lr / (1 + (double)(step->t - 1) * o.lr_decay);
    for (size_t i = 0; i < step->shape->n; i++) {
        sum[i] += g[i] * g[i];
        w[i] -= lr * g[i] / (sqrt(sum[i]) + o.eps);
    }
}

static const struct state_field adagrad_fields[] = {FIELD_VECTOR(adagrad_state, s, "s"), {0}};

struct rmsprop_options {
    double alpha, eps, weight_decay, momentum;
    bool centered, eps_inside;
};

struct rmsprop_state {
    double *v, *a, *b; // averages of squared gradients and of gradients; moving sum
};

static void rmsprop_update(const void *options, void *state, struct step *step) {
    const struct rmsprop_options *o = options;
    struct rmsprop_state *s = state;
    const double *g = step_decayed_gradient(step, o->weight_decay);
    for (size_t i = 0; i < step->shape->n; i++) {
        s->v[i] = average(s->v[i], o->alpha, g[i] * g[i]);
        s->a[i] = average(s->a[i], o->alpha, g[i]);
        // Rounding may take the variance below 0.
        double v = o->centered ? fmax(0, s->v[i] - s->a[i] * s->a[i]) : s->v[i];
        double scaled = g[i] / (o->eps_inside ? sqrt(v + o->eps) : sqrt(v) + o->eps);
        s->b[i] = o->momentum * s->b[i] + scaled;
        step->w[i] -= step->lr * s->b[i];
    }
}

static const struct state_field rmsprop_fields[] = {
    FIELD_VECTOR(rmsprop_state, v, "v"),
    FIELD_VECTOR(rmsprop_state, a, "a"),
    FIELD_VECTOR(rmsprop_state, b, "b"),
    {0},
};

static const struct setting adagrad_settings[] = {
    SETTING_POSITIVE(adagrad_options, lr_decay, 0, "\\delta", "lr / (1 + (t - 1) lr_decay)"),
    SETTING_WEIGHT_DECAY(adagrad_options, 0, "coupled: g + weight_decay w"),
    SETTING_POSITIVE(adagrad_options, initial_accumulator_value, 0, NULL, "the sum at the start"),
    SETTING_EPS(adagrad_options, 1e-10),
    {0},
};

static const struct setting rmsprop_settings[] = {
    SETTING_BETA(rmsprop_options, alpha, 0.99, "\\alpha", "of v, the average of squared gradients"),
    SETTING_EPS(rmsprop_options, 1e-8),
    SETTING_WEIGHT_DECAY(rmsprop_options, 0, "coupled: g + weight_decay w"),
    {SETTING(rmsprop_options, momentum), .symbol = "\\mu", .max = SETTING_NO_MAX, .scheduled = true,
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
    .fields = adagrad_fields,
    .state_size = sizeof(struct adagrad_state),
    .init = adagrad_init,
    .update = adagrad_update,
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
    .fields = rmsprop_fields,
    .state_size = sizeof(struct rmsprop_state),
    .update = rmsprop_update,
};
