// SPDX-License-Identifier: GPL-3.0-or-later
// Renders again whenever something that a scene is made from changes.
#pragma once
#include "options/option_table.h"

// Renders the scenes, then those whose files change, until a signal comes. What fails is reported
// and leaves the films that were there. Always false: ERROR_INTERRUPTED, or ERROR_USAGE where the
// command line cannot be right whatever changes.
bool watch_run(const struct options *options, struct error *error);
