// SPDX-License-Identifier: GPL-3.0-or-later
// Dense matrices, row by row. Sums are taken in a fixed order, as in vector.h.
#pragma once
#include <stdbool.h>
#include <stddef.h>

// Sets out (rows x columns) to A B, for A (rows x inner) and B (inner x columns).
void matrix_multiply(size_t rows, size_t inner, size_t columns, const double *a, const double *b,
                     double *out);

// Sets out (rows x rows) to A A^T, for A (rows x columns).
void matrix_gram(size_t rows, size_t columns, const double *a, double *out);

// Sets out (columns x rows) to A^T, for A (rows x columns).
void matrix_transpose(size_t rows, size_t columns, const double *a, double *out);

// Sets `values` to the n eigenvalues of the symmetric n x n matrix A, in no order, and the rows of
// `vectors` (n x n) to their eigenvectors, of norm 1. Overwrites A. Householder's tridiagonal form,
// then implicit QR steps (Golub and Van Loan, Matrix Computations, 8.3). Returns false if A is not
// finite, or if a signal ended the work; the results are then unknown.
bool matrix_eigen(size_t n, double *a, double *values, double *vectors);
