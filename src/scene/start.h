// SPDX-License-Identifier: GPL-3.0-or-later
// Where the optimizers of a scene start.
#pragma once
#include "scene/scene.h"

// Sets the start of a scene, whose problem, optimizers and random starts are known: `point` as the
// scene gives it (NULL: not), or the problem's own. Checks that those of the optimizers have as
// many numbers as the problem has weights. `root` is the whole scene. False with ERROR_SCENE.
bool start_find(struct scene *scene, const struct node *point, const struct node *root,
                struct error *error);
