// SPDX-License-Identifier: GPL-3.0-or-later
// A sweep as one picture: `grid: true` in the scene's sweep, or --grid.
#pragma once
#include "scene/scene.h"

// Returns the scene with a `compare` of the one or two keys of its sweep, those of the command line
// where it has some. Cells show what compare.panel says, else the only panel of the layout; of
// several a warning tells which. NULL on error.
struct node *grid_lay(struct scene *scene, struct node *root, const struct node *sweep,
                      const struct scene_overrides *overrides, struct error *error);
