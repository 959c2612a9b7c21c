// SPDX-License-Identifier: GPL-3.0-or-later
// In which minimum a run ends, where no minima are known.
#pragma once
#include "sim/trace.h"

// Sets `ending` of the runs of each optimizer with several starts, from their last losses: a gap of
// more than a tenth of their range, and of a hundredth of the losses, is between two minima. 0 is
// the lowest one; runs that diverge come after all.
void endings_find(struct trace *trace);
