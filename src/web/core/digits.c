// SPDX-License-Identifier: GPL-3.0-or-later
// A page does not hold the handwritten digits.
#include "problem/samples.h"

bool digits_read(struct samples *samples, size_t count, struct place place, struct error *error) {
    (void)samples, (void)count;
    return error_at(error, place, "a page does not hold the digits");
}
