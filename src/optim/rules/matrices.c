// SPDX-License-Identifier: GPL-3.0-or-later
// Adafactor and Shampoo: rules that see a layer as the matrix that it is.
#include "base/maths.h"
#include "base/matrix.h"
#include "base/memory.h"
#include "base/vector.h"
#include "optim/rules/rule.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

// ---- Adafactor

struct adafactor_options {
    double beta2_decay, eps1, eps2, d, weight_decay;
    int groups;
};

struct adafactor_state {
    double *v;              // of a matrix, what follows from the means of its rows and columns
    double *rows, *columns; // these means, in the first places of the layer
    double *u;
    double *alpha, *rate; // of each group
};

// Updates the means of squares over rows and columns of a matrix by `share`, and v.
static void factor(const struct adafactor_options *o, struct adafactor_state *s,
                   const struct layer *layer, const double *g, double share) {
    size_t rows = layer_rows(layer), columns = layer->columns;
    double *r = s->rows + layer->first, *c = s->columns + layer->first, mean = 0;
    double *sums = s->u + layer->first; // of the columns; u is computed later
    memset(sums, 0, columns * sizeof *sums);
    for (size_t i = 0; i < rows; i++) {
        const double *row = g + i * columns;
        r[i] += share * (vector_dot(columns, row, row) / (double)columns - r[i]);
        mean += r[i] / (double)rows;
        for (size_t j = 0; j < columns; j++)
            sums[j] += row[j] * row[j];
    }
    for (size_t j = 0; j < columns; j++)
        c[j] += share * (sums[j] / (double)rows - c[j]);
    mean = fmax(mean, o->eps1);
    for (size_t i = 0; i < layer->count; i++)
        s->v[layer->first + i] = mean > 0 ? r[i / columns] * c[i % columns] / mean : 0;
}

static void adafactor_update(const void *options, void *state, struct step *step) {
    const struct adafactor_options *o = options;
    struct adafactor_state *s = state;
    const double *g = step_gradient(step);
    double t = (double)step->t, share = m_pow(t, o->beta2_decay), *w = step->w;
    double relative = fmin(step->lr, 1 / sqrt(t));
    for (size_t k = 0; k < group_count(step->shape, o->groups); k++) {
        struct layer group = group_at(step->shape, o->groups, k);
        size_t first = group.first, end = first + group.count;
        double root = sqrt((double)group.count);
        s->alpha[k] = fmax(o->eps2, vector_norm(group.count, w + first) / root) * relative;
        if (group.columns)
            factor(o, s, &group, g + first, share);
        for (size_t i = first; i < end && !group.columns; i++)
            s->v[i] += share * (g[i] * g[i] - s->v[i]);
        for (size_t i = first; i < end; i++) {
            double divisor = fmax(sqrt(s->v[i]), o->eps1);
            s->u[i] = divisor > 0 ? g[i] / divisor : 0;
        }
        double size = vector_norm(group.count, s->u + first) / root;
        s->rate[k] = s->alpha[k] / fmax(1, size / o->d);
        for (size_t i = first; i < end; i++)
            w[i] = w[i] * (1 - step->lr * o->weight_decay) - s->rate[k] * s->u[i];
    }
}

static const struct state_field adafactor_fields[] = {
    FIELD_VECTOR(adafactor_state, v, "v"),
    FIELD_SCRATCH(adafactor_state, rows),
    FIELD_SCRATCH(adafactor_state, columns),
    FIELD_VECTOR(adafactor_state, u, "u"),
    FIELD_GROUP(adafactor_state, alpha, "\\alpha"),
    FIELD_GROUP(adafactor_state, rate, NULL),
    {0},
};

// ---- Shampoo

struct shampoo_options {
    double eps;
    long update_freq;
    int groups;
};

struct shampoo_state {
    double *d;
    // Of each group one after the other: of a vector the sum of g g^T and its inverse root, of a
    // matrix those of the left and of the right side. Owned, as is `work`: 2 n^2 + n numbers for
    // the largest n.
    double *sums, *work;
};

// Returns the sides of a group that have a matrix of sums: one or two.
static size_t sides_of(const struct layer *group, size_t side[2]) {
    side[0] = layer_rows(group);
    side[1] = group->columns;
    return group->columns ? 2 : 1;
}

