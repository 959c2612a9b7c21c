// SPDX-License-Identifier: GPL-3.0-or-later
// What is done with the numbers of a block at once: an operation, or several that are often written
// together, without a pass through memory between them.
#pragma once
#include "expression/operation.h"

enum { KERNEL_INPUTS = 7 };

// The inputs may be the output, but not overlap it otherwise.
struct kernel_call {
    size_t count;
    double *out;
    const double *in[KERNEL_INPUTS];
    unsigned numbers; // a bit for each input that is one number, for a kernel of any pattern
    enum operation_id operation; // likewise
};

// `pattern` is a value in prefix order: an operation by its sign, a vector `v`, a number `s`. The
// inputs are its vectors and numbers from left to right.
struct kernel {
    const char *pattern;
    void (*run)(const struct kernel_call *call);
};

// Kernels of known patterns, the largest first; ends with a NULL pattern.
extern const struct kernel kernel_table[];

// Serves every elementwise operation, one number at a time.
extern const struct kernel kernel_any;

// The sign of an operation in a pattern; '\0': it stands in none. OPERATION_COUNT: a copy.
char kernel_sign(enum operation_id id);
