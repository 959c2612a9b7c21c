// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/linear.h"

#include "base/interrupt.h"
#include "base/memory.h"
#include "base/vector.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

// A factorization in progress. Columns before the current one hold L below the blocks of D, the
// others what is left of A; both in the lower triangle.
struct factors {
    size_t n;
    double *a;
    size_t *partner; // row that each row was exchanged with
    bool *is_pair;   // a block of two begins here
    double *column;  // 2 n; the columns that are eliminated, as they were
};

// Returns element (i, j) of the symmetric matrix.
static double *element(const struct factors *f, size_t i, size_t j) {
    return i >= j ? &f->a[i * f->n + j] : &f->a[j * f->n + i];
}

static void exchange(double *a, double *b) {
    double kept = *a;
    *a = *b;
    *b = kept;
}

// Exchanges rows and columns p and q, also in the finished columns of L.
static void exchange_rows(const struct factors *f, size_t p, size_t q) {
    f->partner[p] = q;
    if (p == q)
        return;
    for (size_t j = 0; j < f->n; j++)
        if (j != p && j != q)
            exchange(element(f, p, j), element(f, q, j));
    exchange(element(f, p, p), element(f, q, q));
}

// Returns the row with the largest |element| in column k among rows from `first` on, without k.
static size_t largest_in(const struct factors *f, size_t k, size_t first, double *largest) {
    size_t row = k;
    *largest = 0;
    for (size_t i = first; i < f->n; i++)
        if (i != k && fabs(*element(f, i, k)) > *largest) {
            *largest = fabs(*element(f, i, k));
            row = i;
        }
    return row;
}

// Chooses the pivot of step k and brings it to the top. Returns 1 or 2, the rows of its block. What
// is not a number is never chosen beside another row.
static size_t choose_pivot(const struct factors *f, size_t k) {
    const double alpha = (1 + sqrt(17)) / 8;
    double below, across, here = fabs(*element(f, k, k));
    size_t row = largest_in(f, k, k, &below);
    f->partner[k] = k;
    if (row == k || here >= alpha * below)
        return 1;
    largest_in(f, row, k, &across);
    if (here >= alpha * below * (below / across)) // at most 1: no product leaves the range
        return 1;
    if (fabs(*element(f, row, row)) >= alpha * across) {
        exchange_rows(f, k, row);
        return 1;
    }
    exchange_rows(f, k + 1, row);
    return 2;
}

// The block of D that begins at a row: one number, or the symmetric (d11, d21; d21, d22).
struct block {
    size_t size;
    double d11, d21, d22;
};

static struct block block_at(const struct factors *f, size_t k, size_t size) {
    const double *a = f->a + k * f->n + k;
    return size == 1 ? (struct block){1, a[0], 0, 0}
                     : (struct block){2, a[0], a[f->n], a[f->n + 1]};
}

// Solves a block for one or two numbers. The choice of pivots makes |d11 d22| less than 0.42 d21^2,
// so that a block of two is never singular.
static void block_solve(const struct block *block, double *first, double *second) {
    if (block->size == 1) {
        *first /= block->d11;
        return;
    }
    double d11 = block->d11 / block->d21, d22 = block->d22 / block->d21;
    double x = *first / block->d21, y = *second / block->d21, determinant = d11 * d22 - 1;
    *first = (d22 * x - y) / determinant;
    *second = (d11 * y - x) / determinant;
}

// Eliminates the block of `size` rows at k. Returns false if it is singular.
static bool eliminate(const struct factors *f, size_t k, size_t size) {
    size_t n = f->n;
    double *a = f->a, *first = f->column, *second = f->column + n;
    struct block block = block_at(f, k, size);
    if (size == 1 && block.d11 == 0)
        return false;
    for (size_t i = k + size; i < n; i++) {
        first[i] = a[i * n + k];
        second[i] = size == 2 ? a[i * n + k + 1] : 0;
    }
    for (size_t i = k + size; i < n; i++) {
        double *row = a + i * n, l1 = first[i], l2 = second[i];
        block_solve(&block, &l1, &l2);
        for (size_t j = k + size; j <= i; j++)
            row[j] -= l1 * first[j] + l2 * second[j];
        row[k] = l1;
        if (size == 2)
            row[k + 1] = l2;
    }
    return true;
}

static bool factor(const struct factors *f) {
    for (size_t k = 0; k < f->n;) {
        size_t size = choose_pivot(f, k);
        f->is_pair[k] = size == 2;
        if (!eliminate(f, k, size))
            return false;
        k += size;
    }
    return true;
}

// Solves with the factors: b becomes x.
static void substitute(const struct factors *f, double *b) {
    size_t n = f->n;
    const double *a = f->a;
    for (size_t k = 0; k < n; k++)
        exchange(&b[k], &b[f->partner[k]]);
    for (size_t k = 0; k < n;) {
        size_t size = f->is_pair[k] ? 2 : 1;
        for (size_t i = k + size; i < n; i++)
            b[i] -= a[i * n + k] * b[k] + (size == 2 ? a[i * n + k + 1] * b[k + 1] : 0);
        k += size;
    }
    for (size_t k = 0; k < n;) {
        struct block block = block_at(f, k, f->is_pair[k] ? 2 : 1);
        block_solve(&block, &b[k], &b[k + block.size - 1]);
        k += block.size;
    }
    for (size_t k = n; k-- > 0;) {
        size_t below = k + 1; // the row beside k in a block of two has no part in L
        if (f->is_pair[k])
            below++;
        for (size_t i = below; i < n; i++)
            b[k] -= a[i * n + k] * b[i];
    }
    for (size_t k = n; k-- > 0;)
        exchange(&b[k], &b[f->partner[k]]);
}

