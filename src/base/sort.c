// SPDX-License-Identifier: GPL-3.0-or-later
// Radix sort: a comparison a call, as of qsort, takes most of the time of sorting a landscape.
#include "base/sort.h"

#include "base/memory.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { DIGIT_BITS = 11, DIGITS = 1 << DIGIT_BITS, PASSES = 6 };

// Returns a key whose order is that of the numbers; both zeros have the same.
static uint64_t key_of(double number) {
    uint64_t bits;
    number += 0.0; // -0 becomes 0
    memcpy(&bits, &number, sizeof bits);
    return bits >> 63 ? ~bits : bits | (uint64_t)1 << 63;
}

static size_t digit_of(double number, int pass) {
    return key_of(number) >> (pass * DIGIT_BITS) & (DIGITS - 1);
}

void sort_numbers(double *numbers, size_t count) {
    size_t(*counts)[DIGITS] = mem_zero(PASSES, sizeof *counts);
    double *from = numbers, *other = mem_zero(count, sizeof *other), *to = other;
    for (size_t i = 0; i < count; i++)
        for (int pass = 0; pass < PASSES; pass++)
            counts[pass][digit_of(numbers[i], pass)]++;
    for (int pass = 0; pass < PASSES && count > 0; pass++) {
        if (counts[pass][digit_of(numbers[0], pass)] == count)
            continue; // all are the same here
        size_t sum = 0;
        for (size_t digit = 0; digit < DIGITS; digit++) {
            size_t own = counts[pass][digit];
            counts[pass][digit] = sum;
            sum += own;
        }
        for (size_t i = 0; i < count; i++)
            to[counts[pass][digit_of(from[i], pass)]++] = from[i];
        double *swapped = from;
        from = to;
        to = swapped;
    }
    if (from != numbers)
        memcpy(numbers, from, count * sizeof *numbers);
    free(other);
    free(counts);
}
