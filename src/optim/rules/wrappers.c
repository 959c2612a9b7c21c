// SPDX-License-Identifier: GPL-3.0-or-later
// Rules that wrap another rule.
#include "base/vector.h"
#include "optim/rules/rule.h"

#include <math.h>
#include <string.h>

struct lookahead_options {
    struct optimizer_config *inner;
    long k;
    double alpha;
};

struct lookahead_state {
    struct rule inner;
    double *slow;
};

static void lookahead_init(const void *options, void *state, const struct shape *shape,
                           const double *w) {
    struct lookahead_state *s = state;
    wrapper_init(options, state, shape, w);
    memcpy(s->slow, w, shape->n * sizeof *w);
}

static void lookahead_update(const void *options, void *state, struct step *step) {
    const struct lookahead_options *o = options;
    struct lookahead_state *s = state;
    rule_update(&s->inner, step);
    if (step->t % o->k != 0)
        return;
    for (size_t i = 0; i < step->shape->n; i++) {
        s->slow[i] += o->alpha * (step->w[i] - s->slow[i]);
        step->w[i] = s->slow[i];
    }
}

static const struct state_field lookahead_fields[] = {FIELD_VECTOR(lookahead_state, slow, "\\phi"),
                                                      {0}};

struct sam_options {
    struct optimizer_config *inner;
    double rho, eta; // eta: of asam
};

struct sam_state {
    struct rule inner;
    double *uphill; // the gradient at w
    double *at;     // the point uphill
    double *scale;  // of each weight, in asam
};

// The oracle that SAM and ASAM give their inner rule: evaluated at a point uphill.
struct uphill {
    struct oracle base;
    struct oracle *outer;
    const struct sam_options *options;
    const struct sam_state *state;
    const struct shape *shape;
    // Sets `at` to the point uphill of w, where the gradient is `uphill`.
    void (*climb)(const struct uphill *uphill, const double *w);
};

static void sam_climb(const struct uphill *uphill, const double *w) {
    const double *g = uphill->state->uphill;
    double norm = vector_norm(uphill->shape->n, g) + 1e-12; // as in the authors' code
    for (size_t i = 0; i < uphill->shape->n; i++)
        uphill->state->at[i] = w[i] + uphill->options->rho * g[i] / norm;
}

static bool is_bias(const struct layer *layer) {
    static const char word[] = "bias";
    size_t length = strlen(layer->name), end = sizeof word - 1;
    return length >= end && strcmp(layer->name + length - end, word) == 0;
}

// As in the authors' code, biases are not scaled.
static void asam_climb(const struct uphill *uphill, const double *w) {
    const struct sam_state *s = uphill->state;
    double *g = s->uphill, *scale = s->scale;
    for (size_t k = 0; k < uphill->shape->layer_count; k++) {
        const struct layer *layer = &uphill->shape->layers[k];
        for (size_t i = layer->first; i < layer->first + layer->count; i++) {
            scale[i] = is_bias(layer) ? 1 : fabs(w[i]) + uphill->options->eta;
            g[i] *= scale[i];
        }
    }
    double norm = vector_norm(uphill->shape->n, g) + 1e-16;
    for (size_t i = 0; i < uphill->shape->n; i++)
        s->at[i] = w[i] + uphill->options->rho * scale[i] * (g[i] / norm);
}

static void climb(const struct uphill *uphill, const double *w) {
    struct evaluation at = {.gradient = uphill->state->uphill};
    uphill->outer->evaluate(uphill->outer, w, &at);
    uphill->climb(uphill, w);
}

static void uphill_evaluate(struct oracle *base, const double *w, struct evaluation *out) {
    const struct uphill *uphill = (struct uphill *)base;
    climb(uphill, w);
    uphill->outer->evaluate(uphill->outer, uphill->state->at, out);
}

