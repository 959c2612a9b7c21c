// SPDX-License-Identifier: GPL-3.0-or-later
// Where an axis is marked: at steps of 1, 2, 2.5 or 5 times a power of ten, or at decades.
#pragma once
#include "plot/decimal.h"

enum { TICKS_MAX = 64, TICKS_MINOR_MAX = 256, TICK_LABEL = DECIMAL_TEXT };

struct ticks {
    int count;
    double value[TICKS_MAX];
    char label[TICKS_MAX][TICK_LABEL]; // UTF-8, with true minus signs and superscripts
    // What all labels leave out and the axis says once, such as "×10⁻⁹" or "+10⁶"; empty: nothing.
    char common[TICK_LABEL];
    int minor_count;
    double minor[TICKS_MINOR_MAX]; // short marks between the others, without labels
};

// Chooses 2 to `most` (2 to TICKS_MAX) round numbers in [low, high], whose distance is a finite
// number above 0; the fewest steps apart that fit. On a log axis low > 0 and the ticks are powers
// of ten, or 1, 2 and 5 or 1 and 3 times them where they are few, or round numbers where not even
// two of those fit. A range of a few doubles that holds no two round numbers is marked at its ends.
// A label reads back to its tick, but that a tick beyond an end by less than 1e-9 of the range
// stands at that end. Labels are whole numbers' own: `common` is empty.
void ticks_choose(struct ticks *ticks, double low, double high, int most, bool is_log);

// The same, but a factor or an offset that would make long labels is taken out of them.
void ticks_choose_short(struct ticks *ticks, double low, double high, int most, bool is_log);

// The part of the range [low, high] that lies below `value`: 0 at low, 1 at high. On a log scale
// low > 0, and what is not above 0 lies infinitely far below.
double range_part(double low, double high, bool is_log, double value);

// Makes a range of any two numbers one that can be drawn: low < high, and their distance finite. An
// empty one gets a width of 1, or of a tenth of its place; one that is upside down is empty at 0.
// It is widened by `margin` of its width, and ends at half the largest double.
void range_pad(double range[2], double margin);

// Widens a range so that it holds a value, where that is finite. {INFINITY, -INFINITY} is a range
// that holds nothing yet.
void range_include(double range[2], double value);

// Widens a range so that it holds another one, as far as it can be drawn.
void range_join(double range[2], const double other[2]);

// Moves the ends outwards to round numbers.
void range_round(double range[2]);

// Moves the ends of a range above 0 outwards to 1 or about 3 times a power of ten, each at least
// `margin` of the new axis away.
void range_round_log(double range[2], double margin);
