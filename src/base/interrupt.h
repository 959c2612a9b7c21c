// SPDX-License-Identifier: GPL-3.0-or-later
// SIGINT and SIGTERM set a flag that long loops look at, so that the program ends by the ordinary
// way. What does not look, such as a library, has a fraction of a second: then, or at a second
// signal, the program ends at once (base/quit.h). SIGPIPE is ignored: a write tells of it.
#pragma once
#include "base/error.h"

void interrupt_catch(void);

// The signal that came, or 0. Safe in any thread.
int interrupt_signal(void);

// Returns false and sets ERROR_INTERRUPTED once a signal came, else returns true.
bool interrupt_check(struct error *error);
