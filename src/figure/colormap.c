// SPDX-License-Identifier: GPL-3.0-or-later
#include "figure/colormap.h"

#include <math.h>
#include <string.h>

uint32_t color_mix(uint32_t color, uint32_t other, double part) {
    uint32_t mixed = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
        double a = color >> shift & 255, b = other >> shift & 255;
        mixed |= (uint32_t)lround(a + (b - a) * part) << shift;
    }
    return mixed;
}

uint32_t colormap_at(const struct colormap *map, double value) {
    if (!(value < 1))
        return map->knots[map->count - 1];
    if (value <= 0)
        return map->knots[0];
    double at = value * (double)(map->count - 1);
    size_t knot = (size_t)at;
    return color_mix(map->knots[knot], map->knots[knot + 1], at - (double)knot);
}

// Sampled from the published map (Smith, van der Walt, Firing; CC0): within 2 of 255 everywhere.
static const uint32_t viridis_knots[] = {
    0x440154, 0x470D60, 0x48186A, 0x482374, 0x472D7B, 0x453781, 0x424086, 0x3E4989, 0x3B528B,
    0x375B8D, 0x33638D, 0x2F6B8E, 0x2C728E, 0x297A8E, 0x26828E, 0x23898E, 0x21918C, 0x1F978B,
    0x1F9F88, 0x21A685, 0x27AD81, 0x31B57B, 0x3DBC74, 0x4CC26C, 0x5CC863, 0x6ECE58, 0x81D34D,
    0x95D840, 0xAADC32, 0xC0DF25, 0xD5E21A, 0xEAE51A, 0xFDE725,
};

static const struct colormap viridis = {
    .name = "viridis",
    .help = "dark blue to yellow, even in lightness",
    .knots = viridis_knots,
    .count = sizeof viridis_knots / sizeof viridis_knots[0],
};

const struct colormap *const colormap_table[] = {&viridis, NULL};

const struct colormap *colormap_find(const char *name) {
    for (size_t i = 0; colormap_table[i]; i++)
        if (strcmp(colormap_table[i]->name, name) == 0)
            return colormap_table[i];
    return NULL;
}
