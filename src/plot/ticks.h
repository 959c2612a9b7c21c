// SPDX-License-Identifier: GPL-3.0-or-later
// Where an axis is marked: at steps of 1, 2, 2.5 or 5 times a power of ten, or at decades.
#pragma once
#include <stdbool.h>

enum { TICKS_MAX = 64, TICKS_MINOR_MAX = 256, TICK_LABEL = 48 };

struct ticks {
    int count;
    double value[TICKS_MAX];
    char label[TICKS_MAX][TICK_LABEL]; // UTF-8, with true minus signs and superscripts
    // What all labels leave out and the axis says once, such as "×10⁻⁹" or "+10⁶"; empty: nothing.
    char common[TICK_LABEL];
    int minor_count;
    double minor[TICKS_MINOR_MAX]; // short marks between the others, without labels
};

// Chooses at most `most` (2 to TICKS_MAX) round numbers in [low, high], low < high; the fewest
// steps apart that fit. On a log axis low > 0 and the ticks are powers of ten, or 1, 2 and 5 times
// them where they are few, or round numbers where not even two of those fit. Labels are whole
// numbers' own: `common` is empty.
void ticks_choose(struct ticks *ticks, double low, double high, int most, bool is_log);

// The same, but a factor or an offset that would make long labels is taken out of them.
void ticks_choose_short(struct ticks *ticks, double low, double high, int most, bool is_log);

// Writes a value for reading, with a true minus sign: fixed decimals, or a power of ten where it is
// very large or very small beside them.
void value_write(char label[TICK_LABEL], double value, int decimals);

// Widens [low, high] by `margin` of its width, or to a width of 1 where it is empty.
void range_pad(double range[2], double margin);

// Moves the ends outwards to round numbers.
void range_round(double range[2]);

// Moves the ends of a range above 0 outwards to 1 or about 3 times a power of ten, each at least
// `margin` of the new axis away.
void range_round_log(double range[2], double margin);
