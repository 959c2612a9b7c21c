// SPDX-License-Identifier: GPL-3.0-or-later
// Nonlinear conjugate gradients, and BFGS with the whole matrix.
#include "base/memory.h"
#include "base/vector.h"
#include "optim/rules/line_search.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum cg_beta { FLETCHER_REEVES, POLAK_RIBIERE, HESTENES_STIEFEL, DAI_YUAN };
static const char *const cg_betas[] = {[FLETCHER_REEVES] = "fletcher_reeves",
                                       [POLAK_RIBIERE] = "polak_ribiere",
                                       [HESTENES_STIEFEL] = "hestenes_stiefel",
                                       [DAI_YUAN] = "dai_yuan",
                                       NULL};

struct cg_options {
    struct line_search search;
    int beta;
    long restart;
    double nu;
};

struct cg_state {
    double *d, *before, *at, *gradient; // before: the gradient of the step before
    double alpha, beta;
    long since; // steps since d was the steepest descent; 0: it is to be that
};

static double cg_beta(const struct cg_options *o, const struct cg_state *s, const double *g,
                      size_t n) {
    double square = vector_dot(n, g, g), mixed = vector_dot(n, g, s->before);
    double square_before = vector_dot(n, s->before, s->before);
    double turn = vector_dot(n, s->d, g) - vector_dot(n, s->d, s->before); // d . (g - before)
    bool is_due =
        (o->restart > 0 && s->since >= o->restart) || (o->nu > 0 && fabs(mixed) >= o->nu * square);
    if (s->since == 0 || is_due)
        return 0;
    switch (o->beta) {
    case FLETCHER_REEVES:
        return square / square_before;
    case POLAK_RIBIERE:
        return fmax(0, (square - mixed) / square_before);
    case HESTENES_STIEFEL:
        return (square - mixed) / turn;
    default:
        return square / turn;
    }
}

static void cg_update(const void *options, void *state, struct step *step) {
    const struct cg_options *o = options;
    struct cg_state *s = state;
    struct evaluation at = {.gradient = step->gradient};
    step_evaluate(step, step->w, &at);
    const double *g = at.gradient;
    size_t n = step->shape->n;
    s->beta = cg_beta(o, s, g, n);
    if (!isfinite(s->beta))
        s->beta = 0;
    for (size_t i = 0; i < n && s->beta != 0; i++)
        s->d[i] = s->beta * s->d[i] - g[i];
    double slope = s->beta != 0 ? vector_dot(n, g, s->d) : 0;
    if (!(slope < 0)) { // begin anew
        s->beta = 0;
        s->since = 0;
        for (size_t i = 0; i < n; i++)
            s->d[i] = -g[i];
        slope = -vector_dot(n, g, g);
    }
    memcpy(s->before, g, n * sizeof *g);
    struct ray ray = {step, step->w, s->d, at.value, slope, s->at, s->gradient};
    s->alpha = line_search(&o->search, &ray, step->lr);
    s->since = s->alpha > 0 ? s->since + 1 : 0;
    for (size_t i = 0; i < n && s->alpha > 0; i++)
        step->w[i] += s->alpha * s->d[i];
}

static bool cg_check(const void *options, struct place place, struct error *error) {
    return line_search_check(&((const struct cg_options *)options)->search, place, error);
}

static const struct state_field cg_fields[] = {
    FIELD_VECTOR(cg_state, d, "d"),
    FIELD_BEFORE(cg_state, before),
    FIELD_SCRATCH(cg_state, at),
    FIELD_SCRATCH(cg_state, gradient),
    FIELD_NUMBER(cg_state, beta, "\\beta"),
    FIELD_NUMBER(cg_state, alpha, "\\alpha"),
    {0},
};

struct bfgs_options {
    struct line_search search;
};

struct bfgs_state {
    double *d, *w, *g, *s, *y, *at, *gradient; // w, g: of the step before
    double *inverse;                           // n x n, an estimate of the inverse Hessian; owned
    double alpha;
    bool has_pair;   // w and g are known
    bool is_initial; // the estimate is the identity
};

