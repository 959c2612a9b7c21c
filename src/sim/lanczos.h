// SPDX-License-Identifier: GPL-3.0-or-later
// The sharpest directions of a problem: the largest eigenvalues of its Hessian, by the Lanczos
// method (Golub and Van Loan, Matrix Computations, 10.1) on the Hessian's products with vectors.
#pragma once
#include "problem/problem.h"

// What is asked for.
struct lanczos {
    const struct problem *problem;
    const struct batch *batch; // NULL: all points
    size_t count;              // of eigenvalues: 1 to n
    double tolerance;          // of |H v - value v|, as a part of |H|; 1e-6 if 0
    size_t most;               // products of the Hessian, for all eigenvalues; 300 each if 0
    bool is_warm;              // `vectors` has directions near the eigenvectors, such as those of
                               // the state before
};

// Computes the `count` algebraically largest eigenvalues of the Hessian at the n weights `w`, the
// largest first, and their eigenvectors of norm 1: rows of `vectors`, count x n. An eigenvector
// that was given a direction keeps its side; else its largest component is positive. An eigenvalue
// lies within about residual^2 / gap of a true one, which is far less than the tolerance.
// Multiple eigenvalues are found as often as they occur. Returns the products that it took; 0, with
// NAN everywhere, if the Hessian is not finite or a signal ended the work.
size_t lanczos_largest(const struct lanczos *lanczos, const double *w, double *values,
                       double *vectors);
