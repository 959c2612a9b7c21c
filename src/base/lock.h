// SPDX-License-Identifier: GPL-3.0-or-later
// The lock of the program, for what is made when any thread asks for it first.
#pragma once

void lock_take(void);
void lock_leave(void);
