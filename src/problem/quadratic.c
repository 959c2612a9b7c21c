// SPDX-License-Identifier: GPL-3.0-or-later
// A quadratic in any number of weights, f(w) = sum of eigenvalue_i w_i^2 / 2. It is the model of a
// smooth loss near its minimum; the eigenvalues are its curvatures.
#include "problem/quadratic.h"

#include "base/limits.h"
#include "base/maths.h"
#include "base/memory.h"
#include "base/vector.h"
#include "problem/problem_table.h"
#include "tree/settings.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct quadratic {
    struct problem problem;
    double *eigenvalues;  // n; owned
    struct layer *layers; // owned
    char **names;         // of the layers; owned
};

static const struct quadratic *quadratic_of(const struct problem *problem) {
    return (const struct quadratic *)problem;
}

static void evaluate(const struct problem *problem, const struct batch *batch, const double *w,
                     struct evaluation *out) {
    (void)batch;
    const double *restrict curvature = quadratic_of(problem)->eigenvalues;
    double *restrict gradient = out->gradient;
    size_t n = problem->shape.n;
    out->value = vector_dot_diagonal(n, curvature, w) / 2;
    for (size_t i = 0; gradient && i < n; i++)
        gradient[i] = curvature[i] * w[i];
    if (!out->hessian)
        return;
    memset(out->hessian, 0, n * (n + 1) / 2 * sizeof *out->hessian);
    for (size_t i = 0; i < n; i++)
        out->hessian[hessian_index(n, i, i)] = curvature[i];
}

static void hessian_product(const struct problem *problem, const struct batch *batch,
                            const double *w, const double *v, double *out) {
    (void)batch, (void)w;
    for (size_t i = 0; i < problem->shape.n; i++)
        out[i] = quadratic_of(problem)->eigenvalues[i] * v[i];
}

static void destroy(struct problem *problem) {
    struct quadratic *self = (struct quadratic *)problem;
    for (size_t i = 0; self->layers && i < problem->shape.layer_count; i++)
        free(self->names[i]);
    free(self->names);
    free(self->layers);
    free(self->eigenvalues);
    free(self);
}

// The map under `quadratic:`.
struct quadratic_options {
    const struct node *eigenvalues, *layers;
};

// A row of eigenvalues in geometric progression.
struct spectrum {
    double from, to;
    long count;
};

const struct setting quadratic_spectrum_settings[] = {
    {SETTING(spectrum, from), .fallback = 1, .max = SETTING_NO_MAX, .bounds = BOUNDS_ABOVE_MIN,
     .help = "the first eigenvalue"},
    {SETTING(spectrum, to), .fallback = 100, .max = SETTING_NO_MAX, .bounds = BOUNDS_ABOVE_MIN,
     .help = "the last one; between them each is the same multiple of the one before"},
    {SETTING(spectrum, count), .type = SETTING_INTEGER, .fallback = 10, .min = 2, .max = 1e9,
     .help = "how many"},
    {0},
};

static const struct setting quadratic_settings[] = {
    {SETTING(quadratic_options, eigenvalues), .type = SETTING_CUSTOM, .read = setting_keep_node,
     .rows = quadratic_spectrum_settings,
     .schema = SCHEMA_EITHER(SCHEMA_WEIGHTS, "\"type\": \"object\""),
     .form = "[1, 10, 100] or {from, to, count}",
     .help = "the curvature along each weight; a negative one makes a saddle", .usual = "[1, 10]"},
    {SETTING(quadratic_options, layers), .type = SETTING_CUSTOM, .read = setting_keep_node,
     .schema = SCHEMA_LIST("\"type\": \"integer\", \"minimum\": 1"), .form = "[3, 4]",
     .help = "how many weights each layer has, in order; default: one layer"},
    {0},
};

// Computes a spectrum. Its ends are exact.
static bool read_spectrum(struct quadratic *self, const struct node *node, struct error *error) {
    struct spectrum spectrum = {0};
    settings_default(quadratic_spectrum_settings, &spectrum);
    if (!settings_read(quadratic_spectrum_settings, &spectrum, node, "eigenvalues", error) ||
        !limit_check(LIMIT_WEIGHTS, (double)spectrum.count, node->place, error))
        return false;
    size_t n = self->problem.shape.n = (size_t)spectrum.count;
    double ratio = m_log(spectrum.to / spectrum.from);
    double first = m_log(spectrum.from), last = m_log(spectrum.to);
    self->eigenvalues = mem_zero(n, sizeof *self->eigenvalues);
    for (size_t i = 0; i < n; i++) {
        double part = (double)i / (double)(n - 1);
        // The quotient of the ends may be too large or too small for a number.
        self->eigenvalues[i] = isfinite(ratio)
                                   ? spectrum.from * m_exp(ratio * (double)i / (double)(n - 1))
                                   : m_exp(first * (1 - part) + last * part);
    }
    self->eigenvalues[0] = spectrum.from;
    self->eigenvalues[n - 1] = spectrum.to;
    return true;
}

