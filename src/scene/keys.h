// SPDX-License-Identifier: GPL-3.0-or-later
// The keys of a scene, and how they become its data.
#pragma once
#include "scene/scene.h"

// Reads the keys of a scene, or of one cell of a comparison; then `whole` is the scene that
// contains the cell, else NULL. False with ERROR_SCENE.
bool scene_read_keys(struct scene *scene, const struct node *root, struct scene *whole,
                     const struct scene_overrides *overrides, struct error *error);

// The runs of all cells of a comparison, and the bytes of their states.
struct run_sums {
    double runs, bytes;
};

// Adds the runs of a scene to the sums (those of the cells before it, or {0}). Returns true if
// these and the number of states are within the limits; otherwise sets the error at `place`.
bool scene_check_size(const struct scene *scene, double states, struct run_sums *sums,
                      struct place place, struct error *error);
