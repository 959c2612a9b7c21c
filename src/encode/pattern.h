// SPDX-License-Identifier: GPL-3.0-or-later
// Paths of numbered files, such as frames/%04d.png.
#pragma once
#include "base/error.h"

// True where a path is meant as one of many: there is a % in its last part.
bool pattern_is(const char *path);

// False (ERROR_USAGE) where the path has not exactly one %d or %0Nd, with N to 9.
bool pattern_check(const char *path, struct error *error);

// Returns the path with `number` in its place, owned by the caller. The pattern must have passed
// the check.
char *pattern_path(const char *pattern, long number);
