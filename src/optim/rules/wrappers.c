// SPDX-License-Identifier: GPL-3.0-or-later
// Rules that wrap another rule.
#include "base/maths.h"
#include "optim/rules/rule.h"

struct lookahead_options {
    struct optimizer_config *inner;
    long k;
    double alpha;
};

struct lookahead_state {
    struct rule inner;
    double slow[2];
};

static void lookahead_init(const void *options, void *state, const double w[2]) {
    struct lookahead_state *s = state;
    rule_init(&s->inner, ((const struct lookahead_options *)options)->inner, w);
    s->slow[0] = w[0];
    s->slow[1] = w[1];
}

static void lookahead_update(const void *options, void *state, struct step *step) {
    const struct lookahead_options *o = options;
    struct lookahead_state *s = state;
    rule_update(&s->inner, step);
    if (step->t % o->k != 0)
        return;
    for (int i = 0; i < 2; i++) {
        s->slow[i] += o->alpha * (step->w[i] - s->slow[i]);
        step->w[i] = s->slow[i];
    }
}

static void lookahead_report(const void *options, void *state, const double w[2], double point[2]) {
    (void)options;
    rule_report(&((struct lookahead_state *)state)->inner, w, point);
}

static void lookahead_release(void *state) {
    rule_finish(&((struct lookahead_state *)state)->inner);
}

struct sam_options {
    struct optimizer_config *inner;
    double rho;
};

// The oracle that SAM gives its inner rule: evaluated at distance rho uphill.
struct uphill {
    struct oracle base;
    struct oracle *outer;
    double rho;
};

static void uphill_evaluate(struct oracle *base, const double w[2], unsigned wanted,
                            struct evaluation *out) {
    struct uphill *uphill = (struct uphill *)base;
    struct evaluation here = {0};
    uphill->outer->evaluate(uphill->outer, w, WANT_GRADIENT, &here);
    double norm = m_hypot(here.gradient[0], here.gradient[1]) + 1e-12; // as in the authors' code
    double at[2];
    for (int i = 0; i < 2; i++)
        at[i] = w[i] + uphill->rho * here.gradient[i] / norm;
    uphill->outer->evaluate(uphill->outer, at, wanted, out);
}

static void sam_init(const void *options, void *state, const double w[2]) {
    rule_init(state, ((const struct sam_options *)options)->inner, w);
}

static void sam_update(const void *options, void *state, struct step *step) {
    const struct sam_options *o = options;
    struct uphill uphill = {{uphill_evaluate}, step->oracle, o->rho};
    step->oracle = &uphill.base;
    rule_update(state, step);
    step->oracle = uphill.outer;
}

static void sam_report(const void *options, void *state, const double w[2], double point[2]) {
    (void)options;
    rule_report(state, w, point);
}

static void sam_release(void *state) {
    rule_finish(state);
}

// optimizer.c reads `inner`.
#define INNER(options_type)                                                                        \
    {                                                                                              \
        .name = "inner", .type = SETTING_CUSTOM, .offset = offsetof(struct options_type, inner),   \
        .form = "an optimizer, default sgd", .help = "the inner rule"                              \
    }

static const struct setting lookahead_settings[] = {
    INNER(lookahead_options),
    {SETTING(lookahead_options, k), .type = SETTING_INTEGER, .fallback = 5, .min = 1, .max = 1e15,
     .help = "fast steps per slow step"},
    {SETTING(lookahead_options, alpha), .fallback = 0.5, .max = 1, .bounds = BOUNDS_ABOVE_MIN,
     .help = "factor of the slow step"},
    {0},
};

static const struct setting sam_settings[] = {
    INNER(sam_options),
    SETTING_POSITIVE(sam_options, rho, 0.05, "how far uphill the gradient is taken"),
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
    .state_size = sizeof(struct lookahead_state),
    .init = lookahead_init,
    .update = lookahead_update,
    .report = lookahead_report,
    .release = lookahead_release,
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
    .state_size = sizeof(struct rule),
    .init = sam_init,
    .update = sam_update,
    .report = sam_report,
    .release = sam_release,
    .has_inner = true,
};
