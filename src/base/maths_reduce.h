// SPDX-License-Identifier: GPL-3.0-or-later
// Argument reduction of sin, cos and tan modulo pi/2. Private to base/maths_*.c.
#pragma once
#include "base/maths_inline.h"

// x = quadrant pi/2 + r.high + r.low, with |r| at most slightly above pi/4. Only the last two bits
// of `quadrant` are used.
struct reduced_angle {
    struct pair r;
    uint64_t quadrant;
};

// For |x| < 6000. pi/2 is split into three parts, two of them with 40 bits, so that their products
// with the quadrant are exact (Cody and Waite, "Software manual for the elementary functions",
// 1980).
static inline struct reduced_angle reduce_near(double x) {
    const double to_integer = 0x1.8p52;
    double shifted = x * 0x1.45f306dc9c883p-1 + to_integer, count = shifted - to_integer;
    double rough = x - count * 0x1.921fb54442000p+0, part = count * 0x1.a308d31318000p-41;
    double high = rough - part;
    double low = ((rough - high) - part) - count * 0x1.8a2e03707344ap-81;
    return (struct reduced_angle){{high, low}, bits_of(shifted)};
}

// For any finite x >= 1.
struct reduced_angle reduce_far(double x);

static inline int is_near_angle(double x) {
    return fabs(x) < 6000;
}
