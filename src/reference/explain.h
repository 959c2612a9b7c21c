// SPDX-License-Identifier: GPL-3.0-or-later
// A scene with its defaults filled in.
#pragma once
#include "options/option_table.h"

// Appends the scene at `path`, with what the command line lays over it, as a scene that
// renders the same and has every key whose default can be written. False with ERROR_SCENE.
bool explain(const struct options *options, const char *path, struct text *out,
             struct error *error);
