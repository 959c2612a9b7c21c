// SPDX-License-Identifier: GPL-3.0-or-later
// The lines of a rule as formulas in TeX, as a paper prints them.
#pragma once
#include "optim/program/rule_text.h"

// Returns how each name is set, ending with NULL: no two alike. The caller frees the list and its
// strings.
char **tex_symbols(const struct rule_text *text);

// Returns the lines, as optim/equation.h describes; owned by the caller.
char *tex_equation(const struct rule_text *text, char *const *symbols);
