// SPDX-License-Identifier: GPL-3.0-or-later
// Title templates such as "lr: {lr} - Epoch: {epoch}/{epochs}".
#pragma once
#include "scene/scene.h"

struct template;

// Parses the template of the scene's title, or the default one; the caller destroys it. The default
// counts the steps unless the counter does. NULL with ERROR_SCENE, at the column inside the string,
// for an unknown field, an invalid format, or a field without a label whose value differs between
// optimizers.
struct template *template_create(const struct scene *scene, bool has_counter, struct error *error);
void template_destroy(struct template *title); // NULL is allowed

// Return the default template for the title of a scene, without the count of steps if the counter
// has that; and that for a counter.
const char *template_default(const struct scene *scene, bool has_counter);
const char *template_default_counter(const struct scene *scene);

// Parses a template that is not the scene's title. `place` is where its first character stands.
struct template *template_parse(const struct scene *scene, const char *template, struct place place,
                                struct error *error);

// Creates a template of literal text, even if that has braces.
struct template *template_parse_plain(const char *text);

// Visits the literal texts and the fields of a template in turn, as they read at a state.
typedef void template_visitor(void *context, const char *text, bool is_field);
void template_visit(const struct template *title, const struct trace *trace, long state,
                    template_visitor *visit, void *context);

// Returns what the fields need of a run, as RECORD_ flags.
unsigned template_record(const struct template *title);

// True if the text changes with the state.
bool template_moves(const struct template *title);

// Writes the text at a state into `out`, which is cleared first.
void template_fill(const struct template *title, const struct trace *trace, long state,
                   struct text *out);

// The same, followed by a note of the runs that have diverged.
void template_write(const struct template *title, const struct trace *trace, long state,
                    struct text *out);
