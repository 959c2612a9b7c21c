// SPDX-License-Identifier: GPL-3.0-or-later
// Makes the tables of base/maths_log_tables.c, to the bit: as numbers they are what of the module
// can be compressed least. tests/reference/make_maths.py says what they hold.
#include "web/core/log_tables.h"

#include <math.h>
#include <string.h>

// As in base/maths_tables.h, where they are constant.
enum { CELLS = 128 };
struct made_log_cell {
    double inverse, high, low;
} maths_log_cells[CELLS];
struct made_quick_cell {
    double c, inverse, log;
} maths_log_quick[CELLS], maths_log2_quick[CELLS];

// log(c) in units of 2^-42, beyond that of the middle of the cell.
static const uint32_t beyond[][CELLS] = {
    {25960, 19240, 70751, 51559, 45234, 32828, 39846, 61093, 14697, 54082, 41885, 20535, 75214,
     58000, 56564, 57117, 59384, 71747, 60187, 38608, 26527, 48660, 53122, 47990, 61516, 31450,
     35618, 65119, 19754, 47293, 56736, 67984, 12135, 63787, 54650, 48210, 66572, 66522, 48553,
     34140, 36441, 56463, 55622, 66600, 17702, 51260, 22068, 66962, 28178, 54410, 32479, 49474,
     38112, 37352, 35891, 25291, 55172, 53853, 53665, 32748, 31836, 57393, 14028, 33307, 35662,
     61570, 56790, 61607, 61094, 16215, 65292, 59331, 64807, 28142, 53725, 63284, 54137, 87306,
     12945, 56241, 37327, 78604, 76824, 65102, 48656, 49223, 49009, 72456, 33519, 70479, 78872,
     35569, 59437, 74978, 42513, 27446, 69935, 83616, 38547, 56186, 74192, 78803, 42696, 58895,
     55743, 82177, 41899, 42367, 64224, 50312, 51725, 73913, 77461, 68983, 57711, 62574, 47311,
     69438, 60162, 45917, 32433, 53201, 46232, 73097, 61482, 63739, 73238, 27757},
    {1421, 3841,  1925, 2178, 5251, 425,  2389, 140,  1105, 2947, 3549,  1053, 370,  2650,  1108,
     128,  980,   924,  3862, 258,  963,  1765, 3982, 1135, 3613, 6140,  806,  2660, 1730,  1684,
     1010, 923,   1793, 1377, 1420, 111,  2226, 3654, 703,  1524, 1302,  619,  117,  132,   587,
     837,  287,   18,   353,  1180, 227,  5297, 2567, 1232, 2535, 1717,  938,  5698, 2727,  2028,
     70,   577,   2386, 610,  1695, 1357, 1479, 1347, 1522, 1956, 3865,  1658, 1787, 1165,  178,
     2958, 1845,  1915, 281,  5663, 2662, 1319, 4547, 5314, 1909, 1282,  816,  815,  2150,  7541,
     2487, 10299, 527,  2055, 1826, 3976, 2172, 3772, 909,  1836, 3552,  2702, 5219, 14064, 838,
     68,   558,   2587, 3083, 4711, 9977, 1276, 1018, 4050, 3994, 17064, 7197, 3819, 4538,  1858,
     1395, 612,   2769, 2715, 182,  995,  276,  1559},
};

// Numbers with 120 bits behind the point.
__extension__ typedef unsigned __int128 fixed;
__extension__ typedef __int128 signed_fixed;
#define FRACTION 120
#define ONE ((fixed)1 << FRACTION)
#define LN2 ((fixed)0xb17217f7d1cf79 << 64 | 0xabc9e3b39803f2f6)
#define INVERSE_LN2 ((fixed)0x171547652b82fe1 << 64 | 0x777d0ffda0d23a7d)

static fixed product(fixed a, fixed b) {
    uint64_t a1 = (uint64_t)(a >> 64), a0 = (uint64_t)a, b1 = (uint64_t)(b >> 64), b0 = (uint64_t)b;
    fixed low = (fixed)a0 * b0, cross = (fixed)a1 * b0, other = (fixed)a0 * b1;
    fixed middle = (low >> 64) + (uint64_t)cross + (uint64_t)other;
    fixed high = (fixed)a1 * b1 + (cross >> 64) + (other >> 64) + (middle >> 64);
    return high << (128 - FRACTION) | (fixed)(uint64_t)middle >> (64 - (128 - FRACTION));
}

