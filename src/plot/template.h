// SPDX-License-Identifier: GPL-3.0-or-later
// Title templates such as "lr: {lr} - Epoch: {epoch}/{epochs}".
#pragma once
#include "scene/scene.h"

struct template;

// Parses the scene's template, or the default one; the caller destroys it. NULL with ERROR_SCENE,
// at the column inside the string, for an unknown field, an invalid format, or a field without a
// label whose value differs between optimizers.
struct template *template_create(const struct scene *scene, struct error *error);
void template_destroy(struct template *title); // NULL is allowed

// Returns the default template for a scene.
const char *template_default(const struct scene *scene);

// Parses a template that is not the scene's title. `place` is where its first character stands.
struct template *template_parse(const struct scene *scene, const char *template, struct place place,
                                struct error *error);

// Creates a template of literal text, even if that has braces.
struct template *template_parse_plain(const char *text);

// True if the text changes with the state.
bool template_moves(const struct template *title);

// Writes the text at a state into `out`, which is cleared first.
void template_fill(const struct template *title, const struct trace *trace, long state,
                   struct text *out);

// The same, followed by a note of the runs that have diverged.
void template_write(const struct template *title, const struct trace *trace, long state,
                    struct text *out);
