// SPDX-License-Identifier: GPL-3.0-or-later
// Paths of numbered files, such as frames/%04d.png.
#pragma once
#include "base/error.h"
#include "base/text.h"

// True where a path is meant as one of many: there is a % in its last part.
bool pattern_is(const char *path);

// False (ERROR_USAGE) where the path has not exactly one %d or %0Nd, with N to 9.
bool pattern_check(const char *path, struct error *error);

// Appends the path with `number` in its place. The pattern must have passed the check.
void pattern_put(struct text *path, const char *pattern, long number);
