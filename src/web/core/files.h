// SPDX-License-Identifier: GPL-3.0-or-later
// The files that the module was given, in place of those of a disk.
#pragma once
#include <stdbool.h>
#include <stddef.h>

// True if there is a file of that name.
bool files_has(const char *name);

// Adds a file, or replaces the one of that name. The text is copied.
void files_put(const char *name, const char *text, size_t length);
