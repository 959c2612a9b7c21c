// SPDX-License-Identifier: GPL-3.0-or-later
// The levels of a landscape: where lines are drawn and colours change.
#pragma once
#include "plot/decimal.h"
#include "plot/landscape.h"

enum level_spacing { SPACING_QUANTILE, SPACING_LOG, SPACING_LINEAR };

enum { LEVELS_MAX = 100 };

// Rising and distinct.
struct levels {
    double values[LEVELS_MAX];
    struct decimal numbers[LEVELS_MAX]; // the same as they are written, where they are
    size_t count;
};

// Writes up to `count` rising levels inside the landscape's range and returns how many. By quantile
// the level k of n is the value below which (k / (n + 1))^2 of the area lies: around a minimum area
// grows with the square of the distance, so lines of any bowl, however steep, stand evenly apart.
size_t levels_choose(const struct landscape *landscape, enum level_spacing spacing, size_t count,
                     double *levels);

// Chooses levels whose numbers are written, so that they are numbers that a person would choose,
// within a quarter of `count` (1 to LEVELS_MAX) many where the landscape's range has as many.
// Linear ones are multiples of one step of 1, 2, 2.5 or 5 times a power of ten; logarithmic ones 1
// and 3 times powers of ten, or powers of ten. Those by quantile, and logarithmic ones over a
// lowest value that leaves too few such numbers, are rounded to the fewest digits within half of
// the distance to their neighbours.
void levels_choose_written(const struct landscape *landscape, enum level_spacing spacing,
                           size_t count, struct levels *levels);

// Takes `count` (up to LEVELS_MAX) rising values as they are.
void levels_take(const double *values, size_t count, struct levels *levels);