static signed_fixed signed_product(signed_fixed a, fixed b) {
    return a < 0 ? -(signed_fixed)product((fixed)-a, b) : (signed_fixed)product((fixed)a, b);
}

// The nearest double.
static double to_double(signed_fixed value) {
    fixed size = value < 0 ? (fixed)-value : (fixed)value;
    int shift = 0;
    if (size == 0)
        return 0;
    while (!(size >> 127)) {
        size <<= 1;
        shift++;
    }
    uint64_t top = (uint64_t)(size >> 64) | ((uint64_t)size != 0);
    double rounded = ldexp((double)top, 64 - FRACTION - shift);
    return value < 0 ? -rounded : rounded;
}

// Exact where the last bit of the double is not below the last of the result.
static signed_fixed to_fixed(double value) {
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    int exponent = (int)(bits >> 52 & 0x7ff) - 1075 + FRACTION;
    signed_fixed size = (signed_fixed)((bits & 0xfffffffffffff) | 0x10000000000000);
    if (value == 0 || exponent < -52)
        return 0;
    size = exponent < 0 ? size >> -exponent : size << exponent;
    return value < 0 ? -size : size;
}

enum { TERMS = 30 };
static fixed inverses[TERMS]; // 1/n

static fixed quotient(fixed a, uint32_t n) {
    fixed result = 0;
    uint64_t rest = 0;
    for (int shift = 96; shift >= 0; shift -= 32) {
        rest = rest << 32 | (uint32_t)(a >> shift);
        result |= (fixed)(rest / n) << shift;
        rest %= n;
    }
    return result;
}

static fixed exp_of(signed_fixed x) {
    signed_fixed sum = (signed_fixed)ONE, term = sum;
    for (int n = 1; n < TERMS && term != 0; n++) {
        term = x < 0 ? -signed_product(term, (fixed)-x) : signed_product(term, (fixed)x);
        term = signed_product(term, inverses[n]);
        sum += term;
    }
    return (fixed)sum;
}

// By Newton's method: each round doubles the digits.
static signed_fixed log_of(double x) {
    signed_fixed goal = to_fixed(x), result = to_fixed(2 * (x - 1) / (x + 1));
    for (int round = 0; round < 4; round++)
        result += to_fixed(to_double(goal - (signed_fixed)exp_of(result)) / x);
    return result;
}

// A number in units of 2^-42, to the nearest.
static int64_t units_of(signed_fixed value) {
    return (int64_t)((value + ((signed_fixed)1 << (FRACTION - 43))) >> (FRACTION - 42));
}

static double middle_of(size_t cell, bool *holds_one) {
    uint64_t ends[] = {0x3fe6900000000000 + ((uint64_t)cell << 45),
                       0x3fe6900000000000 + ((uint64_t)(cell + 1) << 45)};
    double values[2];
    memcpy(values, ends, sizeof values);
    *holds_one = values[0] < 1 && values[1] > 1;
    return (values[0] + values[1]) / 2;
}

static void make_quick(struct made_quick_cell *cell, int64_t count, bool is_binary) {
    signed_fixed log = (signed_fixed)count * ((signed_fixed)1 << (FRACTION - 42));
    signed_fixed natural = is_binary ? signed_product(log, LN2) : log;
    *cell = (struct made_quick_cell){.c = to_double((signed_fixed)exp_of(natural)),
                                     .log = ldexp((double)count, -42)};
    cell->inverse =
        is_binary ? to_double((signed_fixed)product(exp_of(-natural), INVERSE_LN2)) : 1 / cell->c;
}

void log_tables_make(void) {
    for (uint32_t n = 1; n < TERMS; n++)
        inverses[n] = quotient(ONE, n);
    for (size_t i = 0; i < CELLS; i++) {
        bool holds_one;
        double middle = middle_of(i, &holds_one);
        double inverse = holds_one ? 1 : round(512 / middle) / 512;
        signed_fixed value = -log_of(inverse), log = log_of(middle);
        int64_t units = units_of(value);
        signed_fixed high = (signed_fixed)units * ((signed_fixed)1 << (FRACTION - 42));
        maths_log_cells[i] =
            (struct made_log_cell){inverse, ldexp((double)units, -42), to_double(value - high)};
        make_quick(&maths_log_quick[i], units_of(log) + beyond[0][i], false);
        make_quick(&maths_log2_quick[i], units_of(signed_product(log, INVERSE_LN2)) + beyond[1][i],
                   true);
    }
}
