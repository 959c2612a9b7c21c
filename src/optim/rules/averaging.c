// SPDX-License-Identifier: GPL-3.0-or-later
// Rules that average the weights.
#include "base/maths.h"
#include "optim/rules/rule.h"

#include <math.h>
#include <string.h>

struct asgd_options {
    double lambd, alpha, t0, weight_decay;
    bool average;
};

struct asgd_state {
    double eta;  // rate of the next step
    double used; // rate of this step
    double share, *a;
};

// As in torch, the weights are not replaced by the average; `average` selects what is shown.
static void asgd_update(const void *options, void *state, struct step *step) {
    const struct asgd_options *o = options;
    struct asgd_state *s = state;
    const double *g = step_decayed_gradient(step, o->weight_decay);
    double t = (double)step->t;
    double eta = step->t == 1 ? step->lr : s->eta; // as in torch, the rate of the step before
    for (size_t i = 0; i < step->shape->n; i++)
        step->w[i] = step->w[i] * (1 - o->lambd * eta) - eta * g[i];
    s->used = eta;
    s->eta = step->lr / m_pow(1 + o->lambd * step->lr * t, o->alpha);
    s->share = 1 / fmax(1, t - 1 - o->t0);
}

static void asgd_report(const void *options, void *state, const double *w, size_t n,
                        double *point) {
    struct asgd_state *s = state;
    for (size_t i = 0; i < n; i++) {
        s->a[i] = s->share < 1 ? s->a[i] + s->share * (w[i] - s->a[i]) : w[i];
        point[i] = ((const struct asgd_options *)options)->average ? s->a[i] : w[i];
    }
}

static const struct state_field asgd_fields[] = {
    {STATE_NUMBER, .name = "eta", .symbol = "\\eta_t", .offset = offsetof(struct asgd_state, used)},
    FIELD_VECTOR(asgd_state, a, "a"),
    {0},
};

// Gradients are taken at y = (1 - beta) z + beta x. The stepper's weights are y; x is reported.
struct schedule_free_options {
    double beta1, beta2, eps, weight_decay, r, weight_lr_power;
    long warmup_steps;
};

struct schedule_free_state {
    double *z, *v, *x, *d; // d: the scaled gradient of the variant with v
    double weight_sum, lr_max, gamma, share;
};

static void schedule_free_init(const void *options, void *state, const struct shape *shape,
                               const double *w) {
    struct schedule_free_state *s = state;
    (void)options;
    memcpy(s->z, w, shape->n * sizeof *w);
    memcpy(s->x, w, shape->n * sizeof *w);
}

static void schedule_free_step(const struct schedule_free_options *o, struct schedule_free_state *s,
                               struct step *step, const double *direction) {
    double t = (double)step->t;
    double lr = step->lr;
    if (step->t < o->warmup_steps)
        lr *= t / (double)o->warmup_steps;
    s->lr_max = fmax(s->lr_max, lr);
    double weight = m_pow(t, o->r) * m_pow(s->lr_max, o->weight_lr_power);
    s->weight_sum += weight;
    double share = s->weight_sum > 0 ? weight / s->weight_sum : 0;
    s->gamma = lr;
    s->share = share;
    for (size_t i = 0; i < step->shape->n; i++) {
        step->w[i] += share * (s->z[i] - step->w[i]);
        step->w[i] += lr * (o->beta1 * (1 - share) - 1) * direction[i];
        s->z[i] -= lr * direction[i];
    }
}

static void schedule_free_report(const void *options, void *state, const double *w, size_t n,
                                 double *point) {
    const struct schedule_free_options *o = options;
    struct schedule_free_state *s = state;
    for (size_t i = 0; i < n; i++)
        s->x[i] = point[i] = s->z[i] + (w[i] - s->z[i]) / o->beta1;
}

static double schedule_free_y(const void *options, const void *state, const struct step *step,
                              size_t i) {
    (void)options, (void)state;
    return step->w[i];
}

