// SPDX-License-Identifier: GPL-3.0-or-later
// Adam and its closest relatives: steps of about lr per weight, from averages m of gradients and v
// of squared gradients.
#include "base/maths.h"
#include "optim/rules/rule.h"

#include <math.h>

struct adam_options {
    double beta1, beta2, eps, weight_decay;
    bool amsgrad;
    int bias_correction;
};

struct adam_state {
    double *m, *v;
    double *s; // largest v so far, for amsgrad
};

static void adam_step(const struct adam_options *options, struct adam_state *state,
                      struct step *step, const double *restrict g) {
    const struct adam_options o = *options;
    double *restrict w = step->w, *restrict m = state->m, *restrict v = state->v;
    double *restrict s = state->s, lr = step->lr;
    double first = bias_divisor(o.bias_correction, o.beta1, step->t);
    double second = bias_divisor(o.bias_correction, o.beta2, step->t);
    size_t n = step->shape->n;
    for (size_t i = 0; i < n && !o.amsgrad; i++) {
        m[i] = o.beta1 * m[i] + (1 - o.beta1) * g[i];
        v[i] = o.beta2 * v[i] + (1 - o.beta2) * g[i] * g[i];
        w[i] -= lr / first * m[i] / (sqrt(v[i] / second) + o.eps);
    }
    for (size_t i = 0; i < n && o.amsgrad; i++) {
        m[i] = o.beta1 * m[i] + (1 - o.beta1) * g[i];
        v[i] = o.beta2 * v[i] + (1 - o.beta2) * g[i] * g[i];
        s[i] = fmax(s[i], v[i]);
        w[i] -= lr / first * m[i] / (sqrt(s[i] / second) + o.eps);
    }
}

CORRECTED(adam_m_hat, adam_state, m, adam_options, beta1, o->bias_correction)

static double adam_v_hat(const void *options, const void *state, const struct step *step,
                         size_t i) {
    const struct adam_options *o = options;
    const struct adam_state *s = state;
    return (o->amsgrad ? s->s : s->v)[i] / bias_divisor(o->bias_correction, o->beta2, step->t);
}

static const struct state_field adam_fields[] = {
    FIELD_VECTOR(adam_state, m, "m"),
    FIELD_VECTOR(adam_state, v, "v"),
    FIELD_VECTOR(adam_state, s, "s"),
    FIELD_DERIVED(STATE_VECTOR, "m_hat", "\\hat m", adam_m_hat),
    FIELD_DERIVED(STATE_VECTOR, "v_hat", "\\hat v", adam_v_hat),
    {0},
};

static void adam_update(const void *options, void *state, struct step *step) {
    const struct adam_options *o = options;
    adam_step(o, state, step, step_decayed_gradient(step, o->weight_decay));
}

static void adamw_update(const void *options, void *state, struct step *step) {
    const struct adam_options *o = options;
    const double *g = step_gradient(step);
    double kept = 1 - step->lr * o->weight_decay;
    for (size_t i = 0; i < step->shape->n; i++)
        step->w[i] *= kept;
    adam_step(o, state, step, g);
}

enum nadam_schedule { NADAM_DOZAT, NADAM_CONSTANT };
static const char *const nadam_schedules[] = {
    [NADAM_DOZAT] = "dozat", [NADAM_CONSTANT] = "constant", NULL};

struct nadam_options {
    double beta1, beta2, eps, weight_decay, momentum_decay;
    int schedule;
};

struct nadam_state {
    double *m, *v, *m_hat;
    double product; // of all mu_t so far
};

static void nadam_init(const void *options, void *state, const struct shape *shape,
                       const double *w) {
    (void)options, (void)shape, (void)w;
    ((struct nadam_state *)state)->product = 1;
}

static double nadam_factor(const struct nadam_options *o, long t) {
    if (o->schedule == NADAM_CONSTANT)
        return o->beta1;
    return o->beta1 * (1 - 0.5 * m_pow(0.96, (double)t * o->momentum_decay));
}

