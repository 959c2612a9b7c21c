// SPDX-License-Identifier: GPL-3.0-or-later
// What of a surface panel a reader points at.
#pragma once
#include "plot/panel.h"

// Finds the weights of the point of the sheet that is seen at a pixel; false where there is none.
bool surface_weights_at(const struct panel *panel, const double at[2], double w[2]);
