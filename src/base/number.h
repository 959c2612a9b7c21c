// SPDX-License-Identifier: GPL-3.0-or-later
// Numbers as text, the same in every locale: the program never calls setlocale, so strtod and
// printf keep the "C" locale that these functions rely on.
#pragma once
#include "base/text.h"

// Reads the whole of the `length` bytes as a decimal number (sign, digits, point, exponent; no
// spaces, no hexadecimal, no names). Returns false where it is not one. Overflow gives infinity.
bool number_parse(const char *bytes, size_t length, double *value);

// Appends the decimal rounded to 15, 16 or 17 significant digits, the first that reads back to the
// same double, without zeros at its end (so a subnormal may have more digits than it needs); "nan",
// "inf" or "-inf" where the number is not finite.
void number_append(struct text *text, double value);

// Rounds half away from zero to a whole number that fits; the callers have bounded `value`.
long number_round(double value);
