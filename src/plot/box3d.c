// SPDX-License-Identifier: GPL-3.0-or-later
#include "plot/box3d.h"

#include "base/maths.h"

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
    if (!is_straight)
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

// Which edge of the box carries an axis's ticks. It only depends on the camera.
struct edge_choice {
    int ends[3]; // of the other axes: 1 is the high one
};

// The opacity of texts in the frame to which they jump.
static const double jumping = 0.5;

// The point of an edge at `value` of its axis.
static void edge_point(const struct box3d *space, const struct edge_choice *edge, int d,
                       double value, double point[3]) {
    for (int k = 0; k < 3; k++)
        point[k] = edge->ends[k] ? space->axes[k].high : space->axes[k].low;
    point[d] = value;
}

// The leftmost vertical edge, which the surface never covers.
static struct edge_choice leftmost_edge(const struct box3d *space) {
    struct edge_choice edge = {{0}}, best = edge;
    double least = INFINITY, point[3];
    for (int corner = 0; corner < 4; corner++) {
        edge.ends[0] = corner & 1;
        edge.ends[1] = corner >> 1;
        edge_point(space, &edge, 2, space->axes[2].low, point);
        struct spot spot = box3d_project(space, point);
        if (spot.x < least - 1e-6) {
            least = spot.x;
            best = edge;
        }
    }
    return best;
}

// Returns the edge of an axis.
static struct edge_choice choose_edge(const struct box3d *space, int d) {
    if (d == 2)
        return leftmost_edge(space);
    int side = d == 0 ? 1 : 0; // the axis that leads out of the box
    struct edge_choice edge = {{0}};
    edge.ends[side] = ticks_end(space, side, d) == space->axes[side].high;
    // Seen from high above, the upper edge is farther out on the screen.
    double out[2], low[3], high[3];
    edge_point(space, &edge, d, near_end(space, d), low);
    out_of_box(space, side, low, out);
    memcpy(high, low, sizeof high);
    high[2] = space->axes[2].high;
    struct spot spot = box3d_project(space, low), above = box3d_project(space, high);
    edge.ends[2] =
        space->toward[2] > 0.9 && (above.x - spot.x) * out[0] + (above.y - spot.y) * out[1] > 0;
    return edge;
}

struct spot box3d_edge_at(const struct box3d *space, int d, double value, double out[2]) {
    struct edge_choice edge = choose_edge(space, d);
    double point[3], ends[2][3];
    edge_point(space, &edge, d, value, point);
    if (d == 2) {
        out[0] = -1;
        out[1] = 0;
        return box3d_project(space, point);
    }
    out_of_box(space, d == 0 ? 1 : 0, point, out);
    for (int end = 0; end < 2; end++)
        edge_point(space, &edge, d, end ? space->axes[d].high : space->axes[d].low, ends[end]);
    struct spot from = box3d_project(space, ends[0]), to = box3d_project(space, ends[1]);
    lift(space, &from, &to, out);
    return box3d_project(space, point);
}

int box3d_lines(const struct box3d *space, int box, double lines[BOX3D_LINES][2][2]) {
    const struct box3d_axis *axes = space->axes;
    int count = 0;
    for (int line = 0; line < BOX3D_LINES; line++) {
        // Those along axis line / 4 are at the four corners of the other two axes.
        int along = line / 4, first = (along + 1) % 3, second = (along + 2) % 3;
        int high[3] = {0};
        high[first] = line & 1;
        high[second] = line >> 1 & 1;
        if (box == BOX_POSTS && along < 2 && high[2])
            continue;
        for (int end = 0; end < 2; end++) {
            double point[3];
            high[along] = end;
            for (int d = 0; d < 3; d++)
                point[d] = high[d] ? axes[d].high : axes[d].low;
            if (box == BOX_POSTS && high[2])
                point[2] = space->corners[high[0] + 2 * high[1]];
            struct spot spot = box3d_project(space, point);
            lines[count][end][0] = spot.x;
            lines[count][end][1] = spot.y;
        }
        count++;
    }
    for (int end = 0; box == BOX_POSTS && end < 2; end++) {
        double out[2];
        struct spot spot = box3d_edge_at(space, 2, end ? axes[2].high : axes[2].low, out);
        lines[count][end][0] = spot.x;
        lines[count][end][1] = spot.y;
    }
    return count + (box == BOX_POSTS);
}

void box3d_aim(struct box3d *space, struct camera camera) {
    double elevation = camera.elevation * M_PI / 180, azimuth = camera.azimuth * M_PI / 180;
    double toward[3] = {m_cos(elevation) * m_cos(azimuth), m_cos(elevation) * m_sin(azimuth),
                        m_sin(elevation)};
    double right[3] = {-m_sin(azimuth), m_cos(azimuth), 0};
    double up[3] = {-m_sin(elevation) * m_cos(azimuth), -m_sin(elevation) * m_sin(azimuth),
                    m_cos(elevation)};
    space->camera = space->before = camera;
    memcpy(space->toward, toward, sizeof toward);
    memcpy(space->right, right, sizeof right);
    memcpy(space->up, up, sizeof up);
}

double box3d_height(const struct box3d_axis *axis, double loss) {
    double height = height_of_loss(&axis->scale, loss);
    return axis->scale.is_log && height < axis->low ? axis->low : height;
}

double box3d_axis_presence(const struct box3d *space, int d) {
    struct edge_choice own = choose_edge(space, d), other;
    struct box3d earlier = *space;
    if (!space->moves)
        return 1;
    box3d_aim(&earlier, space->before);
    other = choose_edge(&earlier, d);
    return memcmp(&own, &other, sizeof own) == 0 ? 1 : jumping;
}
