// SPDX-License-Identifier: GPL-3.0-or-later
// What a figure holds: figure.c makes it, figure_draw.c draws it.
#pragma once
#include "draw/text/font_files.h"
#include "figure/figure.h"
#include "figure/layout.h"
#include "figure/name_strip.h"
#include "figure/small_multiples.h"
#include "figure/suptitle.h"
#include "plot/direct_labels.h"
#include "plot/panel.h"
#include "sim/plane_fit.h"

// What a panel with a plane of its own sees in place of the figure's stage.
struct own_plane {
    struct stage stage;
    struct plane_view view;
};

struct figure {
    struct stage stage;
    struct theme theme;
    struct document document; // owns the default layout and what themes are read from
    struct layout layout;
    struct small_multiples grid;
    struct panel *panels;     // layout.count
    struct own_plane *planes; // of panels that show another plane than the scene's; owned
    size_t plane_count;
    struct suptitle headline;
    struct name_strip strip;
    struct font_files fonts;     // the scene's, then the theme's
    struct canvas *fixed;        // the static layer
    struct canvas *moving;       // drawn anew each frame; transparent between frames
    struct canvas *cover;        // legends
    struct canvas *frame;        // what is handed out
    long grown;                  // the last state in the growing layers; -1: none
    struct rect *moved;          // what draw_moving touched last, a panel
    double rule;                 // length of the progress rule, pixels
    struct glyph_uses *uses;     // where fonts note what is drawn; NULL: nowhere
    double fineness;             // of lists: units of the grid in a pixel of the picture
    struct layer_pool pool;      // the panels' layers
    struct figure_layer *layers; // of lists; owned
    size_t layer_count, layer_capacity;
    uint32_t *colors;
    size_t color_count, color_capacity;
};

// Gives panels that show another plane than the scene's a stage of their own, with the trace as it
// is seen there. The trace must be known.
bool figure_open_planes(struct figure *figure, struct error *error);
void figure_close_planes(struct figure *figure);

// Warns of panels whose plane turns that have no room for the names of its axes, once all is
// placed: they are not what a reader would guess.
void figure_warn_planes(const struct figure *figure);

// Brings the growing layers to `state`. Returns false where they had to start anew.
bool figure_grow(struct figure *figure, long state);

// Draw what moves in a panel, and the names of its heads.
void figure_draw_moving(struct figure *figure, struct panel *panel, struct canvas *canvas,
                        double position);
void figure_draw_names(const struct panel *panel, struct canvas *canvas, double position,
                       struct names_drawn *drawn);

// Draws the progress rule. Returns its length in pixels.
double figure_draw_rule(const struct figure *figure, struct canvas *canvas, double position);

// The height of the progress rule in pixels, 0 where there is none.
int figure_rule_height(const struct figure *figure);
