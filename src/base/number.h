// SPDX-License-Identifier: GPL-3.0-or-later
// Numbers as text, the same in every locale: the program never calls setlocale, so strtod and
// printf keep the "C" locale that these functions rely on.
#pragma once
#include "base/text.h"

// Parses all `length` bytes as a decimal number (sign, digits, point, exponent; no spaces,
// hexadecimal or names). Returns false if they are none. Overflow gives infinity.
bool number_parse(const char *bytes, size_t length, double *value);

// Appends the value with 15, 16 or 17 significant digits, the fewest of these that read back as the
// same double, without trailing zeros. (A subnormal may thus get more digits than it needs.) Values
// that are not finite give "nan", "inf" or "-inf".
void number_append(struct text *text, double value);

// Rounds to the nearest integer, halves away from zero. The caller has checked that it fits.
long number_round(double value);
