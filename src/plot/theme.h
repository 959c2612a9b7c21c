// SPDX-License-Identifier: GPL-3.0-or-later
// The look of a picture. Lengths are in points of the design size, 690x394, and scale with the
// frame; colours are 0xRRGGBB.
#pragma once
#include "draw/colormap.h"
#include "tree/document.h"
#include "tree/settings.h"

enum { THEME_CYCLE_MAX = 16, THEME_DASH_MAX = 4 };

// What stands around a plot in the plane: all four sides, left and bottom, or nothing.
enum theme_frame { FRAME_BOX, FRAME_CORNER, FRAME_NONE };

struct theme {
    const char *name, *help;
    bool is_transparent; // the picture has no background; its colour is still that of rings
    uint32_t background, text, muted_text, spine;
    uint32_t plot, plot_grid; // plots in the plane: ground and grid; the ground's colour: no grid
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
    double contour_fade; // part of background mixed into filled contours
    double surface_fade; // and into surfaces
    double suptitle_size, title_size, label_size, tick_size;
    const struct node *fonts; // a list of files to fall back on; NULL: none
    double spine_width, grid_width, line_width, path_width, dot_radius;
};

extern const struct theme *const theme_table[]; // ends with NULL; the first is the default
extern const struct setting theme_settings[];

// Makes the theme that a scene asks for: a name, a file that ends in `.theme`, or a map of settings
// laid over the theme that its `extends` names; NULL: the default. Files are kept in `document`,
// which must outlive the theme.
bool theme_read(struct theme *theme, const struct node *node, struct document *document,
                struct error *error);

// Reads "transparent" or a colour into the theme's background.
bool theme_read_background(const struct node *node, void *theme, struct error *error);
