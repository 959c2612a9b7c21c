// SPDX-License-Identifier: GPL-3.0-or-later
// The box of a three-dimensional panel: camera, walls, grid, ticks.
#pragma once
#include "plot/camera.h"
#include "plot/panel.h"
#include "plot/ticks.h"

struct box3d_axis {
    double low, high; // of a log axis, as all its values: the decimal logarithm
    bool is_log;
    const char *label;
    struct ticks ticks;
};

// A point on the screen; nearness is 1/distance from the eye.
struct spot {
    double x, y, nearness;
};

struct box3d {
    struct camera camera;
    struct box3d_axis axes[3];         // w0, w1, height
    double right[3], up[3], toward[3]; // of the camera, unit vectors; toward the eye
    double scale[2], x, y;             // to pixels
    bool moves; // labels fade where they would jump or meet, instead of being left out
};

// Aims the camera and fits the box with its ticks and labels into `room`.
void box3d_fit(struct box3d *space, const struct panel *panel, struct box room);

// The same for a camera on its way: the box keeps size and place over the film. Ends aimed at the
// way's beginning.
void box3d_fit_orbit(struct box3d *space, const struct panel *panel, struct box room,
                     const struct camera_way *way);

// Turns to another camera without fitting.
void box3d_aim(struct box3d *space, struct camera camera);

// Projects a point given in the units of the axes.
struct spot box3d_project(const struct box3d *space, const double point[3]);

// Draws the walls that stand behind, their grid, ticks and labels.
void box3d_draw(const struct box3d *space, const struct panel *panel, struct canvas *canvas);

// Where edge 0 to 11 of the box begins and ends on the screen.
void box3d_edge(const struct box3d *space, int edge, double ends[2][2]);

// Writes the boxes of all tick and axis labels, BOX3D_TEXTS at most, and returns how many.
enum { BOX3D_TEXTS = 3 * TICKS_MAX + 3 };
size_t box3d_text_boxes(const struct box3d *space, const struct panel *panel, struct box *boxes);

// The distance, as a nearness at `nearness`, that counts as lying on the surface.
double box3d_tolerance(double nearness);
