// SPDX-License-Identifier: GPL-3.0-or-later
// The same work on several items, each on a thread of its own.
#pragma once
#include <stddef.h>

enum { TASKS_MOST = 64 };

// Calls `work` for each of `count` items (1 to TASKS_MOST) of `size` bytes, and returns when all
// are done. The first is done by the caller, as are those for which there is no thread.
void tasks_run(void *(*work)(void *item), void *items, size_t size, size_t count);
