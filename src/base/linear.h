// SPDX-License-Identifier: GPL-3.0-or-later
// Linear equations with a symmetric matrix, which may be indefinite.
#pragma once
#include <stdbool.h>
#include <stddef.h>

// Solves A x = b for the symmetric n x n matrix A, of which the lower triangle is read, row by row
// (element (i, j) at a[i * n + j]). Overwrites A, and b by x. Returns false if A is singular; b
// then stays. By A = P L D L^T P^T with blocks of one or two in D and the pivots of Bunch and
// Kaufman 1977 (Golub and Van Loan, Matrix Computations, 4.4.4).
bool linear_solve_symmetric(size_t n, double *a, double *b);

// A symmetric matrix that is known by its products: out = A v.
struct linear_operator {
    void (*multiply)(void *context, const double *v, double *out);
    void *context;
};

enum {
    MINRES_VECTORS = 9,          // of n numbers that linear_minres needs
    MINRES_PRODUCTS_MAX = 10000, // that it takes; what is well posed needs far fewer
};

// Solves A x = b by MINRES (Paige and Saunders 1975), to a residual of about 1e-14 |b| where
// rounding allows it. If A is singular, x nearly minimizes |A x - b|; this is at most |b| for any
// A. `work` has MINRES_VECTORS * n numbers. Returns the number of products taken: at most about 40
// n, and MINRES_PRODUCTS_MAX and a few. A signal ends it early.
size_t linear_minres(size_t n, const struct linear_operator *a, const double *b, double *x,
                     double *work);
