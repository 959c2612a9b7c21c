// SPDX-License-Identifier: GPL-3.0-or-later
// The update rule of an optimizer in TeX, as it is configured.
//
// An optimizer's `equation` has a formula a line. A line may begin with what it holds for:
// "[momentum !nesterov]" is for options that are not 0 and for such that are, or false, and
// "[average=ewma|debiased]" for those of the choices. All of them must be met; "decay" is met where
// decoupled decay stands around the rule.
//
// The line "decay y" says that the lines call the weights y, to which decay is done, and that those
// behind it are of what decay has left. Without one decay comes last and is done to w.
#pragma once
#include "optim/optimizer.h"

// Appends the lines that hold for the config, each ended by a newline, with what stands around the
// rule: where the gradient is taken, noise, clipping and decay.
void equation_write(const struct optimizer_config *config, struct text *out);
