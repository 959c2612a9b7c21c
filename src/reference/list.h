// SPDX-License-Identifier: GPL-3.0-or-later
// What --list prints: the entries of the program's tables.
#pragma once
#include "options/option_table.h"

// Writes a topic ("optimizers": all its entries), an entry of one ("optimizers.lamb": its options
// too), or without topics all of them; as JSON, an object a line for each entry. False with
// ERROR_USAGE for an unknown name.
bool list_print(const struct strings *topics, bool as_json, FILE *file, struct error *error);
