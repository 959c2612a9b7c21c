// SPDX-License-Identifier: GPL-3.0-or-later
// Shapes that distinguish optimizers where colour does not.
#pragma once
#include "draw/canvas.h"

enum marker {
    MARKER_CIRCLE,
    MARKER_SQUARE,
    MARKER_TRIANGLE,
    MARKER_DIAMOND,
    MARKER_TRIANGLE_DOWN,
    MARKER_PENTAGON,
    MARKER_STAR,
    MARKER_PLUS,
    MARKER_COUNT
};

extern const char *const marker_names[]; // indexed by enum marker; ends with NULL

// Adds the outline of a marker with its centre at (x, y) to the canvas's path. Markers have the
// area of a circle of `radius` pixels; the star has about half of it, the
// plus three quarters.
void marker_path(struct canvas *canvas, enum marker marker, double x, double y, double radius);
