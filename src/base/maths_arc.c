// SPDX-License-Identifier: GPL-3.0-or-later
// asin, acos, atan, atan2.
#include "base/maths.h"
#include "base/maths_inline.h"

#define HALF_PI 0x1.921fb54442d18p+0
#define HALF_PI_MORE 0x1.1a62633145c07p-54

typedef double two __attribute__((vector_size(2 * sizeof(double))));

// Coefficients of z^(2 i) and z^(2 i + 1).
static inline two asin_pair(int i) {
    return (two){maths_asin_polynomial[2 * i], maths_asin_polynomial[2 * i + 1]};
}

// (asin(x)/x - 1) / x^2, for z = x^2 up to 1/4.
static inline double asin_series(double z) {
    double square = z * z, fourth = square * square;
    two z2 = {square, square}, z4 = {fourth, fourth};
    two sum = (asin_pair(0) + z2 * asin_pair(1)) +
              z4 * ((asin_pair(2) + z2 * asin_pair(3)) + z4 * (asin_pair(4) + z2 * asin_pair(5)));
    return sum[0] + z * sum[1];
}

// asin(sqrt((1 - a)/2)) for a in [1/2, 1]; the high part has half the bits of a double.
static inline struct pair asin_of_rest(double a) {
    double z = 0.5 * (1 - a), root = sqrt(z), high = upper(root);
    double low = z > 0 ? (z - high * high) / (root + high) : 0;
    return (struct pair){high, low + root * (z * asin_series(z))};
}

double m_asin(double x) {
    double a = fabs(x);
    if (a < 0.5) {
        double z = x * x;
        return x + x * (z * asin_series(z));
    }
    if (!(a <= 1))
        return NOT_A_NUMBER;
    // pi/2 - 2 asin(sqrt((1 - a)/2))
    struct pair part = asin_of_rest(a);
    return copysign((HALF_PI - 2 * part.high) - (2 * part.low - HALF_PI_MORE), x);
}

double m_acos(double x) {
    if (fabs(x) < 0.5) {
        double z = x * x;
        return HALF_PI - (x - (HALF_PI_MORE - x * (z * asin_series(z))));
    }
    if (!(fabs(x) <= 1))
        return NOT_A_NUMBER;
    struct pair part = asin_of_rest(fabs(x));
    if (x > 0)
        return 2 * (part.high + part.low);
    return 2 * ((HALF_PI - part.high) - (part.low - HALF_PI_MORE));
}

// atan(t) - t.
static inline double atan_rest(double t) {
    const double *c = maths_atan_polynomial;
    double z = t * t;
    return t * (z * ((c[0] + z * c[1]) + z * z * (c[2] + z * c[3])));
}

double m_atan(double x) {
    double a = fabs(x);
    if (a <= 1) {
        // atan(c) + atan((a - c)/(1 + a c)), c = i/16.
        int i = (int)(a * 16 + 0.5);
        double c = i * 0x1p-4, d = a - c, ac = a * c, less = d * (ac / (1 + ac));
        struct pair sum = fast_sum(maths_atans[i][0], d);
        return copysign(sum.high + (sum.low + (maths_atans[i][1] + (atan_rest(d - less) - less))),
                        x);
    }
    if (isnan(x))
        return x;
    // pi/2 - atan(c) - atan((1/a - c)/(1 + c/a)); no bit of 1/a matters beyond 2^60.
    if (a > 0x1p60)
        a = 0x1p60;
    int i = (int)(16 / a + 0.5);
    double c = i * 0x1p-4, a1 = upper(a);
    double t = ((1 - c * a1) - c * (a - a1)) / (a + c);
    const double *rest = maths_atans[32 - i];
    return copysign(rest[0] - (t + (atan_rest(t) - rest[1])), x);
}

// atan2 with an argument that is 0, infinite or NaN.
static double atan2_special(double y, double x) {
    if (isnan(x) || isnan(y))
        return NOT_A_NUMBER;
    int left = signbit(x) != 0;
    if (isinf(x) && isinf(y))
        return copysign(left ? 3 * 0x1.921fb54442d18p-1 : 0x1.921fb54442d18p-1, y);
    if (y == 0 || isinf(x))
        return copysign(left ? 2 * HALF_PI : 0, y);
    return copysign(HALF_PI, y);
}

double m_atan2(double y, double x) {
    double a = fabs(x), b = fabs(y);
    if (!(a < INFINITE && b < INFINITE && a > 0 && b > 0))
        return atan2_special(y, x);
    int steep = b > a, left = signbit(x) != 0;
    double over = a < b ? a : b, under = a < b ? b : a;
    if (!(under < 0x1p500 && over > 0x1p-400)) {
        double scale = under > 1 ? 0x1p-600 : 0x1p600;
        if (over * scale < under * scale * 0x1p-64) {
            // So far apart that the angle is that of an axis or, if not far below it, the quotient.
            if (steep)
                return copysign(HALF_PI, y);
            return copysign(left ? 2 * HALF_PI : over / under, y);
        }
        over *= scale;
        under *= scale;
    }
    // atan(c) + atan((over - c under)/(under + c over)), the quotient in two parts.
    int i = (int)(over / under * 16 + 0.5);
    double c = i * 0x1p-4, under1 = upper(under);
    struct pair n = fast_sum(over - c * under1, -(c * (under - under1)));
    struct pair d = fast_sum(under, c * over);
    double inverse = 1 / d.high, t = n.high * inverse, t1 = upper(t), d1 = upper(d.high);
    // The remainder of the division, after the leading part t1.
    double t2 = (((n.high - t1 * d1) - t1 * (d.high - d1)) + (n.low - t1 * d.low)) * inverse;
    struct pair sum = fast_sum(maths_atans[i][0], t1);
    double low = sum.low + (maths_atans[i][1] + (t2 + atan_rest(t)));
    // By octant: the multiple of pi/2 that the angle is added to or subtracted from.
    static const struct {
        double base, more, sign;
    } sides[2][2] = {
        {{0, 0, 1}, {2 * HALF_PI, 2 * HALF_PI_MORE, -1}},
        {{HALF_PI, HALF_PI_MORE, -1}, {HALF_PI, HALF_PI_MORE, 1}},
    };
    double base = sides[steep][left].base, sign = sides[steep][left].sign;
    struct pair whole = fast_sum(base, sign * sum.high);
    return copysign(whole.high + (whole.low + (sides[steep][left].more + sign * low)), y);
}
