// SPDX-License-Identifier: GPL-3.0-or-later
// log, log1p, log2, log10. x = 2^k z, and log(z) = log(c) + log(1 + r) with r = z/c - 1, by a table
// of 1/c rounded to few bits (Tang, "Table-driven implementation of the logarithm function in IEEE
// floating-point arithmetic", 1990). k ln2 + log(c) and the upper part of r add without rounding
// error. Away from 1, log and log2 are quicker: there z - c is exact, and c is a double whose
// logarithm has few bits (Gal, "Computing elementary functions: a new approach for achieving high
// accuracy and good performance", 1986).
#include "base/maths.h"
#include "base/maths_inline.h"

// x = 2^k z with z in one cell of the table; log(x) = k ln2 + log(c) + log(1 + r1 + r2), where r1
// has few bits.
struct log_reduced {
    double k, r1, r2;
    const struct maths_log_cell *cell;
};

static inline struct log_reduced log_reduce(double x) {
    uint64_t one = UINT64_C(1023) << 52, bits = bits_of(x),
             from_first = bits - MATHS_LOG_FIRST + one;
    uint64_t exponent = from_first >> 52; // biased
    const struct maths_log_cell *cell = &maths_log_cells[from_first >> 45 & 127];
    uint64_t mantissa = bits - (exponent << 52) + one;
    double z = double_of(mantissa), z1 = double_of((mantissa + 0x40000) & ~UINT64_C(0x7ffff));
    return (struct log_reduced){
        double_of(exponent | UINT64_C(0x433) << 52) - (0x1p52 + 1023),
        z1 * cell->inverse - 1, // a multiple of 2^-43: exact
        (z - z1) * cell->inverse,
        cell,
    };
}

// log(1 + r) - r
static inline double log_series(double r) {
    const double *c = maths_log_polynomial;
    double square = r * r;
    return square * ((-0.5 + r * c[0]) + square * ((c[1] + r * c[2]) + square * (c[3] + r * c[4])));
}

// log(x) - r2. The high part is 0 or larger than r2; the low part is at most 2^-16.
static inline struct pair log_pair(const struct log_reduced *reduced) {
    double k = reduced->k;
    double low =
        (k * 0x1.ef35793c76730p-45 + reduced->cell->low) + log_series(reduced->r1 + reduced->r2);
    // A multiple of 2^-43 below 2^10: exact.
    double high = (k * 0x1.62e42fefa3800p-1 + reduced->cell->high) + reduced->r1;
    return (struct pair){high, low};
}

// The same for any positive number, also a subnormal one.
static struct log_reduced log_reduce_any(double x) {
    if (x >= DBL_MIN)
        return log_reduce(x);
    struct log_reduced reduced = log_reduce(x * 0x1p54);
    reduced.k -= 54;
    return reduced;
}

// log of 0, negative numbers, infinity and NaN.
static double log_limit(double x) {
    return x == 0 ? -INFINITE : x < 0 ? NOT_A_NUMBER : x;
}

// x = 2^k z, r = (z - c)/(c log(base)).
struct quick_reduced {
    double k, r, log_c;
};

// The number of the cell of x among those of all powers of 2; 0 to 127 are those of k = 0.
static inline int32_t cell_number(double x) {
    return (int32_t)((int64_t)(bits_of(x) - MATHS_LOG_FIRST) >> 45);
}

// The cell is one where |r| is small beside the logarithm: none of the 14 around 1, where the error
// would grow above 0.7, nor of numbers that are not positive or normal.
static inline int is_quick(int32_t cell) {
    return (uint32_t)(cell + 1021 * 128) < 2045 * 128 && (uint32_t)(cell - 66) >= 14;
}

static inline struct quick_reduced quick_reduce(double x, const struct maths_quick_cell *cells) {
    int32_t number = cell_number(x), k = number >> 7;
    const struct maths_quick_cell *cell = &cells[number & 127];
    double z = double_of(bits_of(x) - ((uint64_t)(int64_t)k << 52));
    return (struct quick_reduced){k, (z - cell->c) * cell->inverse, cell->log};
}

// log(1 + r) - r in the base of the coefficients.
static inline double quick_series(double r, const double *c) {
    double square = r * r;
    return square * ((c[0] + r * c[1]) + square * ((c[2] + r * c[3]) + square * c[4]));
}

static inline double log_quick(double x) {
    struct quick_reduced reduced = quick_reduce(x, maths_log_quick);
    double low =
        reduced.k * 0x1.ef35793c76730p-45 + quick_series(reduced.r, maths_log_quick_polynomial);
    return (reduced.k * 0x1.62e42fefa3800p-1 + reduced.log_c) + (reduced.r + low);
}

SELDOM static double log_slow(double x) {
    if (!(x > 0 && x < INFINITE))
        return log_limit(x);
    struct log_reduced reduced = log_reduce_any(x);
    struct pair sum = log_pair(&reduced);
    return sum.high + (reduced.r2 + sum.low);
}

double m_log(double x) {
    return is_quick(cell_number(x)) ? log_quick(x) : log_slow(x);
}

// log(x) / log(base). `factor` is 1 / log(base) as a pair whose high part has few bits.
static inline double log_in_base(double x, struct pair factor) {
    if (!(x > 0 && x < INFINITE))
        return log_limit(x);
    struct log_reduced reduced = log_reduce_any(x);
    struct pair sum = log_pair(&reduced), whole = fast_sum(sum.high, reduced.r2);
    double high = upper(whole.high), low = (whole.high - high) + (whole.low + sum.low);
    return high * factor.high + (high * factor.low + low * (factor.high + factor.low));
}

SELDOM static double log2_slow(double x) {
    return log_in_base(x, (struct pair){0x1.7154764000000p+0, 0x1.2b82fe1777d10p-28});
}

double m_log2(double x) {
    if (!is_quick(cell_number(x)))
        return log2_slow(x);
    struct quick_reduced reduced = quick_reduce(x, maths_log2_quick);
    double low = quick_series(reduced.r, maths_log2_quick_polynomial);
    return (reduced.k + reduced.log_c) + (reduced.r + low);
}

double m_log10(double x) {
    return log_in_base(x, (struct pair){0x1.bcb7b18000000p-2, -0x1.6c8d78e6acaa4p-29});
}

double m_log1p(double x) {
    if (fabs(x) < 0x1p-9)
        return fabs(x) < 0x1p-54 ? x : x + log_series(x);
    if (!(x > -1 && x < 0x1p60))
        return x == -1 ? -INFINITE : x < -1 ? NOT_A_NUMBER : m_log(x);
    struct pair whole = x < 1 ? fast_sum(1, x) : fast_sum(x, 1);
    struct log_reduced reduced = log_reduce(whole.high);
    struct pair sum = log_pair(&reduced);
    return sum.high + ((reduced.r2 + sum.low) + whole.low / whole.high);
}

WIDE void m_log_n(double *out, const double *in, size_t n) {
    for (size_t start = 0; start < n; start += BLOCK) {
        size_t count = n - start < BLOCK ? n - start : BLOCK;
        double values[BLOCK];
        int32_t others = 0;
        VECTORIZED
        for (size_t i = 0; i < count; i++) {
            values[i] = log_quick(in[start + i]);
            others |= !is_quick(cell_number(in[start + i]));
        }
        for (size_t i = 0; others && i < count; i++)
            if (!is_quick(cell_number(in[start + i])))
                values[i] = log_slow(in[start + i]);
        // cppcheck-suppress uninitvar; the first loop writes all of it
        memcpy(out + start, values, count * sizeof *values);
    }
}
