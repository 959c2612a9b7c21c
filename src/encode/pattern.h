// SPDX-License-Identifier: GPL-3.0-or-later
// Paths of numbered files, such as frames/%04d.png.
#pragma once
#include "base/error.h"
#include "base/text.h"

// True if a path is meant as a pattern: its last component has a %.
bool pattern_is(const char *path);

// False (ERROR_USAGE) unless the last component has exactly one %, of a %d or %0Nd, with N at most
// 9.
bool pattern_check(const char *path, struct error *error);

// Appends the path of file `number`. The pattern must have passed pattern_check.
void pattern_put(struct text *path, const char *pattern, long number);

// Returns the length of a pattern before the number, in bytes.
size_t pattern_stem(const char *pattern);

// Returns what follows the number, and the least number of digits.
const char *pattern_tail(const char *pattern, int *digits);

// Returns true if `path` is one of the files of a pattern. Only the text is compared.
bool pattern_has(const char *pattern, const char *path);

// Returns true if two patterns may have a file in common, as f%d.png and f1%d.png have.
bool pattern_meets(const char *pattern, const char *other);
