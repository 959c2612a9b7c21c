// SPDX-License-Identifier: GPL-3.0-or-later
#include "figure/space_path.h"

#include <math.h>
#include <string.h>

bool path_is_seen(const struct path_pen *pen, const struct spot *spot) {
    const struct box *plot = &pen->panel->plot;
    double surface = raster_nearness(pen->raster, spot->x - plot->x, spot->y - plot->y);
    return spot->nearness >= surface - space_tolerance(surface);
}

bool space_holds(const struct space *space, const double point[3]) {
    for (int d = 0; d < 3; d++) {
        double slack = 1e-9 * (space->axes[d].high - space->axes[d].low);
        if (!(point[d] >= space->axes[d].low - slack && point[d] <= space->axes[d].high + slack))
            return false;
    }
    return true;
}

// Cuts the way from a to b to the box; false where nothing of it lies inside (Liang and Barsky).
static bool clip_to_box(const struct space *space, double a[3], double b[3]) {
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
    for (int d = 0; d < 3; d++) {
        double start = a[d], delta = b[d] - a[d];
        a[d] = start + from * delta;
        b[d] = start + to * delta;
    }
    return true;
}

void path_stroke(const struct path_pen *pen, uint32_t color, const double from[3],
                 const double to[3]) {
    const struct stage *stage = pen->panel->stage;
    double a[3], b[3];
    memcpy(a, from, sizeof a);
    memcpy(b, to, sizeof b);
    if (!clip_to_box(pen->space, a, b))
        return;
    struct spot start = space_project(pen->space, a), end = space_project(pen->space, b);
    double length = hypot(end.x - start.x, end.y - start.y),
           before = pen->length ? *pen->length : 0;
    int count = (int)ceil(length) + 1;
    struct stroke stroke = {.color = color, .width = stage->theme->path_width * stage->unit};
    memcpy(stroke.dash, pen->dash, sizeof stroke.dash);
    stroke.butt = stroke.dash[0] > 0;
    if (pen->length)
        *pen->length += length;
    struct spot begin = start, last = start;
    bool seen = path_is_seen(pen, &start);
    for (int i = 1; i <= count; i++) {
        double part = (double)i / count;
        struct spot spot = {start.x + (end.x - start.x) * part, start.y + (end.y - start.y) * part,
                            start.nearness + (end.nearness - start.nearness) * part};
        bool now = path_is_seen(pen, &spot);
        if (now != seen || i == count) {
            const struct spot *stop = i == count ? &spot : &last;
            stroke.alpha = pen->alpha[seen];
            stroke.dash_offset = before + hypot(begin.x - start.x, begin.y - start.y);
            canvas_move(pen->canvas[seen], begin.x, begin.y);
            canvas_line(pen->canvas[seen], stop->x, stop->y);
            canvas_stroke(pen->canvas[seen], &stroke);
            begin = *stop;
            seen = now;
        }
        last = spot;
    }
}

void path_dot(const struct path_pen *pen, uint32_t color, const double point[3], double radius) {
    if (!space_holds(pen->space, point))
        return;
    struct spot spot = space_project(pen->space, point);
    bool seen = path_is_seen(pen, &spot);
    marker_path(pen->canvas[seen], pen->marker, spot.x, spot.y, radius);
    canvas_fill(pen->canvas[seen], color, pen->alpha[seen]);
}
