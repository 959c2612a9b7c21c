// SPDX-License-Identifier: GPL-3.0-or-later
// The look of a picture. Lengths are in points of the design size, 690x394, and scale with the
// frame. Colours are 0xRRGGBB.
#pragma once
#include "draw/colormap.h"
#include "tree/document.h"
#include "tree/settings.h"

enum { THEME_CYCLE_MAX = 16, THEME_DASH_MAX = 4 };

// The axis lines around a plot in the plane: on all four sides, left and bottom, or none.
enum theme_frame { FRAME_BOX, FRAME_CORNER, FRAME_NONE };

struct theme {
    const char *name, *help;
    bool is_transparent; // no background is drawn; the colour is still used for rings
    uint32_t background, text, muted_text, spine;
    uint32_t plot, plot_grid; // background and grid of plots in the plane; equal: no grid
    uint32_t grid, wall, wall_edge, legend_edge;
    int frame;
    uint32_t cycle[THEME_CYCLE_MAX]; // colours of optimizers and series
    size_t cycle_count;
    double dashes[THEME_CYCLE_MAX][THEME_DASH_MAX]; // on, off, on, off; all 0: solid
    size_t dash_count;                              // 0: lines of optimizers are solid
    int markers[THEME_CYCLE_MAX];                   // enum marker
    size_t marker_count;                            // 0: all are circles
    uint32_t points, model;                         // data panel
    uint32_t w0, w1, loss;                          // series of a single optimizer
    uint32_t path, target;                          // of a single optimizer
    double path_alpha, hidden_alpha;
    const char *map;     // name of the colour map
    double contour_fade; // fraction of the background mixed into filled contours
    double surface_fade; // the same for surfaces
    double suptitle_size, title_size, label_size, tick_size;
    const struct node *fonts; // a list of fallback font files; NULL: none
    double spine_width, grid_width, line_width, path_width, dot_radius;
};

extern const struct theme *const theme_table[]; // ends with NULL; the first is the default
extern const struct setting theme_settings[];

// Reads the theme of a scene: a name, a file that ends in `.theme`, or a map of settings that
// modify the theme named by its `extends`; NULL: the default. Files are kept in `document`, which
// must outlive the theme. False with ERROR_SCENE.
bool theme_read(struct theme *theme, const struct node *node, struct document *document,
                struct error *error);

// A setting's reader: reads "transparent" or a colour into the theme's background.
bool theme_read_background(const struct node *node, void *theme, struct error *error);
