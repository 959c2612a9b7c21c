// SPDX-License-Identifier: GPL-3.0-or-later
// `compare:` of a scene, for scene.c.
#pragma once
#include "scene/scene.h"

extern const struct setting comparison_settings[];

// Reads a scene whose root has a `compare`. False with ERROR_SCENE; the scene must be finished
// either way.
bool comparison_read(struct scene *scene, struct node *root,
                     const struct scene_overrides *overrides, struct error *error);
void comparison_destroy(struct comparison *comparison); // NULL is allowed
