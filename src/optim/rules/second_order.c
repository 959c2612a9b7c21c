// SPDX-License-Identifier: GPL-3.0-or-later
// Rules that use the Hessian or an estimate of it.
#include "base/linear.h"
#include "base/memory.h"
#include "base/vector.h"
#include "optim/rules/rule.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct newton_options {
    double damping;
};

struct newton_state {
    double *d;    // the direction
    double *work; // for the linear equations; owned
};

static void newton_init(const void *options, void *state, const struct shape *shape,
                        const double *w) {
    (void)options, (void)w;
    size_t n = shape->n;
    size_t size = n <= HESSIAN_WEIGHTS_MAX ? n * (n + 1) / 2 + n * n : MINRES_VECTORS * n;
    ((struct newton_state *)state)->work = mem_zero(size, sizeof(double));
}

static void newton_release(void *state) {
    free(((struct newton_state *)state)->work);
}

// Solves (H + damping I) d = g for two weights, by Cramer's rule. If the matrix is singular d
// stays.
static void solve_two(const double h[3], double damping, const double *g, double *d) {
    double a = h[0] + damping, b = h[1], c = h[2] + damping;
    double determinant = a * c - b * b;
    if (determinant == 0)
        return;
    d[0] = (c * g[0] - b * g[1]) / determinant;
    d[1] = (a * g[1] - b * g[0]) / determinant;
}

static void solve_dense(const struct newton_options *o, struct newton_state *s, struct step *step) {
    size_t n = step->shape->n;
    double *packed = s->work, *full = s->work + n * (n + 1) / 2, *g = step->gradient;
    step_evaluate(step, step->w, &(struct evaluation){.gradient = g, .hessian = packed});
    memcpy(s->d, g, n * sizeof *g); // what stays where the matrix is singular
    if (n == 2) {
        solve_two(packed, o->damping, g, s->d);
        return;
    }
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j <= i; j++)
            full[i * n + j] = packed[hessian_index(n, j, i)] + (i == j ? o->damping : 0);
    linear_solve_symmetric(n, full, s->d);
}

// The damped Hessian at the step's weights, as an operator.
struct damped {
    struct step *step;
    double damping;
};

static void damped_product(void *context, const double *v, double *out) {
    const struct damped *damped = context;
    struct step *step = damped->step;
    step->oracle->hessian_product(step->oracle, step->w, v, out);
    for (size_t i = 0; i < step->shape->n; i++)
        out[i] += damped->damping * v[i];
}

static void newton_update(const void *options, void *state, struct step *step) {
    const struct newton_options *o = options;
    struct newton_state *s = state;
    size_t n = step->shape->n;
    if (n <= HESSIAN_WEIGHTS_MAX) {
        solve_dense(o, s, step);
    } else {
        struct damped damped = {step, o->damping};
        const double *g = step_gradient(step);
        linear_minres(n, &(struct linear_operator){damped_product, &damped}, g, s->d, s->work);
    }
    for (size_t i = 0; i < n; i++)
        step->w[i] -= step->lr * s->d[i];
}

static const struct state_field newton_fields[] = {FIELD_VECTOR(newton_state, d, "d"), {0}};

enum { HISTORY_MAX = 100 };

struct lbfgs_options {
    long history_size;
};

struct lbfgs_state {
    double *y, *s; // `history_size` vectors each, oldest first
    long count;
    double *before, *d; // gradient and direction of the previous step
    double rate;        // of the previous step
    double scale;       // scale of the initial inverse Hessian
    bool started;
};

static void remember(const struct lbfgs_options *o, struct lbfgs_state *s, const double *g,
                     size_t n) {
    // The new pair is formed behind the kept ones; where the history is full the oldest goes first.
    bool is_full = s->count == o->history_size;
    size_t at = (size_t)s->count * n;
    double *y = s->y + at, *moved = s->s + at;
    for (size_t i = 0; i < n; i++) {
        y[i] = g[i] - s->before[i];
        moved[i] = s->rate * s->d[i];
    }
    double curvature = vector_dot(n, y, moved);
    if (curvature <= 1e-10)
        return;
    s->scale = curvature / vector_dot(n, y, y);
    s->count++;
    if (!is_full)
        return;
    s->count--;
    memmove(s->y, s->y + n, at * sizeof *y);
    memmove(s->s, s->s + n, at * sizeof *moved);
}

