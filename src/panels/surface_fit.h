// SPDX-License-Identifier: GPL-3.0-or-later
// Shares out a surface panel's plot among the box with its texts, the colour bar and the legend, so
// that the box is as large as the others allow.
#pragma once
#include "panels/surface_paths.h"

struct legend;

// Adds the entries and obstacles of the panel's legend.
typedef void surface_legend(const struct panel *panel, struct legend *legend);

// Fits the box and places the bar, for the whole film. Writes the panel state's `space`, `bar_box`
// and `content`.
void surface_fit(struct panel *panel, surface_legend *fill_legend);
