// SPDX-License-Identifier: GPL-3.0-or-later
// Scenes to begin with, for --new.
#pragma once
#include "base/error.h"

// Their names, ending with NULL; the first is the default.
extern const char *const starter_names[];

// Writes the starter of a name of the table to a new file. False with ERROR_USAGE where there is a
// file already, or it cannot be made; ERROR_RENDER where writing fails.
bool starter_write(const char *name, const char *path, struct error *error);
