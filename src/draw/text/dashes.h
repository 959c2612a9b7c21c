// SPDX-License-Identifier: GPL-3.0-or-later
// The signs that a keyboard lacks.
#pragma once
#include "base/text.h"

// Replaces hyphens that stand for a minus, before a number, by U+2212, and those between spaces by
// an en dash. Formulas between dollar signs have their own minus.
void dashes_set(struct text *text);
