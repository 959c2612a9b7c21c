// SPDX-License-Identifier: GPL-3.0-or-later
// The ticks of an axis: at steps of 1, 2, 2.5 or 5 times a power of ten, or at decades.
#pragma once
#include "plot/decimal.h"

enum { TICKS_MAX = 64, TICKS_MINOR_MAX = 256, TICK_LABEL = DECIMAL_TEXT };

struct ticks {
    int count;
    double value[TICKS_MAX];
    char label[TICKS_MAX][TICK_LABEL]; // UTF-8, with true minus signs and superscripts
    // The factor or offset that is left out of all labels, such as "×10⁻⁹" or "+10⁶"; empty: none.
    char common[TICK_LABEL];
    int minor_count;
    double minor[TICKS_MINOR_MAX]; // positions of minor ticks, without labels
};

// Chooses 2 to `most` (2 to TICKS_MAX) round numbers in [low, high], whose difference must be
// finite and above 0, with the smallest step that fits. On a log axis low > 0, and ticks are at
// powers of ten; with few decades, also at 2 and 5 or at 3 times these; or at round numbers if not
// even two of those fit. A range of a few doubles without two round numbers is marked at its ends.
// A label reads back as its tick, except that a tick outside the range by less than 1e-9 of its
// width is moved to its end. Labels are complete: `common` is empty.
void ticks_choose(struct ticks *ticks, double low, double high, int most, bool is_log);

// The same, but a common factor or offset that would make the labels long is taken out of them.
void ticks_choose_short(struct ticks *ticks, double low, double high, int most, bool is_log);

// Returns the position of `value` in the range [low, high]: 0 at low, 1 at high. On a log axis low
// > 0, and values at or below 0 are at -INFINITY.
double range_part(double low, double high, bool is_log, double value);

// Returns the value at such a fraction.
double range_at(double low, double high, bool is_log, double part);

// Turns a range of any two numbers into one that can be drawn: low < high with a finite difference.
// An empty range gets a width of 1, or of a tenth of its value; a reversed one becomes an empty
// range at 0. The range is widened by `margin` times its width at each end, and clamped to half the
// largest double.
void range_pad(double range[2], double margin);

// Widens a range so that it holds a value, where that is finite. {INFINITY, -INFINITY} is a range
// that holds nothing yet.
void range_include(double range[2], double value);

// Widens a range so that it holds another one, as far as it can be drawn.
void range_join(double range[2], const double other[2]);

// Moves the ends outwards to round numbers.
void range_round(double range[2]);

// Moves the ends of a range above 0 outwards to 1 or about 3 times a power of ten, so that the old
// ends are at least the fraction `margin` of the new axis inside.
void range_round_log(double range[2], double margin);
