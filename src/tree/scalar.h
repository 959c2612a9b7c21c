// SPDX-License-Identifier: GPL-3.0-or-later
// The types of scalars.
#pragma once
#include "tree/node.h"

// Types a plain scalar, a string node, by YAML's core schema: null, a truth value, a number, or
// the string that it is.
void scalar_type(struct node *node);