static void nadam_update(const void *options, void *state, struct step *step) {
    const struct nadam_options *o = options;
    struct nadam_state *s = state;
    const double *g = step_decayed_gradient(step, o->weight_decay);
    double factor = nadam_factor(o, step->t), next = nadam_factor(o, step->t + 1);
    s->product *= factor;
    double second = 1 - m_pow(o->beta2, (double)step->t);
    for (size_t i = 0; i < step->shape->n; i++) {
        s->m[i] = average(s->m[i], o->beta1, g[i]);
        s->v[i] = average(s->v[i], o->beta2, g[i] * g[i]);
        s->m_hat[i] =
            (1 - factor) / (1 - s->product) * g[i] + next / (1 - s->product * next) * s->m[i];
        step->w[i] -= step->lr * s->m_hat[i] / (sqrt(s->v[i] / second) + o->eps);
    }
}

CORRECTED(nadam_v_hat, nadam_state, v, nadam_options, beta2, BIAS_POWER)

static double nadam_mu(const void *options, const void *state, const struct step *step, size_t i) {
    (void)state, (void)i;
    return nadam_factor(options, step->t);
}

static const struct state_field nadam_fields[] = {
    FIELD_VECTOR(nadam_state, m, "m"),
    FIELD_VECTOR(nadam_state, v, "v"),
    FIELD_DERIVED(STATE_NUMBER, "mu", "\\mu_t", nadam_mu),
    FIELD_VECTOR(nadam_state, m_hat, "\\hat m"),
    FIELD_DERIVED(STATE_VECTOR, "v_hat", "\\hat v", nadam_v_hat),
    {0},
};

// The step is rectified once enough gradients were seen for the variance of v to be finite; before,
// it is plain momentum.
struct radam_state {
    double *m, *v, *r; // r: rectifier over sqrt(v)
    double length;     // rho_t
};

static double radam_longest(const struct adam_options *o) {
    return 2 / (1 - o->beta2) - 1;
}

static void radam_update(const void *options, void *state, struct step *step) {
    const struct adam_options *o = options;
    struct radam_state *s = state;
    const double *g = step_decayed_gradient(step, o->weight_decay);
    double t = (double)step->t;
    double first = 1 - m_pow(o->beta1, t), second = 1 - m_pow(o->beta2, t);
    double longest = radam_longest(o);
    double length = longest - 2 * t * m_pow(o->beta2, t) / second;
    double rectifier =
        sqrt((length - 4) * (length - 2) * longest / ((longest - 4) * (longest - 2) * length));
    s->length = length;
    for (size_t i = 0; i < step->shape->n; i++) {
        s->m[i] = average(s->m[i], o->beta1, g[i]);
        s->v[i] = average(s->v[i], o->beta2, g[i] * g[i]);
        s->r[i] = length > 5 ? rectifier * sqrt(second) / (sqrt(s->v[i]) + o->eps) : 1;
        step->w[i] -= step->lr * s->m[i] / first * s->r[i];
    }
}

CORRECTED(radam_m_hat, radam_state, m, adam_options, beta1, BIAS_POWER)

static double radam_rho(const void *options, const void *state, const struct step *step, size_t i) {
    (void)state, (void)step, (void)i;
    return radam_longest(options);
}

static const struct state_field radam_fields[] = {
    FIELD_VECTOR(radam_state, m, "m"),
    FIELD_VECTOR(radam_state, v, "v"),
    FIELD_DERIVED(STATE_VECTOR, "m_hat", "\\hat m", radam_m_hat),
    FIELD_DERIVED(STATE_NUMBER, "rho_inf", "\\rho_\\infty", radam_rho),
    {STATE_NUMBER, .name = "rho", .symbol = "\\rho_t",
     .offset = offsetof(struct radam_state, length)},
    FIELD_VECTOR(radam_state, r, "r_t"),
    {0},
};

static const struct setting adam_settings[] = {
    SETTING_BETA(adam_options, beta1, 0.9, "\\beta_1", "of m, the average of gradients"),
    SETTING_BETA(adam_options, beta2, 0.999, "\\beta_2", "of v, the average of squared gradients"),
    SETTING_EPS(adam_options, 1e-8),
    SETTING_WEIGHT_DECAY(adam_options, 0, "coupled: g + weight_decay w"),
    {SETTING(adam_options, amsgrad), .type = SETTING_BOOL, .help = "use the largest v so far"},
    {SETTING(adam_options, bias_correction), .type = SETTING_CHOICE, .choices = bias_corrections,
     .help = "m / (1 - beta1^t), m, or m / (1 - beta1); v likewise"},
    {0},
};

