// SPDX-License-Identifier: GPL-3.0-or-later
// Where box, bar and legend of a surface panel are: while a hand moves, where they were at rest.
#pragma once
#include "panels/surface_fit.h"

// As surface_fit, which is not called if the hand changes nothing that it follows from but the
// paths, and what a legend would cover of them.
void surface_hold_fit(struct panel *panel, surface_legend *fill_legend);
