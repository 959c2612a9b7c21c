// SPDX-License-Identifier: GPL-3.0-or-later
#include "plot/box3d_path.h"

#include "base/maths.h"

#include <math.h>
#include <string.h>

bool path_is_seen(const struct path_pen *pen, const struct spot *spot) {
    const struct box *plot = &pen->panel->plot;
    double surface = raster_nearness(pen->raster, spot->x - plot->x, spot->y - plot->y);
    return spot->nearness >= surface - box3d_tolerance(surface);
}

bool box3d_holds(const struct box3d *space, const double point[3]) {
    for (int d = 0; d < 3; d++) {
        double slack = 1e-9 * (space->axes[d].high - space->axes[d].low);
        if (!(point[d] >= space->axes[d].low - slack && point[d] <= space->axes[d].high + slack))
            return false;
    }
    return true;
}

// Liang and Barsky.
bool box3d_clip(const struct box3d *space, double a[3], double b[3]) {
    double from = 0, to = 1;
    for (int d = 0; d < 3; d++) {
        double delta = b[d] - a[d];
        double bounds[2] = {space->axes[d].low - a[d], space->axes[d].high - a[d]};
        if (!isfinite(delta))
            return false;
        if (delta == 0) {
            if (bounds[0] > 0 || bounds[1] < 0)
                return false;
            continue;
        }
        double enter = bounds[delta < 0] / delta, leave = bounds[delta > 0] / delta;
        from = fmax(from, enter);
        to = fmin(to, leave);
    }
    if (from >= to)
        return false;
    // An end inside the box is left unchanged, so that segments still join exactly.
    for (int d = 0; d < 3; d++) {
        double start = a[d], delta = b[d] - a[d];
        a[d] = from > 0 ? start + from * delta : start;
        b[d] = to < 1 ? start + to * delta : b[d];
    }
    return true;
}

void path_end(struct path_pen *pen) {
    if (!pen->is_down)
        return;
    struct stroke stroke = {.color = pen->color,
                            .alpha = pen->alpha[pen->seen],
                            .width = pen->width,
                            .dash_offset = pen->begin,
                            .butt = pen->dash[0] > 0};
    memcpy(stroke.dash, pen->dash, sizeof stroke.dash);
    canvas_stroke(pen->canvas[pen->seen], &stroke);
    pen->is_down = false;
}

// Starts a line at a spot; `length` is the length of the path so far, in pixels.
static void begin(struct path_pen *pen, const struct spot *spot, bool seen, double length) {
    path_end(pen);
    canvas_move(pen->canvas[seen], spot->x, spot->y);
    pen->is_down = true;
    pen->seen = seen;
    pen->begin = length;
}

static void line_to(struct path_pen *pen, const struct spot *spot) {
    canvas_line(pen->canvas[pen->seen], spot->x, spot->y);
    pen->end[0] = spot->x;
    pen->end[1] = spot->y;
}

void path_line(struct path_pen *pen, const double from[3], const double to[3]) {
    double a[3], b[3];
    memcpy(a, from, sizeof a);
    memcpy(b, to, sizeof b);
    if (!box3d_clip(pen->space, a, b))
        return;
    struct spot start = box3d_project(pen->space, a), end = box3d_project(pen->space, b);
    double length = m_hypot(end.x - start.x, end.y - start.y),
           before = pen->length ? *pen->length : 0;
    int count = (int)ceil(length) + 1;
    if (pen->length)
        *pen->length += length;
    struct spot last = start;
    bool goes_on = pen->is_down && start.x == pen->end[0] && start.y == pen->end[1];
    bool seen = path_is_seen(pen, &start);
    if (!goes_on || seen != pen->seen)
        begin(pen, &start, seen, before);
    for (int i = 1; i < count; i++) {
        double part = (double)i / count;
        struct spot spot = {start.x + (end.x - start.x) * part, start.y + (end.y - start.y) * part,
                            start.nearness + (end.nearness - start.nearness) * part};
        if (path_is_seen(pen, &spot) != pen->seen) {
            line_to(pen, &last);
            begin(pen, &last, !pen->seen, before + m_hypot(last.x - start.x, last.y - start.y));
        }
        last = spot;
    }
    line_to(pen, &end);
}

void path_dot(struct path_pen *pen, const double point[3], double radius) {
    if (!box3d_holds(pen->space, point))
        return;
    struct spot spot = box3d_project(pen->space, point);
    bool seen = path_is_seen(pen, &spot);
    // If both canvases are the same, dots with different opacity cannot be collected at once.
    if (pen->has_dots[!seen] && pen->canvas[0] == pen->canvas[1])
        path_end_dots(pen);
    marker_path(pen->canvas[seen], pen->marker, spot.x, spot.y, radius);
    pen->has_dots[seen] = true;
}

void path_end_dots(struct path_pen *pen) {
    for (int seen = 0; seen < 2; seen++)
        if (pen->has_dots[seen])
            canvas_fill(pen->canvas[seen], pen->color, pen->alpha[seen]);
    pen->has_dots[0] = pen->has_dots[1] = false;
}
