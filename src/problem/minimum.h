// SPDX-License-Identifier: GPL-3.0-or-later
// Where a loss over points is least, for the targets that a scene does not name.
#pragma once
#include "problem/problem.h"

// A plane of numbers u near 0 to look for the minimum in: w = origin + u0 * axis[0] + u1 * axis[1].
struct search_plane {
    double origin[2], axis[2][2];
};

// Finds the minimum of a convex loss, which may have kinks, to some ten digits of the plane's unit.
// False where there is none within a million units.
bool minimum_of_convex(const struct problem *problem, const struct search_plane *plane,
                       double w[2]);

// Walks to the minimum of a smooth convex loss, such as the logistic one, by Newton's method with
// halved steps, from 0. False where there is none nearer than 1000, as where a line separates the
// classes.
bool minimum_by_newton(const struct problem *problem, double w[2]);

// Finds the lowest isolated minima below `limit`, which is above 0, of any loss that a search of
// the box meets: all that are as low as the lowest. Returns how many of the `most` that there is
// room for. Of more than 2000 points the search looks at so many; where the loss has kinks it stays
// at their minimum.
size_t minimum_search(const struct problem *problem, const struct view *box, double limit,
                      double (*minima)[2], size_t most);
