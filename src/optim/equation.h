// SPDX-License-Identifier: GPL-3.0-or-later
// The update rule of an optimizer in TeX, for its configured options.
//
// `equation` of struct optimizer holds one formula per line. A line may begin with conditions in
// brackets, all of which must hold for the line to apply: "[momentum !nesterov]" tests that an
// option is not 0, or is 0 or false; "[average=ewma|debiased]" tests for one of several choices;
// "[decay]" tests whether decoupled weight decay is applied after the rule.
//
// A line "decay y" marks where decoupled decay goes: it is applied to y, and the lines after it use
// the decayed value. Without such a line decay comes last and is applied to w.
//
// A line "g = ..." says where the gradient is taken, if not at w; "without g" that the rule itself
// does.
#pragma once
#include "optim/optimizer.h"

// Returns the equation of a rule under all conditions; NULL if it has none.
const char *equation_lines(const struct optimizer *optimizer);

// Appends the lines that apply to the config, each ended by a newline. They include what surrounds
// the rule: where the gradient is taken, noise, clipping and decay.
void equation_write(const struct optimizer_config *config, struct text *out);
