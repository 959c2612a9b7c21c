// SPDX-License-Identifier: GPL-3.0-or-later
// Colour maps: a number from 0 to 1 becomes a colour.
#pragma once
#include "base/help.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct colormap {
    const char *name;
    HELP_FIELD(help);
    const uint32_t *knots; // 0xRRGGBB, evenly spaced from 0 to 1
    size_t count;
    bool is_reversed; // the last knot is at 0
};

extern const struct colormap colormap_table[]; // ends with an entry without a name

// Returns 0xRRGGBB, interpolated linearly between knots. `value` is clamped to [0, 1]; NAN counts
// as 1.
uint32_t colormap_at(const struct colormap *map, double value);

// Interpolates between `color` (`part` 0) and `other` (`part` 1), channel by channel.
uint32_t color_mix(uint32_t color, uint32_t other, double part);

// Returns the contrast ratio of two colours, 1 to 21 (WCAG 2).
double color_contrast(uint32_t a, uint32_t b);

// Returns the map of that name; NULL where there is none.
const struct colormap *colormap_find(const char *name);
