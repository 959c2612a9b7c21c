// SPDX-License-Identifier: GPL-3.0-or-later
// The forms of keys that are read elsewhere, as readers of settings.
#pragma once
#include "tree/settings.h"

// Reads the seed into a uint64_t: a long is too short for it on some machines.
bool key_read_seed(const struct node *node, void *field, struct error *error);
#define SCHEMA_SEED "\"type\": \"integer\", \"minimum\": 0, \"maximum\": 999999999999999"

bool key_refuse_extends(const struct node *node, void *field, struct error *error);
bool key_check_sweep(const struct node *node, void *field, struct error *error);

// Returns the values of one key of a sweep, a map; NULL for `grid`, and for what key_check_sweep
// reports.
const struct node *key_swept(const struct node *sweep, size_t index);

// Returns the value of `grid`, if it is true; otherwise NULL.
const struct node *key_sweep_grid(const struct node *sweep);

#define SCHEMA_CONTROLS                                                                            \
    SCHEMA_EITHER("\"type\": \"array\", \"items\": {" SCHEMA_TEXT "}",                             \
                  "\"type\": \"object\", \"additionalProperties\": {"                              \
                  "\"anyOf\": [{\"type\": \"null\"}, {" SCHEMA_NUMBERS("2") "}]}")
