// SPDX-License-Identifier: GPL-3.0-or-later
// Where a box in space is seen from, and how that changes over a film.
#pragma once
#include "tree/settings.h"

// As in most plotting programs: degrees above the floor, and around the vertical axis from the w0
// axis towards the w1 axis.
struct camera {
    double elevation, azimuth;
    double height;  // of the box, its floor being 1 by 1
    double stretch; // how much wider than true the picture may be drawn to fill its plot
};

enum easing { EASING_SMOOTH, EASING_LINEAR };

// A camera that goes from `from` to `to` over the film.
struct camera_motion {
    struct camera from, to;
    int easing; // enum easing
};

extern const struct setting camera_settings[];

// Fills the defaults: a still camera.
void camera_default(struct camera_motion *motion);

// Reads {elevation, azimuth or orbit, height, stretch} over the defaults.
bool camera_read(const struct node *node, void *motion, struct error *error);

bool camera_moves(const struct camera_motion *motion);

// The camera when a part of the film (0 to 1) has gone.
struct camera camera_at(const struct camera_motion *motion, double part);
