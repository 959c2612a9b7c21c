// SPDX-License-Identifier: GPL-3.0-or-later
// Numerical search for the minima of a loss of two weights, for scenes that name no targets.
#pragma once
#include "problem/problem.h"

// Coordinates u in which the minimum is expected near 0: w = origin + u0 * axis[0] + u1 * axis[1].
struct search_plane {
    double origin[2], axis[2][2];
};

// Finds the minimum of a convex loss, which may have kinks, to about ten digits of the plane's
// unit. Returns false if there is none within a million units.
bool minimum_of_convex(const struct problem *problem, const struct search_plane *plane,
                       double w[2]);

// Finds the minimum of a smooth convex loss, such as the logistic one, by Newton's method with step
// halving, starting at 0. Returns false if there is none within 1000, as when a line separates the
// classes.
bool minimum_by_newton(const struct problem *problem, double w[2]);

// Finds the isolated minima of any loss that are tied for the lowest value found in the box, if
// that is below `limit` (above 0). Writes at most `most` of them and returns how many. At most 2000
// data points are used in the search; a smooth loss is then refined on all points, one with kinks
// is not.
size_t minimum_search(const struct problem *problem, const struct view *box, double limit,
                      double (*minima)[2], size_t most);
