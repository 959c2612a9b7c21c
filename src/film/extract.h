// SPDX-License-Identifier: GPL-3.0-or-later
// Finds the scene that is stored in a file made by optanim.
#pragma once
#include "base/error.h"

// Returns the scene's text, owned by the caller. NULL with ERROR_USAGE if the file cannot be read
// or contains none.
char *extract_source(const char *path, struct error *error);
