// SPDX-License-Identifier: GPL-3.0-or-later
// The paths of all optimizers on the surface of a panel, and what that panel knows.
#pragma once
#include "panels/surface_sheet.h"
#include "plot/box3d_path.h"
#include "plot/camera.h"
#include "plot/colorbar.h"
#include "plot/landscape.h"

enum { PATH_CHORD, PATH_DRAPE, PATH_NONE };
enum { SCALE_LINEAR, SCALE_LOG };
enum { FLOOR_PLAIN, FLOOR_CONTOURS };

struct surface_options {
    struct landscape_options landscape; // first: shares its rows
    struct camera_motion camera;
    double z[2];
    bool has_z;
    int path;
    int shading, floor, scale;
    double alpha;
    long cells, lines;
    bool color_bar;
    const struct colormap *map; // NULL: the theme's
    const char *z_label;
};

struct surface_state {
    struct shown_loss shown;
    struct view view;
    struct box3d space;
    struct sheet sheet;
    bool is_log; // the heights are logarithms
    bool has_bar;
    struct colorbar bar;
    struct box bar_box;
    struct canvas *ink[2]; // of a moving camera: hidden and seen paths of one frame; owned
    double *lengths;       // of the paths drawn so far, pixels; owned
};

// Adds what leads to state `k` to the layers of a panel whose camera stands still.
void surface_paths_grow(struct panel *panel, long k);

// Draws the way up to the state before `position` anew, as the camera has moved.
void surface_paths_draw(struct panel *panel, struct canvas *canvas, double position);

// Draws where the runs are at `position`, and what led there from the state before.
void surface_paths_draw_heads(struct panel *panel, struct canvas *canvas, double position);

// A pen for a panel's surface; the alpha of hidden and seen parts.
struct path_pen surface_paths_pen(const struct panel *panel, struct canvas *hidden,
                                  struct canvas *seen, double hidden_alpha, double seen_alpha);
