// SPDX-License-Identifier: GPL-3.0-or-later
// A sum that keeps what rounding takes from it.
#pragma once
#include <math.h>

// Compensated summation (Neumaier 1974): `lost` collects the rounding errors.
struct total {
    double sum, lost;
};

static inline void total_add(struct total *total, double value) {
    double sum = total->sum + value;
    total->lost +=
        fabs(total->sum) >= fabs(value) ? (total->sum - sum) + value : (value - sum) + total->sum;
    total->sum = sum;
}

static inline double total_value(const struct total *total) {
    return isfinite(total->lost) ? total->sum + total->lost : total->sum;
}
