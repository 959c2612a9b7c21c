// SPDX-License-Identifier: GPL-3.0-or-later
// What the program can do. A new command is a row of the table in commands.c and what it calls.
#pragma once
#include "options/option_table.h"

// All commands, ending with a row without a name.
extern const struct command command_table[];

// Does what the command line asks for: a command, or else the scenes are rendered. False with an
// error, also where what was printed did not reach standard output.
bool command_run(const struct options *options, struct error *error);