// The two-loop recursion (Nocedal & Wright, algorithm 7.4).
static void find_direction(struct lbfgs_state *s, const double *g, size_t n) {
    double *q = s->d, alpha[HISTORY_MAX] = {0};
    for (size_t i = 0; i < n; i++)
        q[i] = -g[i];
    for (long k = s->count - 1; k >= 0; k--) {
        const double *y = s->y + (size_t)k * n, *moved = s->s + (size_t)k * n;
        alpha[k] = vector_dot(n, moved, q) / vector_dot(n, y, moved);
        for (size_t i = 0; i < n; i++)
            q[i] -= alpha[k] * y[i];
    }
    for (size_t i = 0; i < n; i++)
        q[i] *= s->scale;
    for (long k = 0; k < s->count; k++) {
        const double *y = s->y + (size_t)k * n, *moved = s->s + (size_t)k * n;
        double beta = vector_dot(n, y, q) / vector_dot(n, y, moved);
        for (size_t i = 0; i < n; i++)
            q[i] += (alpha[k] - beta) * moved[i];
    }
}

// One iteration per step without line search, as torch with max_iter=1, with torch's tolerances.
static void lbfgs_update(const void *options, void *state, struct step *step) {
    struct lbfgs_state *s = state;
    const double *g = step_gradient(step);
    size_t n = step->shape->n;
    double largest = fabs(g[0]), sum = 0;
    for (size_t i = 0; i < n; i++) {
        largest = fmax(largest, fabs(g[i]));
        sum += fabs(g[i]);
    }
    if (largest <= 1e-7)
        return;
    if (s->started)
        remember(options, s, g, n);
    else
        s->scale = 1;
    find_direction(s, g, n);
    memcpy(s->before, g, n * sizeof *g);
    s->rate = s->started ? step->lr : fmin(1, 1 / sum) * step->lr;
    s->started = true;
    if (vector_dot(n, g, s->d) > -1e-9)
        return;
    for (size_t i = 0; i < n; i++)
        step->w[i] += s->rate * s->d[i];
}

// One vector more than is kept, for the pair that is being formed.
static size_t lbfgs_vectors(const void *options) {
    return (size_t)((const struct lbfgs_options *)options)->history_size + 1;
}

static const struct state_field lbfgs_fields[] = {
    {STATE_VECTOR, .offset = offsetof(struct lbfgs_state, y), .copies = lbfgs_vectors},
    {STATE_VECTOR, .offset = offsetof(struct lbfgs_state, s), .copies = lbfgs_vectors},
    FIELD_SCRATCH(lbfgs_state, before),
    FIELD_VECTOR(lbfgs_state, d, "d"),
    {0},
};

static const struct setting newton_settings[] = {
    SETTING_POSITIVE(newton_options, damping, 1, "\\delta",
                     "added to the Hessian's diagonal; 0: pure Newton"),
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
                "[!damping]d = H^{-1} g\n"
                "[damping]d = (H + \\delta I)^{-1} g\n"
                "w \\leftarrow w - \\eta\\, d",
    .source = "Levenberg 1944; Nocedal & Wright, Numerical Optimization",
    .lr = 1,
    .settings = newton_settings,
    .reach = REACH_ALL,
    .fields = newton_fields,
    .options_size = sizeof(struct newton_options),
    .state_size = sizeof(struct newton_state),
    .init = newton_init,
    .release = newton_release,
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
    .reach = REACH_ALL,
    .fields = lbfgs_fields,
    .state_size = sizeof(struct lbfgs_state),
    .update = lbfgs_update,
};
