// SPDX-License-Identifier: GPL-3.0-or-later
// Decides whether a file is up to date: each file stores, after its scene, a hash of its inputs.
#pragma once
#include "film/plan.h"

struct scene;

// Appends the scene's text and, as its last line, the key: a hash of that text, of the contents of
// the scene's data files and of the files in `data`, of the program's version, and of the options
// that affect the output. False with ERROR_SCENE if a data file cannot be read.
bool freshness_source(const struct scene *scene, const struct strings *data,
                      const struct options *options, struct text *out, struct error *error);

// Returns true if the file exists, is whole as far as its format tells, and contains the key that
// ends `source`.
bool freshness_check(const char *path, const char *source);
