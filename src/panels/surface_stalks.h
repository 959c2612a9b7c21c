// SPDX-License-Identifier: GPL-3.0-or-later
// Stalks: upright lines from the heads of runs that are not on the sheet, as the loss of their
// weights is not that of the plane's, down or up to it, each with a foot there.
#pragma once
#include "panels/surface_paths.h"

// Draws the stalks of runs of more than two weights.
void surface_stalks_draw(const struct panel *panel, struct canvas *canvas, double position);
