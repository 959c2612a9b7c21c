// SPDX-License-Identifier: GPL-3.0-or-later
// --list: prints the entries of the program's tables.
#pragma once
#include "options/option_table.h"

// Writes a topic ("optimizers": all entries), one entry ("optimizers.lamb": with its options), or,
// without topics, everything. As JSON it is one object per line and entry. False with ERROR_USAGE
// for an unknown name.
bool list_print(const struct strings *topics, bool as_json, FILE *file, struct error *error);
