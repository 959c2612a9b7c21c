// SPDX-License-Identifier: GPL-3.0-or-later
// The box of a three-dimensional panel: its axes, as seen by a camera.
#pragma once
#include "plot/camera.h"
#include "plot/height.h"
#include "plot/panel.h"

struct box3d_axis {
    double low, high; // heights, if it is that of the loss
    struct height_scale scale;
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
    struct box3d_axis axes[3]; // w0, w1, height
    double corners[4];         // heights to which posts reach; bit 0: high end of w0, bit 1: of w1
    // What has to be in the picture, in the units of the axes, if that is less than the whole box;
    // NULL: the box. Not owned.
    const double (*shown)[3];
    size_t shown_count, marked_count;  // the last `marked_count` of them have marks around them
    double mark_radius;                // of those marks, pixels
    double right[3], up[3], toward[3]; // unit vectors of the camera; `toward` points to the eye
    double scale[2], x, y;             // from projected coordinates to pixels
    bool moves;                        // the camera moves: labels fade out where they would collide
    struct camera before;              // of the frame before this one
    enum omission omits;               // texts without room
};

// Changes the camera without fitting the box again. The frame before this one then has the same
// camera.
void box3d_aim(struct box3d *space, struct camera camera);

// Projects a point, given in the units of the axes, onto the screen.
struct spot box3d_project(const struct box3d *space, const double point[3]);

// Returns the height of a loss on its axis, at least the axis's lower end on a log scale; NAN for
// NAN.
double box3d_height(const struct box3d_axis *axis, double loss);

// Computes the end points on the screen of the lines around the box, at most BOX3D_LINES, and
// returns their number: its edges, or with posts only those of the floor, the posts and the height
// axis.
enum { BOX3D_LINES = 12 };
int box3d_lines(const struct box3d *space, int box, double lines[BOX3D_LINES][2][2]);

// The axes `d` below are 0 for w0, 1 for w1, 2 for the height.

// Returns where the tick at `value` is on the edge of the box that carries the axis's ticks, and in
// `out` the unit vector on the screen that leads out of the box there.
struct spot box3d_edge_at(const struct box3d *space, int d, double value, double out[2]);

// Returns the end of an axis that is farther from the eye.
double box3d_far_end(const struct box3d *space, int d);

// Returns the opacity of an axis's texts: less than 1 in a frame that shows them on another edge
// than the frame before.
double box3d_axis_presence(const struct box3d *space, int d);

// Smooth step: 0 up to 0, 1 from 1 on, and smooth in between.
double box3d_smooth_step(double value);

// Returns the difference in nearness within which a point at `nearness` counts as on the surface.
double box3d_tolerance(double nearness);
