// SPDX-License-Identifier: GPL-3.0-or-later
// Contour levels and the lines along them.
#pragma once
#include "figure/landscape.h"

enum level_spacing { SPACING_QUANTILE, SPACING_LOG, SPACING_LINEAR };

// Writes up to `count` rising levels inside the landscape's range and returns how many. By quantile
// the level k of n is the value below which (k / (n + 1))^2 of the area lies: around a minimum area
// grows with the square of the distance, so lines of any bowl, however steep, stand evenly apart.
size_t levels_choose(const struct landscape *landscape, enum level_spacing spacing, size_t count,
                     double *levels);

// Called with the two ends of a piece of a line, in units of grid cells.
typedef void isoline_visitor(void *context, const double from[2], const double to[2]);

// Visits every piece of the line where the landscape has the value `level` (marching squares; the
// mean of a cell decides between the two ways through a saddle).
void isolines_visit(const struct landscape *landscape, double level, isoline_visitor *visit,
                    void *context);
