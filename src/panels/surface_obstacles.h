// SPDX-License-Identifier: GPL-3.0-or-later
// What a legend or a name on a surface panel should not cover: the sheet, the box, its texts, the
// targets, the bar and the title.
#pragma once
#include "panels/surface_paths.h"

struct legend;

// Computes a target's point on the surface, in the units of the axes; false if it is outside the
// box.
bool surface_target_point(const struct panel *panel, size_t target, double point[3]);

// Returns the panel with what it shows as its plot: the title stands on that, however much room
// there is above.
struct panel surface_titled(const struct panel *panel);

// Adds the surface, the box, its texts and the bar; for a moving camera, as they are at several
// times.
void surface_avoid(const struct panel *panel, struct legend *legend);

// The same in parts, for who can stop at the first that is in the way: the bar, and the surface,
// the box and its texts at one of the times.
void surface_avoid_bar(const struct panel *panel, struct legend *legend);
int surface_looks(const struct panel *panel);
void surface_avoid_look(const struct panel *panel, int look, struct legend *legend);

// Adds what only names come near to: the title, if there is one, and the targets.
void surface_avoid_marks(const struct panel *panel, struct legend *legend);

// For a moving camera, adds all of that as it is at a position; else false.
bool surface_avoid_at(const struct panel *panel, double position, struct legend *legend);
