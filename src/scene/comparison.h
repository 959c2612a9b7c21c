// SPDX-License-Identifier: GPL-3.0-or-later
// Reads `compare:` of a scene; private to scene/.
#pragma once
#include "scene/scene.h"

extern const struct setting comparison_settings[];

// Reads a scene whose root has `compare`. False with ERROR_SCENE; scene_finish is needed either
// way.
bool comparison_read(struct scene *scene, struct node *root,
                     const struct scene_overrides *overrides, struct error *error);
void comparison_destroy(struct comparison *comparison); // NULL is allowed
