// SPDX-License-Identifier: GPL-3.0-or-later
// Gradient descent, plain or with one momentum buffer.
#include "base/maths.h"
#include "optim/rules/rule.h"

struct sgd_options {
    double momentum, dampening, weight_decay;
    bool nesterov;
};

struct sgd_state {
    double *m;
    bool started; // as in torch, the first m is the gradient without dampening
};

static void sgd_update(const void *options, void *state, struct step *step) {
    const struct sgd_options o = *(const struct sgd_options *)options;
    struct sgd_state *s = state;
    const double *restrict g = step_decayed_gradient(step, o.weight_decay);
    double *restrict w = step->w, *restrict m = s->m, lr = step->lr;
    size_t n = step->shape->n;
    for (size_t i = 0; i < n && o.momentum == 0; i++)
        w[i] -= lr * g[i];
    if (o.momentum == 0)
        return;
    for (size_t i = 0; i < n; i++)
        m[i] = s->started ? o.momentum * m[i] + (1 - o.dampening) * g[i] : g[i];
    for (size_t i = 0; i < n; i++)
        w[i] -= lr * (o.nesterov ? g[i] + o.momentum * m[i] : m[i]);
    s->started = true;
}

static const struct state_field sgd_fields[] = {FIELD_VECTOR(sgd_state, m, "m"), {0}};

static const struct setting sgd_settings[] = {
    {SETTING(sgd_options, momentum), .symbol = "\\mu", .max = SETTING_NO_MAX, .scheduled = true,
     .help = "factor of the moving sum m"},
    {SETTING(sgd_options, dampening), .symbol = "\\tau", .help = "m grows by (1 - dampening) g"},
    {SETTING(sgd_options, nesterov), .type = SETTING_BOOL, .help = "step along g + momentum m"},
    SETTING_WEIGHT_DECAY(sgd_options, 0, "coupled: g + weight_decay w"),
    {0},
};

enum average { AVERAGE_SUM, AVERAGE_EWMA, AVERAGE_DEBIASED };
static const char *const averages[] = {
    [AVERAGE_SUM] = "sum", [AVERAGE_EWMA] = "ewma", [AVERAGE_DEBIASED] = "debiased", NULL};

struct momentum_options {
    double beta;
    int average;
};

struct momentum_state {
    double *m;
};

static void momentum_update(const void *options, void *state, struct step *step) {
    const struct momentum_options *o = options;
    const double *restrict g = step_gradient(step);
    double *restrict w = step->w, *restrict m = ((struct momentum_state *)state)->m;
    double lr = step->lr, beta = o->beta;
    double share = o->average == AVERAGE_SUM ? 1 : 1 - o->beta;
    double divisor = o->average == AVERAGE_DEBIASED ? 1 - m_pow(o->beta, (double)step->t) : 1;
    for (size_t i = 0; i < step->shape->n; i++) {
        m[i] = beta * m[i] + share * g[i];
        w[i] -= lr * m[i] / divisor;
    }
}

static const struct state_field momentum_fields[] = {FIELD_VECTOR(momentum_state, m, "m"), {0}};

static const struct setting momentum_settings[] = {
    SETTING_BETA(momentum_options, beta, 0.9, "\\beta", "factor of the moving average m"),
    {SETTING(momentum_options, average), .type = SETTING_CHOICE, .choices = averages,
     .help = "m = beta m + g; ewma and debiased: m = beta m + (1 - beta) g"},
    {0},
};

static bool sgd_check(const void *options, struct place place, struct error *error) {
    const struct sgd_options *o = options;
    if (o->nesterov && o->momentum == 0)
        return error_at(error, place, "nesterov needs a momentum");
    if (o->nesterov && o->dampening != 0)
        return error_at(error, place, "nesterov needs a dampening of 0");
    return true;
}

// Where an eigenvalue of the iteration on a parabola of that curvature leaves the unit circle at
// -1; with momentum Goh 2017, with Nesterov's from the same matrix.
static double sgd_stability_limit(const void *options, double lr) {
    const struct sgd_options *o = options;
    double beta = o->momentum, share = o->nesterov ? 1 + 2 * beta : beta > 0 ? 1 - o->dampening : 1;
    return 2 * (1 + beta) / (lr * share) - o->weight_decay;
}

static double momentum_stability_limit(const void *options, double lr) {
    const struct momentum_options *o = options;
    double share = o->average == AVERAGE_SUM ? 1 : 1 - o->beta;
    return 2 * (1 + o->beta) / (lr * share);
}

const struct optimizer optimizer_sgd = {
    .name = "sgd",
    .help = "w -= lr g; with momentum m = momentum m + (1 - dampening) g, w -= lr m",
    .equation = "[weight_decay]g \\leftarrow g + \\lambda w\n"
                "[!momentum]w \\leftarrow w - \\eta\\, g\n"
                "[momentum !dampening]m \\leftarrow \\mu m + g\n"
                "[momentum dampening]m \\leftarrow \\mu m + (1 - \\tau)\\, g,\\quad m_1 = g\n"
                "[momentum !nesterov]w \\leftarrow w - \\eta\\, m\n"
                "[momentum nesterov]w \\leftarrow w - \\eta\\, (g + \\mu m)",
    .source = "torch.optim.SGD",
    .lr = 0.5,
    .settings = sgd_settings,
    .options_size = sizeof(struct sgd_options),
    .fields = sgd_fields,
    .state_size = sizeof(struct sgd_state),
    .check = sgd_check,
    .update = sgd_update,
    .stability_limit = sgd_stability_limit,
};

const struct optimizer optimizer_momentum = {
    .name = "momentum",
    .help = "m = beta m + g, w -= lr m, m starting at 0; or an average of the gradients",
    .equation = "[average=sum]m \\leftarrow \\beta m + g\n"
                "[average=ewma|debiased]m \\leftarrow \\beta m + (1 - \\beta)\\, g\n"
                "[average=sum|ewma]w \\leftarrow w - \\eta\\, m\n"
                "[average=debiased]w \\leftarrow w - \\eta\\, \\frac{m}{1 - \\beta^t}",
    .source = "Polyak 1964; Qian 1999",
    .lr = 0.1,
    .settings = momentum_settings,
    .options_size = sizeof(struct momentum_options),
    .fields = momentum_fields,
    .state_size = sizeof(struct momentum_state),
    .update = momentum_update,
    .stability_limit = momentum_stability_limit,
};