static void bfgs_reset(struct bfgs_state *s, size_t n) {
    memset(s->inverse, 0, n * n * sizeof *s->inverse);
    for (size_t i = 0; i < n; i++)
        s->inverse[i * n + i] = 1;
    s->is_initial = true;
}

static void bfgs_init(const void *options, void *state, const struct shape *shape,
                      const double *w) {
    struct bfgs_state *s = state;
    (void)options, (void)w;
    s->inverse = mem_zero(shape->n * shape->n, sizeof *s->inverse);
    bfgs_reset(s, shape->n);
}

static void bfgs_release(void *state) {
    free(((struct bfgs_state *)state)->inverse);
}

// Equation 6.17, and 6.20 before the first time. The pair is left out where the curvature along the
// step is not positive.
static void bfgs_learn(struct bfgs_state *s, const double *w, const double *g, size_t n) {
    double *inverse = s->inverse, *product = s->at; // B y
    for (size_t i = 0; i < n; i++) {
        s->s[i] = w[i] - s->w[i];
        s->y[i] = g[i] - s->g[i];
    }
    double curvature = vector_dot(n, s->y, s->s);
    if (!(curvature > 1e-10 * vector_norm(n, s->y) * vector_norm(n, s->s)))
        return;
    if (s->is_initial) {
        double scale = curvature / vector_dot(n, s->y, s->y);
        for (size_t i = 0; i < n; i++)
            inverse[i * n + i] = scale;
    }
    s->is_initial = false;
    for (size_t i = 0; i < n; i++)
        product[i] = vector_dot(n, inverse + i * n, s->y);
    double factor = (1 + vector_dot(n, s->y, product) / curvature) / curvature;
    for (size_t i = 0; i < n; i++) {
        double *restrict row = inverse + i * n;
        double along = factor * s->s[i] - product[i] / curvature, across = s->s[i] / curvature;
        for (size_t j = 0; j < n; j++)
            row[j] += along * s->s[j] - across * product[j];
    }
}

static void bfgs_update(const void *options, void *state, struct step *step) {
    const struct bfgs_options *o = options;
    struct bfgs_state *s = state;
    struct evaluation at = {.gradient = step->gradient};
    step_evaluate(step, step->w, &at);
    const double *g = at.gradient;
    size_t n = step->shape->n;
    if (s->has_pair)
        bfgs_learn(s, step->w, g, n);
    for (size_t i = 0; i < n; i++)
        s->d[i] = -vector_dot(n, s->inverse + i * n, g);
    double slope = vector_dot(n, g, s->d);
    if (!(slope < 0)) { // begin anew
        bfgs_reset(s, n);
        for (size_t i = 0; i < n; i++)
            s->d[i] = -g[i];
        slope = -vector_dot(n, g, g);
    }
    memcpy(s->w, step->w, n * sizeof *s->w);
    memcpy(s->g, g, n * sizeof *s->g);
    s->has_pair = true;
    struct ray ray = {step, s->w, s->d, at.value, slope, s->at, s->gradient};
    s->alpha = line_search(&o->search, &ray, step->lr);
    if (!(s->alpha > 0))
        bfgs_reset(s, n);
    for (size_t i = 0; i < n && s->alpha > 0; i++)
        step->w[i] += s->alpha * s->d[i];
}

static bool bfgs_check(const void *options, struct place place, struct error *error) {
    return line_search_check(&((const struct bfgs_options *)options)->search, place, error);
}

static size_t bfgs_rows(const void *options, const struct shape *shape, double *numbers) {
    (void)options;
    *numbers = (double)shape->n * (double)shape->n;
    return shape->n;
}

static const struct state_field bfgs_fields[] = {
    FIELD_VECTOR(bfgs_state, d, "d"),
    FIELD_SCRATCH(bfgs_state, w),
    FIELD_SCRATCH(bfgs_state, g),
    FIELD_SCRATCH(bfgs_state, s),
    FIELD_SCRATCH(bfgs_state, y),
    FIELD_SCRATCH(bfgs_state, at),
    FIELD_SCRATCH(bfgs_state, gradient),
    FIELD_NUMBER(bfgs_state, alpha, "\\alpha"),
    {0},
};

