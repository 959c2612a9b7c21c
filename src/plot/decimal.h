// SPDX-License-Identifier: GPL-3.0-or-later
// Numbers as people write them: digits times a power of ten, alone and in sets that share a
// notation.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// digits * 10^exponent; at most 18 digits.
struct decimal {
    int64_t digits;
    int exponent;
};

// The double nearest to it; infinite or 0 beyond the range of doubles.
double decimal_value(struct decimal number);

// The shortest decimal that reads back to the finite `value`, without zeros at its end.
struct decimal decimal_of(double value);

// The multiple of step * 10^exponent nearest to the finite `value`, which is less than 10^17 such
// steps from 0.
struct decimal decimal_round(double value, int step, int exponent);

// The same number with the fewest digits.
struct decimal decimal_shorten(struct decimal number);

// The least multiple of step * 10^exponent that is, as a double, at least `bound` (finite), counted
// in steps. The bound is less than 10^17 steps from 0.
int64_t decimal_least(double bound, int step, int exponent);

enum { DECIMAL_TEXT = 64 }; // bytes of a number in UTF-8, with its end

// Writes `count` rising numbers that have one exponent, as an axis has them: all with the same
// decimals, or all with the same power of ten where they are large or small. Where `common` is not
// NULL a factor and an offset that would make long labels are taken out and written there, such as
// "×10⁻⁹ + 1"; it is empty where there is none.
void decimals_write_even(const struct decimal *numbers, size_t count, char (*labels)[DECIMAL_TEXT],
                         char common[DECIMAL_TEXT]);

// Writes `count` rising numbers each with the digits that it needs, all plain or all with powers of
// ten. `common` as above.
void decimals_write(const struct decimal *numbers, size_t count, char (*labels)[DECIMAL_TEXT],
                    char common[DECIMAL_TEXT]);

// Writes a number alone: 5×10⁻⁹, or 10³ where its only digit is 1; zero is 0.
void decimal_write_power(char label[DECIMAL_TEXT], struct decimal number);

// Writes a number alone without a power of ten.
void decimal_write_plain(char label[DECIMAL_TEXT], struct decimal number);

// Writes a finite value for reading, with a true minus sign: with these decimals, or as a power of
// ten where it is very large or very small beside them.
void value_write(char label[DECIMAL_TEXT], double value, int decimals);
