// SPDX-License-Identifier: GPL-3.0-or-later
// The box of a three-dimensional panel: camera, walls, grid, ticks.
#pragma once
#include "figure/camera.h"
#include "figure/panel.h"
#include "figure/ticks.h"

struct space_axis {
    double low, high; // of a log axis, as all its values: the decimal logarithm
    bool is_log;
    const char *label;
    struct ticks ticks;
};

// A point on the screen; nearness is 1/distance from the eye.
struct spot {
    double x, y, nearness;
};

struct space {
    struct camera camera;
    struct space_axis axes[3];         // w0, w1, height
    double right[3], up[3], toward[3]; // of the camera, unit vectors; toward the eye
    double scale[2], x, y;             // to pixels
    bool moves; // labels fade where they would jump or meet, instead of being left out
};

// Aims the camera and fits the box with its ticks and labels into `room`.
void space_fit(struct space *space, const struct panel *panel, struct box room);

// The same for a camera on its way: the box keeps size and place over the film. Ends aimed at the
// way's beginning.
void space_fit_way(struct space *space, const struct panel *panel, struct box room,
                   const struct camera_way *way);

// Turns to another camera without fitting.
void space_aim(struct space *space, struct camera camera);

// Projects a point given in the units of the axes.
struct spot space_project(const struct space *space, const double point[3]);

// Draws the walls that stand behind, their grid, ticks and labels.
void space_draw(const struct space *space, const struct panel *panel, struct canvas *canvas);

// Where edge 0 to 11 of the box begins and ends on the screen.
void space_edge(const struct space *space, int edge, double ends[2][2]);

// Writes the boxes of all tick and axis labels, SPACE_TEXTS at most, and returns how many.
enum { SPACE_TEXTS = 3 * TICKS_MAX + 3 };
size_t space_text_boxes(const struct space *space, const struct panel *panel, struct box *boxes);

// The distance, as a nearness at `nearness`, that counts as lying on the surface.
double space_tolerance(double nearness);
