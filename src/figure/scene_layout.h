// SPDX-License-Identifier: GPL-3.0-or-later
// Which panels a scene shows, and where.
#pragma once
#include "base/text.h"
#include "figure/layout.h"
#include "scene/scene.h"

// Returns the layout, as YAML, for a scene without one: the problem's default panels, with the
// other entries of `panels` to their right. Owned by the caller.
char *scene_layout_default(const struct scene *scene);

// Reads the scene's layout, or the default one, whose nodes then belong to `document`. False with
// ERROR_SCENE.
bool scene_layout_read(struct layout *layout, const struct scene *scene, struct document *document,
                       struct error *error);

// Appends a warning, one a line, for each entry of `panels` that the layout does not show.
void scene_layout_warn(const struct layout *layout, const struct scene *scene,
                       struct text *warnings);
