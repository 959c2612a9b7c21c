// SPDX-License-Identifier: GPL-3.0-or-later
// The look of a picture. Lengths are in points of the design size, 690x394, and scale with the
// frame. Colours are 0xRRGGBB.
#pragma once
#include "base/help.h"
#include "draw/colormap.h"
#include "draw/text/typeface.h"
#include "tree/document.h"
#include "tree/settings.h"

enum { THEME_CYCLE_MAX = 16, THEME_DASH_MAX = 4 };

// The axis lines around a plot in the plane: on all four sides, left and bottom, or none.
enum theme_frame { FRAME_BOX, FRAME_CORNER, FRAME_NONE };

// Which lines the grid of a plot in the plane has.
enum theme_grid { GRID_BOTH, GRID_LEVEL };

// Who has the next dash and marker: the next optimizer, or the next that has the first colour
// again.
enum theme_turn { BY_OPTIMIZER, BY_CYCLE };

// Where the title stands: in the middle, or at the left with the counter at the right.
enum theme_title { TITLE_CENTRE, TITLE_LEFT };

// The mark of a target: a cross, or a ring with four ticks.
enum theme_target { TARGET_CROSS, TARGET_RING };

// What stands around a surface: walls with grids, or only the floor's outline, and posts from its
// corners up to the surface.
enum theme_box { BOX_WALLS, BOX_POSTS };

enum shading { SHADING_SMOOTH, SHADING_FLAT, SHADING_LIT };

// Light on a lit surface. A colour is multiplied by ambient + diffuse * cosine, so that black stays
// black; where the light is reflected to the eye, up to the part `shine` of white is mixed in.
struct theme_light {
    double ambient, diffuse, shine;
};

// How optimizers and series are named: in a box, or at their heads in their colours.
enum theme_legend { THEME_BOX, THEME_DIRECT };

struct theme {
    const char *name;
    HELP_FIELD(help);
    bool is_transparent; // no background is drawn; the colour is still used for rings
    bool has_panes;      // behind plots the background is drawn even so
    uint32_t background, text, muted_text, spine;
    uint32_t plot, plot_grid; // background and grid of plots in the plane; equal: no grid
    uint32_t grid, wall, wall_edge, legend_edge;
    int frame, grid_lines;           // enum theme_frame, enum theme_grid
    int legend;                      // enum theme_legend
    uint32_t cycle[THEME_CYCLE_MAX]; // colours of optimizers and series
    size_t cycle_count;
    uint32_t classes[THEME_CYCLE_MAX]; // colours of the classes of data, in turn
    size_t class_count;
    double dashes[THEME_CYCLE_MAX][THEME_DASH_MAX]; // on, off, on, off; all 0: solid
    size_t dash_count;                              // 0: lines of optimizers are solid
    int markers[THEME_CYCLE_MAX];                   // enum marker
    size_t marker_count;                            // 0: all are circles
    int dashes_by;                                  // enum theme_turn
    uint32_t points, model;                         // data panel
    uint32_t w0, w1, loss;                          // series of a single optimizer
    uint32_t path, target;                          // of a single optimizer
    double path_alpha, hidden_alpha;

    // The rim of paths and marks, which separates them from what is under them.
    uint32_t casing;
    bool has_casing;                   // false: the casing has the colour of the background
    double casing_width, casing_alpha; // a side
    // Behind the newest part of a path, its tail, the whole path is drawn with this width; 0: as
    // the tail, which is then not drawn.
    double ghost_width, ghost_alpha;
    double glow;         // strength of the light around tails and heads, 0 to 1
    double head_core;    // radius of the light middle of a head, as a part of the head's; 0: none
    double start_radius; // of the ring where a path starts
    int target_mark;     // enum theme_target
    bool surface_starts; // rings where paths start on surfaces
    bool contour_dots;   // dots at the steps of paths on contours, where they have room
    double step_radius, step_white; // dots on a surface: the part of white mixed into them
    double step_gap;                // the least distance between them

    const char *map; // name of the colour map
    // Level lines as if lit from the upper left: their colours on the lit and on the shaded side,
    // and the opacity of those. With both 0 the lines have the colours of the map.
    uint32_t lit_line, shade_line;
    double lit_alpha, shade_alpha;
    uint32_t level_text; // numbers on level lines
    bool numbers;        // level lines have numbers unless the panel says otherwise
    double contour_fade; // fraction of the background mixed into filled contours
    double surface_fade; // the same for surfaces

    int typeface;    // enum typeface_name
    int title;       // enum theme_title
    long most_ticks; // numbers on an axis
    bool symbols;    // axes are named by formulas, as $w_0$, beside their numbers
    double suptitle_size, subtitle_size, title_size, label_size, tick_size, name_size;
    double letter_contrast;   // of letters in the colour of a line, to the background; 0: any
    double least_size;        // no text is made smaller, 0: to 72 % of its size, where room lacks
    const struct node *fonts; // a list of fallback font files; NULL: none
    double spine_width, grid_width, line_width, path_width, dot_radius;
    // Of surfaces.
    double azimuth; // degrees; NAN: from where most of the paths is in sight
    int box;        // enum theme_box
    int shading;    // enum shading
    struct theme_light light;
    uint32_t level_line, sheet_edge;           // lines on the surface, and along its edges
    double level_line_alpha, sheet_edge_alpha; // 0: none
};

extern const struct theme *const theme_table[]; // ends with NULL; the first is the default
extern const struct setting theme_settings[];

// Reads the theme of a scene: a name, a file that ends in `.theme`, or a map of settings that
// modify the theme named by its `extends`; NULL: the default. Files are kept in `document`, which
// must outlive the theme. False with ERROR_SCENE.
bool theme_read(struct theme *theme, const struct node *node, struct document *document,
                struct error *error);

// A setting's reader: reads "transparent", {outside: transparent} or a colour into the theme's
// background.
bool theme_read_background(const struct node *node, void *theme, struct error *error);

// Returns the colour of letters that name what is drawn in a colour: that colour, mixed with the
// text's as far as their contrast asks for.
uint32_t theme_letters(const struct theme *theme, uint32_t color);

// Returns the colour of the rims of paths and marks.
uint32_t theme_casing(const struct theme *theme);

// Raises sizes for a frame in which a point is `unit` pixels of the design: no text is under
// `points` or 9 pixels, no path under 1.5, no casing under 1. Only of themes with a least size.
void theme_fit(struct theme *theme, double points, double unit);
