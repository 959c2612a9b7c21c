// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/vector.h"

#include "base/maths.h"

#include <math.h>
#include <stdbool.h>

enum { LANES = 8 };

// Defines a function that returns the sum of TERM over i.
#define SUM(NAME, TERM)                                                                            \
    double NAME(size_t n, const double *a, const double *b) {                                      \
        size_t i = 0;                                                                              \
        (void)b;                                                                                   \
        if (n == 0)                                                                                \
            return 0;                                                                              \
        double sum = TERM;                                                                         \
        if (n < 2 * LANES) {                                                                       \
            for (i = 1; i < n; i++)                                                                \
                sum += TERM;                                                                       \
            return sum;                                                                            \
        }                                                                                          \
        double lanes[LANES] = {0};                                                                 \
        size_t whole = n / LANES * LANES;                                                          \
        for (size_t first = 0; first < whole; first += LANES)                                      \
            for (size_t k = 0; k < LANES; k++) {                                                   \
                i = first + k;                                                                     \
                lanes[k] += TERM;                                                                  \
            }                                                                                      \
        sum = ((lanes[0] + lanes[1]) + (lanes[2] + lanes[3])) +                                    \
              ((lanes[4] + lanes[5]) + (lanes[6] + lanes[7]));                                     \
        for (i = whole; i < n; i++)                                                                \
            sum += TERM;                                                                           \
        return sum;                                                                                \
    }

SUM(vector_dot, a[i] * b[i])
SUM(vector_dot_diagonal, a[i] * b[i] * b[i])
static SUM(sum_first, a[i]) static SUM(squared_distance, (a[i] - b[i]) * (a[i] - b[i]))

    // The distance between points whose squares leave the range of a double, by way of the largest
    // difference. `b` may be NULL: the origin.
    static double scaled_distance(size_t n, const double *a, const double *b) {
    double largest = 0, sum = 0;
    for (size_t i = 0; i < n; i++) {
        double part = b ? a[i] - b[i] : a[i];
        if (isnan(part))
            return part;
        largest = fmax(largest, fabs(part));
    }
    if (largest == 0 || isinf(largest))
        return largest;
    for (size_t i = 0; i < n; i++) {
        double part = (b ? a[i] - b[i] : a[i]) / largest;
        sum += part * part;
    }
    return largest * sqrt(sum);
}

double vector_sum(size_t n, const double *x) {
    return sum_first(n, x, NULL);
}

static bool is_safe(double square) {
    return square > 1e-280 && square < 1e300;
}

double vector_distance(size_t n, const double *a, const double *b) {
    double square = squared_distance(n, a, b);
    return is_safe(square) ? sqrt(square) : scaled_distance(n, a, b);
}

double vector_norm(size_t n, const double *x) {
    if (n <= 2)
        return n == 2 ? m_hypot(x[0], x[1]) : n == 1 ? fabs(x[0]) : 0;
    double square = vector_dot(n, x, x);
    return is_safe(square) ? sqrt(square) : scaled_distance(n, x, NULL);
}

double vector_dot_from(size_t n, double scale, const double *a, const double *b,
                       const double *origin) {
    double lanes[LANES] = {0}, sum = 0;
    size_t whole = n / LANES * LANES;
    for (size_t first = 0; first < whole; first += LANES)
        for (size_t k = 0; k < LANES; k++)
            lanes[k] += scale * a[first + k] * (b[first + k] - origin[first + k]);
    for (size_t i = whole; i < n; i++)
        sum += scale * a[i] * (b[i] - origin[i]);
    for (size_t k = 0; k < LANES; k++)
        sum += lanes[k];
    return sum;
}

double vector_scale(double size) {
    if (!isfinite(size) || size == 0)
        return 1;
    int exponent = -ilogb(size);
    return ldexp(1, exponent < 1023 ? exponent : 1023);
}
