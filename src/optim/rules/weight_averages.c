// SPDX-License-Identifier: GPL-3.0-or-later
// Averages of the weights around any rule: exponential, stochastic weight averaging, schedule-free.
#include "base/maths.h"
#include "base/vector.h"
#include "optim/rules/rule.h"

#include <math.h>

struct ema_options {
    struct optimizer_config *inner;
    double ema_decay;
    bool warmup;
};

struct ema_state {
    struct rule inner;
    double *average;
    double decay; // of this step
};

static void ema_init(const void *options, void *state, const struct shape *shape, const double *w) {
    wrapper_init(options, state, shape, w);
    vector_copy(shape->n, ((struct ema_state *)state)->average, w);
}

// The average that is warmed up begins at the start, as TensorFlow's; the other at the weights
// after the first step, as torch's.
static void ema_update(const void *options, void *state, struct step *step) {
    const struct ema_options *o = options;
    struct ema_state *s = state;
    double t = (double)step->t;
    rule_update(&s->inner, step);
    s->decay = o->warmup ? fmin(o->ema_decay, (1 + t) / (10 + t)) : step->t == 1 ? 0 : o->ema_decay;
}

// The averages are over what the inner rule would show, after decay.
static void ema_report(const void *options, void *state, const double *w, size_t n, double *point) {
    struct ema_state *s = state;
    (void)options;
    rule_report(&s->inner, w, point);
    for (size_t i = 0; i < n; i++)
        point[i] = s->average[i] = average(s->average[i], s->decay, point[i]);
}

// The weights beside their average, which is the point that is shown.
static double raw_weight(const void *options, const void *state, const struct step *step,
                         size_t i) {
    (void)options, (void)state;
    return step->w[i];
}

static const struct state_field ema_fields[] = {
    FIELD_DERIVED(STATE_VECTOR, "raw", "w", raw_weight),
    FIELD_VECTOR(ema_state, average, "\\bar w"),
    {STATE_NUMBER, .name = "average_decay", .symbol = "\\beta_t",
     .offset = offsetof(struct ema_state, decay)},
    {0},
};

struct swa_options {
    struct optimizer_config *inner;
    double swa_start;
    long swa_freq;
};

struct swa_state {
    struct rule inner;
    double *average;
    double first; // the average begins after this step
    double count; // of weights in the average
    bool adds;    // those of this step
};

// As torchcontrib.optim.SWA: after step t if t > swa_start and t is a multiple of swa_freq.
static void swa_update(const void *options, void *state, struct step *step) {
    const struct swa_options *o = options;
    struct swa_state *s = state;
    s->first =
        o->swa_start < 1 ? floor(o->swa_start * (double)step->time.horizon) : floor(o->swa_start);
    rule_update(&s->inner, step);
    s->adds = (double)step->t > s->first && step->t % o->swa_freq == 0;
    s->count += s->adds;
}

static void swa_report(const void *options, void *state, const double *w, size_t n, double *point) {
    struct swa_state *s = state;
    (void)options;
    rule_report(&s->inner, w, point);
    for (size_t i = 0; i < n; i++) {
        if (s->count == 0)
            s->average[i] = point[i];
        else if (s->adds)
            s->average[i] += (point[i] - s->average[i]) / s->count;
        point[i] = s->average[i];
    }
}

static const struct state_field swa_fields[] = {
    FIELD_DERIVED(STATE_VECTOR, "raw", "w", raw_weight),
    FIELD_NUMBER(swa_state, first, "t_0"),
    FIELD_VECTOR(swa_state, average, "\\bar w"),
    FIELD_NUMBER(swa_state, count, "N"),
    {0},
};

struct free_options {
    struct optimizer_config *inner;
    double momentum, weight_decay_at_y, r, weight_lr_power;
};

struct free_state {
    struct rule inner;
    double *z, *shift; // z: the weights of the inner rule; shift: y - z before the step
    double *x, *at;
    double weight_sum, lr_max, share;
};

