// SPDX-License-Identifier: GPL-3.0-or-later
// Samples from a table of numbers.
#pragma once
#include "problem/samples.h"

// Reads `{file: PATH, columns: [...], class: COLUMN}`, or with `value:` in place of `class:`. Paths
// are relative to the file that the node is in. False with ERROR_SCENE; `samples` is then to be
// released.
bool sample_file_read(struct samples *samples, const struct node *node, struct error *error);
