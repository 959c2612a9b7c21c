// SPDX-License-Identifier: GPL-3.0-or-later
// Writing nodes as YAML that yaml_parse reads back as the same tree.
#pragma once
#include "base/text.h"
#include "tree/node.h"

// Appends a map in block style, one key per line; a value that fits is written in flow style. Stops
// once the text exceeds the limit scene-bytes.
void yaml_write(struct text *out, const struct node *root);

// Appends any node in flow style, such as {from: 0.1, to: 0}.
void yaml_write_flow(struct text *out, const struct node *node);

// The same, but of a list or map no more once `out` has more than `most` bytes.
void yaml_write_flow_within(struct text *out, const struct node *node, size_t most);
