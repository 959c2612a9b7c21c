// SPDX-License-Identifier: GPL-3.0-or-later
// Prints a scene with its defaults filled in.
#pragma once
#include "options/option_table.h"

// Appends the scene at `path`, with the command line's overrides and with every key whose default
// can be written. It renders to the same film. False with ERROR_SCENE.
bool explain(const struct options *options, const char *path, struct text *out,
             struct error *error);
