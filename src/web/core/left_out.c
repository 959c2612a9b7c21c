// SPDX-License-Identifier: GPL-3.0-or-later
// What a page does not hold: the handwritten digits, and arrays of NumPy.
#include "base/npy.h"
#include "problem/samples.h"

bool digits_read(struct samples *samples, size_t count, struct place place, struct error *error) {
    (void)samples, (void)count;
    return error_at(error, place, "a page does not hold the digits");
}

const char *npy_read_header(struct npy *npy, FILE *file) {
    (void)npy, (void)file;
    return "a page does not hold arrays";
}

double npy_number(const struct npy *npy, const uint8_t *bytes) {
    (void)npy, (void)bytes;
    return 0;
}