#define SCHEDULE_FREE_FIELDS                                                                       \
    FIELD_NUMBER(schedule_free_state, gamma, "\\gamma"),                                           \
        {STATE_NUMBER, .name = "gamma_max", .symbol = "\\gamma_{\\max}",                           \
         .offset = offsetof(struct schedule_free_state, lr_max)},                                  \
        FIELD_VECTOR(schedule_free_state, z, "z"),                                                 \
        {STATE_NUMBER, .name = "c", .symbol = "c_t",                                               \
         .offset = offsetof(struct schedule_free_state, share)},                                   \
        FIELD_VECTOR(schedule_free_state, x, "x"),                                                 \
        FIELD_DERIVED(STATE_VECTOR, "y", "y", schedule_free_y)

static void schedule_free_sgd_update(const void *options, void *state, struct step *step) {
    const struct schedule_free_options *o = options;
    const double *g = step_decayed_gradient(step, o->weight_decay);
    schedule_free_step(o, state, step, g);
}

static void schedule_free_adamw_update(const void *options, void *state, struct step *step) {
    const struct schedule_free_options *o = options;
    struct schedule_free_state *s = state;
    const double *g = step_gradient(step);
    double second = 1 - m_pow(o->beta2, (double)step->t);
    for (size_t i = 0; i < step->shape->n; i++) {
        s->v[i] = average(s->v[i], o->beta2, g[i] * g[i]);
        s->d[i] = g[i] / (sqrt(s->v[i] / second) + o->eps) + o->weight_decay * step->w[i];
    }
    schedule_free_step(o, s, step, s->d);
}

CORRECTED(schedule_free_v_hat, schedule_free_state, v, schedule_free_options, beta2, BIAS_POWER)

static const struct state_field schedule_free_sgd_fields[] = {SCHEDULE_FREE_FIELDS, {0}};

static const struct state_field schedule_free_adamw_fields[] = {
    FIELD_VECTOR(schedule_free_state, v, "v"),
    FIELD_DERIVED(STATE_VECTOR, "v_hat", "\\hat v", schedule_free_v_hat),
    FIELD_VECTOR(schedule_free_state, d, "d"),
    SCHEDULE_FREE_FIELDS,
    {0},
};

static const struct setting asgd_settings[] = {
    SETTING_POSITIVE(asgd_options, lambd, 1e-4, "\\delta", "decay of the weights"),
    SETTING_POSITIVE(asgd_options, alpha, 0.75, "\\alpha", "power of the rate's decay"),
    SETTING_POSITIVE(asgd_options, t0, 1e6, "t_0", "step after which averaging begins"),
    SETTING_WEIGHT_DECAY(asgd_options, 0, "coupled: g + weight_decay w"),
    {SETTING(asgd_options, average), .type = SETTING_BOOL,
     .help = "show the average, not the weights"},
    {0},
};

#define INTERPOLATION(member_name, tex)                                                            \
    {                                                                                              \
        .name = member_name, .offset = offsetof(struct schedule_free_options, beta1),              \
        .fallback = 0.9, .max = 1, .bounds = BOUNDS_ABOVE_MIN | BOUNDS_BELOW_MAX, .symbol = (tex), \
        .help = "weight of x in y, the point of the gradient"                                      \
    }
#define SCHEDULE_FREE_ROWS                                                                         \
    SETTING_WEIGHT_DECAY(schedule_free_options, 0, "at y: g + weight_decay y"),                    \
        {SETTING(schedule_free_options, warmup_steps), .symbol = "T", .type = SETTING_INTEGER,     \
         .max = 1e15, .help = "steps over which lr rises"},                                        \
        {SETTING(schedule_free_options, r), .symbol = "r",                                         \
         .help = "the average x weights step t by t^r"},                                           \
        SETTING_POSITIVE(schedule_free_options, weight_lr_power, 2, "p",                           \
                         "and by lr^weight_lr_power")

static const struct setting schedule_free_sgd_settings[] = {
    INTERPOLATION("momentum", "\\beta"),
    SCHEDULE_FREE_ROWS,
    {0},
};

static const struct setting schedule_free_adamw_settings[] = {
    INTERPOLATION("beta1", "\\beta_1"),
    SETTING_BETA(schedule_free_options, beta2, 0.999, "\\beta_2",
                 "of v, the average of squared gradients"),
    SETTING_EPS(schedule_free_options, 1e-8),
    SCHEDULE_FREE_ROWS,
    {0},
};

