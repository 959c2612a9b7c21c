// SPDX-License-Identifier: GPL-3.0-or-later
#include "optim/rules/rule.h"

#include "base/maths.h"
#include "base/vector.h"

#include <math.h>
#include <string.h>

const char *const bias_corrections[] = {
    [BIAS_POWER] = "power", [BIAS_NONE] = "none",   [BIAS_AS_PRINTED] = "as_printed",
    [BIAS_TRUE] = "true",   [BIAS_FALSE] = "false", NULL};

double bias_divisor(int correction, double beta, long t) {
    switch (correction) {
    case BIAS_NONE:
    case BIAS_FALSE:
        return 1;
    case BIAS_AS_PRINTED:
        return 1 - beta;
    default:
        return 1 - m_pow(beta, (double)t);
    }
}

double *step_decayed_gradient(struct step *step, double weight_decay) {
    double *g = step_gradient(step);
    for (size_t i = 0; i < step->shape->n && weight_decay != 0; i++)
        g[i] += weight_decay * step->w[i];
    return g;
}

void wrapper_init(const void *options, void *state, const struct shape *shape, const double *w) {
    rule_init(state, *(struct optimizer_config *const *)options, shape, w);
}

void wrapper_release(void *state) {
    rule_finish(state);
}

// An oracle that passes on another one, and keeps value and gradient at the weights before the
// step.
struct tap {
    struct oracle base;
    struct oracle *outer;
    const double *before;
    double *gradient, value;
    size_t n;
    bool has_gradient;
};

static void tap_evaluate(struct oracle *base, const double *w, struct evaluation *out) {
    struct tap *tap = (struct tap *)base;
    tap->outer->evaluate(tap->outer, w, out);
    if (tap->has_gradient || !out->gradient || memcmp(w, tap->before, tap->n * sizeof *w) != 0)
        return;
    vector_copy(tap->n, tap->gradient, out->gradient);
    tap->value = out->value;
    tap->has_gradient = true;
}

static void tap_hessian_product(struct oracle *base, const double *w, const double *v,
                                double *out) {
    const struct tap *tap = (struct tap *)base;
    tap->outer->hessian_product(tap->outer, w, v, out);
}

double wrapper_update_tapped(struct rule *inner, struct step *step, const double *before,
                             double *gradient) {
    struct tap tap = {
        .base = {tap_evaluate, tap_hessian_product},
        .outer = step->oracle,
        .before = before,
        .gradient = gradient,
        .n = step->shape->n,
    };
    step->oracle = &tap.base;
    rule_update(inner, step);
    step->oracle = tap.outer;
    if (tap.has_gradient)
        return tap.value;
    struct evaluation at = {.gradient = gradient};
    step_evaluate(step, before, &at);
    return at.value;
}
