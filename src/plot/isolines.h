// SPDX-License-Identifier: GPL-3.0-or-later
// Contour levels and the lines along them.
#pragma once
#include "plot/landscape.h"

enum level_spacing { SPACING_QUANTILE, SPACING_LOG, SPACING_LINEAR };

// Writes up to `count` rising levels inside the landscape's range and returns how many. By quantile
// the level k of n is the value below which (k / (n + 1))^2 of the area lies: around a minimum area
// grows with the square of the distance, so lines of any bowl, however steep, stand evenly apart.
size_t levels_choose(const struct landscape *landscape, enum level_spacing spacing, size_t count,
                     double *levels);

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
