// SPDX-License-Identifier: GPL-3.0-or-later
// The paths of all optimizers on a surface panel, and that panel's options and state.
#pragma once
#include "panels/surface_sheet.h"
#include "plot/box3d_path.h"
#include "plot/camera.h"
#include "plot/colorbar.h"
#include "plot/landscape.h"

enum { PATH_CHORD, PATH_DRAPE, PATH_NONE };
enum { SCALE_LINEAR, SCALE_LOG };
enum { FLOOR_PLAIN, FLOOR_CONTOURS };
enum { AZIMUTHS = 24 }; // from which a surface may be seen, if nothing says it

struct surface_options {
    struct landscape_options landscape; // must be first, as its settings are shared
    struct camera_motion camera;
    double z[2];
    bool has_z;
    int path;
    int shading; // 0: the theme's; else enum shading + 1
    int floor, scale;
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
    double (*reach)[3]; // what is in the picture, see surface_reach; NULL: the whole box; owned
    bool seeks_azimuth;
    double scores[AZIMUTHS]; // how well each shows the paths
    struct height_scale scale;
    bool has_bar;
    struct colorbar bar;
    struct box bar_box;
    struct canvas *ink[3]; // for a moving camera: the layers of the paths of one frame
    // One a run: length of the path drawn so far, in pixels, and of that the place of the last dot,
    // on the screen or, for a moving camera, in the box, so that no dot comes or goes. Owned.
    double *lengths;
    struct step_dot {
        double at[3];
        bool is_set;
    } * dots;
    uint64_t *hidden;   // for a moving camera: a bit a state, see surface_paths_thin; owned
    struct box room;    // in which the legend is placed
    struct box content; // what box, texts, bar and legend cover, pixels
};

// Whether steps are drawn straight from state to state, not along the sheet.
bool surface_paths_are_straight(const struct panel *panel);

// Returns how far the mark of a head reaches around its point, in pixels.
double surface_paths_mark_radius(const struct panel *panel);

// Computes the point of a run in the units of the panel's axes.
void surface_point(const struct panel *panel, const double w[2], double recorded, double point[3]);

// For a camera that does not move: adds the steps that lead to state `k` to the panel's layers.
void surface_paths_grow(struct panel *panel, long k);

// For a moving camera: finds the states that need not be drawn, as the path has passed there
// before, so that a frame takes no longer the more states there are. Call it anew where the plane
// has turned.
void surface_paths_thin(struct panel *panel);

// For a moving camera: draws the paths up to the state before `position`.
void surface_paths_draw(struct panel *panel, struct canvas *canvas, double position);

// Draws the heads at `position`, and the part of the paths since the state before.
void surface_paths_draw_heads(struct panel *panel, struct canvas *canvas, double position);

// Computes the pixel of a run's head at `position`; false if it has none there, or outside of the
// box. For a moving camera, where that is then.
bool surface_paths_head(const struct panel *panel, size_t run, double position, double at[2]);

// Returns a pen for the panel's surface, with canvases and alphas for hidden and visible parts.
struct path_pen surface_paths_pen(const struct panel *panel, struct canvas *hidden,
                                  struct canvas *seen, double hidden_alpha, double seen_alpha);
