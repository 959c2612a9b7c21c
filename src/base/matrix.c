// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/matrix.h"

#include "base/interrupt.h"
#include "base/maths.h"
#include "base/memory.h"
#include "base/vector.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

// Adds factor * x to y.
static void add_scaled(size_t n, double factor, const double *restrict x, double *restrict y) {
    for (size_t i = 0; i < n; i++)
        y[i] += factor * x[i];
}

void matrix_multiply(size_t rows, size_t inner, size_t columns, const double *a, const double *b,
                     double *out) {
    memset(out, 0, rows * columns * sizeof *out);
    for (size_t i = 0; i < rows; i++)
        for (size_t k = 0; k < inner; k++)
            add_scaled(columns, a[i * inner + k], b + k * columns, out + i * columns);
}

void matrix_gram(size_t rows, size_t columns, const double *a, double *out) {
    for (size_t i = 0; i < rows; i++)
        for (size_t j = 0; j <= i; j++)
            out[i * rows + j] = out[j * rows + i] =
                vector_dot(columns, a + i * columns, a + j * columns);
}

void matrix_transpose(size_t rows, size_t columns, const double *a, double *out) {
    for (size_t i = 0; i < rows; i++)
        for (size_t j = 0; j < columns; j++)
            out[j * rows + i] = a[i * columns + j];
}

// A matrix on its way to a diagonal one: Q A Q^T has `diagonal` and, beside it, `beside`.
struct tridiagonal {
    size_t n;
    double *diagonal, *beside;
    double *q;
};

// Reflects by I - 2 v v^T / v . v, for the v that takes all but the first number below the diagonal
// of column k to 0. `v` and `work` have n numbers.
static void reflect(struct tridiagonal *t, double *a, size_t k, double *v, double *work) {
    size_t n = t->n, first = k + 1, count = n - first;
    for (size_t i = first; i < n; i++)
        v[i] = a[i * n + k];
    double norm = vector_norm(count, v + first);
    t->beside[k] = v[first] > 0 ? -norm : norm;
    v[first] -= t->beside[k];
    double size = vector_norm(count, v + first);
    if (!(size > 0))
        return;
    for (size_t i = first; i < n; i++)
        v[i] /= size;
    for (size_t i = first; i < n; i++)
        work[i] = 2 * vector_dot(count, a + i * n + first, v + first);
    add_scaled(count, -vector_dot(count, v + first, work + first), v + first, work + first);
    for (size_t i = first; i < n; i++) {
        add_scaled(count, -v[i], work + first, a + i * n + first);
        add_scaled(count, -work[i], v + first, a + i * n + first);
    }
    memset(work, 0, n * sizeof *work);
    for (size_t i = first; i < n; i++)
        add_scaled(n, 2 * v[i], t->q + i * n, work);
    for (size_t i = first; i < n; i++)
        add_scaled(n, -v[i], work, t->q + i * n);
}

// Rotates rows and columns k and k + 1 so that (x, z) becomes (r, 0). Returns r.
static double rotate(struct tridiagonal *t, size_t k, double x, double z, double *sine) {
    size_t n = t->n;
    double r = m_hypot(x, z), c = r > 0 ? x / r : 1, s = r > 0 ? -z / r : 0;
    double a = t->diagonal[k], b = t->beside[k], d = t->diagonal[k + 1];
    t->diagonal[k] = c * c * a - 2 * c * s * b + s * s * d;
    t->diagonal[k + 1] = s * s * a + 2 * c * s * b + c * c * d;
    t->beside[k] = c * s * (a - d) + (c * c - s * s) * b;
    double *restrict upper = t->q + k * n, *restrict lower = upper + n;
    for (size_t i = 0; i < n; i++) {
        double u = upper[i], l = lower[i];
        upper[i] = c * u - s * l;
        lower[i] = s * u + c * l;
    }
    *sine = s;
    if (k + 2 < n) { // the bulge appears beside the next row
        double next = t->beside[k + 1];
        t->beside[k + 1] = c * next;
        *sine = -s * next;
    }
    return r;
}

// One step with Wilkinson's shift on rows first to last, whose neighbours are all coupled.
static void step_shifted(struct tridiagonal *t, size_t first, size_t last) {
    double half = (t->diagonal[last - 1] - t->diagonal[last]) / 2, b = t->beside[last - 1];
    double shift = t->diagonal[last] - b / (half + copysign(m_hypot(half, b), half)) * b;
    double x = t->diagonal[first] - shift, z = t->beside[first], bulge;
    for (size_t k = first; k < last; k++) {
        double r = rotate(t, k, x, z, &bulge);
        if (k > first)
            t->beside[k - 1] = r;
        x = t->beside[k];
        z = bulge;
    }
}

static bool is_coupled(const struct tridiagonal *t, size_t k) {
    double size = fabs(t->diagonal[k]) + fabs(t->diagonal[k + 1]);
    return fabs(t->beside[k]) > DBL_EPSILON * size;
}

static bool diagonalize(struct tridiagonal *t) {
    size_t n = t->n, steps = 0;
    for (size_t last = n - 1; last > 0;) {
        if (!is_coupled(t, last - 1)) {
            t->beside[last - 1] = 0;
            last--;
            continue;
        }
        size_t first = last - 1;
        while (first > 0 && is_coupled(t, first - 1))
            first--;
        if (first > 0)
            t->beside[first - 1] = 0;
        step_shifted(t, first, last);
        if (++steps > 60 * n || interrupt_signal() != 0)
            return false;
    }
    return true;
}

bool matrix_eigen(size_t n, double *a, double *values, double *vectors) {
    double largest = 0;
    for (size_t i = 0; i < n * n; i++)
        largest =
            isfinite(a[i]) && isfinite(largest) ? fmax(largest, fabs(a[i])) : (double)INFINITY;
    if (!isfinite(largest))
        return false;
    double *work = mem_zero(3 * n, sizeof *work);
    struct tridiagonal t = {n, values, work, vectors};
    memset(vectors, 0, n * n * sizeof *vectors);
    for (size_t i = 0; i < n; i++)
        vectors[i * n + i] = 1;
    for (size_t i = 0; i < n * n && largest > 0; i++)
        a[i] /= largest; // so that no square overflows or vanishes
    bool is_done = true;
    for (size_t k = 0; k + 2 < n && is_done; k++) {
        reflect(&t, a, k, work + n, work + 2 * n);
        is_done = interrupt_signal() == 0;
    }
    if (n > 1)
        t.beside[n - 2] = a[(n - 1) * n + n - 2];
    for (size_t i = 0; i < n; i++)
        values[i] = a[i * n + i];
    is_done = is_done && diagonalize(&t);
    for (size_t i = 0; i < n; i++)
        values[i] *= largest;
    free(work);
    return is_done;
}
