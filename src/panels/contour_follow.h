// SPDX-License-Identifier: GPL-3.0-or-later
// A contour panel on a plane that turns: all of it is drawn anew in each frame.
#pragma once
#include "panels/contour_field.h"
#include "panels/contour_paths.h"

// Turns the plane to a position, and draws the field there and the paths up to it, which lie on no
// layer. Heads are not drawn.
void contour_follow_draw(const struct contour_paths *paths, struct canvas *canvas, double position,
                         const struct problem *problem, const struct path_losses *passed,
                         const struct field_options *options, struct levels *levels);
