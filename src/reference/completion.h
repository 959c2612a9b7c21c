// SPDX-License-Identifier: GPL-3.0-or-later
// Completion for shells, from the table of options.
#pragma once
#include "options/option_table.h"

// The shells, ending with NULL.
extern const char *const completion_shells[];

// Writes what one of these shells reads to complete optanim's command line.
void completion_print(const char *shell, const struct command *commands, FILE *file);
