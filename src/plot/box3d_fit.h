// SPDX-License-Identifier: GPL-3.0-or-later
// Fits a box into a panel: as large as the space allows, including its ticks and labels.
#pragma once
#include "plot/box3d.h"

enum { BOX3D_TICKS_LEAST = 2, BOX3D_TICKS_MOST = 9 };

// The ticks that an axis may have, from few to many, made when they are first needed: several fits
// of a box share them. {0} is empty; they stand for the ranges of the box that was fitted first.
struct tick_choices {
    bool is_made[3][BOX3D_TICKS_MOST + 1];
    struct ticks made[3][BOX3D_TICKS_MOST + 1];
};

// Chooses the ticks and fits the box, as its camera sees it over the film, into the middle of
// `room` (pixels). A moving box keeps its size and position; afterwards it is aimed at the start of
// the orbit. Returns what the box and its texts cover, which may be larger than a very small room.
struct box box3d_fit(struct box3d *space, const struct panel *panel, struct box room,
                     const struct camera_motion *motion, struct tick_choices *choices);

// Returns the bounds on the screen of the box, or of what is shown of it, without texts.
struct box box3d_bounds(const struct box3d *space, const struct panel *panel);

// Moves a fitted box on the screen, in pixels.
void box3d_shift(struct box3d *space, double x, double y);
