// SPDX-License-Identifier: GPL-3.0-or-later
// Vectors of doubles. Sums are taken in a fixed order, so that they have the same bits on every
// processor and from every compiler.
#pragma once
#include <stddef.h>
#include <string.h>

// Copies n numbers. Two, the usual case, without a call.
static inline void vector_copy(size_t n, double *to, const double *from) {
    if (n == 2) {
        to[0] = from[0];
        to[1] = from[1];
    } else {
        memcpy(to, from, n * sizeof *to);
    }
}

// Returns the sum of a[i] * b[i]: from first to last for fewer than 16 numbers, beyond in eight
// interleaved partial sums, which a compiler can keep in vector registers.
double vector_dot(size_t n, const double *a, const double *b);

// Returns the sum of scale * a[i] * (b[i] - origin[i]), in eight interleaved partial sums. A power
// of two as the scale rounds nothing, and keeps the products of large or small numbers in range.
double vector_dot_from(size_t n, double scale, const double *a, const double *b,
                       const double *origin);

// Returns the sum of a[i] * b[i] * b[i], in the same order.
double vector_dot_diagonal(size_t n, const double *a, const double *b);

// Returns the sum of x[i], in the same order.
double vector_sum(size_t n, const double *x);

// Returns the Euclidean distance between two points. It is not finite where a coordinate is not.
double vector_distance(size_t n, const double *a, const double *b);

// Returns the Euclidean norm: |x| of one number, m_hypot of two. Neither large nor small numbers
// overflow or vanish on the way.
double vector_norm(size_t n, const double *x);

// Returns the power of two that makes a positive size about 1; 1 for 0 and what is not finite.
double vector_scale(double size);
