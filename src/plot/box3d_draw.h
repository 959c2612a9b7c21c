// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "plot/box3d.h"

// Draws the far walls of the box with their grid, and its ticks and labels.
void box3d_draw(const struct box3d *space, const struct panel *panel, struct canvas *canvas);
