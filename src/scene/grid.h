// SPDX-License-Identifier: GPL-3.0-or-later
// A sweep laid over its scene: as one picture of cells (`grid: true` in the scene's sweep, or
// --grid), or one of its combinations.
#pragma once
#include "scene/scene.h"

// Returns the scene with a `compare` of the one or two keys that are swept on the command line or
// else in the scene. Cells show compare.panel or the only panel of the layout; if there are
// several, one is chosen and a warning names it. NULL on error.
struct node *grid_lay(struct scene *scene, struct node *root, const struct node *sweep,
                      const struct scene_overrides *overrides, struct error *error);

// Returns the scene with one combination, from 1, of its own sweep. What is no sweep is left to
// key_check_sweep. NULL on error.
struct node *grid_lay_one(struct document *document, struct node *root, const struct node *sweep,
                          size_t combination, struct error *error);
