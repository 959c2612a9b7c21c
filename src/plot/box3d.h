// SPDX-License-Identifier: GPL-3.0-or-later
// The box of a three-dimensional panel: its axes, as seen by a camera.
#pragma once
#include "plot/camera.h"
#include "plot/panel.h"
#include "plot/ticks.h"

struct box3d_axis {
    double low, high; // on a log axis all values are decimal logarithms
    bool is_log;
    const char *label;
    struct ticks ticks;
};

// Distance from the eye to the middle of the box, whose floor is 1 by 1.
#define BOX3D_EYE 6.0

// Length of a tick in design points.
#define BOX3D_TICK 3.5

// A point on the screen in pixels; nearness is 1/distance from the eye.
struct spot {
    double x, y, nearness;
};

struct box3d {
    struct camera camera;
    struct box3d_axis axes[3];         // w0, w1, height
    double right[3], up[3], toward[3]; // unit vectors of the camera; `toward` points to the eye
    double scale[2], x, y;             // from projected coordinates to pixels
    bool moves;          // the camera moves: labels fade out where they would jump or collide
    enum omission omits; // texts without room
};

// Changes the camera without fitting the box again.
void box3d_aim(struct box3d *space, struct camera camera);

// Projects a point, given in the units of the axes, onto the screen.
struct spot box3d_project(const struct box3d *space, const double point[3]);

// Returns 10^logarithm, clamped to the positive doubles.
double box3d_loss(double logarithm);

// Computes the end points on the screen of an edge of the box, 0 to 11.
void box3d_edge(const struct box3d *space, int edge, double ends[2][2]);

// The axes `d` below are 0 for w0, 1 for w1, 2 for the height.

// Returns where the tick at `value` is on the edge of the box that carries the axis's ticks, and in
// `out` the unit vector on the screen that leads out of the box there.
struct spot box3d_edge_at(const struct box3d *space, int d, double value, double out[2]);

// Returns the end of an axis that is farther from the eye.
double box3d_far_end(const struct box3d *space, int d);

// Returns the opacity, 0 to 1, of an axis's texts under a moving camera. It is 0 where the ticks
// are about to jump to another edge.
double box3d_axis_presence(const struct box3d *space, int d);

// Smooth step: 0 up to 0, 1 from 1 on, and smooth in between.
double box3d_smooth_step(double value);

// Returns the difference in nearness within which a point at `nearness` counts as on the surface.
double box3d_tolerance(double nearness);
