// SPDX-License-Identifier: GPL-3.0-or-later
// The lines along the levels of a landscape.
#pragma once
#include "plot/landscape.h"

// A closed line around what is above a level, which lies on its left (y up). Along the edge of the
// grid, and of what has no value, it is closed by a border that is no level line. Units are grid
// cells; piece k leads from at[k] to the next.
struct isoline {
    double (*at)[2];
    bool *is_border; // a piece
    size_t count;
};
typedef void isoline_tracer(void *context, const struct isoline *line);

// Visits every closed line around where the landscape is above `level`, the area within being what
// to fill (nonzero winding). With -INFINITY that is all that has a value.
void isolines_trace(const struct landscape *landscape, double level, isoline_tracer *visit,
                    void *context);
