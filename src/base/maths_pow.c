// SPDX-License-Identifier: GPL-3.0-or-later
// pow, cbrt, hypot.
#include "base/maths.h"
#include "base/maths_exp.h"

// log(x) of a positive number with a relative error of 2^-68; `more_k` is added to the exponent. As
// in maths_log.c, but r is split so that the square of its upper part is exact too.
static inline struct pair precise_log(uint64_t bits, double more_k) {
    uint64_t one = UINT64_C(1023) << 52, from_first = bits - MATHS_LOG_FIRST + one;
    uint64_t exponent = from_first >> 52;
    double k = (double_of(exponent | UINT64_C(0x433) << 52) - (0x1p52 + 1023)) + more_k;
    double z = double_of(bits - (exponent << 52) + one);
    const struct maths_log_cell *cell = &maths_log_cells[from_first >> 45 & 127];
    const double *c = maths_pow_polynomial;
    double z1 = double_of((bits_of(z) + 0x8000000) & ~UINT64_C(0xfffffff)), z2 = z - z1;
    double r1 = z1 * cell->inverse - 1, r2 = z2 * cell->inverse, r = r1 + r2;
    double half_square = 0.5 * r1 * r1, square = r * r;
    double high = (k * 0x1.62e42fefa3800p-1 + cell->high) + r1;
    struct pair linear = fast_sum(high, r2);
    struct pair sum = fast_sum(linear.high, -half_square);
    double cubic = square * r *
                   ((c[0] + r * c[1]) + square * ((c[2] + r * c[3]) + square * (c[4] + r * c[5])));
    double low = (linear.low + sum.low) +
                 ((k * 0x1.ef35793c76730p-45 + cell->low) + (cubic - r2 * (r1 + 0.5 * r2)));
    return (struct pair){sum.high, low};
}

// Returns 0 if y is no integer, 1 if it is odd, 2 if it is even.
static int parity(double y) {
    double a = fabs(y);
    if (a >= 0x1p53)
        return 2;
    if (a != floor(a))
        return 0;
    return (uint64_t)a & 1 ? 1 : 2;
}

// pow if x or y is 0, infinite or NaN, or if x is negative and y no integer.
static double pow_special(double x, double y) {
    if (x == 1 || y == 0)
        return 1;
    if (isnan(x) || isnan(y))
        return NOT_A_NUMBER;
    if (isinf(y)) {
        if (x == -1)
            return 1;
        return (fabs(x) > 1) == (y > 0) ? INFINITE : 0;
    }
    if (x != 0 && !isinf(x))
        return NOT_A_NUMBER;
    double magnitude = (x == 0) == (y > 0) ? 0 : INFINITE;
    return parity(y) == 1 ? copysign(magnitude, x) : magnitude;
}

// exp(high + low), also if it overflows or is subnormal.
SELDOM static double exp_of_far(double high, double low) {
    if (!(fabs(high) < 800))
        return high > 0 ? INFINITE : 0;
    struct exp_reduced reduced = exp_reduce(high);
    const struct maths_power *power = &maths_powers[reduced.k & 127];
    return scaled(power->value, power->value * exp_rest(reduced.r + low, power->tail),
                  exp_exponent(reduced.step));
}

// exp(y logarithm)
static inline double power_of(struct pair logarithm, double y) {
    double y1 = upper(y), y2 = y - y1, l1 = upper(logarithm.high);
    double l2 = (logarithm.high - l1) + logarithm.low;
    double high = y1 * l1, low = y2 * l1 + y * l2;
    if (!(fabs(high) < 690))
        return exp_of_far(high, low);
    struct exp_reduced reduced = exp_reduce(high);
    double scale = exp_scale(reduced.k);
    return scale + scale * exp_rest(reduced.r + low, maths_powers[reduced.k & 127].tail);
}

// pow if x is no positive normal number, or y is very large.
SELDOM static double pow_far(double x, double y) {
    int kind = parity(y);
    if (x == 0 || !isfinite(x) || !isfinite(y) || (kind == 0 && x < 0))
        return pow_special(x, y);
    double base = fabs(x), sign = x < 0 && kind == 1 ? -1 : 1;
    if (!(fabs(y) < 0x1p64))
        return base == 1 ? sign : sign * ((base > 1) == (y > 0) ? INFINITE : 0);
    if (base < DBL_MIN)
        return sign * power_of(precise_log(bits_of(base * 0x1p54), -54), y);
    return sign * power_of(precise_log(bits_of(base), 0), y);
}

double m_pow(double x, double y) {
    // The most common exponent in formulas.
    if (y == 2)
        return x * x;
    if (y == 1)
        return x;
    if (x >= DBL_MIN && x < INFINITE && fabs(y) < 0x1p64)
        return power_of(precise_log(bits_of(x), 0), y);
    return pow_far(x, y);
}

double m_cbrt(double x) {
    double a = fabs(x), scale = 1;
    if (!(a < INFINITE) || a == 0)
        return x;
    if (a < DBL_MIN) {
        a *= 0x1p54;
        scale = 0x1p-18;
    }
    // a = 2^(3 third + left) m, with m in [1, 2].
    static const double roots[] = {1, 0x1.428a2f98d728bp+0, 0x1.965fea53d6e3dp+0};
    uint64_t bits = bits_of(a);
    int exponent = (int)(bits >> 52) - 1023 + 1023 * 3; // not negative
    int third = exponent / 3 - 1023, left = exponent % 3;
    double m = double_of((bits & ~(UINT64_C(0xfff) << 52)) | UINT64_C(1023) << 52);
    const double *c = maths_cbrt_polynomial;
    double m2 = m * m;
    double root =
        roots[left] * ((c[0] + m * c[1]) + m2 * ((c[2] + m * c[3]) + m2 * (c[4] + m * c[5])));
    // Round to 17 bits, so that the cube is exact; then the result is root (1 + d)^(1/3), with d
    // about 2^-16.
    root = double_of((bits_of(root) + (UINT64_C(1) << 35)) & ~((UINT64_C(1) << 36) - 1));
    double cube = root * root * root;
    double d = (m * (double)(1 << left) - cube) / cube;
    root += root * (d * (1.0 / 3 - d * (1.0 / 9 - d * (5.0 / 81 - d * (10.0 / 243)))));
    return copysign(root * power_of_two(third) * scale, x);
}

double m_hypot(double x, double y) {
    double a = fabs(x), b = fabs(y);
    if (a < b) {
        a = fabs(y);
        b = fabs(x);
    }
    double scale = 1;
    if (!(a < 0x1p500 && b > 0x1p-450)) {
        if (isinf(x) || isinf(y))
            return INFINITE;
        if (isnan(x) || isnan(y))
            return NOT_A_NUMBER;
        if (a >= 0x1p500) {
            scale = 0x1p600;
        } else if (a < 0x1p-400) {
            scale = 0x1p-600;
        }
        a *= 1 / scale;
        b *= 1 / scale;
        if (b <= a * 0x1p-60)
            return (a + b) * scale;
    }
    double a1 = upper(a), a2 = a - a1, b1 = upper(b), b2 = b - b1;
    struct pair squares = fast_sum(a1 * a1, b1 * b1);
    double rest = a2 * (a + a1) + b2 * (b + b1);
    return sqrt(squares.high + (squares.low + rest)) * scale;
}
