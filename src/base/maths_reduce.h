// SPDX-License-Identifier: GPL-3.0-or-later
// Arguments of sin, cos and tan less their multiples of pi/2. For base/maths_*.c alone.
#pragma once
#include "base/maths_inline.h"

// x = quadrant pi/2 + r.high + r.low, |r| <= pi/4 (and a bit); of the quadrant the last two bits
// count.
struct reduced_angle {
    struct pair r;
    uint64_t quadrant;
};

// For |x| < 6000: pi/2 in three parts, of which two have 40 bits, so that products with the
// quadrant are exact (Cody and Waite, "Software manual for the elementary functions", 1980).
static inline struct reduced_angle reduce_near(double x) {
    const double to_integer = 0x1.8p52;
    double shifted = x * 0x1.45f306dc9c883p-1 + to_integer, count = shifted - to_integer;
    double rough = x - count * 0x1.921fb54442000p+0, part = count * 0x1.a308d31318000p-41;
    double high = rough - part;
    double low = ((rough - high) - part) - count * 0x1.8a2e03707344ap-81;
    return (struct reduced_angle){fast_sum(high, low), bits_of(shifted)};
}

// For any finite x >= 1.
struct reduced_angle reduce_far(double x);

static inline int is_near_angle(double x) {
    return fabs(x) < 6000;
}
