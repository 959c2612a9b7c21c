// SPDX-License-Identifier: GPL-3.0-or-later
// Title templates: "lr: {lr} - Epoch: {epoch}/{epochs}".
#pragma once
#include "scene/scene.h"

struct title;

// Parses the scene's template, or makes the default one. Unknown fields, bad formats and bare
// fields whose value differs between the optimizers are errors with the column inside the string.
struct title *title_create(const struct scene *scene, struct error *error);

// The same for a text that is not the scene's title: a line of a note. It tells of no diverged
// runs.
struct title *title_parse(const struct scene *scene, const char *template, struct place place,
                          struct error *error);

// True where the title changes with the state.
bool title_is_moving(const struct title *title);

void title_destroy(struct title *title); // NULL is allowed

// Writes the title at a state into `out` (cleared first), a note of diverged runs included.
void title_write(const struct title *title, const struct trace *trace, long state,
                 struct text *out);