static size_t shampoo_rows(const void *options, const struct shape *shape, double *numbers) {
    int groups = ((const struct shampoo_options *)options)->groups;
    size_t most = 0, side[2];
    *numbers = 0;
    for (size_t k = 0; k < group_count(shape, groups); k++) {
        struct layer group = group_at(shape, groups, k);
        for (size_t j = 0; j < sides_of(&group, side); j++) {
            most = side[j] > most ? side[j] : most;
            *numbers += (double)side[j] * (double)side[j];
        }
    }
    return most;
}

static void shampoo_init(const void *options, void *state, const struct shape *shape,
                         const double *w) {
    const struct shampoo_options *o = options;
    struct shampoo_state *s = state;
    double numbers;
    size_t most = shampoo_rows(options, shape, &numbers), used = 0, side[2];
    (void)w;
    s->sums = mem_zero(2 * (size_t)numbers, sizeof *s->sums);
    for (size_t k = 0; k < group_count(shape, o->groups); k++) {
        struct layer group = group_at(shape, o->groups, k);
        for (size_t j = 0; j < sides_of(&group, side); j++) {
            for (size_t i = 0; i < side[j]; i++)
                s->sums[used + i * side[j] + i] = o->eps;
            used += 2 * side[j] * side[j];
        }
    }
    s->work = mem_zero(2 * most * most + most, sizeof *s->work);
}

static void shampoo_release(void *state) {
    struct shampoo_state *s = state;
    free(s->sums);
    free(s->work);
}

// Sets `root` to sum^(-1/power). It stays where the sum is not finite. Eigenvalues are at least
// eps, apart from rounding.
static void inverse_root(size_t n, const double *sum, double power, double eps, double *root,
                         double *work) {
    double *copy = work, *vectors = work + n * n, *values = work + 2 * n * n, largest = 0;
    memcpy(copy, sum, n * n * sizeof *copy);
    if (!matrix_eigen(n, copy, values, vectors))
        return;
    for (size_t i = 0; i < n; i++)
        largest = fmax(largest, values[i]);
    for (size_t i = 0; i < n; i++) {
        double scale = m_pow(fmax(values[i], fmax(eps, largest * DBL_EPSILON)), -0.5 / power);
        for (size_t j = 0; j < n; j++)
            vectors[i * n + j] *= scale;
    }
    matrix_transpose(n, n, vectors, copy);
    matrix_gram(n, n, copy, root);
}

// Adds the products of rows (of X, rows x columns) to the sum of a side, and takes its root where
// that is due. Returns the root.
static const double *learn_side(const struct shampoo_options *o, const struct step *step,
                                size_t rows, size_t columns, const double *x, double power,
                                double *sum, double *work) {
    size_t square = rows * rows;
    double *root = sum + square;
    matrix_gram(rows, columns, x, work);
    for (size_t i = 0; i < square; i++)
        sum[i] += work[i];
    if ((step->t - 1) % o->update_freq == 0)
        inverse_root(rows, sum, power, o->eps, root, work);
    return root;
}

static void shampoo_update(const void *options, void *state, struct step *step) {
    const struct shampoo_options *o = options;
    struct shampoo_state *s = state;
    const double *gradient = step_gradient(step);
    double *sums = s->sums;
    for (size_t k = 0; k < group_count(step->shape, o->groups); k++) {
        struct layer group = group_at(step->shape, o->groups, k);
        size_t rows = layer_rows(&group), columns = group.columns ? group.columns : 1;
        const double *g = gradient + group.first;
        double *d = s->d + group.first, power = group.columns ? 4 : 2;
        const double *left = learn_side(o, step, rows, columns, g, power, sums, s->work);
        sums += 2 * rows * rows;
        if (!group.columns) {
            matrix_multiply(rows, rows, 1, left, g, d);
            continue;
        }
        double *turned = d; // not yet in use
        matrix_transpose(rows, columns, g, turned);
        const double *right = learn_side(o, step, columns, rows, turned, power, sums, s->work);
        sums += 2 * columns * columns;
        double *half = s->work;
        matrix_multiply(rows, rows, columns, left, g, half);
        matrix_multiply(rows, columns, columns, half, right, d);
    }
    for (size_t i = 0; i < step->shape->n; i++)
        step->w[i] -= step->lr * s->d[i];
}

