// SPDX-License-Identifier: GPL-3.0-or-later
// Where a box in space is seen from, and how that changes over a film.
#pragma once
#include "tree/settings.h"

// Angles are in degrees, as in most plotting programs: the elevation above the floor, and the
// azimuth around the vertical axis from the w0 axis towards the w1 axis.
struct camera {
    double elevation, azimuth;
    double height;  // of the box, whose floor is 1 by 1
    double stretch; // how far the picture may be stretched horizontally to fill its plot
};

enum easing { EASING_SMOOTH, EASING_LINEAR };

// A camera that moves from `from` to `to` over the film.
struct camera_motion {
    struct camera from, to;
    int easing;      // enum easing
    bool is_free;    // the scene does not say the azimuth
    bool has_height; // the scene says the height
};

extern const struct setting camera_settings[];

// Sets the defaults: a camera that does not move.
void camera_default(struct camera_motion *motion);

// A setting's reader: reads {elevation, azimuth or orbit, height, stretch} over the defaults into a
// struct camera_orbit. False with ERROR_SCENE.
bool camera_read(const struct node *node, void *motion, struct error *error);

// Turns the whole motion so that it begins at an azimuth.
void camera_turn(struct camera_motion *motion, double azimuth);

// Sets the height of the box.
void camera_raise(struct camera_motion *motion, double height);

bool camera_moves(const struct camera_motion *motion);

// Returns the camera after the fraction `part` of the film, 0 to 1.
struct camera camera_at(const struct camera_motion *motion, double part);
