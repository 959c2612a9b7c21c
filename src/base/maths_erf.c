// SPDX-License-Identifier: GPL-3.0-or-later
// erf.
#include "base/maths.h"
#include "base/maths_exp.h"

// The sum of c[i] x^i for i < count.
static inline double horner(const double *c, int count, double x) {
    double sum = c[count - 1];
    for (int i = count - 2; i >= 0; i--)
        sum = sum * x + c[i];
    return sum;
}

// erf(x) for x from 0 to 1.
static inline double erf_small(double x) {
    return x + x * horner(maths_erf_polynomial, 13, x * x);
}

// erf(x) for x from 1 to 6: 1 - erfc(x).
static inline double erf_large(double x) {
    double t = (x - 3) / (x + 3);
    return 1 - exp_near(-(x * x)) * horner(maths_erfc_polynomial, 13, t);
}

static inline double erf_near(double x) {
    double a = fabs(x), small = erf_small(a), large = erf_large(a);
    return copysign(a < 1 ? small : large, x);
}

// Of what is nearer to 1 than half an ulp, and of NAN.
static inline double erf_far(double x) {
    return isnan(x) ? x : copysign(1, x);
}

double m_erf(double x) {
    double a = fabs(x);
    return a < 1 ? copysign(erf_small(a), x) : a < 6 ? copysign(erf_large(a), x) : erf_far(x);
}

WIDE void m_erf_n(double *out, const double *in, size_t n) {
    for (size_t start = 0; start < n; start += BLOCK) {
        size_t count = n - start < BLOCK ? n - start : BLOCK;
        double values[BLOCK];
        VECTORIZED
        for (size_t i = 0; i < count; i++)
            values[i] = erf_near(in[start + i]);
        for (size_t i = 0; i < count; i++)
            out[start + i] = fabs(in[start + i]) < 6 ? values[i] : erf_far(in[start + i]);
    }
}
