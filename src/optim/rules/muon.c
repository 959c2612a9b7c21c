// SPDX-License-Identifier: GPL-3.0-or-later
// Muon: matrices move by orthogonal matrices, vectors by another rule.
#include "base/matrix.h"
#include "base/memory.h"
#include "base/vector.h"
#include "optim/rules/rule.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct muon_coefficients {
    double items[3];
    bool is_given;
};

enum adjust { ADJUST_ORIGINAL, ADJUST_MATCH_RMS_ADAMW };
static const char *const adjusts[] = {
    [ADJUST_ORIGINAL] = "original", [ADJUST_MATCH_RMS_ADAMW] = "match_rms_adamw", NULL};

struct muon_options {
    struct optimizer_config *inner;
    double weight_decay, momentum, eps;
    struct muon_coefficients ns_coefficients;
    long ns_steps;
    bool nesterov;
    int adjust_lr_fn;
};

struct muon_state {
    struct rule inner;
    double *g, *before, *buffer, *o;
    double inner_memory[SCHEDULE_MEMORY]; // of the inner rule's own learning rate
    double inner_peak;                    // likewise, see schedule_peak
    bool has_inner_peak;
    double *work; // 5 times the largest matrix; owned
};

static bool read_coefficients(const struct node *node, void *field, struct error *error) {
    struct muon_coefficients *coefficients = field;
    if (node->kind != NODE_LIST || node->count != 3)
        return node_expected(node, "a list of 3 numbers", error);
    coefficients->is_given = true;
    return node_numbers(node, 3, coefficients->items, error);
}

static void muon_init(const void *options, void *state, const struct shape *shape,
                      const double *w) {
    struct muon_state *s = state;
    size_t largest = 0;
    wrapper_init(options, state, shape, w);
    for (size_t k = 0; k < shape->layer_count; k++)
        if (shape->layers[k].columns && shape->layers[k].count > largest)
            largest = shape->layers[k].count;
    s->work = mem_zero(5 * largest, sizeof *s->work);
}

static void muon_release(void *state) {
    free(((struct muon_state *)state)->work);
    wrapper_release(state);
}

// The oracle of the inner rule: matrices have no gradient. At the step's weights it is known.
struct vectors_only {
    struct oracle base;
    struct oracle *outer;
    const struct muon_state *state;
    const struct shape *shape;
    double value;
};

static void clear_matrices(const struct shape *shape, double *x) {
    for (size_t k = 0; k < shape->layer_count; k++)
        if (shape->layers[k].columns)
            memset(x + shape->layers[k].first, 0, shape->layers[k].count * sizeof *x);
}

static void vectors_evaluate(struct oracle *base, const double *w, struct evaluation *out) {
    const struct vectors_only *only = (struct vectors_only *)base;
    size_t bytes = only->shape->n * sizeof *w;
    bool is_known = !out->hessian && memcmp(w, only->state->before, bytes) == 0;
    if (is_known)
        out->value = only->value;
    else
        only->outer->evaluate(only->outer, w, out);
    if (is_known && out->gradient)
        memcpy(out->gradient, only->state->g, bytes);
    if (out->gradient)
        clear_matrices(only->shape, out->gradient);
}

static void vectors_hessian_product(struct oracle *base, const double *w, const double *v,
                                    double *out) {
    const struct vectors_only *only = (struct vectors_only *)base;
    only->outer->hessian_product(only->outer, w, v, out);
    clear_matrices(only->shape, out);
}

// Runs the inner rule, at its own learning rate if it has one.
static void update_vectors(const struct muon_options *o, struct muon_state *s, struct step *step) {
    double lr = step->lr, peak = step->lr_peak;
    if (o->inner->has_lr) {
        step->lr = schedule_value(&o->inner->lr, step->time, s->inner_memory);
        if (!s->has_inner_peak)
            s->inner_peak = schedule_peak(&o->inner->lr, step->time.horizon);
        s->has_inner_peak = true;
        step->lr_peak = s->inner_peak;
    }
    rule_update(&s->inner, step);
    step->lr = lr;
    step->lr_peak = peak;
}

// Replaces X (rows x columns, rows <= columns) by nearly the orthogonal matrix closest to it.
// `work` has 3 rows * columns numbers.
static void orthogonalize(const struct muon_options *o, size_t rows, size_t columns, double *x,
                          double *work) {
    static const double usual[3] = {3.4445, -4.7750, 2.0315};
    const double *c = o->ns_coefficients.is_given ? o->ns_coefficients.items : usual;
    size_t count = rows * columns, square = rows * rows;
    double *gram = work, *polynomial = work + count, *product = work + 2 * count;
    double norm = fmax(vector_norm(count, x), o->eps);
    for (size_t i = 0; i < count && norm > 0; i++)
        x[i] /= norm;
    for (long k = 0; k < o->ns_steps; k++) {
        matrix_gram(rows, columns, x, gram);
        matrix_multiply(rows, rows, rows, gram, gram, polynomial);
        for (size_t i = 0; i < square; i++)
            polynomial[i] = c[1] * gram[i] + c[2] * polynomial[i];
        matrix_multiply(rows, rows, columns, polynomial, x, product);
        for (size_t i = 0; i < count; i++)
            x[i] = c[0] * x[i] + product[i];
    }
}

