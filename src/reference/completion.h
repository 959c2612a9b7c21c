// SPDX-License-Identifier: GPL-3.0-or-later
// Completion for shells, from the table of options.
#pragma once
#include <stdio.h>

// Writes what `shell` (bash, zsh or fish) reads to complete optanim's command line.
void completion_print(const char *shell, FILE *file);
