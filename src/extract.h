// SPDX-License-Identifier: GPL-3.0-or-later
// The scene that a file was made from, found in the file.
#pragma once
#include "base/error.h"

#include <stdio.h>

// Returns the scene's text, owned by the caller; NULL where the file cannot be read or holds none.
char *extract_source(const char *path);

// Prints the scene's text. ERROR_USAGE where the file cannot be read or holds none.
bool extract_print(const char *path, FILE *file, struct error *error);
