// SPDX-License-Identifier: GPL-3.0-or-later
// The scene that a file was made from, found in the file.
#pragma once
#include "base/error.h"

// Returns the scene's text, owned by the caller. NULL with ERROR_USAGE where the file cannot be
// read or holds none.
char *extract_source(const char *path, struct error *error);
