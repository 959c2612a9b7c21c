// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Returns the time of the monotonic clock, in seconds.
double seconds_now(void);
