// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "plot/box3d.h"

// Draws the walls of the box that stand behind, their grid, ticks and labels.
void box3d_draw(const struct box3d *space, const struct panel *panel, struct canvas *canvas);