static void uphill_hessian_product(struct oracle *base, const double *w, const double *v,
                                   double *out) {
    const struct uphill *uphill = (struct uphill *)base;
    climb(uphill, w);
    uphill->outer->hessian_product(uphill->outer, uphill->state->at, v, out);
}

static void update_uphill(const void *options, void *state, struct step *step,
                          void (*rule)(const struct uphill *uphill, const double *w)) {
    struct uphill uphill = {
        .base = {uphill_evaluate, uphill_hessian_product},
        .outer = step->oracle,
        .options = options,
        .state = state,
        .shape = step->shape,
        .climb = rule,
    };
    step->oracle = &uphill.base;
    rule_update(state, step);
    step->oracle = uphill.outer;
}

static void sam_update(const void *options, void *state, struct step *step) {
    update_uphill(options, state, step, sam_climb);
}

static void asam_update(const void *options, void *state, struct step *step) {
    update_uphill(options, state, step, asam_climb);
}

static const struct state_field sam_fields[] = {
    FIELD_SCRATCH(sam_state, uphill), FIELD_SCRATCH(sam_state, at), {0}};

static const struct state_field asam_fields[] = {
    FIELD_SCRATCH(sam_state, uphill),
    FIELD_SCRATCH(sam_state, at),
    FIELD_VECTOR(sam_state, scale, "T"),
    {0},
};

struct cautious_options {
    struct optimizer_config *inner;
    double eps;
    int groups;
};

struct cautious_state {
    struct rule inner;
    double *g, *d;        // gradient; the inner rule's step, before it the weights
    double *mask, *scale; // 0 or 1 for each weight; a factor of each group
};

static void cautious_update(const void *options, void *state, struct step *step) {
    const struct cautious_options *o = options;
    struct cautious_state *s = state;
    double *w = step->w;
    vector_copy(step->shape->n, s->d, w);
    wrapper_update_tapped(&s->inner, step, s->d, s->g);
    for (size_t k = 0; k < group_count(step->shape, o->groups); k++) {
        struct layer group = group_at(step->shape, o->groups, k);
        double sum = 0;
        for (size_t i = group.first; i < group.first + group.count; i++) {
            double before = s->d[i];
            s->d[i] = w[i] - before;
            s->mask[i] = -s->d[i] * s->g[i] > 0;
            sum += s->mask[i];
            w[i] = before;
        }
        s->scale[k] = 1 / fmax(sum / (double)group.count, o->eps);
        for (size_t i = group.first; i < group.first + group.count; i++)
            w[i] += s->mask[i] != 0 ? s->scale[k] * s->d[i] : 0;
    }
}

static const struct state_field cautious_fields[] = {
    FIELD_SCRATCH(cautious_state, g),
    FIELD_VECTOR(cautious_state, d, "d"),
    FIELD_VECTOR(cautious_state, mask, "\\varphi"),
    FIELD_GROUP(cautious_state, scale, "\\alpha"),
    {0},
};

static const struct setting lookahead_settings[] = {
    SETTING_INNER(lookahead_options, "sgd"),
    {SETTING(lookahead_options, k), .symbol = "k", .type = SETTING_INTEGER, .fallback = 5, .min = 1,
     .max = 1e15, .help = "fast steps per slow step"},
    {SETTING(lookahead_options, alpha), .symbol = "\\alpha", .fallback = 0.5, .max = 1,
     .bounds = BOUNDS_ABOVE_MIN, .help = "factor of the slow step"},
    {0},
};

static const struct setting sam_settings[] = {
    SETTING_INNER(sam_options, "sgd"),
    SETTING_POSITIVE(sam_options, rho, 0.05, "\\rho", "how far uphill the gradient is taken"),
    {0},
};

static const struct setting asam_settings[] = {
    SETTING_INNER(sam_options, "sgd"),
    SETTING_POSITIVE(sam_options, rho, 0.5, "\\rho", "how far uphill the gradient is taken"),
    SETTING_POSITIVE(sam_options, eta, 0.01, "\\epsilon", "added to |w| in the scale of a weight"),
    {0},
};