bool linear_solve_symmetric(size_t n, double *a, double *b) {
    struct factors f = {
        .n = n,
        .a = a,
        .partner = mem_zero(n, sizeof *f.partner),
        .is_pair = mem_zero(n, sizeof *f.is_pair),
        .column = mem_zero(2 * n, sizeof *f.column),
    };
    for (size_t i = 0; i < n; i++)
        f.partner[i] = i;
    bool is_regular = factor(&f);
    if (is_regular)
        substitute(&f, b);
    free(f.partner);
    free(f.is_pair);
    free(f.column);
    return is_regular;
}

// A run of MINRES on A x = b.
struct minres {
    size_t n;
    const struct linear_operator *a;
    double *x;      // the result
    double *kept;   // x where A r was first at its least, for the residual r = b - A x
    double least;   // |A r| / (|A| |r|) there
    double largest; // a lower bound of |A|
    double *work;   // of 6 vectors
    size_t count;   // products taken
};

// Runs from x = 0 for the right side b until the residual is at most `target`, as the recurrence
// tells it. If A is singular and b out of its reach, rounding then carries x anywhere, but not
// `kept`. The names follow table 2.2 of Choi, "Iterative methods for singular linear equations and
// least-squares problems", 2006.
static void minres_run(struct minres *run, const double *b, double target) {
    size_t n = run->n, most = run->count + 10 * n + 100;
    most = most < MINRES_PRODUCTS_MAX ? most : MINRES_PRODUCTS_MAX;
    double *x = run->x, *work = run->work;
    double *v = work, *v_before = work + n, *p = work + 2 * n;
    double *d = work + 3 * n, *d_before = work + 4 * n, *d_next = work + 5 * n;
    double beta = vector_norm(n, b), residual = beta, c = -1, s = 0, delta = 0, epsilon = 0;
    bool is_kept = false;
    run->least = INFINITY;
    memset(x, 0, n * sizeof *x);
    memset(v_before, 0, n * sizeof *v_before);
    memset(d, 0, n * sizeof *d);
    memset(d_before, 0, n * sizeof *d_before);
    if (!(beta > 0) || !isfinite(beta))
        return;
    for (size_t i = 0; i < n; i++)
        v[i] = b[i] / beta;
    beta = 0;
    while (residual > target && run->count < most && interrupt_signal() == 0) {
        run->a->multiply(run->a->context, v, p);
        run->count++;
        double alpha = vector_dot(n, v, p);
        for (size_t i = 0; i < n; i++)
            p[i] -= alpha * v[i] + beta * v_before[i];
        double beta_next = vector_norm(n, p);
        double delta2 = c * delta + s * alpha, gamma1 = s * delta - c * alpha;
        double epsilon_next = s * beta_next, delta_next = -c * beta_next;
        double gamma = vector_norm(2, (double[]){gamma1, beta_next});
        run->largest = fmax(run->largest, vector_norm(3, (double[]){alpha, beta, beta_next}));
        double effect = vector_norm(2, (double[]){gamma1, delta_next}) / run->largest;
        is_kept = is_kept || effect > 1e3 * run->least;
        if (!is_kept && effect < fmin(run->least, 1e-6)) {
            run->least = effect;
            memcpy(run->kept, x, n * sizeof *x);
        }
        if (!(gamma > 0) || !isfinite(gamma) || effect < 1e-14)
            break;
        c = gamma1 / gamma;
        s = beta_next / gamma;
        double along = c * residual;
        residual *= s;
        for (size_t i = 0; i < n; i++) {
            d_next[i] = (v[i] - delta2 * d[i] - epsilon * d_before[i]) / gamma;
            x[i] += along * d_next[i];
        }
        double *free_vector = d_before;
        d_before = d;
        d = d_next;
        d_next = free_vector;
        if (!(beta_next > 0))
            break;
        for (size_t i = 0; i < n; i++)
            p[i] /= beta_next;
        free_vector = v_before;
        v_before = v;
        v = p;
        p = free_vector;
        beta = beta_next;
        delta = delta_next;
        epsilon = epsilon_next;
    }
}

// Adds `change` to x if that lowers the size of the residual b - A x, and updates this. `change` is
// overwritten.
static bool improve(struct minres *run, const double *b, double *change, double *x, double *rest,
                    double *size) {
    size_t n = run->n;
    for (size_t i = 0; i < n; i++)
        change[i] += x[i];
    run->a->multiply(run->a->context, change, run->work);
    run->count++;
    for (size_t i = 0; i < n; i++)
        run->work[i] = b[i] - run->work[i];
    double now = vector_norm(n, run->work);
    if (!(now < *size))
        return false;
    memcpy(x, change, n * sizeof *x);
    memcpy(rest, run->work, n * sizeof *rest);
    *size = now;
    return true;
}

size_t linear_minres(size_t n, const struct linear_operator *a, const double *b, double *x,
                     double *work) {
    // Rounding lets the residual that the recurrence tells drift from the true one, so the rest is
    // solved for again, as long as that helps.
    double *rest = work + 6 * n;
    double size = vector_norm(n, b), before = INFINITY, target = 1e-14 * size;
    struct minres run = {n, a, work + 7 * n, work + 8 * n, 0, 0, work, 0};
    memcpy(rest, b, n * sizeof *b);
    memset(x, 0, n * sizeof *x);
    for (int round = 0; round < 4 && size > target && size < 0.5 * before; round++) {
        before = size;
        minres_run(&run, rest, fmax(target, 1e-12 * size));
        if (!improve(&run, b, run.x, x, rest, &size) && isfinite(run.least))
            improve(&run, b, run.kept, x, rest, &size);
    }
    return run.count;
}
