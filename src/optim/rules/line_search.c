// SPDX-License-Identifier: GPL-3.0-or-later
#include "optim/rules/line_search.h"

#include "base/interrupt.h"
#include "base/vector.h"

#include <math.h>

const char *const line_search_methods_or_none[] = {[SEARCH_NONE] = "none",
                                                   [SEARCH_EXACT] = "exact",
                                                   [SEARCH_ARMIJO] = "armijo",
                                                   [SEARCH_WOLFE] = "wolfe",
                                                   NULL};
// Of the wrapper: without `none`, counted from SEARCH_EXACT.
const char *const line_search_methods[] = {"exact", "armijo", "wolfe", NULL};

// Trials of each part of a search.
enum { TRIALS_MAX = 60 };

struct trial {
    double alpha, value, slope;
};

static struct trial try_length(const struct ray *ray, double alpha) {
    size_t n = ray->step->shape->n;
    for (size_t i = 0; i < n; i++)
        ray->at[i] = ray->w[i] + alpha * ray->d[i];
    struct evaluation at = {.gradient = ray->gradient};
    step_evaluate(ray->step, ray->at, &at);
    return (struct trial){alpha, at.value, vector_dot(n, ray->gradient, ray->d)};
}

// What is not finite has no decrease.
static bool decreases(const struct line_search *search, const struct ray *ray,
                      const struct trial *trial) {
    return trial->value <= ray->value + search->c1 * trial->alpha * ray->slope;
}

static double search_armijo(const struct line_search *search, const struct ray *ray, double first) {
    double alpha = first;
    for (int i = 0; i < TRIALS_MAX && interrupt_signal() == 0; i++, alpha *= search->rho) {
        struct trial trial = try_length(ray, alpha);
        if (decreases(search, ray, &trial))
            return alpha;
    }
    return 0;
}

// Returns the minimum of the cubic through two trials (equation 3.59), or their middle where it has
// none well inside.
static double between(const struct trial *a, const struct trial *b) {
    double width = b->alpha - a->alpha;
    double d1 = a->slope + b->slope - 3 * (a->value - b->value) / -width;
    double d2 = copysign(sqrt(d1 * d1 - a->slope * b->slope), width);
    double share = 1 - (b->slope + d2 - d1) / (b->slope - a->slope + 2 * d2);
    return a->alpha + width * (share >= 0.1 && share <= 0.9 ? share : 0.5);
}

static bool is_flat(const struct line_search *search, const struct ray *ray,
                    const struct trial *trial) {
    return fabs(trial->slope) <= -search->c2 * ray->slope;
}

// Algorithm 3.6. If it ends without success, `low` is the best length that decreases the value.
static double zoom(const struct line_search *search, const struct ray *ray, struct trial low,
                   struct trial high) {
    for (int i = 0; i < TRIALS_MAX && interrupt_signal() == 0; i++) {
        struct trial trial = try_length(ray, between(&low, &high));
        if (!decreases(search, ray, &trial) || trial.value >= low.value) {
            high = trial;
            continue;
        }
        if (is_flat(search, ray, &trial))
            return trial.alpha;
        if (trial.slope * (high.alpha - low.alpha) >= 0)
            high = low;
        low = trial;
    }
    return low.alpha;
}

// Algorithm 3.5; a trial doubles the one before.
static double search_wolfe(const struct line_search *search, const struct ray *ray, double first) {
    struct trial before = {0, ray->value, ray->slope};
    double alpha = first;
    for (int i = 0; i < TRIALS_MAX && interrupt_signal() == 0; i++, alpha *= 2) {
        struct trial trial = try_length(ray, alpha);
        if (!decreases(search, ray, &trial) || (i > 0 && trial.value >= before.value))
            return zoom(search, ray, before, trial);
        if (is_flat(search, ray, &trial))
            return trial.alpha;
        if (trial.slope >= 0)
            return zoom(search, ray, trial, before);
        before = trial;
    }
    return before.alpha;
}

// Returns true if a minimum lies between the length `low`, where the value falls, and a trial.
// Values that differ by rounding alone are equal.
static bool is_behind(const struct ray *ray, const struct trial *low, const struct trial *trial) {
    return !(trial->value <= low->value + 1e-12 * fabs(ray->value)) || trial->slope >= 0;
}

