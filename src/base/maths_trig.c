// SPDX-License-Identifier: GPL-3.0-or-later
// sin, cos, tan: polynomials on [-pi/4, pi/4]; r.low enters to first order.
#include "base/maths.h"
#include "base/maths_reduce.h"

// sin(r) = r.high + the result.
static inline double sin_rest(struct pair r) {
    const double *c = maths_sin_polynomial;
    double x = r.high, z = x * x, z2 = z * z;
    double series = c[0] + (z * c[1] + z2 * ((c[2] + z * c[3]) + z2 * (c[4] + z * c[5])));
    return z * (x * series - 0.5 * r.low) + r.low;
}

// cos(r) as a pair, not yet added up: 1 - x^2/2 is exact.
static inline struct pair cos_pair(struct pair r) {
    const double *c = maths_cos_polynomial;
    double x = r.high, x1 = upper(x), x2 = x - x1;
    double square = x1 * x1, more = x2 * (x + x1), z = x * x, z2 = z * z;
    double series = c[0] + (z * c[1] + z2 * ((c[2] + z * c[3]) + z2 * (c[4] + z * c[5])));
    struct pair sum = fast_sum(1, -0.5 * square);
    return (struct pair){sum.high, sum.low + (z2 * series - (0.5 * more + x * r.low))};
}

static inline double sin_of(struct pair r) {
    return r.high + sin_rest(r);
}

static inline double cos_of(struct pair r) {
    struct pair sum = cos_pair(r);
    return sum.high + sum.low;
}

// sin of a reduced angle, turned by `turns` quarter turns, with the sign flipped if the sign bit of
// `sign` is set.
static inline double turned(struct reduced_angle angle, uint64_t turns, uint64_t sign) {
    uint64_t quadrant = angle.quadrant + turns;
    double value = quadrant & 1 ? cos_of(angle.r) : sin_of(angle.r);
    return double_of(bits_of(value) ^ ((quadrant >> 1 & 1) << 63) ^ sign);
}

// The same without branches, for vectorized loops.
static inline double turned_flat(struct reduced_angle angle, uint64_t turns, uint64_t sign) {
    uint64_t quadrant = angle.quadrant + turns, odd = -(quadrant & 1);
    uint64_t value = (bits_of(cos_of(angle.r)) & odd) | (bits_of(sin_of(angle.r)) & ~odd);
    return double_of(value ^ ((quadrant >> 1 & 1) << 63) ^ sign);
}

static inline struct reduced_angle reduce(double magnitude) {
    return is_near_angle(magnitude) ? reduce_near(magnitude) : reduce_far(magnitude);
}

double m_sin(double x) {
    if (!(fabs(x) < INFINITE))
        return NOT_A_NUMBER;
    return turned(reduce(fabs(x)), 0, bits_of(x) & SIGN_BIT);
}

double m_cos(double x) {
    if (!(fabs(x) < INFINITE))
        return NOT_A_NUMBER;
    return turned(reduce(fabs(x)), 1, 0);
}

double m_tan(double x) {
    double a = fabs(x);
    if (!is_near_angle(a) && !(a < INFINITE))
        return NOT_A_NUMBER;
    if (a < 0x1p-27)
        return x;
    struct reduced_angle angle = reduce(a);
    struct pair s = fast_sum(angle.r.high, sin_rest(angle.r)), c = cos_pair(angle.r);
    double value = angle.quadrant & 1 ? -quotient(c, s) : quotient(s, fast_sum(c.high, c.low));
    return double_of(bits_of(value) ^ (bits_of(x) & SIGN_BIT));
}

WIDE void m_sin_n(double *out, const double *in, size_t n) {
    for (size_t start = 0; start < n; start += BLOCK) {
        size_t count = n - start < BLOCK ? n - start : BLOCK;
        double values[BLOCK];
        VECTORIZED
        for (size_t i = 0; i < count; i++)
            values[i] =
                turned_flat(reduce_near(fabs(in[start + i])), 0, bits_of(in[start + i]) & SIGN_BIT);
        for (size_t i = 0; i < count; i++)
            out[start + i] = is_near_angle(in[start + i]) ? values[i] : m_sin(in[start + i]);
    }
}

WIDE void m_cos_n(double *out, const double *in, size_t n) {
    for (size_t start = 0; start < n; start += BLOCK) {
        size_t count = n - start < BLOCK ? n - start : BLOCK;
        double values[BLOCK];
        VECTORIZED
        for (size_t i = 0; i < count; i++)
            values[i] = turned_flat(reduce_near(fabs(in[start + i])), 1, 0);
        for (size_t i = 0; i < count; i++)
            out[start + i] = is_near_angle(in[start + i]) ? values[i] : m_cos(in[start + i]);
    }
}
