// SPDX-License-Identifier: GPL-3.0-or-later
// Arrays of doubles in NumPy's format .npy (NEP 1, numpy.lib.format): a header that gives type,
// order and shape, then the numbers.
#pragma once
#include "base/text.h"

#include <stdint.h>
#include <stdio.h>

enum { NPY_DIMENSIONS_MAX = 4 };

// What a header says of an array in C order.
struct npy {
    size_t shape[NPY_DIMENSIONS_MAX];
    int dimensions;   // 0: a single number
    int number_bytes; // 8 or 4: float64 or float32
    bool is_big_endian;
};

// Reads the header at the start of a file, which is then at the first number. Returns NULL, or what
// is wrong, for a message.
const char *npy_read_header(struct npy *npy, FILE *file);

// Returns the number in npy->number_bytes bytes.
double npy_number(const struct npy *npy, const uint8_t *bytes);

// Appends the header of an array of float64 in little-endian order.
void npy_put_header(struct text *out, const size_t *shape, int dimensions);

// Appends a number of such an array.
void npy_put_number(struct text *out, double number);