const struct optimizer optimizer_adam = {
    .name = "adam",
    .help = "w -= lr m / (sqrt(v) + eps), m and v averages of g and g^2, bias-corrected",
    .equation =
        "[weight_decay]g \\leftarrow g + \\lambda w\n"
        "m \\leftarrow \\beta_1 m + (1 - \\beta_1)\\, g\n"
        "v \\leftarrow \\beta_2 v + (1 - \\beta_2)\\, g^2\n"
        "[amsgrad]s \\leftarrow \\max(s, v)\n"
        "[bias_correction=power|true !amsgrad]\\hat m = \\frac{m}{1 - \\beta_1^t},\\quad \\hat v = \\frac{v}{1 - \\beta_2^t}\n"
        "[bias_correction=power|true amsgrad]\\hat m = \\frac{m}{1 - \\beta_1^t},\\quad \\hat v = \\frac{s}{1 - \\beta_2^t}\n"
        "[bias_correction=as_printed !amsgrad]\\hat m = \\frac{m}{1 - \\beta_1},\\quad \\hat v = \\frac{v}{1 - \\beta_2}\n"
        "[bias_correction=as_printed amsgrad]\\hat m = \\frac{m}{1 - \\beta_1},\\quad \\hat v = \\frac{s}{1 - \\beta_2}\n"
        "[bias_correction=none|false !amsgrad]\\hat m = m,\\quad \\hat v = v\n"
        "[bias_correction=none|false amsgrad]\\hat m = m,\\quad \\hat v = s\n"
        "w \\leftarrow w - \\eta\\, \\frac{\\hat m}{\\sqrt{\\hat v} + \\epsilon}",
    .source = "torch.optim.Adam; Kingma & Ba, arXiv:1412.6980",
    .lr = 0.5,
    .settings = adam_settings,
    .options_size = sizeof(struct adam_options),
    .fields = adam_fields,
    .state_size = sizeof(struct adam_state),
    .update = adam_update,
};

static const struct setting adamw_settings[] = {
    SETTING_BETA(adam_options, beta1, 0.9, "\\beta_1", "of m, the average of gradients"),
    SETTING_BETA(adam_options, beta2, 0.999, "\\beta_2", "of v, the average of squared gradients"),
    SETTING_EPS(adam_options, 1e-8),
    SETTING_WEIGHT_DECAY(adam_options, 0.01,
                         "decoupled: w *= 1 - lr weight_decay, before the step"),
    {SETTING(adam_options, amsgrad), .type = SETTING_BOOL, .help = "use the largest v so far"},
    {0},
};

static const struct setting radam_settings[] = {
    SETTING_BETA(adam_options, beta1, 0.9, "\\beta_1", "of m, the average of gradients"),
    SETTING_BETA(adam_options, beta2, 0.999, "\\beta_2", "of v, the average of squared gradients"),
    SETTING_EPS(adam_options, 1e-8),
    SETTING_WEIGHT_DECAY(adam_options, 0, "coupled: g + weight_decay w"),
    {0},
};

static const struct setting nadam_settings[] = {
    SETTING_BETA(nadam_options, beta1, 0.9, "\\beta_1", "of m, the average of gradients"),
    SETTING_BETA(nadam_options, beta2, 0.999, "\\beta_2", "of v, the average of squared gradients"),
    SETTING_EPS(nadam_options, 1e-8),
    SETTING_WEIGHT_DECAY(nadam_options, 0, "coupled: g + weight_decay w"),
    SETTING_POSITIVE(nadam_options, momentum_decay, 0.004, "\\psi", "of the schedule dozat"),
    {SETTING(nadam_options, schedule), .type = SETTING_CHOICE, .choices = nadam_schedules,
     .help = "mu_t = beta1 (1 - 0.96^(t momentum_decay) / 2) as torch, or beta1 as optax"},
    {0},
};

