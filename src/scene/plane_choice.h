// SPDX-License-Identifier: GPL-3.0-or-later
// The key `plane` of a scene and the option of that name of panels.
#pragma once
#include "scene/scene.h"
#include "tree/settings.h"

// The row of a setting whose field is a `const struct node *`; .offset and .help are the caller's.
#define PLANE_SETTING                                                                              \
    .type = SETTING_CUSTOM, .read = plane_choice_check_form, .rows = plane_choice_settings,        \
    .schema = SCHEMA_EITHER("\"enum\": [\"pca\", \"random\", \"here\"]", "\"type\": \"object\""),  \
    .form = "pca, random, here, {here: LABEL} or {weights: [i, j]}"

extern const struct setting plane_choice_settings[];

// A setting's reader: checks the form of a plane and keeps the node.
bool plane_choice_check_form(const struct node *node, void *field, struct error *error);

// Reads a plane (NULL: the default) of the scene, whose problem and optimizers are known.
bool plane_choice_read(const struct node *node, const struct scene *scene,
                       struct plane_choice *choice, struct error *error);

// Returns the default plane: of a model of samples, whose single weights mean little, the one of
// most variance; of others the first two weights.
struct plane_choice plane_choice_default(const struct problem *problem);
