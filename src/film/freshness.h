// SPDX-License-Identifier: GPL-3.0-or-later
// Whether a file must be made again: it keeps the key of what it was made from, behind its scene.
#pragma once
#include "film/plan.h"

struct scene;

// Appends the scene's text and, as a last line, the key: a hash of that text, of the bytes of the
// scene's data files and of those in `data`, of the program's version, and of those options that
// change a file. False with ERROR_SCENE where a data file cannot be read.
bool freshness_source(const struct scene *scene, const struct strings *data,
                      const struct options *options, struct text *out, struct error *error);

// True where the file is there and holds the key that ends `source`.
bool freshness_check(const char *path, const char *source);
