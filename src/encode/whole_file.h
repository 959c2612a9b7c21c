// SPDX-License-Identifier: GPL-3.0-or-later
// Tells files that were cut, such as by a copy that broke off, from whole ones.
#pragma once
#include <stdbool.h>
#include <stdio.h>

// Returns false if a file ends before its end mark, or before the length that it begins with, by
// what its first bytes say it is: PNG and APNG, GIF, SVG, WebP, WebM, MP4 or AVIF. Of other kinds
// nothing is known: true. The position in the file is not kept.
bool whole_file(FILE *file);
