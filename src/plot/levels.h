// SPDX-License-Identifier: GPL-3.0-or-later
// The levels of a landscape, at which lines are drawn and colours change.
#pragma once
#include "plot/decimal.h"
#include "plot/landscape.h"

enum level_spacing { SPACING_QUANTILE, SPACING_LOG, SPACING_LINEAR };

enum { LEVELS_MAX = 100 };

// Levels in ascending order, without duplicates.
struct levels {
    double values[LEVELS_MAX];
    struct decimal numbers[LEVELS_MAX]; // the same as decimals, if they are written as labels
    size_t count;
};

// Writes up to `count` ascending levels inside the landscape's range and returns their number. With
// SPACING_QUANTILE, level k of n is the value below which the fraction (k / (n + 1))^2 of the area
// lies. Around a minimum, area grows with the square of the distance, so the lines of any bowl,
// however steep, are evenly spaced. If the landscape has losses that paths pass through, these
// count for a third: level k is where the weighted mean of the root of the fraction of area, and of
// the fraction of path, is k / (n + 1).
size_t levels_choose(const struct landscape *landscape, enum level_spacing spacing, size_t count,
                     double *levels);

// Chooses levels with round numbers, for labels. Their number is within a quarter of `count` (1 to
// LEVELS_MAX), if the landscape's range has so many. Linear levels are multiples of a step of 1, 2,
// 2.5 or 5 times a power of ten. Logarithmic ones are 1 and 3 times powers of ten, or powers of
// ten. Quantile levels, and logarithmic ones if the lowest value leaves too few round numbers, are
// rounded to the fewest digits within half of the distance to their neighbours.
void levels_choose_written(const struct landscape *landscape, enum level_spacing spacing,
                           size_t count, struct levels *levels);

// Uses `count` (up to LEVELS_MAX) ascending values unchanged.
void levels_take(const double *values, size_t count, struct levels *levels);
