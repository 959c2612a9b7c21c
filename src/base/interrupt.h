// SPDX-License-Identifier: GPL-3.0-or-later
// SIGINT and SIGTERM set a flag that every long loop looks at, so that temporaries are removed on
// the way out. SIGPIPE is ignored: a write tells of it.
#pragma once
#include "base/error.h"

void interrupt_catch(void);

// The signal that came, or 0. Safe in any thread.
int interrupt_signal(void);

// Returns false and sets ERROR_INTERRUPTED once a signal came, else returns true.
bool interrupt_check(struct error *error);