static const struct setting cautious_settings[] = {
    SETTING_INNER(cautious_options, "sgd"),
    {SETTING(cautious_options, eps), .symbol = "\\epsilon", .fallback = 1e-3, .max = 1,
     .bounds = BOUNDS_ABOVE_MIN, .help = "least share of weights that the others make up for"},
    SETTING_GROUPS(cautious_options),
    {0},
};

const struct optimizer optimizer_lookahead = {
    .name = "lookahead",
    .help = "every k steps of another rule, slow += alpha (w - slow), w = slow",
    .equation =
        "\\text{every } k \\text{ steps:}\\quad \\phi \\leftarrow \\phi + \\alpha\\, (w - \\phi),\\quad w \\leftarrow \\phi",
    .source = "Zhang et al., arXiv:1907.08610",
    .lr = 1,
    .settings = lookahead_settings,
    .options_size = sizeof(struct lookahead_options),
    .fields = lookahead_fields,
    .state_size = sizeof(struct lookahead_state),
    .init = lookahead_init,
    .update = lookahead_update,
    .release = wrapper_release,
    .has_inner = true,
};

const struct optimizer optimizer_sam = {
    .name = "sam",
    .help = "another rule with the gradient taken at w + rho g / |g|",
    .equation = "g = \\nabla f\\left(w + \\rho\\, \\frac{\\nabla f(w)}{\\|\\nabla f(w)\\|}\\right)",
    .source = "Foret et al., arXiv:2010.01412",
    .lr = 0.5,
    .settings = sam_settings,
    .options_size = sizeof(struct sam_options),
    .reach = REACH_ALL,
    .fields = sam_fields,
    .state_size = sizeof(struct sam_state),
    .init = wrapper_init,
    .update = sam_update,
    .release = wrapper_release,
    .has_inner = true,
};

const struct optimizer optimizer_asam = {
    .name = "asam",
    .help = "another rule with the gradient taken at w + rho T^2 g / |T g|, "
            "T = |w| + eta of each weight, 1 of a layer whose name ends in bias",
    .equation =
        "g = \\nabla f\\left(w + \\rho\\, \\frac{T^2 \\nabla f(w)}{\\|T\\, \\nabla f(w)\\|}\\right),\\quad T = |w| + \\epsilon",
    .source = "Kwon et al., arXiv:2102.11600, eta and biases as in the authors' code",
    .lr = 0.5,
    .settings = asam_settings,
    .options_size = sizeof(struct sam_options),
    .reach = REACH_ALL,
    .fields = asam_fields,
    .state_size = sizeof(struct sam_state),
    .init = wrapper_init,
    .update = asam_update,
    .release = wrapper_release,
    .has_inner = true,
};

const struct optimizer optimizer_cautious = {
    .name = "cautious",
    .help = "another rule without the parts of its step d that are not against the gradient; "
            "the others grow by 1 / max(share of such weights in the layer, eps)",
    .equation = "d = w - w_{t-1}\n"
                "\\varphi = 1 \\text{ where } d\\, g < 0 \\text{, else } 0\n"
                "\\alpha = \\frac{1}{\\max(\\epsilon,\\; \\operatorname{mean}\\, \\varphi)}\n"
                "w \\leftarrow w_{t-1} + \\alpha\\, \\varphi\\, d",
    .source = "Liang et al., arXiv:2411.16085, mean and eps as in the authors' code",
    .lr = 0.5,
    .settings = cautious_settings,
    .options_size = sizeof(struct cautious_options),
    .reach = REACH_LAYER,
    .fields = cautious_fields,
    .state_size = sizeof(struct cautious_state),
    .init = wrapper_init,
    .update = cautious_update,
    .release = wrapper_release,
    .has_inner = true,
};