static void update_matrix(const struct muon_options *o, struct muon_state *s,
                          const struct layer *layer, struct step *step) {
    size_t rows = layer_rows(layer), columns = layer->columns, count = layer->count;
    const double *g = s->g + layer->first, *before = s->before + layer->first;
    double *m = s->buffer + layer->first, *x = s->o + layer->first, *w = step->w + layer->first;
    double *turned = s->work, *work = s->work + count;
    for (size_t i = 0; i < count; i++) {
        m[i] = average(m[i], o->momentum, g[i]);
        x[i] = o->nesterov ? average(m[i], o->momentum, g[i]) : m[i];
    }
    if (rows > columns) {
        matrix_transpose(rows, columns, x, turned);
        orthogonalize(o, columns, rows, turned, work);
        matrix_transpose(columns, rows, turned, x);
    } else {
        orthogonalize(o, rows, columns, x, work);
    }
    double tall = (double)rows / (double)columns, longest = fmax((double)rows, (double)columns);
    double rate =
        step->lr * (o->adjust_lr_fn == ADJUST_ORIGINAL ? sqrt(fmax(1, tall)) : 0.2 * sqrt(longest));
    for (size_t i = 0; i < count; i++)
        w[i] = before[i] * (1 - step->lr * o->weight_decay) - rate * x[i];
}

static void muon_update(const void *options, void *state, struct step *step) {
    const struct muon_options *o = options;
    struct muon_state *s = state;
    const struct shape *shape = step->shape;
    size_t matrices = 0;
    for (size_t k = 0; k < shape->layer_count; k++)
        matrices += shape->layers[k].columns != 0;
    if (matrices == 0) {
        update_vectors(o, s, step);
        return;
    }
    struct evaluation at = {.gradient = s->g};
    step_evaluate(step, step->w, &at);
    memcpy(s->before, step->w, shape->n * sizeof *s->before);
    struct vectors_only only = {
        .base = {vectors_evaluate, vectors_hessian_product},
        .outer = step->oracle,
        .state = s,
        .shape = shape,
        .value = at.value,
    };
    step->oracle = &only.base;
    if (matrices < shape->layer_count)
        update_vectors(o, s, step);
    step->oracle = only.outer;
    for (size_t k = 0; k < shape->layer_count; k++)
        if (shape->layers[k].columns)
            update_matrix(o, s, &shape->layers[k], step);
}

static const struct state_field muon_fields[] = {
    FIELD_SCRATCH(muon_state, g),
    FIELD_SCRATCH(muon_state, before),
    FIELD_VECTOR(muon_state, buffer, "B"),
    FIELD_VECTOR(muon_state, o, "O"),
    {0},
};

static const struct setting muon_settings[] = {
    SETTING_INNER(muon_options, "adamw"),
    SETTING_WEIGHT_DECAY(muon_options, 0.1, "decoupled, of matrices"),
    SETTING_BETA(muon_options, momentum, 0.95, "\\mu", "of B, the average of gradients"),
    {SETTING(muon_options, nesterov), .type = SETTING_BOOL, .fallback = true,
     .help = "mix the gradient into B once more"},
    {SETTING(muon_options, ns_coefficients), .type = SETTING_CUSTOM, .read = read_coefficients,
     .schema = SCHEMA_NUMBERS("3"), .form = "[a, b, c], default [3.4445, -4.775, 2.0315]",
     .help = "X <- a X + b (X X^T) X + c (X X^T)^2 X"},
    SETTING_POSITIVE(muon_options, eps, 1e-7, NULL, "least norm that X is divided by"),
    {SETTING(muon_options, ns_steps), .symbol = "k", .type = SETTING_INTEGER, .fallback = 5,
     .min = 1, .max = 99, .help = "how often"},
    {SETTING(muon_options, adjust_lr_fn), .type = SETTING_CHOICE, .choices = adjusts,
     .help = "factor of lr: sqrt(max(1, rows / columns)) or 0.2 sqrt(max(rows, columns))"},
    {0},
};

const struct optimizer optimizer_muon = {
    .name = "muon",
    .help = "layers that are matrices: w -= lr O, O nearly the orthogonal matrix closest to the "
            "average of gradients; vectors: another rule",
    .equation =
        "\\text{matrices instead:}\\quad B \\leftarrow \\mu B + (1 - \\mu)\\, g\n"
        "[nesterov]O = \\operatorname{NewtonSchulz}(\\mu B + (1 - \\mu)\\, g,\\; k)\n"
        "[!nesterov]O = \\operatorname{NewtonSchulz}(B,\\; k)\n"
        "[weight_decay]w \\leftarrow (1 - \\eta \\lambda)\\, w\n"
        "[adjust_lr_fn=original]w \\leftarrow w - \\eta\\, \\sqrt{\\max(1,\\; \\text{rows} / \\text{columns})}\\, O\n"
        "[adjust_lr_fn=match_rms_adamw]w \\leftarrow w - 0.2\\, \\eta\\, \\sqrt{\\max(\\text{rows},\\; \\text{columns})}\\, O",
    .source = "torch.optim.Muon, in doubles where that rounds to bfloat16; Jordan et al. 2024",
    .lr = 0.5,
    .settings = muon_settings,
    .options_size = sizeof(struct muon_options),
    .reach = REACH_LAYER,
    .fields = muon_fields,
    .state_size = sizeof(struct muon_state),
    .init = muon_init,
    .update = muon_update,
    .release = muon_release,
    .has_inner = true,
    .inner = &optimizer_adamw,
    .has_two_rates = true,
};
