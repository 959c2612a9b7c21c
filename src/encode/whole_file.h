// SPDX-License-Identifier: GPL-3.0-or-later
// Tells files that were cut, such as by a copy that broke off, from whole ones.
#pragma once
#include <stdbool.h>
#include <stdio.h>

// Returns false if a file ends before its end mark, by what its first bytes say it is: PNG and
// APNG, GIF, or one of boxes (MP4, AVIF). Of other kinds nothing is known: true. The position in
// the file is not kept.
bool whole_file(FILE *file);
