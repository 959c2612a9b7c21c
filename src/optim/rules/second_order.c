// SPDX-License-Identifier: GPL-3.0-or-later
// Rules that use the Hessian or an estimate of it.
#include "optim/rules/rule.h"

#include <math.h>
#include <string.h>

struct newton_options {
    double damping;
};

static void newton_update(const void *options, void *state, struct step *step) {
    const struct newton_options *o = options;
    struct evaluation at;
    (void)state;
    step_evaluate(step, step->w, WANT_GRADIENT | WANT_HESSIAN, &at);
    double a = at.hessian[0] + o->damping, b = at.hessian[1], c = at.hessian[2] + o->damping;
    double determinant = a * c - b * b;
    double d[2] = {at.gradient[0], at.gradient[1]}; // with a singular Hessian, the gradient
    if (determinant != 0) {
        d[0] = (c * at.gradient[0] - b * at.gradient[1]) / determinant;
        d[1] = (a * at.gradient[1] - b * at.gradient[0]) / determinant;
    }
    for (int i = 0; i < 2; i++)
        step->w[i] -= step->lr * d[i];
}

enum { HISTORY_MAX = 100 };

struct lbfgs_options {
    long history_size;
};

struct lbfgs_state {
    double y[HISTORY_MAX][2], s[HISTORY_MAX][2]; // oldest first
    long count;
    double before[2], direction[2], rate; // of the previous step
    double scale;                         // scale of the initial inverse Hessian
    bool started;
};

static double dot(const double a[2], const double b[2]) {
    return a[0] * b[0] + a[1] * b[1];
}

static void remember(const struct lbfgs_options *o, struct lbfgs_state *s, const double g[2]) {
    double y[2], moved[2];
    for (int i = 0; i < 2; i++) {
        y[i] = g[i] - s->before[i];
        moved[i] = s->rate * s->direction[i];
    }
    double curvature = dot(y, moved);
    if (curvature <= 1e-10)
        return;
    if (s->count == o->history_size) {
        s->count--;
        memmove(s->y[0], s->y[1], (size_t)s->count * sizeof *s->y);
        memmove(s->s[0], s->s[1], (size_t)s->count * sizeof *s->s);
    }
    memcpy(s->y[s->count], y, sizeof y);
    memcpy(s->s[s->count], moved, sizeof moved);
    s->count++;
    s->scale = curvature / dot(y, y);
}

// The two-loop recursion (Nocedal & Wright, algorithm 7.4).
static void find_direction(struct lbfgs_state *s, const double g[2]) {
    double q[2] = {-g[0], -g[1]}, alpha[HISTORY_MAX] = {0};
    for (long k = s->count - 1; k >= 0; k--) {
        alpha[k] = dot(s->s[k], q) / dot(s->y[k], s->s[k]);
        for (int i = 0; i < 2; i++)
            q[i] -= alpha[k] * s->y[k][i];
    }
    for (int i = 0; i < 2; i++)
        q[i] *= s->scale;
    for (long k = 0; k < s->count; k++) {
        double beta = dot(s->y[k], q) / dot(s->y[k], s->s[k]);
        for (int i = 0; i < 2; i++)
            q[i] += (alpha[k] - beta) * s->s[k][i];
    }
    memcpy(s->direction, q, sizeof q);
}

// One iteration per step without line search, as torch with max_iter=1, with torch's tolerances.
static void lbfgs_update(const void *options, void *state, struct step *step) {
    struct lbfgs_state *s = state;
    double g[2];
    step_gradient(step, step->w, g);
    if (fmax(fabs(g[0]), fabs(g[1])) <= 1e-7)
        return;
    if (s->started)
        remember(options, s, g);
    else
        s->scale = 1;
    find_direction(s, g);
    memcpy(s->before, g, sizeof g);
    s->rate = s->started ? step->lr : fmin(1, 1 / (fabs(g[0]) + fabs(g[1]))) * step->lr;
    s->started = true;
    if (dot(g, s->direction) > -1e-9)
        return;
    for (int i = 0; i < 2; i++)
        step->w[i] += s->rate * s->direction[i];
}

static const struct setting newton_settings[] = {
    SETTING_POSITIVE(newton_options, damping, 1, "added to the Hessian's diagonal; 0: pure Newton"),
    {0},
};

static const struct setting lbfgs_settings[] = {
    {SETTING(lbfgs_options, history_size), .type = SETTING_INTEGER, .fallback = 100, .min = 1,
     .max = HISTORY_MAX, .help = "past steps that the curvature is estimated from"},
    {0},
};

const struct optimizer optimizer_newton = {
    .name = "newton",
    .help = "w -= lr (H + damping I)^-1 g",
    .equation = "H = \\nabla^2 f(w)\n"
                "[!damping]w \\leftarrow w - \\eta\\, H^{-1} g\n"
                "[damping]w \\leftarrow w - \\eta\\, (H + \\delta I)^{-1} g",
    .source = "Levenberg 1944; Nocedal & Wright, Numerical Optimization",
    .lr = 1,
    .settings = newton_settings,
    .options_size = sizeof(struct newton_options),
    .update = newton_update,
};

const struct optimizer optimizer_lbfgs = {
    .name = "lbfgs",
    .help = "w += lr d, d the two-loop recursion over the last history_size steps; "
            "the first step is lr min(1, 1/|g|_1)",
    .equation = "y_k = g_{k+1} - g_k,\\quad s_k = w_{k+1} - w_k\n"
                "d = -B\\, g,\\quad B\\, y_k = s_k \\text{ for the last } k\n"
                "w \\leftarrow w + \\eta\\, d",
    .source = "torch.optim.LBFGS, max_iter 1; Liu & Nocedal 1989",
    .lr = 0.05,
    .settings = lbfgs_settings,
    .options_size = sizeof(struct lbfgs_options),
    .state_size = sizeof(struct lbfgs_state),
    .update = lbfgs_update,
};
