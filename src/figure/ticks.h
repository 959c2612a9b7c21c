// SPDX-License-Identifier: GPL-3.0-or-later
// Where an axis is marked: at steps of 1, 2, 2.5 or 5 times a power of ten, or at decades.
#pragma once
#include <stdbool.h>

enum { TICKS_MAX = 64, TICK_LABEL = 40 };

struct ticks {
    int count;
    double value[TICKS_MAX];
    char label[TICKS_MAX][TICK_LABEL]; // UTF-8, with a true minus sign
};

// Chooses at most `most` (2 to TICKS_MAX) round numbers in [low, high], low < high; the fewest
// steps apart that fit. On a log axis low > 0 and the ticks are powers of ten where two or more
// fit.
void ticks_choose(struct ticks *ticks, double low, double high, int most, bool is_log);

// Widens [low, high] by `margin` of its width, or to a width of 1 where it is empty.
void range_pad(double range[2], double margin);

// Moves the ends outwards to round numbers.
void range_round(double range[2]);
