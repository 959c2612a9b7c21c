// SPDX-License-Identifier: GPL-3.0-or-later
#include "draw/marker.h"

#include "base/maths.h"

#include <math.h>

// A regular polygon, or a star if `inner` > 0. With `turn` 0 its first corner points up; else it is
// rotated by that fraction of the angle between corners.
static void polygon(struct canvas *canvas, double x, double y, int corners, double radius,
                    double inner, double turn) {
    int count = inner > 0 ? 2 * corners : corners;
    for (int i = 0; i < count; i++) {
        double angle = 2 * M_PI * (i + turn) / count - M_PI / 2;
        double reach = inner > 0 && i % 2 == 1 ? inner : radius;
        double px = x + reach * m_cos(angle), py = y + reach * m_sin(angle);
        if (i == 0)
            canvas_move(canvas, px, py);
        else
            canvas_line(canvas, px, py);
    }
    canvas_close(canvas);
}

// A cross whose arms are `reach` long and twice `half` wide.
static void plus(struct canvas *canvas, double x, double y, double reach, double half) {
    static const signed char corners[12][2] = {{-1, -2}, {1, -2}, {1, -1},  {2, -1},
                                               {2, 1},   {1, 1},  {1, 2},   {-1, 2},
                                               {-1, 1},  {-2, 1}, {-2, -1}, {-1, -1}};
    for (int i = 0; i < 12; i++) {
        double part[2];
        for (int d = 0; d < 2; d++) {
            double size = corners[i][d] % 2 == 0 ? reach : half;
            part[d] = corners[i][d] < 0 ? -size : size;
        }
        if (i == 0)
            canvas_move(canvas, x + part[0], y + part[1]);
        else
            canvas_line(canvas, x + part[0], y + part[1]);
    }
    canvas_close(canvas);
}

// The circumradius of a regular polygon that has the area of the unit circle.
static double reach_of(int corners) {
    return sqrt(2 * M_PI / (corners * m_sin(2 * M_PI / corners)));
}

void marker_path(struct canvas *canvas, enum marker marker, double x, double y, double radius) {
    switch (marker) {
    case MARKER_SQUARE:
        polygon(canvas, x, y, 4, radius * reach_of(4), 0, 0.5);
        return;
    case MARKER_TRIANGLE:
        polygon(canvas, x, y, 3, radius * reach_of(3), 0, 0);
        return;
    case MARKER_DIAMOND:
        polygon(canvas, x, y, 4, radius * reach_of(4), 0, 0);
        return;
    case MARKER_TRIANGLE_DOWN:
        polygon(canvas, x, y, 3, radius * reach_of(3), 0, 1.5);
        return;
    case MARKER_PENTAGON:
        polygon(canvas, x, y, 5, radius * reach_of(5), 0, 0);
        return;
    case MARKER_STAR:
        polygon(canvas, x, y, 5, radius * 1.7, radius * 0.75, 0);
        return;
    case MARKER_PLUS:
        plus(canvas, x, y, radius * 1.3, radius * 0.5);
        return;
    default:
        canvas_circle(canvas, x, y, radius);
    }
}

const char *const marker_names[] = {
    [MARKER_CIRCLE] = "circle",
    [MARKER_SQUARE] = "square",
    [MARKER_TRIANGLE] = "triangle",
    [MARKER_DIAMOND] = "diamond",
    [MARKER_TRIANGLE_DOWN] = "triangle_down",
    [MARKER_PENTAGON] = "pentagon",
    [MARKER_STAR] = "star",
    [MARKER_PLUS] = "plus",
    [MARKER_COUNT] = NULL,
};
