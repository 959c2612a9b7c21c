// SPDX-License-Identifier: GPL-3.0-or-later
// Rules that wrap another rule.
#include "base/vector.h"
#include "optim/rules/rule.h"

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
    rule_init(&s->inner, ((const struct lookahead_options *)options)->inner, shape, w);
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

// The report of both wrappers, whose states begin with the inner rule.
static void inner_report(const void *options, void *state, const double *w, size_t n,
                         double *point) {
    (void)options, (void)n;
    rule_report(state, w, point);
}

static void inner_release(void *state) {
    rule_finish(state);
}

static const struct state_field lookahead_fields[] = {FIELD_VECTOR(lookahead_state, slow, "\\phi"),
                                                      {0}};

struct sam_options {
    struct optimizer_config *inner;
    double rho;
};

struct sam_state {
    struct rule inner;
    double *uphill; // the gradient at w
    double *at;     // the point uphill
};

// The oracle that SAM gives its inner rule: evaluated at distance rho uphill.
struct uphill {
    struct oracle base;
    struct oracle *outer;
    const struct sam_state *state;
    size_t n;
    double rho;
};

// Sets `at` to the point uphill of w.
static void climb(const struct uphill *uphill, const double *w) {
    double *g = uphill->state->uphill;
    uphill->outer->evaluate(uphill->outer, w, &(struct evaluation){.gradient = g});
    double norm = vector_norm(uphill->n, g) + 1e-12; // as in the authors' code
    for (size_t i = 0; i < uphill->n; i++)
        uphill->state->at[i] = w[i] + uphill->rho * g[i] / norm;
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

static void sam_init(const void *options, void *state, const struct shape *shape, const double *w) {
    rule_init(state, ((const struct sam_options *)options)->inner, shape, w);
}

static void sam_update(const void *options, void *state, struct step *step) {
    const struct sam_options *o = options;
    struct uphill uphill = {
        .base = {uphill_evaluate, uphill_hessian_product},
        .outer = step->oracle,
        .state = state,
        .n = step->shape->n,
        .rho = o->rho,
    };
    step->oracle = &uphill.base;
    rule_update(state, step);
    step->oracle = uphill.outer;
}

static const struct state_field sam_fields[] = {
    FIELD_SCRATCH(sam_state, uphill), FIELD_SCRATCH(sam_state, at), {0}};

// optimizer.c reads `inner`.
#define INNER(options_type)                                                                        \
    {                                                                                              \
        .name = "inner", .type = SETTING_CUSTOM, .offset = offsetof(struct options_type, inner),   \
        .form = "an optimizer, default sgd", .help = "the inner rule"                              \
    }

static const struct setting lookahead_settings[] = {
    INNER(lookahead_options),
    {SETTING(lookahead_options, k), .symbol = "k", .type = SETTING_INTEGER, .fallback = 5, .min = 1,
     .max = 1e15, .help = "fast steps per slow step"},
    {SETTING(lookahead_options, alpha), .symbol = "\\alpha", .fallback = 0.5, .max = 1,
     .bounds = BOUNDS_ABOVE_MIN, .help = "factor of the slow step"},
    {0},
};

static const struct setting sam_settings[] = {
    INNER(sam_options),
    SETTING_POSITIVE(sam_options, rho, 0.05, "\\rho", "how far uphill the gradient is taken"),
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
    .report = inner_report,
    .release = inner_release,
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
    .init = sam_init,
    .update = sam_update,
    .report = inner_report,
    .release = inner_release,
    .has_inner = true,
};
