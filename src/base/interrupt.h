// SPDX-License-Identifier: GPL-3.0-or-later
// Interruption by signals. SIGINT and SIGTERM set a flag that long loops check, so that the program
// can end in an orderly way. If it has not ended after a fraction of a second (a library call may
// not check the flag), or if a second signal arrives, the program ends at once (base/quit.h).
// SIGPIPE is ignored: the failing write reports the error.
#pragma once
#include "base/error.h"

// Installs the signal handlers. Called once, before any thread starts.
void interrupt_catch(void);

// Returns the signal that was received, or 0. Safe in any thread.
int interrupt_signal(void);

// Returns true if no signal was received; otherwise sets ERROR_INTERRUPTED and returns false.
bool interrupt_check(struct error *error);
