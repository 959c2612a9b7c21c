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
    double m[2], v[2];
    double largest[2]; // largest v so far, for amsgrad
};

static void adam_step(const struct adam_options *o, struct adam_state *s, struct step *step,
                      const double g[2]) {
    double first = bias_divisor(o->bias_correction, o->beta1, step->t);
    double second = bias_divisor(o->bias_correction, o->beta2, step->t);
    for (int i = 0; i < 2; i++) {
        s->m[i] = o->beta1 * s->m[i] + (1 - o->beta1) * g[i];
        s->v[i] = o->beta2 * s->v[i] + (1 - o->beta2) * g[i] * g[i];
        s->largest[i] = fmax(s->largest[i], s->v[i]);
        double v = o->amsgrad ? s->largest[i] : s->v[i];
        step->w[i] -= step->lr / first * s->m[i] / (sqrt(v / second) + o->eps);
    }
}

static void adam_update(const void *options, void *state, struct step *step) {
    const struct adam_options *o = options;
    double g[2];
    step_decayed_gradient(step, o->weight_decay, g);
    adam_step(o, state, step, g);
}

static void adamw_update(const void *options, void *state, struct step *step) {
    const struct adam_options *o = options;
    double g[2];
    step_gradient(step, step->w, g);
    for (int i = 0; i < 2; i++)
        step->w[i] *= 1 - step->lr * o->weight_decay;
    adam_step(o, state, step, g);
}

static void adamax_update(const void *options, void *state, struct step *step) {
    const struct adam_options *o = options;
    struct adam_state *s = state;
    double g[2];
    step_decayed_gradient(step, o->weight_decay, g);
    double first = 1 - m_pow(o->beta1, (double)step->t);
    for (int i = 0; i < 2; i++) {
        s->m[i] = average(s->m[i], o->beta1, g[i]);
        s->v[i] = fmax(o->beta2 * s->v[i], fabs(g[i]) + o->eps);
        step->w[i] -= step->lr / first * s->m[i] / s->v[i];
    }
}

enum nadam_schedule { NADAM_DOZAT, NADAM_CONSTANT };
static const char *const nadam_schedules[] = {
    [NADAM_DOZAT] = "dozat", [NADAM_CONSTANT] = "constant", NULL};

struct nadam_options {
    double beta1, beta2, eps, weight_decay, momentum_decay;
    int schedule;
};

struct nadam_state {
    double m[2], v[2], product; // `product`: of all mu_t so far
};

static void nadam_init(const void *options, void *state, const double w[2]) {
    (void)options, (void)w;
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
    double g[2];
    step_decayed_gradient(step, o->weight_decay, g);
    double factor = nadam_factor(o, step->t), next = nadam_factor(o, step->t + 1);
    s->product *= factor;
    double second = 1 - m_pow(o->beta2, (double)step->t);
    for (int i = 0; i < 2; i++) {
        s->m[i] = average(s->m[i], o->beta1, g[i]);
        s->v[i] = average(s->v[i], o->beta2, g[i] * g[i]);
        double ahead =
            (1 - factor) / (1 - s->product) * g[i] + next / (1 - s->product * next) * s->m[i];
        step->w[i] -= step->lr * ahead / (sqrt(s->v[i] / second) + o->eps);
    }
}

// The step is rectified once enough gradients were seen for the variance of v to be finite; before,
// it is plain momentum.
static void radam_update(const void *options, void *state, struct step *step) {
    const struct adam_options *o = options;
    struct adam_state *s = state;
    double g[2], t = (double)step->t;
    step_decayed_gradient(step, o->weight_decay, g);
    double first = 1 - m_pow(o->beta1, t), second = 1 - m_pow(o->beta2, t);
    double longest = 2 / (1 - o->beta2) - 1;
    double length = longest - 2 * t * m_pow(o->beta2, t) / second;
    double rectifier =
        sqrt((length - 4) * (length - 2) * longest / ((longest - 4) * (longest - 2) * length));
    for (int i = 0; i < 2; i++) {
        s->m[i] = average(s->m[i], o->beta1, g[i]);
        s->v[i] = average(s->v[i], o->beta2, g[i] * g[i]);
        double scale = length > 5 ? rectifier * sqrt(second) / (sqrt(s->v[i]) + o->eps) : 1;
        step->w[i] -= step->lr * s->m[i] / first * scale;
    }
}

static const struct setting adam_settings[] = {
    SETTING_BETA(adam_options, beta1, 0.9, "of m, the average of gradients"),
    SETTING_BETA(adam_options, beta2, 0.999, "of v, the average of squared gradients"),
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
    .state_size = sizeof(struct adam_state),
    .update = adam_update,
};

static const struct setting adamw_settings[] = {
    SETTING_BETA(adam_options, beta1, 0.9, "of m, the average of gradients"),
    SETTING_BETA(adam_options, beta2, 0.999, "of v, the average of squared gradients"),
    SETTING_EPS(adam_options, 1e-8),
    SETTING_WEIGHT_DECAY(adam_options, 0.01,
                         "decoupled: w *= 1 - lr weight_decay, before the step"),
    {SETTING(adam_options, amsgrad), .type = SETTING_BOOL, .help = "use the largest v so far"},
    {0},
};

static const struct setting adamax_settings[] = {
    SETTING_BETA(adam_options, beta1, 0.9, "of m, the average of gradients"),
    SETTING_BETA(adam_options, beta2, 0.999, "of u, the fading maximum of |g|"),
    SETTING_EPS(adam_options, 1e-8),
    SETTING_WEIGHT_DECAY(adam_options, 0, "coupled: g + weight_decay w"),
    {0},
};

static const struct setting radam_settings[] = {
    SETTING_BETA(adam_options, beta1, 0.9, "of m, the average of gradients"),
    SETTING_BETA(adam_options, beta2, 0.999, "of v, the average of squared gradients"),
    SETTING_EPS(adam_options, 1e-8),
    SETTING_WEIGHT_DECAY(adam_options, 0, "coupled: g + weight_decay w"),
    {0},
};

static const struct setting nadam_settings[] = {
    SETTING_BETA(nadam_options, beta1, 0.9, "of m, the average of gradients"),
    SETTING_BETA(nadam_options, beta2, 0.999, "of v, the average of squared gradients"),
    SETTING_EPS(nadam_options, 1e-8),
    SETTING_WEIGHT_DECAY(nadam_options, 0, "coupled: g + weight_decay w"),
    SETTING_POSITIVE(nadam_options, momentum_decay, 0.004, "of the schedule dozat"),
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
    .state_size = sizeof(struct adam_state),
    .update = adamw_update,
};

const struct optimizer optimizer_adamax = {
    .name = "adamax",
    .help = "w -= lr m / u, u = max(beta2 u, |g| + eps)",
    .equation = "[weight_decay]g \\leftarrow g + \\lambda w\n"
                "m \\leftarrow \\beta_1 m + (1 - \\beta_1)\\, g\n"
                "u \\leftarrow \\max(\\beta_2 u,\\; |g| + \\epsilon)\n"
                "w \\leftarrow w - \\frac{\\eta}{1 - \\beta_1^t} \\cdot \\frac{m}{u}",
    .source = "torch.optim.Adamax; Kingma & Ba, arXiv:1412.6980",
    .lr = 0.5,
    .settings = adamax_settings,
    .options_size = sizeof(struct adam_options),
    .state_size = sizeof(struct adam_state),
    .update = adamax_update,
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
    .state_size = sizeof(struct adam_state),
    .update = radam_update,
};
