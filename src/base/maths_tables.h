// SPDX-License-Identifier: GPL-3.0-or-later
// Tables and polynomials, explained in maths_tables.c. Private to base/maths_*.c.
#pragma once
#include <stdint.h>

struct maths_power {
    double value, tail; // 2^(i/128) = value (1 + tail)
};

struct maths_log_cell {
    double inverse, high, low; // 1/c; log(c) = high + low
};

// The bit pattern of the lower end of the first logarithm cell.
struct maths_quick_cell {
    double c, inverse, log; // 1/(c log(base)); log(c) in the base
};

// The bits of the lower end of the first cell of logarithms.
#define MATHS_LOG_FIRST 0x3fe6900000000000u

extern const struct maths_power maths_powers[128];
extern const struct maths_log_cell maths_log_cells[128];
extern const struct maths_quick_cell maths_log_quick[128], maths_log2_quick[128];
extern const double maths_atans[33][2];
extern const uint64_t maths_two_over_pi[20];

extern const double maths_exp_polynomial[3], maths_exp2_polynomial[5], maths_expm1_polynomial[4];
extern const double maths_log_polynomial[5], maths_pow_polynomial[6];
extern const double maths_log_quick_polynomial[5], maths_log2_quick_polynomial[5];
extern const double maths_sin_polynomial[6], maths_cos_polynomial[6];
extern const double maths_asin_polynomial[12], maths_atan_polynomial[4];
extern const double maths_sinh_polynomial[2], maths_cosh_polynomial[3];
extern const double maths_cbrt_polynomial[6];
extern const double maths_erf_polynomial[13], maths_erfc_polynomial[13];