const struct optimizer optimizer_adamw = {
    .name = "adamw",
    .help = "adam with w *= 1 - lr weight_decay",
    .equation =
        "[weight_decay]w \\leftarrow (1 - \\eta \\lambda)\\, w\n"
        "m \\leftarrow \\beta_1 m + (1 - \\beta_1)\\, g\n"
        "v \\leftarrow \\beta_2 v + (1 - \\beta_2)\\, g^2\n"
        "[amsgrad]s \\leftarrow \\max(s, v)\n"
        "[!amsgrad]\\hat m = \\frac{m}{1 - \\beta_1^t},\\quad \\hat v = \\frac{v}{1 - \\beta_2^t}\n"
        "[amsgrad]\\hat m = \\frac{m}{1 - \\beta_1^t},\\quad \\hat v = \\frac{s}{1 - \\beta_2^t}\n"
        "w \\leftarrow w - \\eta\\, \\frac{\\hat m}{\\sqrt{\\hat v} + \\epsilon}",
    .source = "torch.optim.AdamW; Loshchilov & Hutter, arXiv:1711.05101",
    .lr = 0.5,
    .settings = adamw_settings,
    .options_size = sizeof(struct adam_options),
    .fields = adam_fields,
    .state_size = sizeof(struct adam_state),
    .update = adamw_update,
};

const struct optimizer optimizer_nadam = {
    .name = "nadam",
    .help = "adam whose m looks one step ahead: (1 - mu_t) g + mu_{t+1} m, each bias-corrected",
    .equation =
        "[weight_decay]g \\leftarrow g + \\lambda w\n"
        "m \\leftarrow \\beta_1 m + (1 - \\beta_1)\\, g\n"
        "v \\leftarrow \\beta_2 v + (1 - \\beta_2)\\, g^2\n"
        "[schedule=dozat]\\mu_t = \\beta_1 \\left(1 - \\frac{1}{2}\\, 0.96^{t \\psi}\\right)\n"
        "[schedule=constant]\\mu_t = \\beta_1\n"
        "\\hat m = \\frac{(1 - \\mu_t)\\, g}{1 - \\prod_{i \\leq t} \\mu_i} + \\frac{\\mu_{t+1}\\, m}{1 - \\prod_{i \\leq t+1} \\mu_i},\\quad \\hat v = \\frac{v}{1 - \\beta_2^t}\n"
        "w \\leftarrow w - \\eta\\, \\frac{\\hat m}{\\sqrt{\\hat v} + \\epsilon}",
    .source = "torch.optim.NAdam; Dozat 2016",
    .lr = 0.5,
    .settings = nadam_settings,
    .options_size = sizeof(struct nadam_options),
    .fields = nadam_fields,
    .state_size = sizeof(struct nadam_state),
    .init = nadam_init,
    .update = nadam_update,
};

const struct optimizer optimizer_radam = {
    .name = "radam",
    .help = "adam times a rectifier r(t), plain momentum while r is not defined",
    .equation =
        "[weight_decay]g \\leftarrow g + \\lambda w\n"
        "m \\leftarrow \\beta_1 m + (1 - \\beta_1)\\, g\n"
        "v \\leftarrow \\beta_2 v + (1 - \\beta_2)\\, g^2\n"
        "\\hat m = \\frac{m}{1 - \\beta_1^t},\\quad \\rho_\\infty = \\frac{2}{1 - \\beta_2} - 1,\\quad \\rho_t = \\rho_\\infty - \\frac{2 t \\beta_2^t}{1 - \\beta_2^t}\n"
        "r_t = \\sqrt{\\frac{(\\rho_t - 4)(\\rho_t - 2)\\, \\rho_\\infty}{(\\rho_\\infty - 4)(\\rho_\\infty - 2)\\, \\rho_t}}\\, \\frac{\\sqrt{1 - \\beta_2^t}}{\\sqrt{v} + \\epsilon} \\text{ if } \\rho_t > 5,\\; \\text{else } 1\n"
        "w \\leftarrow w - \\eta\\, r_t\\, \\hat m",
    .source = "torch.optim.RAdam; Liu et al., arXiv:1908.03265",
    .lr = 2,
    .settings = radam_settings,
    .options_size = sizeof(struct adam_options),
    .fields = radam_fields,
    .state_size = sizeof(struct radam_state),
    .update = radam_update,
};
