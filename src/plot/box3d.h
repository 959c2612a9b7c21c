// SPDX-License-Identifier: GPL-3.0-or-later
// The box of a three-dimensional panel: its axes, seen by a camera.
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

// Distance of the eye from the middle of the box, whose floor is 1 by 1.
#define BOX3D_EYE 6.0

// Length of a tick, design points.
#define BOX3D_TICK 3.5

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

// Turns to another camera without fitting.
void box3d_aim(struct box3d *space, struct camera camera);

// Projects a point given in the units of the axes.
struct spot box3d_project(const struct box3d *space, const double point[3]);

// The loss whose decimal logarithm this is, as near as a double above 0 comes to it.
double box3d_loss(double logarithm);

// Where edge 0 to 11 of the box begins and ends on the screen.
void box3d_edge(const struct box3d *space, int edge, double ends[2][2]);

// Where the ticks of an axis stand: the point of the box's edge at `value`, and the unit vector on
// the screen that leads out of the box there.
struct spot box3d_edge_at(const struct box3d *space, int axis, double value, double out[2]);

// The end of an axis that lies away from the eye.
double box3d_far_end(const struct box3d *space, int axis);

// The part, 0 to 1, in which an axis shows under a moving camera: nothing where its edge is about
// to change sides.
double box3d_axis_presence(const struct box3d *space, int axis);

// 0 up to 0, 1 from 1 on, and smooth in between.
double box3d_smooth_step(double value);

// The distance, as a nearness at `nearness`, that counts as lying on the surface.
double box3d_tolerance(double nearness);
