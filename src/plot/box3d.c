// SPDX-License-Identifier: GPL-3.0-or-later
#include "plot/box3d.h"

#include "base/maths.h"

#include <float.h>
#include <math.h>
#include <string.h>

// Points farther away than this many widths of the box are clamped. That changes nothing visible,
// and keeps all later results finite.
static const double farthest = 1e9;

// Converts a point from the units of the axes to those of the box: [-1/2, 1/2] on the floor, and
// the box's height vertically.
static void to_box(const struct box3d *space, const double point[3], double box[3]) {
    for (int d = 0; d < 3; d++) {
        const struct box3d_axis *axis = &space->axes[d];
        double part = range_part(axis->low, axis->high, false, point[d]);
        // NAN passes through.
        box[d] = (part < -farthest ? -farthest : part > farthest ? farthest : part) - 0.5;
    }
    box[2] *= space->camera.height;
}

static double dot(const double a[3], const double b[3]) {
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

static struct spot project_box(const struct box3d *space, const double box[3]) {
    double nearness = 1 / (BOX3D_EYE - dot(box, space->toward));
    return (struct spot){space->x + space->scale[0] * dot(box, space->right) * nearness,
                         space->y - space->scale[1] * dot(box, space->up) * nearness, nearness};
}

struct spot box3d_project(const struct box3d *space, const double point[3]) {
    double box[3];
    to_box(space, point, box);
    return project_box(space, box);
}

double box3d_tolerance(double nearness) {
    return 0.025 * nearness * nearness;
}

// Return the end of an axis that is nearer to the eye, or farther from it.
static double near_end(const struct box3d *space, int d) {
    return space->toward[d] > 0 ? space->axes[d].high : space->axes[d].low;
}

double box3d_far_end(const struct box3d *space, int d) {
    return space->toward[d] > 0 ? space->axes[d].low : space->axes[d].high;
}

double box3d_smooth_step(double value) {
    value = fmin(1, fmax(0, value));
    return value * value * (3 - 2 * value);
}

// Returns the end of axis `side` at which the floor's edge along the axis `along` has its ticks:
// the near end. If the box is seen straight on, both ends are at the sides of the picture, and the
// vertical axis has the left one.
static double ticks_end(const struct box3d *space, int side, int along) {
    bool is_straight =
        fabs(space->toward[side]) < 0.1 * m_hypot(space->toward[0], space->toward[1]);
    if (space->moves || !is_straight)
        return near_end(space, side);
    double point[3] = {0};
    point[along] = near_end(space, along);
    point[2] = space->axes[2].low;
    point[side] = space->axes[side].low;
    struct spot low = box3d_project(space, point);
    point[side] = space->axes[side].high;
    struct spot high = box3d_project(space, point);
    return low.x > high.x ? space->axes[side].low : space->axes[side].high;
}

// Turns the direction `out` away from the middle of the box if it is almost parallel to the edge,
// as for a floor seen from the side.
static void lift(const struct box3d *space, const struct spot *from, const struct spot *to,
                 double out[2]) {
    double length = m_hypot(to->x - from->x, to->y - from->y);
    if (length < 1e-9)
        return;
    double across[2] = {(to->y - from->y) / length, (from->x - to->x) / length};
    double middle[3] = {0, 0, 0};
    for (int d = 0; d < 3; d++)
        middle[d] = space->axes[d].low / 2 + space->axes[d].high / 2;
    struct spot inside = box3d_project(space, middle);
    bool is_inward = across[0] * (from->x - inside.x) + across[1] * (from->y - inside.y) < 0;
    // sine of the angle between edge and direction
    double part = out[0] * across[0] + out[1] * across[1];
    double turn = (is_inward ? -1 : 1) * 2 * box3d_smooth_step((0.5 - fabs(part)) / 0.3);
    out[0] += turn * across[0];
    out[1] += turn * across[1];
    length = m_hypot(out[0], out[1]);
    out[0] /= length;
    out[1] /= length;
}

// Computes the direction on the screen that leads out of the box, along the axis `side`, at a point
// on its edge.
static void out_of_box(const struct box3d *space, int side, const double point[3], double out[2]) {
    double box[3];
    to_box(space, point, box);
    struct spot spot = project_box(space, box);
    box[side] += point[side] == space->axes[side].high ? 0.1 : -0.1;
    struct spot away = project_box(space, box);
    double length = m_hypot(away.x - spot.x, away.y - spot.y);
    out[0] = length > 1e-9 ? (away.x - spot.x) / length : 0;
    out[1] = length > 1e-9 ? (away.y - spot.y) / length : 1;
}

struct spot box3d_edge_at(const struct box3d *space, int d, double value, double out[2]) {
    double point[3] = {0, 0, space->axes[2].low};
    if (d == 2) {
        // The leftmost vertical edge, which the surface never covers.
        double least = INFINITY;
        for (int corner = 0; corner < 4; corner++) {
            double upright[3] = {corner & 1 ? space->axes[0].high : space->axes[0].low,
                                 corner & 2 ? space->axes[1].high : space->axes[1].low, value};
            struct spot spot = box3d_project(space, upright);
            if (spot.x < least - 1e-6) {
                least = spot.x;
                memcpy(point, upright, sizeof point);
            }
        }
        out[0] = -1;
        out[1] = 0;
        return box3d_project(space, point);
    }
    int side = d == 0 ? 1 : 0; // the axis that leads out of the box
    point[d] = near_end(space, d);
    point[side] = ticks_end(space, side, d);
    point[d] = value;
    out_of_box(space, side, point, out);
    // Seen from high above, the upper edge is farther out on the screen.
    double top[3] = {point[0], point[1], space->axes[2].high};
    struct spot spot = box3d_project(space, point), above = box3d_project(space, top);
    if (space->toward[2] > 0.9 && (above.x - spot.x) * out[0] + (above.y - spot.y) * out[1] > 0) {
        memcpy(point, top, sizeof top);
        spot = above;
        out_of_box(space, side, point, out);
    }
    double ends[2][3];
    for (int end = 0; end < 2; end++) {
        memcpy(ends[end], point, sizeof point);
        ends[end][d] = end ? space->axes[d].high : space->axes[d].low;
    }
    struct spot from = box3d_project(space, ends[0]), to = box3d_project(space, ends[1]);
    lift(space, &from, &to, out);
    return spot;
}

void box3d_edge(const struct box3d *space, int edge, double ends[2][2]) {
    // The edges along axis edge / 4 are at the four corners of the other two axes.
    int along = edge / 4;
    for (int end = 0; end < 2; end++) {
        double point[3];
        for (int d = 0; d < 3; d++) {
            int high = d == along ? end : d == (along + 1) % 3 ? edge & 1 : edge >> 1 & 1;
            point[d] = high ? space->axes[d].high : space->axes[d].low;
        }
        struct spot spot = box3d_project(space, point);
        ends[end][0] = spot.x;
        ends[end][1] = spot.y;
    }
}

double box3d_axis_presence(const struct box3d *space, int d) {
    double steady = d == 2 ? 0.1 : 0.06, fade = 0.1;
    double turn = d == 0   ? fabs(space->toward[1])
                  : d == 1 ? fabs(space->toward[0])
                           : fmin(fabs(space->toward[0]), fabs(space->toward[1]));
    return box3d_smooth_step((turn - steady) / fade);
}

void box3d_aim(struct box3d *space, struct camera camera) {
    double elevation = camera.elevation * M_PI / 180, azimuth = camera.azimuth * M_PI / 180;
    double toward[3] = {m_cos(elevation) * m_cos(azimuth), m_cos(elevation) * m_sin(azimuth),
                        m_sin(elevation)};
    double right[3] = {-m_sin(azimuth), m_cos(azimuth), 0};
    double up[3] = {-m_sin(elevation) * m_cos(azimuth), -m_sin(elevation) * m_sin(azimuth),
                    m_cos(elevation)};
    space->camera = camera;
    memcpy(space->toward, toward, sizeof toward);
    memcpy(space->right, right, sizeof right);
    memcpy(space->up, up, sizeof up);
}

double box3d_loss(double logarithm) {
    return fmin(DBL_MAX, fmax(DBL_TRUE_MIN, m_pow(10, logarithm)));
}