// The root of the slope, by secants and halving in turn.
static double search_exact(const struct ray *ray, double first) {
    struct trial low = {0, ray->value, ray->slope}, high = {first, NAN, NAN};
    bool is_bracketed = false;
    for (int i = 0; i < TRIALS_MAX && !is_bracketed && interrupt_signal() == 0; i++) {
        struct trial trial = try_length(ray, high.alpha);
        is_bracketed = is_behind(ray, &low, &trial);
        if (is_bracketed) {
            high = trial;
        } else {
            low = trial;
            high.alpha *= 2;
        }
    }
    for (int i = 0; is_bracketed && i < 2 * TRIALS_MAX && interrupt_signal() == 0; i++) {
        double width = high.alpha - low.alpha, share = low.slope / (low.slope - high.slope);
        bool has_secant = i % 2 == 0 && share > 0 && share < 1;
        double alpha = low.alpha + width * (has_secant ? share : 0.5);
        if (low.slope == 0 || !(alpha > low.alpha && alpha < high.alpha))
            break;
        struct trial trial = try_length(ray, alpha);
        if (is_behind(ray, &low, &trial))
            high = trial;
        else
            low = trial;
    }
    bool is_high = fabs(high.slope) < fabs(low.slope) && high.value <= ray->value;
    return is_high ? high.alpha : low.alpha;
}

double line_search(const struct line_search *search, const struct ray *ray, double first) {
    if (search->method == SEARCH_NONE)
        return first;
    if (!(ray->slope < 0) || !isfinite(ray->slope) || !isfinite(ray->value) || !(first > 0))
        return 0;
    switch (search->method) {
    case SEARCH_EXACT:
        return search_exact(ray, first);
    case SEARCH_ARMIJO:
        return search_armijo(search, ray, first);
    default:
        return search_wolfe(search, ray, first);
    }
}

bool line_search_check(const struct line_search *search, struct place place, struct error *error) {
    return search->method != SEARCH_WOLFE || search->c1 < search->c2 ||
           error_at(error, place, "wolfe needs a c1 below c2; they are %.6g and %.6g", search->c1,
                    search->c2);
}

// ---- Around another rule

struct search_options {
    struct optimizer_config *inner;
    struct line_search search; // its method counts from SEARCH_EXACT
};

struct search_state {
    struct rule inner;
    double *before, *g, *d, *at, *gradient;
    double alpha;
};

static void search_update(const void *options, void *state, struct step *step) {
    const struct search_options *o = options;
    struct search_state *s = state;
    struct line_search search = o->search;
    search.method += SEARCH_EXACT;
    size_t n = step->shape->n;
    vector_copy(n, s->before, step->w);
    double value = wrapper_update_tapped(&s->inner, step, s->before, s->g);
    for (size_t i = 0; i < n; i++)
        s->d[i] = step->w[i] - s->before[i];
    struct ray ray = {step, s->before, s->d, value, vector_dot(n, s->g, s->d), s->at, s->gradient};
    s->alpha = line_search(&search, &ray, 1);
    for (size_t i = 0; i < n; i++)
        step->w[i] = s->before[i] + (s->alpha > 0 ? s->alpha * s->d[i] : 0);
}

static bool search_check(const void *options, struct place place, struct error *error) {
    struct line_search search = ((const struct search_options *)options)->search;
    search.method += SEARCH_EXACT;
    return line_search_check(&search, place, error);
}

static const struct state_field search_fields[] = {
    FIELD_SCRATCH(search_state, before),
    FIELD_SCRATCH(search_state, g),
    FIELD_VECTOR(search_state, d, "d"),
    FIELD_SCRATCH(search_state, at),
    FIELD_SCRATCH(search_state, gradient),
    FIELD_NUMBER(search_state, alpha, "\\alpha"),
    {0},
};

static const struct setting search_settings[] = {
    SETTING_INNER(search_options, "sgd"),
    LINE_SEARCH_SETTINGS(search_options, "method", line_search_methods, SEARCH_WOLFE - SEARCH_EXACT,
                         0.9),
    {0},
};

const struct optimizer optimizer_line_search = {
    .name = "line_search",
    .help = "w += alpha d, d the step of another rule, alpha found along it from 1 on; "
            "0 where d does not lead downhill",
    .equation =
        "d = w - w_{t-1}\n" LINE_SEARCH_EQUATION("method") "w \\leftarrow w_{t-1} + \\alpha\\, d",
    .source = "Nocedal & Wright, Numerical Optimization, algorithms 3.1, 3.5, 3.6",
    .lr = 1,
    .settings = search_settings,
    .options_size = sizeof(struct search_options),
    .reach = REACH_ALL,
    .fields = search_fields,
    .state_size = sizeof(struct search_state),
    .check = search_check,
    .init = wrapper_init,
    .update = search_update,
    .release = wrapper_release,
    .has_inner = true,
};
