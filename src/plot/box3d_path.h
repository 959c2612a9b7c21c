// SPDX-License-Identifier: GPL-3.0-or-later
// Paths in space, with different opacity where the surface hides them.
#pragma once
#include "draw/raster/raster.h"
#include "plot/box3d.h"

// Draws paths: hidden parts on canvas[0], visible ones on canvas[1]. Segments that join become one
// stroke, which is drawn when the line ends or its visibility changes.
struct path_pen {
    const struct panel *panel;
    const struct box3d *space;
    const struct raster *raster; // its origin is the corner of the panel's plot
    struct canvas *canvas[2];
    double alpha[2];
    uint32_t color;
    double width;       // of lines, pixels
    enum marker marker; // the shape of dots
    double dash[4];     // of lines, pixels
    // length of the path so far in pixels, updated, so that dashes continue; NULL: they start anew
    double *length;
    // The line that is not drawn yet.
    bool is_down, seen;
    double begin, end[2]; // length of the path before the line, pixels; the line's last point
    bool has_dots[2];     // for each canvas: there are dots that are not drawn yet
};

// True if a point, in the units of the axes, is inside the box.
bool box3d_holds(const struct box3d *space, const double point[3]);

// Clips the segment from a to b to the box; false if nothing is inside.
bool box3d_clip(const struct box3d *space, double a[3], double b[3]);

// True if the surface does not hide a spot.
bool path_is_seen(const struct path_pen *pen, const struct spot *spot);

// Draws a straight segment, clipped to the box and split where the surface starts or stops hiding
// it. It continues the previous segment if that ended at the same point.
void path_line(struct path_pen *pen, const double from[3], const double to[3]);

// Ends and draws the line; required before dots are drawn.
void path_end(struct path_pen *pen);

// Adds a dot of `radius` pixels to those that path_end_dots draws; nothing if it is outside the
// box.
void path_dot(struct path_pen *pen, const double point[3], double radius);
void path_end_dots(struct path_pen *pen);
