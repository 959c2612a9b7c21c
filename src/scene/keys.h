// SPDX-License-Identifier: GPL-3.0-or-later
// The keys of a scene, and how they become its data.
#pragma once
#include "scene/scene.h"

// Reads the keys of a scene, or of one cell of a comparison; then `whole` is the scene that
// contains the cell, else NULL. False with ERROR_SCENE.
bool scene_read_keys(struct scene *scene, const struct node *root, const struct scene *whole,
                     const struct scene_overrides *overrides, struct error *error);

// Returns true if the number of runs, and of states of all runs together, is within the limits;
// otherwise sets the error at `place` and returns false.
bool scene_check_size(const struct scene *scene, double states, size_t starts, struct place place,
                      struct error *error);