// The oracle of the inner rule: what it asks for at z is answered at y.
struct shifted {
    struct oracle base;
    struct oracle *outer;
    const struct free_state *state;
    size_t n;
};

static const double *shift(const struct shifted *shifted, const double *w) {
    const struct free_state *s = shifted->state;
    for (size_t i = 0; i < shifted->n; i++)
        s->at[i] = w[i] + s->shift[i];
    return s->at;
}

static void shifted_evaluate(struct oracle *base, const double *w, struct evaluation *out) {
    const struct shifted *shifted = (struct shifted *)base;
    shifted->outer->evaluate(shifted->outer, shift(shifted, w), out);
}

static void shifted_hessian_product(struct oracle *base, const double *w, const double *v,
                                    double *out) {
    const struct shifted *shifted = (struct shifted *)base;
    shifted->outer->hessian_product(shifted->outer, shift(shifted, w), v, out);
}

static void free_init(const void *options, void *state, const struct shape *shape,
                      const double *w) {
    struct free_state *s = state;
    wrapper_init(options, state, shape, w);
    vector_copy(shape->n, s->z, w);
    vector_copy(shape->n, s->x, w);
}

// The stepper's weights are y, so that decay around this rule is decay at y. Of the numbers of x, z
// and y two are kept; the third follows.
static void free_update(const void *options, void *state, struct step *step) {
    const struct free_options *o = options;
    struct free_state *s = state;
    double *y = step->w, beta = o->momentum, rate = step->lr * o->weight_decay_at_y;
    size_t n = step->shape->n;
    struct shifted shifted = {
        .base = {shifted_evaluate, shifted_hessian_product},
        .outer = step->oracle,
        .state = s,
        .n = n,
    };
    for (size_t i = 0; i < n; i++) {
        s->x[i] = s->z[i] + (y[i] - s->z[i]) / beta;
        s->z[i] -= rate * y[i];
        s->shift[i] = y[i] - s->z[i];
    }
    step->oracle = &shifted.base;
    step->w = s->z;
    rule_update(&s->inner, step);
    step->w = y;
    step->oracle = shifted.outer;
    s->lr_max = fmax(s->lr_max, step->lr);
    double weight = m_pow((double)step->t, o->r) * m_pow(s->lr_max, o->weight_lr_power);
    s->weight_sum += weight;
    s->share = s->weight_sum > 0 ? weight / s->weight_sum : 0;
    for (size_t i = 0; i < n; i++)
        y[i] = (1 - beta) * s->z[i] + beta * (s->x[i] + s->share * (s->z[i] - s->x[i]));
}

static void free_report(const void *options, void *state, const double *w, size_t n,
                        double *point) {
    const struct free_options *o = options;
    struct free_state *s = state;
    for (size_t i = 0; i < n; i++)
        s->x[i] = point[i] = s->z[i] + (w[i] - s->z[i]) / o->momentum;
}

static double free_y(const void *options, const void *state, const struct step *step, size_t i) {
    (void)options, (void)state;
    return step->w[i];
}

static const struct state_field free_fields[] = {
    FIELD_VECTOR(free_state, z, "w"),
    FIELD_SCRATCH(free_state, shift),
    FIELD_SCRATCH(free_state, at),
    FIELD_NUMBER(free_state, lr_max, "\\eta_{\\max}"),
    {STATE_NUMBER, .name = "c", .symbol = "c_t", .offset = offsetof(struct free_state, share)},
    FIELD_VECTOR(free_state, x, "x"),
    FIELD_DERIVED(STATE_VECTOR, "y", "y", free_y),
    {0},
};

static const struct setting ema_settings[] = {
    SETTING_INNER(ema_options, "sgd"),
    SETTING_BETA(ema_options, ema_decay, 0.999, "\\beta",
                 "share of the average that stays; decay is weight decay"),
    {SETTING(ema_options, warmup), .type = SETTING_BOOL, .fallback = true,
     .help = "at step t at most (1 + t) / (10 + t) stays"},
    {0},
};

