// SPDX-License-Identifier: GPL-3.0-or-later
// YAML as trees of nodes; the only place that knows libyaml. Strings are typed by the core schema;
// duplicate keys, merge keys, tags, second documents, alias cycles and too deep nesting are errors
// with a place.
#pragma once
#include "tree/document.h"

// Parses a source that holds one document; the nodes belong to `document` and point into `source`.
// An empty text gives a null node. NULL on error.
struct node *yaml_parse(struct document *document, const struct source *source,
                        struct error *error);
