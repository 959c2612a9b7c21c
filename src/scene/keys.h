// SPDX-License-Identifier: GPL-3.0-or-later
// The keys of a scene, and how they become its data.
#pragma once
#include "scene/scene.h"

// Reads the keys of a scene file, or of a cell of one (`whole`: the scene that it is a cell of,
// else NULL).
bool scene_read_keys(struct scene *scene, const struct node *root, const struct scene *whole,
                     const struct scene_overrides *overrides, struct error *error);

// Returns false and sets the error at `place` where the runs of a scene, or the states of all of
// them, are too many.
bool scene_check_size(double states, size_t optimizers, size_t starts, struct place place,
                      struct error *error);
