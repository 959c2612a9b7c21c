// SPDX-License-Identifier: GPL-3.0-or-later
// Shell completion, generated from the table of options.
#pragma once
#include "options/option_table.h"

// Names of the supported shells, ending with NULL.
extern const char *const completion_shells[];

// Writes the completion script for a shell.
void completion_print(const char *shell, const struct command *commands, FILE *file);
