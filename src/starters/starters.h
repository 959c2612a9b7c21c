// SPDX-License-Identifier: GPL-3.0-or-later
// The scenes that --new writes.
#pragma once
#include "base/error.h"

// Names of the starters, ending with NULL; the first is the default.
extern const char *const starter_names[];

// Writes the starter `name` to a new file. False with ERROR_USAGE if the file exists or cannot be
// created, ERROR_RENDER if writing fails.
bool starter_write(const char *name, const char *path, struct error *error);
