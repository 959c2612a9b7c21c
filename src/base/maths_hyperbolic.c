// SPDX-License-Identifier: GPL-3.0-or-later
// sinh, cosh, tanh.
#include "base/maths.h"
#include "base/maths_exp.h"

// sinh and cosh of k ln2/128 (k >= 0), and of the remainder r, to be combined by the addition
// theorem. The exponentials of k ln2/128 come from the table of exp.
struct hyperbolic {
    struct pair sinh_k, cosh_k;     // `low` includes the tails of the table
    double r, sinh_rest, cosh_rest; // sinh(r) - r, cosh(r) - 1
};

static inline struct hyperbolic hyperbolic_reduce(double x) {
    struct exp_reduced reduced = exp_reduce(x);
    uint64_t k = reduced.k, opposite = -k;
    double p = 0.5 * exp_scale(k), m = 0.5 * exp_scale(opposite);
    double p_low = p * maths_powers[k & 127].tail, m_low = m * maths_powers[opposite & 127].tail;
    struct pair difference = fast_sum(p, -m), sum = fast_sum(p, m);
    double r = reduced.r, z = r * r;
    const double *s = maths_sinh_polynomial, *c = maths_cosh_polynomial;
    return (struct hyperbolic){
        {difference.high, difference.low + (p_low - m_low)},
        {sum.high, sum.low + (p_low + m_low)},
        r,
        r * z * (s[0] + z * s[1]) + reduced.r_low,
        z * (c[0] + z * (c[1] + z * c[2])),
    };
}

// sinh(k) cosh(r) + cosh(k) sinh(r), for x not negative.
static inline struct pair sinh_pair(const struct hyperbolic *h) {
    struct pair sum = fast_sum(h->sinh_k.high, h->r);
    double rest = h->sinh_k.high * h->cosh_rest +
                  (((h->cosh_k.high - 1) + h->cosh_k.low) * h->r + h->cosh_k.high * h->sinh_rest);
    return (struct pair){sum.high, sum.low + (h->sinh_k.low + rest)};
}

static inline struct pair cosh_pair(const struct hyperbolic *h) {
    double rest = h->cosh_k.high * h->cosh_rest + h->sinh_k.high * (h->r + h->sinh_rest);
    return (struct pair){h->cosh_k.high, h->cosh_k.low + rest};
}

// exp(x)/2 for large x.
SELDOM static double half_exp(double x) {
    if (!(x < 712))
        return x * INFINITE;
    struct exp_reduced reduced = exp_reduce(x);
    const struct maths_power *power = &maths_powers[reduced.k & 127];
    return scaled(power->value, power->value * exp_rest(reduced.r, power->tail),
                  exp_exponent(reduced.step) - 1);
}

double m_sinh(double x) {
    double a = fabs(x);
    if (a < 0x1p-28)
        return x;
    if (!(a < 40))
        return isnan(x) ? x : copysign(half_exp(a), x);
    struct hyperbolic h = hyperbolic_reduce(a);
    struct pair sum = sinh_pair(&h);
    return copysign(sum.high + sum.low, x);
}

double m_cosh(double x) {
    double a = fabs(x);
    if (!(a < 40))
        return isnan(x) ? x : half_exp(a);
    struct hyperbolic h = hyperbolic_reduce(a);
    struct pair sum = cosh_pair(&h);
    return sum.high + sum.low;
}

// E/(E + 2), where E = exp(2 |x|) - 1, for |x| < 22.
static inline double tanh_near(double x) {
    struct exp_reduced reduced = exp_reduce(2 * fabs(x));
    double scale = exp_scale(reduced.k);
    struct pair e = expm1_pair(reduced, scale, fast_sum(scale, -1));
    e = fast_sum(e.high, e.low);
    struct pair more = any_sum(2, e.high);
    return copysign(quotient(e, (struct pair){more.high, more.low + e.low}), x);
}

static inline double tanh_far(double x) {
    return isnan(x) || fabs(x) < 1 ? x : copysign(1, x);
}

static inline int is_near(double x) {
    return fabs(x) > 0x1p-28 && fabs(x) < 22;
}

double m_tanh(double x) {
    return is_near(x) ? tanh_near(x) : tanh_far(x);
}

WIDE void m_tanh_n(double *out, const double *in, size_t n) {
    for (size_t start = 0; start < n; start += BLOCK) {
        size_t count = n - start < BLOCK ? n - start : BLOCK;
        double values[BLOCK];
        VECTORIZED
        for (size_t i = 0; i < count; i++)
            values[i] = tanh_near(in[start + i]);
        for (size_t i = 0; i < count; i++)
            out[start + i] = is_near(in[start + i]) ? values[i] : tanh_far(in[start + i]);
    }
}
