// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "draw/colormap.h"
#include "tree/node.h"

// Reads the name of a colour map into a `const struct colormap *`, as a setting does.
bool colormap_read(const struct node *node, void *field, struct error *error);
