// SPDX-License-Identifier: GPL-3.0-or-later
// The picture: panels in a mosaic under a title, drawn for any position between states.
#pragma once
#include "draw/text/font.h"
#include "encode/encoder.h"
#include "scene/scene.h"

struct figure;

// Resolves the theme, layout, panels and title of a scene, which must outlive the figure; the
// caller destroys it. All mistakes in them are reported here. NULL with ERROR_SCENE, also for a
// scene that already has errors.
struct figure *figure_create(const struct scene *scene, struct error *error);
void figure_destroy(struct figure *figure); // NULL is allowed

// Appends warnings about valid settings that may not be intended, one a line.
void figure_warn(const struct figure *figure, struct text *warnings);

// Appends the paths of the files that the figure was made from, such as a theme. The strings belong
// to the figure.
void figure_inputs(const struct figure *figure, struct strings *paths);

// The same, but only the files that hold data instead of settings: fonts.
void figure_data(const struct figure *figure, struct strings *paths);

// True if the background is transparent.
bool figure_is_transparent(const struct figure *figure);

// True if the text is light, as on a dark page.
bool figure_is_dark(const struct figure *figure);

// Appends the types of the panels, each once.
void figure_panels(const struct figure *figure, struct strings *types);

// True if the smaller module of pages has all types of its panels.
bool figure_is_small(const struct figure *figure);

// Returns the part of the weight plane that the panels show, which decides when a run has diverged.
struct view figure_view(const struct figure *figure);

// Returns what the panels draw of a run beside what it always records, as RECORD_ flags.
unsigned figure_record(const struct figure *figure);

// Measures text, solves the layout and draws the static layer. `trace` must outlive the figure.
// Warnings, such as missing glyphs, are appended to `warnings`, one a line. False on error.
bool figure_prepare(struct figure *figure, const struct trace *trace, struct text *warnings,
                    struct error *error);

// Sets a callback for every text that is drawn. Call it before figure_prepare.
void figure_record_text(struct figure *figure, text_recorder *record, void *context);

// Notes in `uses` which characters are measured and drawn, for a table of glyphs
// (draw/text/glyph_table.h). Call it before figure_prepare; `uses` must outlive the figure.
void figure_watch_glyphs(struct figure *figure, struct glyph_uses *uses);

// Draws the picture at `position`, 0 to states-1. The result depends only on the scene and the
// position, not on what was drawn before; drawing in order is faster, as only changes are redrawn.
// The pixels belong to the figure and are valid until the next call. `changed` is relative to the
// previous frame.
struct frame figure_draw(struct figure *figure, double position);

// Returns false with ERROR_RENDER if any drawing has failed since the figure was created.
bool figure_check(const struct figure *figure, struct error *error);

// For pictures that are painted elsewhere or stored as shapes: makes the figure record lists
// (draw/canvas_list.h) instead of pixels, on a grid `fineness` times as fine as the picture's. Call
// it between create and prepare, and use the functions below in place of figure_draw.
void figure_keep_lists(struct figure *figure, double fineness);

// How a layer changes from one call of figure_layers to the next.
enum layer_change {
    LAYER_STAYS,  // its list is the same each time: paint it once
    LAYER_GROWS,  // its list is what is new: paint it on what was painted before
    LAYER_CHANGES // its list is all of it: paint it anew
};

// A layer of the picture: all that is in it is laid over the layers before as a whole.
struct figure_layer {
    const struct canvas *list; // of the picture's size; belongs to the figure
    double alpha;              // opacity
    enum layer_change change;
};

// Records the picture at `position`, 0 to states-1. Returns its layers from below: what never
// changes, what grows, what moves, legends, and the titles. They belong to the figure and are valid
// until the next call. `*restarts` is set where layers that grow must be cleared first: with the
// first call, and where the position goes back.
const struct figure_layer *figure_layers(struct figure *figure, double position, size_t *count,
                                         bool *restarts);

// How far a picture has grown, beside what is painted of its layers. {0} is empty.
struct figure_growth {
    long state;
    char *bytes; // owned
};

// Keep how far a figure has grown, and bring it back there, so that it goes on from an earlier
// position without starting anew; the caller brings back what it painted of the layers that grow.
void figure_growth_keep(const struct figure *figure, struct figure_growth *growth);
void figure_growth_restore(struct figure *figure, const struct figure_growth *growth);
void figure_growth_finish(struct figure_growth *growth);

// Writes the picture at `position` as a file of shapes of this kind, once. False if it cannot be
// drawn or the sink fails.
bool figure_write(struct figure *figure, double position, enum canvas_kind kind, canvas_sink *sink,
                  void *context);

// True if the steps of a scene without a title are counted beside its default title, not in it.
bool figure_has_counter(const struct figure *figure);

// Returns the theme colours that a palette must keep exactly, 0xRRGGBB, the background first. They
// belong to the figure.
const uint32_t *figure_colors(const struct figure *figure, size_t *count);
