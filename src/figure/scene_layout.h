// SPDX-License-Identifier: GPL-3.0-or-later
// Which panels a scene shows, and where.
#pragma once
#include "base/text.h"
#include "figure/layout.h"
#include "scene/scene.h"

// The layout of a scene that has none, as YAML: the problem's usual panels, and at their right
// those of `panels` that are not among them. Owned by the caller.
char *scene_layout_default(const struct scene *scene);

// Reads the scene's layout, or its default one, which `document` then owns.
bool scene_layout_read(struct layout *layout, const struct scene *scene, struct document *document,
                       struct error *error);

// Warns of the entries of `panels` that the layout does not show, a line each.
void scene_layout_warn(const struct layout *layout, const struct scene *scene,
                       struct text *warnings);
