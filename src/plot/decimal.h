// SPDX-License-Identifier: GPL-3.0-or-later
// Decimal numbers as people write them: digits times a power of ten. Single numbers, and sets with
// a common notation.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// digits * 10^exponent; at most 18 digits.
struct decimal {
    int64_t digits;
    int exponent;
};

// Returns the nearest double; infinite or 0 outside the range of doubles.
double decimal_value(struct decimal number);

// Returns the shortest decimal that reads back as the finite `value`, without trailing zeros.
struct decimal decimal_of(double value);

// Returns the multiple of step * 10^exponent nearest to the finite `value`, which must be less than
// 10^17 such steps from 0.
struct decimal decimal_round(double value, int step, int exponent);

// Returns the same number with the fewest digits.
struct decimal decimal_shorten(struct decimal number);

// Returns the smallest k for which k * step * 10^exponent, as a double, is at least `bound`. The
// bound must be finite and less than 10^17 steps from 0.
int64_t decimal_least(double bound, int step, int exponent);

enum { DECIMAL_TEXT = 64 }; // bytes of a number in UTF-8, with its NUL

// Writes `count` ascending numbers with equal exponents, as on an axis: all with the same number of
// decimals, or all with the same power of ten if they are large or small. If `common` is not NULL,
// a factor and an offset that would make the labels long are taken out and written there, such as
// "×10⁻⁹ + 1"; it is empty if there are none.
void decimals_write_even(const struct decimal *numbers, size_t count, char (*labels)[DECIMAL_TEXT],
                         char common[DECIMAL_TEXT]);

// Writes `count` ascending numbers, each with as many digits as it needs, all plain or all with
// powers of ten. `common` as above.
void decimals_write(const struct decimal *numbers, size_t count, char (*labels)[DECIMAL_TEXT],
                    char common[DECIMAL_TEXT]);

// Writes a single number with a power of ten: 5×10⁻⁹, or 10³ if its only digit is 1. Zero is 0.
void decimal_write_power(char label[DECIMAL_TEXT], struct decimal number);

// Writes a single number without a power of ten.
void decimal_write_plain(char label[DECIMAL_TEXT], struct decimal number);

// Writes a finite value with a true minus sign and `decimals` decimals, or as a power of ten if it
// is too large or too small for them.
void value_write(char label[DECIMAL_TEXT], double value, int decimals);

// Writes a finite value with `digits` significant digits and a true minus sign: at most 17 without
// zeros at the end, and more where the value has more before the point; as a power of ten below
// 10^-4 and from 10^6.
void value_write_short(char label[DECIMAL_TEXT], double value, int digits);