static bool read_eigenvalues(struct quadratic *self, const struct node *node, struct error *error) {
    static const double usual[] = {1, 10};
    struct shape *shape = &self->problem.shape;
    if (!node) {
        shape->n = 2;
        self->eigenvalues = mem_zero(2, sizeof *self->eigenvalues);
        memcpy(self->eigenvalues, usual, sizeof usual);
        return true;
    }
    if (node->kind == NODE_MAP)
        return read_spectrum(self, node, error);
    if (node->kind != NODE_LIST || node->count < 2)
        return node_expected(node, "two or more eigenvalues, such as [1, 10, 100]", error);
    return limit_check(LIMIT_WEIGHTS, (double)node->count, node->place, error) &&
           node_vector(node, &self->eigenvalues, &shape->n, error);
}

// Names layer k and sets its weights.
static void set_layer(struct quadratic *self, size_t k, size_t first, size_t count) {
    struct text name = {0};
    text_printf(&name, "layer%zu", k + 1);
    self->names[k] = text_take(&name);
    self->layers[k] = (struct layer){self->names[k], first, count};
    self->problem.shape.layer_count = k + 1;
}

static bool read_layers(struct quadratic *self, const struct node *node, struct error *error) {
    size_t n = self->problem.shape.n, sum = 0;
    size_t count = node && node->kind == NODE_LIST ? node->count : 1;
    self->layers = mem_zero(count, sizeof *self->layers);
    self->names = mem_zero(count, sizeof *self->names);
    self->problem.shape.layers = self->layers;
    if (!node) {
        set_layer(self, 0, 0, n);
        return true;
    }
    if (node->kind != NODE_LIST || node->count == 0)
        return node_expected(node, "the sizes of layers, such as [3, 4]", error);
    for (size_t i = 0; i < count; i++) {
        double size;
        if (!node_number(node->items[i], &size, error))
            return false;
        if (!(size >= 1 && size <= (double)n) || size != floor(size))
            return error_at(error, node->items[i]->place,
                            "a layer has 1 to %zu of the %zu weights, not %s", n, n,
                            node->items[i]->text);
        set_layer(self, i, sum, (size_t)size);
        sum += (size_t)size;
    }
    return sum == n ||
           error_at(error, node->place,
                    "the layers have %zu weights, but there are %zu eigenvalues", sum, n);
}

// Sets what depends on the number of weights. The minimum is a target if the plane is all there is.
static void complete(struct quadratic *self) {
    struct problem *problem = &self->problem;
    size_t n = problem->shape.n;
    double *start = mem_zero(n, sizeof *start);
    bool has_minimum = n == 2;
    for (size_t i = 0; i < n; i++) {
        start[i] = 1.5;
        has_minimum = has_minimum && self->eigenvalues[i] > 0;
    }
    problem_set_start(problem, start);
    free(start);
    if (has_minimum) {
        problem->targets = mem_zero(1, sizeof *problem->targets);
        problem->target_count = 1;
    }
}

struct problem *quadratic_read(const struct node *node, uint64_t seed, struct error *error) {
    (void)seed;
    struct quadratic_options options = {0};
    struct quadratic *self = mem_zero(1, sizeof *self);
    self->problem = (struct problem){
        .kind = &problem_kind_quadratic,
        .view = {{{-2, 2}, {-2, 2}}},
        .has_view = true,
    };
    if (node && node->kind == NODE_NULL)
        node = NULL;
    if (settings_read(quadratic_settings, &options, node, "quadratic", error) &&
        read_eigenvalues(self, options.eigenvalues, error) &&
        read_layers(self, options.layers, error)) {
        complete(self);
        return &self->problem;
    }
    problem_destroy(&self->problem);
    return NULL;
}

const struct problem_kind problem_kind_quadratic = {
    .name = "quadratic",
    .help = "a quadratic of any number of weights by its eigenvalues, under 'problem'",
    .settings = quadratic_settings,
    .layout = {"contour", "history", "surface", "1, 1.5", "1.3, 1"},
    .read = quadratic_read,
    .evaluate = evaluate,
    .hessian_product = hessian_product,
    .destroy = destroy,
};
