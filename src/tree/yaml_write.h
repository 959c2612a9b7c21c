// SPDX-License-Identifier: GPL-3.0-or-later
// Trees of nodes as YAML, which yaml_parse reads back as the same tree.
#pragma once
#include "base/text.h"
#include "tree/node.h"

// Appends a map, a key a line; what fits in a line stands in one.
void yaml_write(struct text *out, const struct node *root);

// Appends any node in one line, such as {from: 0.1, to: 0}.
void yaml_write_flow(struct text *out, const struct node *node);
