// SPDX-License-Identifier: GPL-3.0-or-later
// Reads YAML's flow style without libyaml, as yaml_write_flow writes it: [..], {key: value},
// "quoted", 'quoted' and plain scalars of common characters. What it accepts it reads as yaml_parse
// does, to the same nodes with the same places; other YAML is an error.
#pragma once
#include "tree/document.h"

// Parses a source that holds one value; the nodes belong to `document` and point into `source`. An
// empty text gives a null node. NULL on error.
struct node *flow_parse(struct document *document, const struct source *source,
                        struct error *error);
