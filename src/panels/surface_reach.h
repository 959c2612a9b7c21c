// SPDX-License-Identifier: GPL-3.0-or-later
// What of a surface panel's box has to be in the picture where the box is not drawn as a whole: the
// sheet, and the paths that rise above it.
#pragma once
#include "panels/surface_paths.h"

// Finds the points that the box is fitted to, once its axes and its sheet are known; the whole box
// for a plane that turns, as the sheet is another one in each frame.
void surface_reach(struct panel *panel);
