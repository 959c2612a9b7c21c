// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Seconds of the monotonic clock.
double seconds_now(void);