static const struct setting cg_settings[] = {
    {SETTING(cg_options, beta), .type = SETTING_CHOICE, .choices = cg_betas,
     .fallback = POLAK_RIBIERE,
     .help = "of the direction before that is added; polak_ribiere is never below 0"},
    {SETTING(cg_options, restart), .type = SETTING_INTEGER, .max = 1e15,
     .help = "beta is 0 after so many steps; 0: not for that reason"},
    {SETTING(cg_options, nu), .symbol = "\\nu", .min = 0, .max = SETTING_NO_MAX,
     .help = "beta is 0 where |g . g_before| >= nu |g|^2; 0: not for that reason"},
    LINE_SEARCH_SETTINGS(cg_options, "line_search", line_search_methods_or_none, SEARCH_WOLFE, 0.1),
    {0},
};

static const struct setting bfgs_settings[] = {
    LINE_SEARCH_SETTINGS(bfgs_options, "line_search", line_search_methods_or_none, SEARCH_WOLFE,
                         0.9),
    {0},
};

#define STEP_EQUATION                                                                              \
    LINE_SEARCH_EQUATION("line_search")                                                            \
    "[line_search=none]\\alpha = \\eta\n"                                                          \
    "w \\leftarrow w + \\alpha\\, d"

const struct optimizer optimizer_cg = {
    .name = "cg",
    .help = "w += alpha d, d = beta d - g, alpha by a line search that begins with lr; "
            "d = -g where that is not downhill",
    .equation =
        "[beta=fletcher_reeves]\\beta = \\frac{g \\cdot g}{g' \\cdot g'}\n"
        "[beta=polak_ribiere]\\beta = \\max\\left(0,\\; \\frac{g \\cdot (g - g')}{g' \\cdot g'}\\right)\n"
        "[beta=hestenes_stiefel]\\beta = \\frac{g \\cdot (g - g')}{d \\cdot (g - g')}\n"
        "[beta=dai_yuan]\\beta = \\frac{g \\cdot g}{d \\cdot (g - g')}\n"
        "[nu]\\beta = 0 \\text{ where } |g \\cdot g'| \\ge \\nu\\, g \\cdot g\n"
        "d \\leftarrow \\beta\\, d - g\n" STEP_EQUATION,
    .source = "Nocedal & Wright, Numerical Optimization, chapter 5; Fletcher & Reeves 1964",
    .lr = 1,
    .settings = cg_settings,
    .options_size = sizeof(struct cg_options),
    .reach = REACH_ALL,
    .fields = cg_fields,
    .state_size = sizeof(struct cg_state),
    .check = cg_check,
    .update = cg_update,
};

const struct optimizer optimizer_bfgs = {
    .name = "bfgs",
    .help = "w -= alpha B g, B an estimate of the inverse Hessian from all steps, "
            "alpha by a line search that begins with lr",
    .equation =
        "y_k = g_{k+1} - g_k,\\quad s_k = w_{k+1} - w_k\n"
        "B \\leftarrow V^\\top B\\, V + \\frac{s_k s_k^\\top}{y_k \\cdot s_k},\\quad V = I - \\frac{y_k s_k^\\top}{y_k \\cdot s_k}\n"
        "d = -B\\, g\n" STEP_EQUATION,
    .source = "Nocedal & Wright, Numerical Optimization, algorithm 6.1 with 6.20",
    .lr = 1,
    .settings = bfgs_settings,
    .options_size = sizeof(struct bfgs_options),
    .reach = REACH_ALL,
    .matrix_rows = bfgs_rows,
    .fields = bfgs_fields,
    .state_size = sizeof(struct bfgs_state),
    .check = bfgs_check,
    .init = bfgs_init,
    .update = bfgs_update,
    .release = bfgs_release,
};
