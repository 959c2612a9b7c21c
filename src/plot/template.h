// SPDX-License-Identifier: GPL-3.0-or-later
// Title templates: "lr: {lr} - Epoch: {epoch}/{epochs}".
#pragma once
#include "scene/scene.h"

struct template;

// Parses the scene's template, or makes the default one. Unknown fields, bad formats and bare
// fields whose value differs between the optimizers are errors with the column inside the string.
struct template *template_create(const struct scene *scene, struct error *error);
void template_destroy(struct template *title); // NULL is allowed

// The template of a scene that has none.
const char *template_default(const struct scene *scene);

// Parses a template whose first character stands at `place`, for other texts than the scene's
// title.
struct template *template_parse(const struct scene *scene, const char *template, struct place place,
                                struct error *error);

// A template that is only text, whatever braces it has.
struct template *template_parse_plain(const char *text);

// Whether the text changes with the state.
bool template_moves(const struct template *title);

// Writes the template's text at a state into `out` (cleared first), and nothing else.
void template_fill(const struct template *title, const struct trace *trace, long state,
                   struct text *out);

// Writes the title at a state into `out` (cleared first), a note of diverged runs included.
void template_write(const struct template *title, const struct trace *trace, long state,
                    struct text *out);
