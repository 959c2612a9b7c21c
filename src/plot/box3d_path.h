// SPDX-License-Identifier: GPL-3.0-or-later
// Paths in space, drawn apart where the surface hides them.
#pragma once
#include "draw/raster/raster.h"
#include "plot/box3d.h"

// Where a path goes: hidden parts to canvas[0], seen ones to canvas[1]. Pieces that join are one
// stroke, which is drawn when the line ends or changes sides.
struct path_pen {
    const struct panel *panel;
    const struct box3d *space;
    const struct raster *raster; // at the corner of the panel's plot
    struct canvas *canvas[2];
    double alpha[2];
    uint32_t color;
    enum marker marker; // of dots
    double dash[4];     // of lines
    double *length;     // pixels of the path so far, added to; NULL: dashes begin anew
    // The line that is not drawn yet.
    bool is_down, seen;
    double begin, end[2]; // pixels of the path before it, where it has come to
    bool has_dots[2];     // that are not drawn yet, a canvas
};

// Whether a point of the axes lies in the box.
bool box3d_holds(const struct box3d *space, const double point[3]);

// Whether the surface leaves a spot in sight.
bool path_is_seen(const struct path_pen *pen, const struct spot *spot);

// Draws a line along a straight piece, cut at the box and parted where the surface begins or ceases
// to hide it. It goes on from the piece before where that ended at the same place.
void path_line(struct path_pen *pen, const double from[3], const double to[3]);

// Ends the line; no dot may be drawn before.
void path_end(struct path_pen *pen);

// Adds a dot, nothing where it lies out of the box, to those that path_end_dots draws. The radius
// is in pixels.
void path_dot(struct path_pen *pen, const double point[3], double radius);
void path_end_dots(struct path_pen *pen);
