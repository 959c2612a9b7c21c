// SPDX-License-Identifier: GPL-3.0-or-later
// Paths in space, drawn apart where the surface hides them.
#pragma once
#include "figure/raster.h"
#include "figure/space.h"

// Where a path goes: hidden parts to canvas[0], seen ones to canvas[1].
struct path_pen {
    const struct panel *panel;
    const struct space *space;
    const struct raster *raster; // at the corner of the panel's plot
    struct canvas *canvas[2];
    double alpha[2];
    enum marker marker; // of dots
    double dash[4];     // of lines
    double *length;     // pixels of the path so far, added to; NULL: dashes begin anew
};

// Whether a point of the axes lies in the box.
bool space_holds(const struct space *space, const double point[3]);

// Whether the surface leaves a spot in sight.
bool path_is_seen(const struct path_pen *pen, const struct spot *spot);

// Strokes a straight piece, cut at the box and parted where the surface begins or ceases to hide
// it.
void path_stroke(const struct path_pen *pen, uint32_t color, const double from[3],
                 const double to[3]);

// Draws a dot; nothing where it lies out of the box. The radius is in pixels.
void path_dot(const struct path_pen *pen, uint32_t color, const double point[3], double radius);