static const struct state_field shampoo_fields[] = {FIELD_VECTOR(shampoo_state, d, "d"), {0}};

static const struct setting adafactor_settings[] = {
    {SETTING(adafactor_options, beta2_decay), .symbol = "\\tau", .fallback = -0.8, .min = -100,
     .max = 0, .help = "v keeps 1 - t^beta2_decay of itself"},
    SETTING_POSITIVE(adafactor_options, eps1, DBL_EPSILON, "\\epsilon_1", "least sqrt(v)"),
    SETTING_POSITIVE(adafactor_options, eps2, 1e-3, "\\epsilon_2", "least size of the weights"),
    {SETTING(adafactor_options, d), .symbol = "d", .fallback = 1, .min = 1, .max = SETTING_NO_MAX,
     .help = "size that u is clipped to"},
    SETTING_WEIGHT_DECAY(adafactor_options, 0, "decoupled: w falls by lr weight_decay w"),
    SETTING_GROUPS(adafactor_options),
    {0},
};

static const struct setting shampoo_settings[] = {
    {SETTING(shampoo_options, eps), .symbol = "\\epsilon", .fallback = 1e-4, .max = SETTING_NO_MAX,
     .bounds = BOUNDS_ABOVE_MIN, .help = "the sums start at eps I"},
    {SETTING(shampoo_options, update_freq), .type = SETTING_INTEGER, .fallback = 1, .min = 1,
     .max = 1e15, .help = "steps between computations of the roots"},
    SETTING_GROUPS(shampoo_options),
    {0},
};

const struct optimizer optimizer_adafactor = {
    .name = "adafactor",
    .help = "w -= alpha u / max(1, RMS(u) / d), u = g / sqrt(v), "
            "alpha = max(eps2, RMS(w)) min(lr, 1 / sqrt(t)); v of a matrix from rows and columns",
    .equation =
        "\\alpha = \\max(\\epsilon_2,\\; \\operatorname{RMS}(w))\\, \\min\\left(\\eta,\\; \\frac{1}{\\sqrt t}\\right)\n"
        "[weight_decay]w \\leftarrow (1 - \\eta \\lambda)\\, w\n"
        "v \\leftarrow v + t^\\tau\\, (g^2 - v)\n"
        "\\text{of a matrix:}\\quad v = \\text{row mean} \\times \\text{column mean} / \\text{mean}\n"
        "u = \\frac{g}{\\max(\\sqrt v,\\; \\epsilon_1)}\n"
        "w \\leftarrow w - \\frac{\\alpha}{\\max(1,\\; \\operatorname{RMS}(u) / d)}\\, u",
    .source = "torch.optim.Adafactor; Shazeer & Stern, arXiv:1804.04235",
    .lr = 0.1,
    .settings = adafactor_settings,
    .options_size = sizeof(struct adafactor_options),
    .reach = REACH_LAYER,
    .fields = adafactor_fields,
    .state_size = sizeof(struct adafactor_state),
    .update = adafactor_update,
};

const struct optimizer optimizer_shampoo = {
    .name = "shampoo",
    .help = "w -= lr L^(-1/4) G R^(-1/4), L and R sums of G G^T and G^T G; "
            "of a vector w -= lr H^(-1/2) g, H the sum of g g^T",
    .equation =
        "\\text{vectors:}\\quad H \\leftarrow H + g\\, g^\\top\n"
        "d = H^{-1/2} g\n"
        "\\text{matrices:}\\quad \\mathcal{L} \\leftarrow \\mathcal{L} + g\\, g^\\top,\\quad \\mathcal{R} \\leftarrow \\mathcal{R} + g^\\top g\n"
        "d = \\mathcal{L}^{-1/4}\\, g\\, \\mathcal{R}^{-1/4}\n"
        "w \\leftarrow w - \\eta\\, d\n"
        "H = \\mathcal{L} = \\mathcal{R} = \\epsilon I \\text{ at first}",
    .source = "Gupta, Koren & Singer, arXiv:1802.09568",
    .lr = 2,
    .settings = shampoo_settings,
    .options_size = sizeof(struct shampoo_options),
    .reach = REACH_LAYER,
    .matrix_rows = shampoo_rows,
    .fields = shampoo_fields,
    .state_size = sizeof(struct shampoo_state),
    .init = shampoo_init,
    .update = shampoo_update,
    .release = shampoo_release,
};