static const struct setting swa_settings[] = {
    SETTING_INNER(swa_options, "sgd"),
    {SETTING(swa_options, swa_start), .fallback = 0.75, .min = 0, .max = 1e15,
     .help = "steps before the average begins; below 1: a share of the run"},
    {SETTING(swa_options, swa_freq), .symbol = "k", .type = SETTING_INTEGER, .fallback = 1,
     .min = 1, .max = 1e15, .help = "it takes the weights of every so many steps"},
    {0},
};

static const struct setting free_settings[] = {
    SETTING_INNER(free_options, "sgd"),
    {SETTING(free_options, momentum), .symbol = "\\beta", .fallback = 0.9, .max = 1,
     .bounds = BOUNDS_ABOVE_MIN | BOUNDS_BELOW_MAX,
     .help = "weight of x in y, the point of the gradient"},
    SETTING_POSITIVE(free_options, weight_decay_at_y, 0, "\\lambda",
                     "z falls by lr weight_decay_at_y y"),
    {SETTING(free_options, r), .symbol = "r", .help = "the average x weights step t by t^r"},
    SETTING_POSITIVE(free_options, weight_lr_power, 2, "p", "and by lr^weight_lr_power"),
    {0},
};

const struct optimizer optimizer_ema = {
    .name = "ema",
    .help = "another rule; shows average = ema_decay average + (1 - ema_decay) w",
    .equation = "decay w\n"
                "\\bar w \\leftarrow \\beta_t \\bar w + (1 - \\beta_t)\\, w\n"
                "[warmup]\\beta_t = \\min\\left(\\beta,\\; \\frac{1 + t}{10 + t}\\right)\n"
                "[!warmup]\\beta_t = \\beta",
    .source = "torch.optim.swa_utils.get_ema_avg_fn; warmup as "
              "tf.train.ExponentialMovingAverage with num_updates",
    .lr = 0.5,
    .settings = ema_settings,
    .options_size = sizeof(struct ema_options),
    .fields = ema_fields,
    .state_size = sizeof(struct ema_state),
    .init = ema_init,
    .update = ema_update,
    .report = ema_report,
    .release = wrapper_release,
    .has_inner = true,
};

const struct optimizer optimizer_swa = {
    .name = "swa",
    .help = "another rule; shows the mean of its weights after swa_start steps, before that w",
    .equation =
        "decay w\n"
        "\\text{for } t > t_0 \\text{, every } k \\text{ steps:}\\quad \\bar w \\leftarrow \\bar w + \\frac{w - \\bar w}{N}",
    .source = "Izmailov et al., arXiv:1803.05407; torchcontrib.optim.SWA",
    .lr = 0.5,
    .settings = swa_settings,
    .options_size = sizeof(struct swa_options),
    .fields = swa_fields,
    .state_size = sizeof(struct swa_state),
    .init = wrapper_init,
    .update = swa_update,
    .report = swa_report,
    .release = wrapper_release,
    .has_inner = true,
};

const struct optimizer optimizer_schedule_free = {
    .name = "schedule_free",
    .help = "another rule moves z by the gradient at y, x the average of z, "
            "y = (1 - momentum) z + momentum x; shows x",
    .equation =
        "g = \\nabla f(y)\n"
        "[weight_decay_at_y]w \\leftarrow w - \\eta \\lambda\\, y\n"
        "x \\leftarrow (1 - c_t)\\, x + c_t\\, w,\\quad c_t = \\frac{t^r \\eta_{\\max}^p}{\\sum_{i=1}^{t} i^r \\eta_{\\max}^p}\n"
        "y = (1 - \\beta)\\, w + \\beta x\n"
        "decay y\n"
        "[decay]x \\leftarrow w + \\frac{y - w}{\\beta}",
    .source = "Defazio et al., arXiv:2405.15682, ScheduleFreeWrapper of the authors' code",
    .lr = 2,
    .settings = free_settings,
    .options_size = sizeof(struct free_options),
    .fields = free_fields,
    .state_size = sizeof(struct free_state),
    .init = free_init,
    .update = free_update,
    .report = free_report,
    .release = wrapper_release,
    .has_inner = true,
};
