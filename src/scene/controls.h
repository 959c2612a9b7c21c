// SPDX-License-Identifier: GPL-3.0-or-later
// The numbers that a reader of a page can set: `controls:` of a scene.
#pragma once
#include "scene/scene.h"

// Reads a list of addresses, or a map of addresses to ranges. NULL: the learning rate of each
// optimizer that has a constant one; none for a comparison. `root` is the scene as written. False
// with ERROR_SCENE. Release with controls_finish in either case.
bool controls_read(struct controls *controls, const struct scene *scene, const struct node *node,
                   const struct node *root, struct error *error);
void controls_finish(struct controls *controls);
