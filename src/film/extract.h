// SPDX-License-Identifier: GPL-3.0-or-later
// Finds the scene that is stored in a file made by optanim.
#pragma once
#include "base/error.h"

// Returns the scene's text, owned by the caller; "-" is standard input. The file is read in pieces.
// NULL with ERROR_USAGE if it contains none, with ERROR_SCENE if it cannot be read.
char *extract_source(const char *path, struct error *error);