const struct optimizer optimizer_asgd = {
    .name = "asgd",
    .help = "w = (1 - lambd eta) w - eta g, eta = lr / (1 + lambd lr t)^alpha",
    .equation = "[weight_decay]g \\leftarrow g + \\lambda w\n"
                "\\eta_t = \\frac{\\eta}{(1 + \\delta \\eta\\, (t - 1))^\\alpha}\n"
                "w \\leftarrow (1 - \\delta \\eta_t)\\, w - \\eta_t\\, g\n"
                "decay w\n"
                "[average]a \\leftarrow a + \\frac{w - a}{\\max(1,\\; t - 1 - t_0)}",
    .source = "torch.optim.ASGD; Polyak & Juditsky 1992",
    .lr = 0.5,
    .settings = asgd_settings,
    .options_size = sizeof(struct asgd_options),
    .fields = asgd_fields,
    .state_size = sizeof(struct asgd_state),
    .update = asgd_update,
    .report = asgd_report,
};

const struct optimizer optimizer_schedule_free_sgd = {
    .name = "schedule_free_sgd",
    .help = "z -= lr g(y), x the average of z, y = (1 - momentum) z + momentum x; shows x",
    .equation =
        "g = \\nabla f(y)\n"
        "[weight_decay]g \\leftarrow g + \\lambda y\n"
        "[warmup_steps]\\gamma = \\eta\\, \\min\\left(1, \\frac{t}{T}\\right)\n"
        "[!warmup_steps]\\gamma = \\eta\n"
        "z \\leftarrow z - \\gamma\\, g\n"
        "x \\leftarrow (1 - c_t)\\, x + c_t\\, z,\\quad c_t = \\frac{t^r \\gamma_{\\max}^p}{\\sum_{i=1}^{t} i^r \\gamma_{\\max}^p}\n"
        "y = (1 - \\beta)\\, z + \\beta x\n"
        "decay y\n"
        "[decay]x \\leftarrow z + \\frac{y - z}{\\beta}",
    .source = "Defazio et al., arXiv:2405.15682",
    .lr = 2,
    .settings = schedule_free_sgd_settings,
    .options_size = sizeof(struct schedule_free_options),
    .fields = schedule_free_sgd_fields,
    .state_size = sizeof(struct schedule_free_state),
    .init = schedule_free_init,
    .update = schedule_free_sgd_update,
    .report = schedule_free_report,
};

const struct optimizer optimizer_schedule_free_adamw = {
    .name = "schedule_free_adamw",
    .help = "schedule_free_sgd with g / (sqrt(v) + eps) + weight_decay y for g; shows x",
    .equation =
        "g = \\nabla f(y)\n"
        "v \\leftarrow \\beta_2 v + (1 - \\beta_2)\\, g^2\n"
        "[!weight_decay]d = \\frac{g}{\\sqrt{\\hat v} + \\epsilon},\\quad \\hat v = \\frac{v}{1 - \\beta_2^t}\n"
        "[weight_decay]d = \\frac{g}{\\sqrt{\\hat v} + \\epsilon} + \\lambda y,\\quad \\hat v = \\frac{v}{1 - \\beta_2^t}\n"
        "[warmup_steps]\\gamma = \\eta\\, \\min\\left(1, \\frac{t}{T}\\right)\n"
        "[!warmup_steps]\\gamma = \\eta\n"
        "z \\leftarrow z - \\gamma\\, d\n"
        "x \\leftarrow (1 - c_t)\\, x + c_t\\, z,\\quad c_t = \\frac{t^r \\gamma_{\\max}^p}{\\sum_{i=1}^{t} i^r \\gamma_{\\max}^p}\n"
        "y = (1 - \\beta_1)\\, z + \\beta_1 x\n"
        "decay y\n"
        "[decay]x \\leftarrow z + \\frac{y - z}{\\beta_1}",
    .source = "Defazio et al., arXiv:2405.15682, eps as in the authors' code",
    .lr = 1,
    .settings = schedule_free_adamw_settings,
    .options_size = sizeof(struct schedule_free_options),
    .fields = schedule_free_adamw_fields,
    .state_size = sizeof(struct schedule_free_state),
    .init = schedule_free_init,
    .update = schedule_free_adamw_update,
    .report = schedule_free_report,
};
