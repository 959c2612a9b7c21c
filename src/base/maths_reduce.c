// SPDX-License-Identifier: GPL-3.0-or-later
// Argument reduction by Payne and Hanek, "Radian reduction for trigonometric functions" (1983): of
// the product x 2/pi only the bits around the binary point matter, so only some bits of 2/pi are
// used.
#include "base/maths_reduce.h"

// a b with its rounding error (Dekker 1971); must not overflow or underflow.
static inline struct pair product(double a, double b) {
    double a1 = upper(a), a2 = a - a1, b1 = upper(b), b2 = b - b1, p = a * b;
    return (struct pair){p, (((a1 * b1 - p) + a1 * b2) + a2 * b1) + a2 * b2};
}

struct wide {
    uint64_t high, low;
};

static struct wide multiply(uint64_t a, uint64_t b) {
    uint64_t mask = 0xffffffff, a1 = a >> 32, a0 = a & mask, b1 = b >> 32, b0 = b & mask;
    uint64_t low = a0 * b0, middle = a1 * b0 + (low >> 32), other = a0 * b1 + (middle & mask);
    return (struct wide){a1 * b1 + (middle >> 32) + (other >> 32), other << 32 | (low & mask)};
}

// The 64 bits of 2/pi from `position` after the binary point; bits before the point are 0.
static uint64_t two_over_pi(int position) {
    const uint64_t *words = maths_two_over_pi;
    if (position < 0)
        return words[0] >> -position;
    int word = position / 64, bit = position % 64;
    return bit ? words[word] << bit | words[word + 1] >> (64 - bit) : words[word];
}

static int leading_zeros(uint64_t x) {
    // Take it from the exponent of a double. Clearing bits first keeps the conversion from rounding
    // up to the next power of two.
    double value = (double)(x & ~(x >> 1));
    return 63 - (int)((bits_of(value) >> 52) - 1023);
}

struct reduced_angle reduce_far(double x) {
    // x = m 2^exponent. Bits of 2/pi that only give multiples of 4 are skipped.
    uint64_t m = (bits_of(x) & ~(UINT64_C(0xfff) << 52)) | UINT64_C(1) << 52;
    int exponent = (int)(bits_of(x) >> 52) - 1075, first = exponent - 2;
    uint64_t words[3];
    for (int i = 0; i < 3; i++)
        words[i] = two_over_pi(first + 64 * i);
    // m times 192 bits modulo 2^192: two bits are the quadrant, the rest the fraction.
    struct wide middle = multiply(m, words[1]), last = multiply(m, words[2]);
    uint64_t low = middle.low + last.high;
    uint64_t high = m * words[0] + middle.high + (low < middle.low);
    uint64_t quadrant = high >> 62;
    high = high << 2 | low >> 62;
    low = low << 2 | last.low >> 62;
    // A fraction of 1/2 or more is measured from the next quadrant.
    uint64_t negative = high >> 63;
    quadrant += negative;
    if (negative) {
        high = ~high + (low == 0);
        low = -low;
    }
    int zeros =
        high ? leading_zeros(high) : 0; // no double is closer than 2^-64 to a multiple of pi/2
    if (zeros) {
        high = high << zeros | low >> (64 - zeros);
        low <<= zeros;
    }
    // The fraction is 2^-zeros (high, low), with the binary point before `high`.
    double unit = power_of_two(-zeros), d1 = (double)(high >> 11) * 0x1p-53;
    double d2 = (double)((high << 53 | low >> 11) >> 11) * 0x1p-106;
    const double half_pi = 0x1.921fb54442d18p+0, more = 0x1.1a62633145c07p-54;
    struct pair r = product(d1, half_pi);
    r = fast_sum(r.high, r.low + (d1 * more + d2 * half_pi));
    double sign = negative ? -unit : unit;
    return (struct reduced_angle){{r.high * sign, r.low * sign}, quadrant};
}
