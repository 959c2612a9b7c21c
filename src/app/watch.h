// SPDX-License-Identifier: GPL-3.0-or-later
// --watch: renders again whenever an input of a scene changes.
#pragma once
#include "options/option_table.h"

// Renders the scenes, then again those whose inputs change, until a signal arrives. Failures are
// reported and leave existing films in place. Always returns false: ERROR_INTERRUPTED, or
// ERROR_USAGE if the command line is wrong.
bool watch_run(const struct options *options, struct error *error);
