// SPDX-License-Identifier: GPL-3.0-or-later
// Shapes that tell optimizers apart where colour does not.
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
    MARKER_COUNT
};

extern const char *const marker_names[]; // by marker

// Adds the outline of a marker to the canvas's path. Every marker has the area of the circle of
// that radius, the star about half of it.
void marker_path(struct canvas *canvas, enum marker marker, double x, double y, double radius);
