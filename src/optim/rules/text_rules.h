// SPDX-License-Identifier: GPL-3.0-or-later
// The rows of the rules that are text.
#pragma once
#include "optim/optimizer.h"

// Fills the row of a rule from the map that defines it, which must live as long as the program.
bool text_rule_define(const char *name, const struct node *map, struct error *error);

// Returns the map that defines a rule; NULL if it is not text.
const struct node *text_rule_map(const struct optimizer *optimizer);
