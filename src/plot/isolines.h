// SPDX-License-Identifier: GPL-3.0-or-later
// Level sets of a landscape, traced by marching squares.
#pragma once
#include "plot/landscape.h"

// A closed line around a region above a level, which is on its left (y upwards). It follows the
// level, and is closed along the edge of the grid and of nodes without a value by border segments.
// Units are grid cells; segment k goes from at[k] to the next point.
struct isoline {
    double (*at)[2];
    bool *is_border; // one a segment
    size_t count;
};
typedef void isoline_tracer(void *context, const struct isoline *line);

// Visits every closed line around the regions above `level`. Filled with the nonzero winding rule
// they cover these regions; with -INFINITY, everything that has a value. The lines belong to the
// tracer.
void isolines_trace(const struct landscape *landscape, double level, isoline_tracer *visit,
                    void *context);
