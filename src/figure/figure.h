// SPDX-License-Identifier: GPL-3.0-or-later
// The picture: panels in a mosaic under a title, drawn for any position among the states.
#pragma once
#include "draw/text/font.h"
#include "encode/encoder.h"
#include "scene/scene.h"

struct figure;

// Resolves theme, layout, panels and title of a scene, which must outlive the figure; every mistake
// in them is found here. NULL with ERROR_SCENE, and of a scene that has mistakes already.
struct figure *figure_create(const struct scene *scene, struct error *error);
void figure_destroy(struct figure *figure); // NULL is allowed

// Appends what is right but may not be meant, a line each.
void figure_warn(const struct figure *figure, struct text *warnings);

// Adds the paths of the files that the figure was made from, such as a theme; they belong to it.
void figure_inputs(const struct figure *figure, struct strings *paths);

// Of these, the files that hold no settings: fonts.
void figure_data(const struct figure *figure, struct strings *paths);

// Whether pixels of the background are see-through.
bool figure_is_transparent(const struct figure *figure);

// The part of the weight plane that the panels show, for judging divergence.
struct view figure_view(const struct figure *figure);

// Measures, lays out and draws what never changes. `trace` must outlive the figure. A glyph that
// the fonts lack and the like is appended to `warnings`, a line each.
bool figure_prepare(struct figure *figure, const struct trace *trace, struct text *warnings,
                    struct error *error);

// Tells `record` of every text that is drawn from figure_prepare on, which must follow.
void figure_record_text(struct figure *figure, text_recorder *record, void *context);

// Draws the picture at `position` (0 to states-1). A pure function of the scene and the position,
// whatever was drawn before; drawing in order costs only what changed. The pixels belong to the
// figure and hold until the next call; `changed` is relative to the frame drawn before.
struct frame figure_draw(struct figure *figure, double position);

// Returns false and sets ERROR_RENDER where something was not drawn since the figure was made.
bool figure_check(const struct figure *figure, struct error *error);

// For a figure that becomes an SVG or a PDF and not pixels: between create and prepare, says which;
// then writes the picture at `position` instead of drawing it, once. False where the sink gives up.
void figure_keep_shapes(struct figure *figure, enum canvas_kind kind);
bool figure_write(struct figure *figure, double position, canvas_sink *sink, void *context);

// The theme's colours that a palette keeps exactly, 0xRRGGBB, and the background among them first.
// They belong to the figure.
const uint32_t *figure_colors(const struct figure *figure, size_t *count);
