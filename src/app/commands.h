// SPDX-License-Identifier: GPL-3.0-or-later
// The commands of the program. A new command is a row of the table in commands.c and the function
// that it calls.
#pragma once
#include "options/option_table.h"

// All commands, ending with a row without a name.
extern const struct command command_table[];

// Runs the command, or else renders the scenes. False with an error, also if writing to standard
// output failed.
bool command_run(const struct options *options, struct error *error);
